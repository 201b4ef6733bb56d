"""Single rows of a log file, and what is said where one is missing or no longer what it was."""

from __future__ import annotations

import sqlite3
from hashlib import sha256
from typing import Any

from engine.errors import AuditError, Problem, Where


class Rows:
    """Asks the tables for one thing at a time; SQLite's own errors are the caller's to tell."""

    def __init__(self, connection: sqlite3.Connection, path: str) -> None:
        self.connection = connection
        self.path = path

    def size(self) -> int:
        """How many records there are."""
        (size,) = self.connection.execute("SELECT coalesce(max(seq), 0) FROM entry").fetchone()
        return int(size)

    def log(self) -> str:
        """The id of the log."""
        return str(self._one("SELECT value FROM meta WHERE key = 'id'", (), "its id"))

    def record(self, seq: int) -> str:
        """The id of the record of this number."""
        return str(self._one("SELECT id FROM entry WHERE seq = ?", (seq,), f"record {seq}"))

    def node(self, level: int, index: int) -> bytes:
        """A hash of the tree."""
        query = "SELECT hash FROM node WHERE level = ? AND idx = ?"
        return self._bytes(query, (level, index), f"a hash of the tree ({level}, {index})")

    def blob(self, name: str) -> bytes:
        """What is stored under this digest, which it has."""
        data = self._bytes("SELECT bytes FROM blob WHERE hash = ?", (name,), f"the snapshot {name}")
        if blob_name(data) != name:
            raise self.damaged(f"the snapshot {name} is not what was recorded")
        return data

    def damaged(self, what: str) -> AuditError:
        """The error for a log that does not hold what it should."""
        hint = "advisor audit verify looks at the whole log"
        return AuditError(Problem("log-damaged", what, Where(self.path), hint))

    def _bytes(self, query: str, values: tuple[Any, ...], what: str) -> bytes:
        found = self._one(query, values, what)
        if not isinstance(found, bytes):
            raise self.damaged(f"{what} is no longer bytes")
        return found

    def _one(self, query: str, values: tuple[Any, ...], what: str) -> Any:
        row = self.connection.execute(query, values).fetchone()
        if row is None:
            raise self.damaged(f"{what} is missing")
        return row[0]


def blob_name(data: bytes) -> str:
    """The name under which bytes are stored: sha256:HEX."""
    return f"sha256:{sha256(data).hexdigest()}"
