"""The audit log: records that are only ever added, and what proves that they were not altered."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime, timezone
from hashlib import sha256
from typing import Any

from engine.audit import index, tree
from engine.audit.failures import failure, told
from engine.audit.lookup import look_up
from engine.audit.receipt import Receipt, new_id
from engine.audit.store import open_existing, open_or_create
from engine.audit.verify import carries, verify
from engine.errors import AuditError, Problem, UsageError, Where


class Log:
    """One log file. A record has a number, from 1, and an id; the leaf of record `seq` is `seq - 1`."""

    def __init__(self, connection: sqlite3.Connection, path: str) -> None:
        self.connection = connection
        self.path = path
        try:
            with told(path):
                self.id = str(self._one("SELECT value FROM meta WHERE key = 'id'", (), "its id"))
        except BaseException:
            connection.close()
            raise

    @classmethod
    def create(cls, path: str) -> Log:
        """Open for writing; the file is made where there is none. Raises AuditError."""
        return cls(open_or_create(path), path)

    @classmethod
    def open(cls, path: str) -> Log:
        """Open for reading; nothing is ever created.

        Raises UsageError where there is no log of this name, AuditError where it cannot be read.
        """
        return cls(open_existing(path), path)

    def __enter__(self) -> Log:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file. What was recorded is in it since `append` returned."""
        with suppress(sqlite3.Error):
            self.connection.close()

    def size(self) -> int:
        """How many records there are."""
        with told(self.path):
            (size,) = self.connection.execute("SELECT coalesce(max(seq), 0) FROM entry").fetchone()
        return int(size)

    def root(self, size: int | None = None) -> bytes:
        """The root of the tree over the first `size` records, without it over all. ValueError beyond."""
        size = self._within(self.size() if size is None else size)
        with told(self.path):
            return tree.root(size, self._node)

    def append(self, make: Callable[[int, str], dict[str, Any]], blobs: Mapping[str, bytes] = {}) -> Receipt:
        """Add the entry that `make` returns for the number and id it is given, with what it refers to.

        The record is on the disk when this returns. Raises AuditError where it could not be written;
        then nothing of it is kept, unless the error says that this is not known.
        """
        import rfc8785

        with self._writing() as commit:
            size = self.size()
            seq, record = size + 1, self._fresh_id()
            entry = make(seq, record)
            if (entry.get("seq"), entry.get("id")) != (seq, record):
                raise ValueError("an entry carries the number and the id it was given")
            body = rfc8785.dumps(entry)
            for name, data in blobs.items():
                if name != blob_name(data):
                    raise ValueError(f"{name} is not the digest of its bytes")
                self.connection.execute("INSERT OR IGNORE INTO blob VALUES (?, ?)", (name, data))
            self.connection.execute("INSERT INTO entry VALUES (?, ?, ?)", (seq, record, body))
            index.add(self.connection, entry)
            gained = tree.grown(size, tree.leaf_hash(body), self._node)
            self.connection.executemany("INSERT INTO node VALUES (?, ?, ?)", gained)
            root = tree.root(seq, self._node)
            commit(record)
        return Receipt(self.id, record, seq, seq, root)

    def checkpoint(self, now: Callable[[], datetime] | None = None) -> Receipt:
        """The receipt of the last record, which the log, open for writing, also keeps.

        Raises UsageError where there is no record, AuditError where it cannot be written.
        """
        now = now or (lambda: datetime.now(timezone.utc))
        with self._writing() as commit:
            receipt = self.receipt()
            if not self.connection.execute(
                "SELECT 1 FROM checkpoint WHERE size = ?", (receipt.size,)
            ).fetchone():
                row = (receipt.size, receipt.root, now().strftime("%Y-%m-%dT%H:%M:%SZ"))
                self.connection.execute("INSERT INTO checkpoint VALUES (?, ?, ?)", row)
            commit("")
        return receipt

    def receipt(self, seq: int | None = None, size: int | None = None) -> Receipt:
        """The receipt of a record in the tree of this size; without them of the last, in the whole tree.

        Raises UsageError where the log has no record.
        """
        size = self.size() if size is None else size
        if size == 0:
            raise UsageError(Problem("log-empty", "the log has no record yet", Where(self.path)))
        seq = size if seq is None else seq
        with told(self.path):
            record = self._one("SELECT id FROM entry WHERE seq = ?", (seq,), f"record {seq}")
        return Receipt(self.id, str(record), seq, size, self.root(size))

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
            leaf = self._node(0, seq - 1)
        if not isinstance(body, bytes) or tree.leaf_hash(body) != leaf or not carries(body, seq, record):
            raise self._damaged(f"record {seq} is not what was recorded")
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
            data = self._bytes("SELECT bytes FROM blob WHERE hash = ?", (name,), f"the snapshot {name}")
        if blob_name(data) != name:
            raise self._damaged(f"the snapshot {name} is not what was recorded")
        return data

    def inclusion(self, seq: int, size: int) -> list[bytes]:
        """The inclusion path of a record in the tree of this size. ValueError outside it."""
        with told(self.path):
            return tree.inclusion_path(seq - 1, self._within(size), self._node)

    def consistency(self, old: int, new: int) -> list[bytes]:
        """The consistency path from the tree of one size to that of another. ValueError beyond."""
        with told(self.path):
            return tree.consistency_path(old, self._within(new), self._node)

    def verify(self, receipts: Sequence[Receipt] = ()) -> tuple[Problem, ...]:
        """Everything in which the log does not agree with itself or with the receipts.

        Raises AuditError where it cannot be read.
        """
        return verify(self.connection, self.path, self.id, receipts)

    def _fresh_id(self) -> str:
        while True:
            record = new_id()
            if not self.connection.execute("SELECT 1 FROM entry WHERE id = ?", (record,)).fetchone():
                return record

    def _node(self, level: int, index: int) -> bytes:
        query = "SELECT hash FROM node WHERE level = ? AND idx = ?"
        return self._bytes(query, (level, index), f"a hash of the tree ({level}, {index})")

    def _bytes(self, query: str, values: tuple[Any, ...], what: str) -> bytes:
        found = self._one(query, values, what)
        if not isinstance(found, bytes):
            raise self._damaged(f"{what} is no longer bytes")
        return found

    def _one(self, query: str, values: tuple[Any, ...], what: str) -> Any:
        row = self.connection.execute(query, values).fetchone()
        if row is None:
            raise self._damaged(f"{what} is missing")
        return row[0]

    def _within(self, size: int) -> int:
        if not 0 <= size <= self.size():
            raise ValueError(f"the log has no tree of {size} records")
        return size

    def _damaged(self, what: str) -> AuditError:
        hint = "advisor audit verify looks at the whole log"
        return AuditError(Problem("log-damaged", what, Where(self.path), hint))

    @contextmanager
    def _writing(self) -> Iterator[Callable[[str], None]]:
        """A transaction that excludes other writers; what it gives commits it, or says what it wrote."""
        committing = ""

        def commit(record: str) -> None:
            nonlocal committing
            committing = record
            self.connection.execute("COMMIT")

        try:
            self.connection.execute("BEGIN IMMEDIATE")
            yield commit
        except (sqlite3.Error, UnicodeDecodeError) as error:
            raise failure(self.path, error, committing) from error
        finally:
            if self.connection.in_transaction:
                with suppress(sqlite3.Error):
                    self.connection.execute("ROLLBACK")


def blob_name(data: bytes) -> str:
    """The name under which bytes are stored: sha256:HEX."""
    return f"sha256:{sha256(data).hexdigest()}"
