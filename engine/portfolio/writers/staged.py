"""Files that appear under their names only when all of them are whole."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Callable
from contextlib import suppress

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
            raise _unwritable(file, error) from None
        os.close(handle)
        self._staged.append((file, temporary, target))
        return temporary

    def commit(self, before: Callable[[], None] = lambda: None) -> None:
        """Give every file its name, streams first. Raises UsageError where one cannot be written.

        `before` is called when all that can fail before has not, and ends it where it raises.
        """
        for file, temporary, target in self._staged:
            if target is not None:
                try:
                    _settle(temporary, target)
                except OSError as error:
                    raise _unwritable(file, error) from None
        before()
        for file, temporary, target in self._staged:
            if target is None and self._pour is not None:
                self._pour(file, temporary)
        for _, temporary, target in self._staged:
            if target is not None:
                os.replace(temporary, target)

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


def _unwritable(file: str, error: OSError | ValueError) -> UsageError:
    return UsageError(Problem("output", f"cannot write {file}: {reason(error)}", None, "name another file"))
