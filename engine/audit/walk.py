"""Every record of a log in its order, hashed anew and held against the tree beside it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from engine.audit import tree
from engine.errors import Problem

END = 700
"""Bytes at the end of an entry in which its last keys stand, unless its remarks are long."""
AT_ONCE = 256
"""So many hashes are compared with those of the file at a time."""
DECISION, BATCH = b'"kind":"decision"', b'"kind":"batch"'
SNAPSHOT, DIGEST = b'"snapshot":"', len("sha256:") + 64
NUMBER, NAME = b',"schema":"advisor/record/1","seq":%d,"time":"', b'"id":"%s","interface":"'
Node = tuple[bytes, bool]
"""The hash of a complete subtree, and whether all in it is what was recorded."""


class Walk:
    """Hashes every record in order and compares the tree; keeps the roots of some sizes.

    What it does for each record has to cost little beside its hash: records are taken many at a time,
    and an entry is taken apart only where a look at its last keys does not say that all is well.
    """

    def __init__(self, connection: sqlite3.Connection, wanted: set[int], blobs: set[bytes]) -> None:
        self.connection = connection
        self.blobs = blobs
        self.size = 0
        self.decisions = self.batches = 0
        self.roots: dict[int, bytes] = {0: tree.EMPTY}
        self._wanted = sorted(wanted, reverse=True)
        self._left: dict[int, Node] = {}
        """By level the complete subtrees that the records so far consist of."""

    def problems(self) -> Iterator[Problem]:
        """What is wrong with the records and the tree: of some records at a time, in their order."""
        rows = self.connection.execute("SELECT seq, id, body FROM entry ORDER BY seq")
        while True:
            leaves: list[bytes] = []
            for seq, record, body in islice(rows, self._room()):
                if seq != self.size + len(leaves) + 1:
                    yield from self._grow(leaves)
                    what = f"record {seq} follows record {self.size}"
                    yield Problem("record-missing", what, None, "those between were removed")
                    return  # nothing after it stands where it stood
                leaves.append(tree.leaf_hash(body))
                if wrong := self._entry(seq, record, body):
                    yield from wrong
            if not leaves:
                break
            yield from self._grow(leaves)
        beyond = self.connection.execute("SELECT level, max(idx) FROM node GROUP BY level").fetchall()
        if any(level not in range(64) or last >= self.size >> level for level, last in beyond):
            what = f"the tree goes on after record {self.size}, the last"
            yield Problem("record-missing", what, None, "records were removed from the end")

    def _room(self) -> int:
        """How many records to take next, so as to stop where a root is wanted."""
        while self._wanted and self._wanted[-1] <= self.size:
            self._wanted.pop()
        return min(AT_ONCE, self._wanted[-1] - self.size) if self._wanted else AT_ONCE

    def _entry(self, seq: int, record: str, body: bytes) -> list[Problem]:
        """Whether the entry says of itself what the table says, and what it refers to is there."""
        wrong, end = [], body[-END:]
        at = end.find(NAME % record.encode())  # after which come, in this order, all that is looked for
        if (at < 0 or end.rfind(NUMBER % seq, at) < 0) and not carries(body, seq, record):
            what = f"record {seq}, {record}, says of itself that it is another"
            wrong.append(Problem("record-name", what))
        decision = end.find(DECISION, at) >= 0 or DECISION in body
        if decision or BATCH in body:
            self.decisions += decision
            self.batches += not decision
            kept = body[body.rfind(SNAPSHOT) :][len(SNAPSHOT) :][:DIGEST]
            if kept not in self.blobs:
                what = f"record {seq} needs the snapshot {kept.decode(errors='replace')}, which is missing"
                wrong.append(Problem("snapshot-missing", what))
        return wrong

    def _grow(self, leaves: Sequence[bytes]) -> Iterator[Problem]:
        """Some records more, their leaves and the subtrees that they complete, level by level."""
        level, first, found = 0, self.size, list(leaves)
        sound = [True] * len(found)
        self.size += len(found)
        while found:
            kept = self._kept(level, first, len(found))
            if found != kept:
                for i, (right, there) in enumerate(zip(found, kept, strict=True)):
                    if sound[i] and right != there:
                        sound[i] = False
                        yield _altered(level, first + i)
            if first % 2:
                left, left_sound = self._left.pop(level)
                found, sound, first = [left, *found], [left_sound, *sound], first - 1
            if len(found) % 2:
                self._left[level] = found.pop(), sound.pop()
            found = [tree.node_hash(left, right) for left, right in zip(found[::2], found[1::2], strict=True)]
            sound = [left and right for left, right in zip(sound[::2], sound[1::2], strict=True)]
            level, first = level + 1, first // 2
        if self._wanted and self._wanted[-1] == self.size:
            self.roots[self.size] = self._root()

    def _kept(self, level: int, first: int, count: int) -> list[bytes | None]:
        """The hashes that the file has there."""
        query = "SELECT hash, idx FROM node WHERE level = ? AND idx >= ? AND idx < ? ORDER BY idx"
        rows = self.connection.execute(query, (level, first, first + count)).fetchall()
        if len(rows) == count:
            return [kept for kept, _ in rows]
        there = {at: kept for kept, at in rows}
        return [there.get(first + i) for i in range(count)]

    def _root(self) -> bytes:
        (found, _), *rest = (self._left[level] for level in sorted(self._left))
        for left, _ in rest:
            found = tree.node_hash(left, found)
        return found


def _altered(level: int, index: int) -> Problem:
    """One altered record is told of once, not again for each subtree that it stands in."""
    if level == 0:
        return Problem("record-altered", f"record {index + 1} is not what was recorded")
    return Problem("tree-altered", f"the tree's hash ({level}, {index}) is not that of its records")


def carries(body: bytes, seq: int, record: str) -> bool:
    """Whether the entry carries this number and id.

    In a record these stand between keys that nothing else in it has; only where they do not, all of it
    is parsed, which takes longer than to hash it.
    """
    if NUMBER % seq in body and NAME % record.encode() in body:
        return True
    try:
        entry: Any = json.loads(body)
        return bool((entry["seq"], entry["id"]) == (seq, record))
    except (ValueError, LookupError, TypeError, RecursionError):
        return False
