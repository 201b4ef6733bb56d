"""What a log answers to whoever reads it: records, snapshots, proofs, and whether all agrees."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

from engine.audit import tree
from engine.audit.failures import told
from engine.audit.lookup import look_up
from engine.audit.receipt import Receipt
from engine.audit.rows import Rows
from engine.audit.walk import carries
from engine.errors import Problem, UsageError, Where


class Reader:
    """One log file, open. A record has a number, from 1, and an id; its leaf in the tree is number - 1."""

    def __init__(self, connection: sqlite3.Connection, path: str) -> None:
        self.connection = connection
        self.path = path
        self._rows = Rows(connection, path)
        try:
            with told(path):
                self.id = self._rows.log()
        except BaseException:
            connection.close()
            raise

    def close(self) -> None:
        """Let go of the file. What was recorded is in it since `append` returned."""
        with suppress(sqlite3.Error):
            self.connection.close()

    def size(self) -> int:
        """How many records there are."""
        with told(self.path):
            return self._rows.size()

    def root(self, size: int | None = None) -> bytes:
        """The root of the tree over the first `size` records, without it over all. ValueError beyond."""
        size = self._within(self.size() if size is None else size)
        with told(self.path):
            return tree.root(size, self._rows.node)

    def receipt(self, seq: int | None = None, size: int | None = None) -> Receipt:
        """The receipt of a record in the tree of this size; without them of the last, in the whole tree.

        Raises UsageError where the log has no record.
        """
        size = self.size() if size is None else size
        if size == 0:
            raise UsageError(Problem("log-empty", "the log has no record yet", Where(self.path)))
        seq = size if seq is None else seq
        with told(self.path):
            record = self._rows.record(seq)
        return Receipt(self.id, record, seq, size, self.root(size))

    def entry(self, name: str) -> dict[str, Any]:
        """The record of this number, id, or beginning of an id, as it was recorded.

        Raises UsageError where none or several fit, AuditError where it was altered.
        """
        found = json.loads(self.body(name)[1])
        assert isinstance(found, dict)
        return found

    def body(self, name: str) -> tuple[int, bytes]:
        """The number of the record that `entry` finds, and its bytes. Raises what `entry` raises."""
        with told(self.path):
            seq, record, body = look_up(self.connection, self.path, name)
            leaf = self._rows.node(0, seq - 1)
        if not isinstance(body, bytes) or tree.leaf_hash(body) != leaf or not carries(body, seq, record):
            raise self._rows.damaged(f"record {seq} is not what was recorded")
        return seq, body

    def entries(self, start: int = 1) -> Iterator[tuple[int, bytes]]:
        """Every record from this number on, as number and bytes; altered ones too, see `verify`."""
        with told(self.path):
            rows = self.connection.execute(
                "SELECT seq, body FROM entry WHERE seq >= ? ORDER BY seq", (start,)
            )
            for seq, body in rows:
                yield int(seq), body if isinstance(body, bytes) else str(body).encode()

    def blob(self, name: str) -> bytes:
        """What is stored under this digest. Raises AuditError where it is missing or was altered."""
        with told(self.path):
            return self._rows.blob(name)

    def inclusion(self, seq: int, size: int) -> list[bytes]:
        """The inclusion path of a record in the tree of this size. ValueError outside it."""
        with told(self.path):
            return tree.inclusion_path(seq - 1, self._within(size), self._rows.node)

    def consistency(self, old: int, new: int) -> list[bytes]:
        """The consistency path from the tree of one size to that of another. ValueError beyond."""
        with told(self.path):
            return tree.consistency_path(old, self._within(new), self._rows.node)

    def verify(self, receipts: Sequence[Receipt] = (), listing: bool = False) -> tuple[Problem, ...]:
        """Everything in which the log does not agree with itself or with the receipts.

        With `listing` every row of the index is compared too, for which every entry is parsed.
        Raises AuditError where it cannot be read.
        """
        from engine.audit.verify import verify  # what it needs takes long to load

        return verify(self.connection, self.path, self.id, receipts, listing)

    def _within(self, size: int) -> int:
        if not 0 <= size <= self.size():
            raise ValueError(f"the log has no tree of {size} records")
        return size
