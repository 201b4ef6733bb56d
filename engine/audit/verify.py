"""Whether a log agrees with itself and with the receipts that somebody kept."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from hashlib import sha256

from engine.audit import index
from engine.audit.failures import told
from engine.audit.receipt import Receipt, counted, first
from engine.audit.schema import DECLARED
from engine.audit.store import connect_to_read
from engine.audit.told import BATCH, DECISION
from engine.audit.walk import Walk
from engine.errors import Problem, Where

MOST = 20
"""So many problems are told one by one; an altered log may have one for each record."""


def verify(
    connection: sqlite3.Connection, path: str, log: str, receipts: Sequence[Receipt], listing: bool
) -> tuple[Problem, ...]:
    """All that is wrong, as far as MOST; with `listing` also in the index, row by row.

    Raises AuditError where the file cannot be read to its end.
    """
    found: list[Problem] = []
    more = 0
    with told(path):
        connection.execute("BEGIN")  # writers may go on; this looks at the log as it is now
        try:
            for problem in _readable(_problems(connection, path, log, receipts, listing)):
                if len(found) < MOST:
                    found.append(replace(problem, where=Where(path)))
                else:
                    more += 1
        finally:
            connection.execute("ROLLBACK")
    if more:
        found.append(Problem("log-more", f"{counted(more, 'more problem')} like these", Where(path)))
    return tuple(found)


def _readable(problems: Iterator[Problem]) -> Iterator[Problem]:
    """The problems, and as the last that the file is too broken to go on."""
    try:
        yield from problems
    except sqlite3.DatabaseError as error:
        if not any(word in str(error) for word in ("malformed", "decode")):
            raise
        yield Problem("log-damaged", f"the file cannot be read to its end: {error}")
    except (
        TypeError,
        AttributeError,
        OverflowError,
        UnicodeError,
    ) as error:  # a value that the tables do not allow
        yield Problem("log-damaged", f"the file holds what no log can hold: {error}")


def _problems(
    connection: sqlite3.Connection, path: str, log: str, receipts: Sequence[Receipt], listing: bool
) -> Iterator[Problem]:
    """What SQLite finds is told last: it looks at the file beside us, where there is a second processor."""
    with ThreadPoolExecutor(1) as beside:
        broken = beside.submit(_broken, path, "integrity_check" if listing else "quick_check")
        yield from _declared(connection)
        yield from _contents(connection, log, receipts, listing)
        yield from broken.result()


def _broken(path: str, check: str) -> list[Problem]:
    """What SQLite finds broken in the file; only its integrity check looks into its own indexes."""
    with closing(connect_to_read(path)) as connection:
        said = [row[0] for row in connection.execute(f"PRAGMA {check}(5)")]
    return [Problem("log-damaged", f"SQLite says of the file: {each}") for each in said if each != "ok"]


def _declared(connection: sqlite3.Connection) -> Iterator[Problem]:
    """What else somebody declared."""
    declared = {sql for (sql,) in connection.execute("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL")}
    if declared != set(DECLARED):
        lost, new = set(DECLARED) - declared, declared - set(DECLARED)
        first = min(lost or new).partition(" (")[0].partition(" BEGIN")[0]
        what = f"the file's tables are not those of a log: {first} is {'missing' if lost else 'new'}"
        yield Problem("log-schema", what)


def _contents(
    connection: sqlite3.Connection, log: str, receipts: Sequence[Receipt], listing: bool
) -> Iterator[Problem]:
    blobs: set[bytes] = set()
    for name, data in connection.execute("SELECT hash, bytes FROM blob"):
        blobs.add(str(name).encode())
        if name != f"sha256:{sha256(data).hexdigest()}":
            yield Problem("snapshot-altered", f"the snapshot {name} is not what was recorded")
    own = [receipt for receipt in receipts if receipt.log == log]
    kept = connection.execute("SELECT size, root FROM checkpoint ORDER BY size").fetchall()
    walk = Walk(connection, {size for size, _ in kept} | {receipt.size for receipt in own}, blobs)
    yield from walk.problems()
    yield from index.differences(connection) if listing else _listed(connection, walk)
    for size, root in kept:
        if walk.roots.get(size) != root:
            what = f"the log is not the one whose first {counted(size)} it kept the root of"
            yield Problem("checkpoint-differs", what)
    for receipt in receipts:
        yield from _receipt(receipt, log, walk, connection)


def _listed(connection: sqlite3.Connection, walk: Walk) -> Iterator[Problem]:
    """Whether the index has as many decisions and batches as the log, which costs nothing."""
    for word, there, has in (
        (DECISION, walk.decisions, counted(walk.decisions, "decision")),
        (BATCH, walk.batches, counted(walk.batches, "batch", "batches")),
    ):
        query = "SELECT count(*) FROM mention WHERE word = ?"
        (listed,) = connection.execute(query, (word,)).fetchone()
        if listed != there:
            what = f"the log has {has}, its index {listed}: audit list does not show all"
            yield Problem("index-differs", what, None, index.MEND)


def _receipt(receipt: Receipt, log: str, walk: Walk, connection: sqlite3.Connection) -> Iterator[Problem]:
    """What the log holds against a receipt."""
    number = f"the receipt of record {receipt.record}"
    if receipt.log != log:
        yield Problem("not-this-log", f"{number} is of the log {receipt.log}, this is {log}")
    elif receipt.size > walk.size:
        what = f"{number} counts {counted(receipt.size)}, the log has {walk.size}"
        yield Problem("log-shorter", what, None, "it was cut, or is an older copy")
    elif walk.roots.get(receipt.size) != receipt.root:
        what = f"{first(receipt.size)} of {number}"
        yield Problem("root-differs", what, None, "one of them was altered, removed, added or moved")
    else:
        row = connection.execute("SELECT id FROM entry WHERE seq = ?", (receipt.seq,)).fetchone()
        if row is None or row[0] != receipt.record:
            what = f"record {receipt.seq} is {row[0] if row else 'missing'}, not that of {number}"
            yield Problem("record-differs", what)
