"""What is said where SQLite or the system refuses a log file."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from engine.errors import AuditError, Problem, Where

PATIENCE = 30.0
"""Seconds that a writer waits for another."""

_SAID = (
    ("database or disk is full", "log-full", "the disk is full", "make room, then run it again"),
    ("readonly", "log-read-only", "it can only be read", "see who may write it and its folder"),
    ("locked", "log-locked", f"another process has held it for {PATIENCE:.0f} seconds", "try again"),
    ("disk i/o error", "log-io", "the system reports an error of the disk", "see that the disk is sound"),
    ("unable to open", "log-open", "it cannot be opened", "see who may read and write it and its folder"),
    ("not a database", "log-not", "it is not an audit log", "name the file that --log wrote"),
    ("malformed", "log-damaged", "it is damaged", "restore a copy, and check it against a receipt"),
    ("decode", "log-damaged", "it is damaged", "restore a copy, and check it against a receipt"),
    ("constraint", "log-damaged", "its tables do not agree", "advisor audit verify says where"),
)
"""What SQLite says (its error codes are known to Python only from 3.11), and what we say."""


def failure(path: str, error: Exception, written: str = "") -> AuditError:
    """The error for what SQLite said. `written` is the id of a record that it was asked to commit."""
    said = str(error)
    known = (each for each in _SAID if each[0] in said.lower())
    _, code, what, hint = next(known, ("", "log-failed", said, ""))
    if written:
        hint = f"{hint}; whether record {written} was kept is not known: look for it".lstrip("; ")
    return AuditError(Problem(code, f"the log failed: {what}", Where(path), hint))


@contextmanager
def told(path: str) -> Iterator[None]:
    """Turn what SQLite raises within into AuditError."""
    try:
        yield
    except (sqlite3.Error, UnicodeDecodeError) as error:  # the latter for what SQLite says of bad bytes
        raise failure(path, error) from error


def _reason(error: Exception) -> str:
    return (getattr(error, "strerror", None) or "no such name").lower()


def no_log(path: str, what: str) -> Problem:
    return Problem("log-not", f"this is no log: {what}", Where(path), "name the file that --log wrote")


def unreadable(path: str, error: Exception) -> Problem:
    from engine.knowledge.nearest import nearest

    folder, name = os.path.split(path)
    beside: list[str] = []
    with suppress(OSError, ValueError):
        beside = sorted(entry.name for entry in os.scandir(folder or ".") if entry.is_file())
    found = nearest(name, beside)
    hint = f"did you mean {os.path.join(folder, found)}?" if found else ""
    return Problem("log", f"cannot read the log: {_reason(error)}", Where(path), hint)


def unwritable(path: str, error: Exception) -> Problem:
    hint = "name another file with --log"
    if isinstance(error, FileNotFoundError):
        hint = "make the folder first"
    return Problem("log-create", f"cannot write a log here: {_reason(error)}", Where(path), hint)
