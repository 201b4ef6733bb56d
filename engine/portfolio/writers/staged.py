"""Files that appear under their names only when all of them are whole."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress

from engine.errors import Problem, UsageError, reason

Pour = Callable[[str, str], None]
"""Writes what is in the second file into the stream of the first name."""


class Staged:
    """A context for writing files: each is written beside the one it shall be, and renamed by `commit`.

    Left without that, by an error or Ctrl-C, nothing remains of them, and what was there is as it was.
    What is a stream and no file is spooled into the folder for temporary files, and poured by `commit`.
    """

    def __init__(self, streams: frozenset[str] = frozenset(), pour: Pour | None = None) -> None:
        self._streams, self._pour = streams, pour
        self._staged: list[tuple[str, str, str | None]] = []

    def stage(self, file: str) -> str:
        """The name of an empty file to be written for this one. Raises UsageError where it cannot be."""
        try:
            target = None if file in self._streams else _target(file)
            folder = None if target is None else os.path.dirname(target)
            handle, temporary = tempfile.mkstemp(dir=folder, prefix=".advisor-")
        except (OSError, ValueError) as error:
            raise unwritable(file, error) from None
        os.close(handle)
        self._staged.append((file, temporary, target))
        return temporary

    def commit(self, before: Callable[[], None] = lambda: None) -> None:
        """Give every file its name, streams first. Raises UsageError where one cannot be written; it says
        which have been.

        `before` is called when all that can fail before has not, and ends it where it raises.
        """
        for file, temporary, target in self._staged:
            if target is not None:
                with telling(file):
                    _settle(temporary, target)
        before()
        done: list[str] = []
        for file, temporary, target in self._staged:
            if target is None and self._pour is not None:
                with telling(file, done):
                    self._pour(file, temporary)
                done.append(file)
        for file, temporary, target in self._staged:
            if target is not None:
                with telling(file, done):
                    os.replace(temporary, target)
                done.append(file)

    def __enter__(self) -> Staged:
        return self

    def __exit__(self, *raised: object) -> None:
        for _, temporary, _ in self._staged:
            with suppress(OSError):
                os.unlink(temporary)


def _target(file: str) -> str:
    """The file itself, where the name is a link. Raises OSError where it cannot be written."""
    target = os.path.realpath(file)
    if file.endswith("/") or os.path.isdir(target):
        raise IsADirectoryError(0, "that names a folder")
    if os.path.exists(target) and not os.access(target, os.W_OK):
        raise PermissionError(0, "permission denied")
    return target


def _settle(temporary: str, target: str) -> None:
    """Have the file on the disk, open to whom the one that it replaces is, or the user's mask lets in."""
    with open(temporary, "rb") as written:
        os.fsync(written.fileno())
    mask = os.umask(0)
    os.umask(mask)
    os.chmod(temporary, stat.S_IMODE(os.stat(target).st_mode) if os.path.exists(target) else 0o666 & ~mask)


@contextmanager
def telling(file: str, done: Sequence[str] = (), hint: str = "name another file") -> Iterator[None]:
    """Turn what keeps the file from being written into UsageError; `done` are those written before it."""
    try:
        yield
    except OSError as error:
        raise unwritable(file, error, done, hint) from None


def unwritable(
    file: str, error: OSError | ValueError, done: Sequence[str] = (), hint: str = "name another file"
) -> UsageError:
    """The error that the file cannot be written."""
    # Libraries put words of their own around those of the system.
    said = os.strerror(error.errno).lower() if isinstance(error, OSError) and error.errno else reason(error)
    what = f"cannot write {_named(file)}: {said}"
    if done:
        what += f"; written before it: {', '.join(map(_named, done))}"
    return UsageError(Problem("output", what, None, hint))


def _named(file: str) -> str:
    return "standard output" if file == "-" else file
