"""The standard streams of the process: always there, and what is written arrives whole or is told."""

from __future__ import annotations

import io
import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from engine.errors import Problem, UsageError, reason

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer


class Whole(io.FileIO):
    """A descriptor for writing that takes all it is given, also where the system takes it piece by piece."""

    def write(self, b: ReadableBuffer, /) -> int:
        """Write all of it. Raises OSError where that cannot be."""
        left = memoryview(b).cast("B")
        size = len(left)
        while left:
            # typeshed does not know that a descriptor that does not block answers None when it is full
            taken: Any = super().write(left)
            if taken is None:
                _wait(writing=self)
            else:
                left = left[taken:]
        return size


class _Answers(Whole):
    """Standard output: what keeps an answer from arriving is an error that the user is told."""

    def write(self, b: ReadableBuffer, /) -> int:
        try:
            return super().write(b)
        except BrokenPipeError:
            raise  # who has read enough is no error
        except OSError as error:
            what = f"cannot write to standard output: {reason(error)}"
            raise UsageError(Problem("output", what, None, "name a file with -o")) from None


class _Messages(Whole):
    """Standard error: where it cannot be written, nobody is left to be told."""

    def write(self, b: ReadableBuffer, /) -> int:
        with suppress(OSError):
            return super().write(b)
        return len(memoryview(b).cast("B"))


def prepare() -> None:
    """Give the process its three streams, also where it was started without some of them.

    A descriptor that is closed is opened so that nothing else gets its number; the wrong way round, so that
    reading or writing there fails as it does on a closed one.
    """
    for descriptor, mode in enumerate((os.O_WRONLY, os.O_RDONLY, os.O_WRONLY)):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, mode)
    if sys.stdin is None:
        sys.stdin = io.TextIOWrapper(io.BufferedReader(io.FileIO(0, closefd=False)), "utf-8")
    if sys.stdout is sys.__stdout__:
        sys.stdout = _text(_Answers(1, "wb", closefd=False), sys.stdout)
    if sys.stderr is sys.__stderr__:
        sys.stderr = _text(_Messages(2, "wb", closefd=False), sys.stderr)


def read_stdin(most: int) -> bytes:
    """The bytes of standard input, up to so many. Raises OSError where they cannot be read."""
    source: Any = getattr(sys.stdin.buffer, "raw", sys.stdin.buffer)
    data = b""
    while len(data) < most:
        chunk = source.read(most - len(data))
        if chunk is None:
            _wait(reading=source)
        elif chunk:
            data += chunk
        else:
            break
    return data


def to_stdout(data: bytes) -> None:
    """Write the bytes to standard output. Raises UsageError where that cannot be."""
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.flush()


def _wait(reading: Any = None, writing: Any = None) -> None:
    """Wait until a stream that does not block is ready."""
    from select import select

    select([reading] if reading else [], [writing] if writing else [], [])


def _text(stream: Whole, like: Any) -> io.TextIOWrapper:
    """The descriptor as a text stream that keeps nothing back."""
    encoding, errors = ("utf-8", "strict") if like is None else (like.encoding, like.errors)
    return io.TextIOWrapper(stream, encoding, errors, write_through=True)
