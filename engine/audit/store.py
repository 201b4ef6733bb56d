"""Opening a log file: for reading without a trace, for writing so that nothing is lost."""

from __future__ import annotations

import os
import sqlite3
import stat
import time
from contextlib import suppress
from urllib.parse import quote

from engine.audit.failures import PATIENCE, no_log, told, unreadable, unwritable
from engine.audit.schema import APPLICATION_ID, MIGRATIONS, OLDEST_SQLITE, VERSION
from engine.errors import AuditError, Problem, UsageError, Where

HEADER = b"SQLite format 3\0"


def open_existing(path: str) -> sqlite3.Connection:
    """The log for reading. Creates nothing and leaves nothing beside it.

    Raises UsageError where there is no file or it is no log, AuditError where it cannot be read.
    """
    _suitable()
    try:
        if stat.S_ISFIFO(os.stat(path).st_mode):  # to open it would wait for whoever writes into it
            raise UsageError(no_log(path, "it is a pipe"))
        with open(path, "rb") as file:
            head = file.read(len(HEADER))
    except (OSError, ValueError) as error:
        raise UsageError(unreadable(path, error)) from None
    if head != HEADER:
        raise UsageError(no_log(path, "it is empty" if not head else "it holds something else"))
    with told(path):
        connection = connect_to_read(path)
    try:
        with told(path):
            _is_log(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def open_or_create(path: str) -> sqlite3.Connection:
    """The log for writing; a new file can be read by its owner only. Raises AuditError."""
    _suitable()
    try:
        _create(path)
    except (OSError, ValueError) as error:
        raise AuditError(unwritable(path, error)) from None
    with told(path):
        connection = _connect(path, "rw")
    try:
        with told(path):
            _prepare(connection, path)
    except UsageError as error:  # here it is the log that fails, not the question
        connection.close()
        raise AuditError(error.problems) from None
    except BaseException:
        connection.close()
        raise
    return connection


def _suitable() -> None:
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        least = ".".join(map(str, OLDEST_SQLITE))
        what = f"the audit log needs SQLite {least}, this Python has {sqlite3.sqlite_version}"
        raise AuditError(Problem("log-sqlite", what, None, "use a newer Python"))


def _connect(path: str, mode: str) -> sqlite3.Connection:
    name = quote(os.fsencode(os.path.abspath(path)))
    connection = sqlite3.connect(f"file:{name}?{mode}", uri=True, timeout=PATIENCE, isolation_level=None)
    for pragma in ("trusted_schema = OFF", "cell_size_check = ON"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def connect_to_read(path: str) -> sqlite3.Connection:
    """A connection that cannot write.

    SQLite tidies up what it needs beside the file only where it could write. Where it may not even
    make that, nobody else writes either, for a writer would have made it: the file stands still.
    """
    for mode in ("mode=rw", "mode=ro", "mode=ro&immutable=1"):
        connection = _connect(path, mode)
        try:
            connection.execute("PRAGMA query_only = ON")
            connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        except (sqlite3.Error, UnicodeDecodeError) as error:
            connection.close()
            beside = os.path.exists(f"{path}-wal")
            if not _denied(error) or mode.endswith("=1") or (mode == "mode=ro" and beside):
                raise
        else:
            return connection
    raise AssertionError  # the last mode returned or raised


def _denied(error: Exception) -> bool:
    return "unable to open" in str(error) or "readonly" in str(error)


def _is_log(connection: sqlite3.Connection, path: str) -> None:
    """Raises UsageError where it is another's database, AuditError where it is of a newer format."""
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if application != APPLICATION_ID or version < 1:
        raise UsageError(no_log(path, "it is an SQLite database, but not an audit log"))
    if version > VERSION:
        what = f"the log has format {version}, written by a newer advisor; this one knows {VERSION}"
        raise AuditError(Problem("log-newer", what, Where(path), "use the newer advisor"))


def _create(path: str) -> None:
    """Make the file where there is none; refuse what is not a file of its own or holds something else."""
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        handle = os.open(path, flags, 0o600)
    except FileExistsError:
        found = os.lstat(path)
        if stat.S_ISLNK(found.st_mode):
            raise OSError(0, "it is a symbolic link") from None
        if not stat.S_ISREG(found.st_mode):
            raise OSError(0, "it is a folder" if stat.S_ISDIR(found.st_mode) else "it is no file") from None
        if not os.access(path, os.W_OK):
            raise OSError(0, "it can only be read") from None
        with open(path, "rb") as file:
            head = file.read(len(HEADER))
        # a journal is left where the power went while the log was made: SQLite takes that back
        if head and head != HEADER and not os.path.exists(f"{path}-journal"):
            raise OSError(0, "it holds something else") from None
        if not head:
            os.chmod(path, 0o600)
        return
    os.close(handle)
    folder = os.open(os.path.dirname(os.path.abspath(path)), os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(folder)  # or a power cut may take the file's name away
    finally:
        os.close(folder)


def _prepare(connection: sqlite3.Connection, path: str) -> None:
    """Bring the file to today's format, and the connection to where it loses nothing."""
    for pragma in ("synchronous = FULL", "fullfsync = ON", "checkpoint_fullfsync = ON"):
        connection.execute(f"PRAGMA {pragma}")
    if connection.execute("PRAGMA user_version").fetchone()[0] != VERSION:
        connection.execute("BEGIN IMMEDIATE")
        try:
            _migrate(connection, path)
            connection.execute("COMMIT")
        except BaseException:
            with suppress(sqlite3.Error):
                connection.execute("ROLLBACK")
            raise
    _is_log(connection, path)
    _write_ahead(connection, path)


def _migrate(connection: sqlite3.Connection, path: str) -> None:
    from engine.audit.receipt import new_id

    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (things,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    fresh = version == application == things == 0
    if not fresh:
        _is_log(connection, path)
    for migration in MIGRATIONS[version:]:
        for statement in migration:
            connection.execute(statement)
    if fresh:
        connection.execute("INSERT INTO meta VALUES ('id', ?)", (new_id(),))
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {VERSION}")


def _write_ahead(connection: sqlite3.Connection, path: str) -> None:
    """Switch to the write-ahead log, for which SQLite itself does not wait."""
    until = time.monotonic() + PATIENCE
    while connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        try:
            if connection.execute("PRAGMA journal_mode = WAL").fetchone()[0] != "wal":
                what = "the log needs a file system on which processes can share memory"
                raise AuditError(Problem("log-place", what, Where(path), "put it on a local disk"))
        except sqlite3.Error as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(0.01)
