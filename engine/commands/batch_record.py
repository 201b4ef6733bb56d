"""What the audit log is told of a batch: the files it read and wrote, as they were, and the root."""

from __future__ import annotations

import io
import os
import stat
import sys
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from engine.commands.output import STDOUT
from engine.errors import Problem, UsageError, Where
from engine.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.audit.batch import File, Forms
    from engine.audit.receipt import Receipt
    from engine.commands.batch_files import Wanted
    from engine.knowledge.model import KnowledgeBase
    from engine.portfolio.batch import Counts

PIECE = 1 << 20
STDIN = STDOUT


class Recording:
    """A batch that shall be recorded, within this context: what it reads, and in the end its receipt."""

    def __init__(self, wanted: Wanted) -> None:
        """Raises UsageError where what is read cannot be recorded."""
        self._wanted, self._inputs = wanted, Inputs(wanted.tables)
        self.receipt: Receipt | None = None

    def __enter__(self) -> Recording:
        self._inputs.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self._inputs.__exit__()

    def commit(
        self, kb: KnowledgeBase, done: Done, mapping: bytes, answers: str, rejects: str | None
    ) -> None:
        """Commit the record; `answers` and `rejects` are the paths where these are now.

        Raises AuditError where it cannot be, UsageError where a table was changed meanwhile.
        """
        from engine.audit.batch import File, Told
        from engine.commands.recording import record_batch

        wanted, counts = self._wanted, done.counts
        told = Told(
            inputs=self._inputs.files(),
            mapping=File(wanted.renames, sha256(mapping).hexdigest()) if wanted.renames else None,
            output=File(wanted.file, hashed(answers)[0]),
            rejects=File(done.rejects, hashed(rejects)[0]) if done.rejects and rejects else None,
            read=counts.read,
            answered=counts.answered,
            rejected=counts.rejected,
            verified=done.verified,
            seed=wanted.seed,
            sample=counts.answered if wanted.size is None else wanted.size,
            exact=wanted.exact,
            columns=done.columns,
            root=done.root,
            forms=done.forms,
        )
        self.receipt = record_batch(wanted.log or "", kb, told, wanted.actor)


@frozen
class Done:
    """What came of a batch."""

    counts: Counts
    verified: int
    rejects: str | None
    """The name of the file of rejects."""
    columns: tuple[str, ...]
    root: bytes
    forms: Forms


class Inputs:
    """The tables of a batch, within this context: read once, by whoever does, and their hashes known after.

    A file is hashed after it was read, and must be the one that it was before; standard input is hashed
    while it is read.
    """

    def __init__(self, tables: Sequence[str]) -> None:
        """Raises UsageError for what is neither: it could be read only once, and not heard."""
        self._tables = tables
        self._seen = {name: _seen(name) for name in tables if name != STDIN}
        self._stdin = sys.stdin
        self._heard = _Heard(sys.stdin.buffer) if STDIN in tables else None

    def __enter__(self) -> Inputs:
        if self._heard is not None:
            sys.stdin = io.TextIOWrapper(io.BufferedReader(self._heard, PIECE))
        return self

    def __exit__(self, *_: object) -> None:
        sys.stdin = self._stdin

    def files(self) -> tuple[File, ...]:
        """What was read. Raises UsageError where a file is no longer what it was."""
        return tuple(self._file(name) for name in self._tables)

    def _file(self, name: str) -> File:
        from engine.audit.batch import File

        if name == STDIN and self._heard is not None:
            while sys.stdin.buffer.read(PIECE):
                pass  # what follows the last row is part of what was given
            return File(name, self._heard.sha256.hexdigest(), self._heard.size)
        digest, size = hashed(name)
        if _seen(name) != self._seen[name]:
            what, hint = "the file was changed while it was read", "run the batch again"
            raise UsageError(Problem("input-changed", what, Where(name), hint))
        return File(name, digest, size)


def hashed(path: str) -> tuple[str, int]:
    """The SHA-256 in hex of what the file holds, and its size. Raises UsageError where it cannot be read."""
    found, size = sha256(), 0
    try:
        with open(path, "rb", buffering=0) as file:
            while data := file.read(PIECE):
                found.update(data)
                size += len(data)
    except OSError as error:
        what = f"cannot read {path}: {(error.strerror or 'it failed').lower()}"
        raise UsageError(Problem("file", what)) from None
    return found.hexdigest(), size


def _seen(name: str) -> tuple[int, ...] | None:
    """What tells this state of the file from another; None where there is no file, which its reader tells."""
    try:
        state = os.stat(name)
    except (OSError, ValueError):
        return None
    if not stat.S_ISREG(state.st_mode):
        what = f"{name} is no file that can be read again, so its hash cannot be recorded"
        raise UsageError(Problem("input", what, None, "give a file, or - for standard input"))
    return state.st_dev, state.st_ino, state.st_size, state.st_mtime_ns


class _Heard(io.RawIOBase):
    """A stream that hashes what is read from it."""

    def __init__(self, source: Any) -> None:
        super().__init__()
        self._source, self.sha256, self.size = source, sha256(), 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data: bytes = self._source.read1(len(buffer))
        self.sha256.update(data)
        self.size += len(data)
        buffer[: len(data)] = data
        return len(data)
