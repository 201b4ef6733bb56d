"""The audit log: records that are only ever added, and what proves that they were not altered."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime, timezone
from typing import Any

from engine.audit import index, tree
from engine.audit.failures import failure
from engine.audit.reader import Reader
from engine.audit.receipt import Receipt, new_id
from engine.audit.rows import blob_name
from engine.audit.store import open_existing, open_or_create


class Log(Reader):
    """A log file for reading, or for adding to it."""

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
            gained = tree.grown(size, tree.leaf_hash(body), self._rows.node)
            self.connection.executemany("INSERT INTO node VALUES (?, ?, ?)", gained)
            root = tree.root(seq, self._rows.node)
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

    def reindex(self) -> tuple[int, int]:
        """Make the index anew from the entries: how many records, and how many rows were not as now.

        Raises AuditError where a record was altered or the index cannot be written; then it stays.
        """
        with self._writing() as commit:
            differed = sum(1 for _ in index.differences(self.connection))
            index.clear(self.connection)
            size = self._rows.size()
            for seq in range(1, size + 1):
                index.add(self.connection, self.entry(str(seq)))
            commit("")
        return size, differed

    def _fresh_id(self) -> str:
        while True:
            record = new_id()
            if not self.connection.execute("SELECT 1 FROM entry WHERE id = ?", (record,)).fetchone():
                return record

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
