"""The tables of a log file, and how a file of an older format becomes one of today's."""

from __future__ import annotations

APPLICATION_ID = 0x41445631
"""What SQLite keeps in the header to tell a log from other databases: ADV1."""
VERSION = 1
"""The format written here, SQLite's user_version; a newer one is refused."""
OLDEST_SQLITE = (3, 37)
"""The first with STRICT tables."""

_TABLES = {
    "meta": "key TEXT PRIMARY KEY, value TEXT NOT NULL",
    "blob": "hash TEXT PRIMARY KEY, bytes BLOB NOT NULL",
    "entry": "seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, body BLOB NOT NULL",
    "node": "level INTEGER NOT NULL, idx INTEGER NOT NULL, hash BLOB NOT NULL, PRIMARY KEY (level, idx)",
    "checkpoint": "size INTEGER PRIMARY KEY, root BLOB NOT NULL, time TEXT NOT NULL",
}
_WITHOUT_ROWID = ("node",)


def _created(table: str) -> list[str]:
    """A table to which rows are only ever added; its triggers stop an accident, not a forger."""
    options = "STRICT, WITHOUT ROWID" if table in _WITHOUT_ROWID else "STRICT"
    guards = [
        f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} "
        "BEGIN SELECT RAISE(ABORT, 'rows are only ever added'); END"
        for event in ("UPDATE", "DELETE")
    ]
    return [f"CREATE TABLE {table} ({_TABLES[table]}) {options}", *guards]


_INDEX = (
    "CREATE TABLE mention (word TEXT NOT NULL, time INTEGER NOT NULL, seq INTEGER NOT NULL, "
    "PRIMARY KEY (word, time, seq)) STRICT, WITHOUT ROWID"
)
"""What `audit list` finds decisions by; made from the entries, outside the tree, see index.py."""

MIGRATIONS = ([*(statement for table in _TABLES for statement in _created(table)), _INDEX],)
"""For each version, what turns a file of the version before into it. None may touch the entries."""

DECLARED = tuple(statement for migration in MIGRATIONS for statement in migration)
"""All that a file of today's version declares, word for word."""
