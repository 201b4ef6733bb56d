"""Answers as files: all of them whole, or none, and then every file is as it was."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress

from engine.commands.streams import Whole, to_stdout
from engine.errors import Problem, UsageError, reason

_DESCRIPTOR = re.compile(r"/(?:dev|proc/self)/fd/([0-9]{1,6})")
_STANDARD = {"-": 1, "/dev/stdout": 1, "/dev/stderr": 2}


def write_files(answers: Mapping[str, bytes]) -> None:
    """Write each answer to its file, "-" is standard output. Raises UsageError where one cannot be written.

    A file is replaced as a whole, once every other answer is written; what is no regular file, such as a
    pipe, is written straight.
    """
    staged: list[tuple[str, str, str]] = []
    try:
        for file, data in answers.items():
            if not is_stream(file):
                with _told(file):
                    _stage(file, data, staged)
        for file, data in answers.items():
            if is_stream(file):
                with _told(file):
                    _pour(file, data)
        for file, temporary, target in staged:
            with _told(file):
                os.replace(temporary, target)
    except BaseException:
        for _, temporary, _ in staged:
            with suppress(OSError):
                os.unlink(temporary)
        raise


def is_stdout(file: str) -> bool:
    """Whether the name means standard output."""
    return descriptor_of(file) == 1


def is_stream(file: str) -> bool:
    """Whether the name means something into which one writes, not a file that one replaces."""
    if descriptor_of(file) is not None:
        return True
    try:
        mode = os.stat(file).st_mode
    except (OSError, ValueError):
        return False
    return not stat.S_ISREG(mode) and not stat.S_ISDIR(mode)


def same_file(one: str, other: str) -> bool:
    """Whether the two names mean the same file, which may not be there yet."""
    if is_stream(one) or is_stream(other):
        return False
    with suppress(OSError, ValueError):
        return os.path.samefile(one, other)
    return os.path.realpath(one) == os.path.realpath(other)


def descriptor_of(file: str) -> int | None:
    """The descriptor that the name means: opening it anew by name would lose its place, or fail."""
    found = _DESCRIPTOR.fullmatch(file)
    return int(found[1]) if found else _STANDARD.get(file)


@contextmanager
def _told(file: str) -> Iterator[None]:
    """Turn what keeps the file from being written into UsageError."""
    try:
        yield
    except BrokenPipeError:
        raise  # who has read enough is no error
    except (OSError, ValueError) as error:
        problem = Problem("output", f"cannot write {file}: {reason(error)}", None, "name another file")
        raise UsageError(problem) from None


def _pour(file: str, data: bytes) -> None:
    descriptor = descriptor_of(file)
    if descriptor == 1:
        to_stdout(data)
        return
    with Whole(file if descriptor is None else descriptor, "wb", closefd=descriptor is None) as out:
        out.write(data)


def _stage(file: str, data: bytes, staged: list[tuple[str, str, str]]) -> None:
    """Write the data beside the file that it shall replace."""
    target = os.path.realpath(file)
    if file.endswith("/") or os.path.isdir(target):
        raise IsADirectoryError(0, "that names a folder")
    if os.path.exists(target) and not os.access(target, os.W_OK):
        raise PermissionError(0, "permission denied")
    import tempfile

    handle, temporary = tempfile.mkstemp(dir=os.path.dirname(target), prefix=".advisor-")
    staged.append((file, temporary, target))
    with os.fdopen(handle, "wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
    os.chmod(temporary, _mode(target))


def _mode(target: str) -> int:
    """The file's own mode, or for a new file what the user's mask leaves."""
    if os.path.exists(target):
        return stat.S_IMODE(os.stat(target).st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
