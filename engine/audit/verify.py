"""Whether a log agrees with itself and with the receipts that somebody kept."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any

from engine.audit import tree
from engine.audit.failures import told
from engine.audit.receipt import Receipt
from engine.audit.schema import DECLARED
from engine.errors import Problem, Where

END = 2000
"""Bytes at the end of an entry in which its last keys stand, unless its remarks are long."""
BEYOND = 2**63
"""A place after all that a file can have."""
MOST = 20
"""So many problems are told one by one; an altered log may have one for each record."""


def verify(
    connection: sqlite3.Connection, path: str, log: str, receipts: Sequence[Receipt]
) -> tuple[Problem, ...]:
    """All that is wrong, as far as MOST. Raises AuditError where the file cannot be read to its end."""
    found: list[Problem] = []
    more = 0
    with told(path):
        connection.execute("BEGIN")  # writers may go on; this looks at the log as it is now
        try:
            for problem in _readable(_problems(connection, log, receipts)):
                if len(found) < MOST:
                    found.append(replace(problem, where=Where(path)))
                else:
                    more += 1
        finally:
            connection.execute("ROLLBACK")
    if more:
        found.append(Problem("log-more", f"{more} more of such problems", Where(path)))
    return tuple(found)


def _readable(problems: Iterator[Problem]) -> Iterator[Problem]:
    """The problems, and as the last that the file is too broken to go on."""
    try:
        yield from problems
    except sqlite3.DatabaseError as error:
        if not any(word in str(error) for word in ("malformed", "decode")):
            raise
        yield Problem("log-damaged", f"the file cannot be read to its end: {error}")
    except (TypeError, OverflowError, UnicodeDecodeError) as error:  # a value that the tables do not allow
        yield Problem("log-damaged", f"the file holds what no log can hold: {error}")


def _problems(connection: sqlite3.Connection, log: str, receipts: Sequence[Receipt]) -> Iterator[Problem]:
    yield from _file(connection)
    blobs: set[str] = set()
    for name, data in connection.execute("SELECT hash, bytes FROM blob"):
        blobs.add(name)
        if name != f"sha256:{sha256(data).hexdigest()}":
            yield Problem("snapshot-altered", f"the snapshot {name} is not what was recorded")
    own = [receipt for receipt in receipts if receipt.log == log]
    kept = connection.execute("SELECT size, root FROM checkpoint ORDER BY size").fetchall()
    walk = _Walk(connection, {size for size, _ in kept} | {receipt.size for receipt in own})
    yield from walk.problems(blobs)
    (listed,) = connection.execute("SELECT count(*) FROM mention WHERE word = 'decision'").fetchone()
    if listed != walk.decisions:
        what = f"the log has {walk.decisions} decisions, its index {listed}: audit list does not show all"
        yield Problem("index-differs", what)
    for size, root in kept:
        if walk.roots.get(size) != root:
            what = f"the log is not the one whose first {size} records it kept the root of"
            yield Problem("checkpoint-differs", what)
    for receipt in receipts:
        yield from _receipt(receipt, log, walk, connection)


def _file(connection: sqlite3.Connection) -> Iterator[Problem]:
    """What SQLite finds broken, and what else somebody declared."""
    for (said,) in connection.execute("PRAGMA quick_check(5)"):
        if said != "ok":
            yield Problem("log-damaged", f"SQLite says of the file: {said}")
    declared = {sql for (sql,) in connection.execute("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL")}
    if declared != set(DECLARED):
        lost, new = set(DECLARED) - declared, declared - set(DECLARED)
        first = min(lost or new).partition(" (")[0].partition(" BEGIN")[0]
        what = f"the file's tables are not those of a log: {first} is {'missing' if lost else 'new'}"
        yield Problem("log-schema", what)


def _receipt(receipt: Receipt, log: str, walk: _Walk, connection: sqlite3.Connection) -> Iterator[Problem]:
    """What the log holds against a receipt."""
    number = f"the receipt of record {receipt.record}"
    if receipt.log != log:
        yield Problem("not-this-log", f"{number} is of the log {receipt.log}, this is {log}")
    elif receipt.size > walk.size:
        what = f"{number} counts {receipt.size} records, the log has {walk.size}"
        yield Problem("log-shorter", what, None, "it was cut, or is an older copy")
    elif walk.roots.get(receipt.size) != receipt.root:
        what = f"the first {receipt.size} records are not those of {number}"
        yield Problem("root-differs", what, None, "one of them was altered, removed, added or moved")
    else:
        row = connection.execute("SELECT id FROM entry WHERE seq = ?", (receipt.seq,)).fetchone()
        if row is None or row[0] != receipt.record:
            what = f"record {receipt.seq} is {row[0] if row else 'missing'}, not that of {number}"
            yield Problem("record-differs", what)


class _Walk:
    """Hashes every record in order and compares the tree; keeps the roots of some sizes."""

    def __init__(self, connection: sqlite3.Connection, wanted: set[int]) -> None:
        self.connection = connection
        self.wanted = wanted
        self.size = 0
        self.decisions = 0
        self.roots: dict[int, bytes] = {0: tree.EMPTY}
        self._levels: list[sqlite3.Cursor] = []
        self._next: list[tuple[int, bytes | None]] = []
        self._top: list[tuple[bytes, bool]] = []
        """The complete subtrees that the leaves so far consist of, the largest first: the hash, and
        whether all in it is what was recorded, so that one altered record is told of once."""

    def problems(self, blobs: set[str]) -> Iterator[Problem]:
        """What is wrong with the records and the tree, in their order."""
        for seq, record, body in self.connection.execute("SELECT seq, id, body FROM entry ORDER BY seq"):
            if seq != self.size + 1:
                what = f"record {seq} follows record {self.size}"
                yield Problem("record-missing", what, None, "those between were removed")
                return  # nothing after it stands where it stood
            self.decisions += says(body, b'"kind":"decision"')
            yield from _entry(seq, record, body, blobs)
            yield from self._take(body)
        beyond = self.connection.execute("SELECT level, max(idx) FROM node GROUP BY level").fetchall()
        if any(level not in range(64) or last >= self.size >> level for level, last in beyond):
            what = f"the tree goes on after record {self.size}, the last"
            yield Problem("record-missing", what, None, "records were removed from the end")

    def _take(self, body: bytes) -> Iterator[Problem]:
        """One record more: its leaf and the subtrees that it completes."""
        index, level, found = self.size, 0, tree.leaf_hash(body)
        sound = found == self._kept(0, index)
        self.size += 1
        if not sound:
            yield Problem("record-altered", f"record {self.size} is not what was recorded")
        while index % 2:
            left, left_sound = self._top.pop()
            index, level, found = index // 2, level + 1, tree.node_hash(left, found)
            sound = sound and left_sound
            if sound and found != self._kept(level, index):
                sound = False
                what = f"the tree's hash ({level}, {index}) is not that of its records"
                yield Problem("tree-altered", what)
        self._top.append((found, sound))
        if self.size in self.wanted:
            self.roots[self.size] = self._root()

    def _kept(self, level: int, index: int) -> bytes | None:
        """The hash that the file has there; of each level they are asked for in order."""
        if level == len(self._levels):
            query = "SELECT idx, hash FROM node WHERE level = ? ORDER BY idx"
            self._levels.append(self.connection.execute(query, (level,)))
            self._next.append((-1, None))
        at, found = self._next[level]
        while at < index:
            at, found = self._levels[level].fetchone() or (BEYOND, None)
        self._next[level] = at, found
        return found if at == index else None

    def _root(self) -> bytes:
        *rest, (found, _) = self._top
        for left, _ in reversed(rest):
            found = tree.node_hash(left, found)
        return found


def _entry(seq: int, record: str, body: bytes, blobs: set[str]) -> Iterator[Problem]:
    """Whether the entry says of itself what the table says, and what it refers to is there."""
    if not carries(body, seq, record):
        yield Problem("record-name", f"record {seq}, {record}, says of itself that it is another")
    part = b'"snapshot":"'
    if says(body, part):
        name = body.rpartition(part)[2].partition(b'"')[0].decode("utf-8", "replace")
        if name not in blobs:
            yield Problem("snapshot-missing", f"record {seq} needs the snapshot {name}, which is missing")


def says(body: bytes, text: bytes) -> bool:
    """Whether the text stands in the entry, most likely among its last keys."""
    return text in body[-END:] or text in body


def carries(body: bytes, seq: int, record: str) -> bool:
    """Whether the entry carries this number and id.

    In a record these stand between keys that nothing else in it has; only where they do not, all of it
    is parsed, which takes longer than to hash it.
    """
    number = b',"schema":"advisor/record/1","seq":%d,"time":"' % seq
    if says(body, number) and says(body, b'"id":"%s","interface":"' % record.encode()):
        return True
    try:
        entry: Any = json.loads(body)
        return bool((entry["seq"], entry["id"]) == (seq, record))
    except (ValueError, LookupError, TypeError, RecursionError):
        return False
