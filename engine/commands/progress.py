"""How far long work has come: one line on standard error, on a terminal only."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

SOON, OFTEN = 0.5, 0.1
"""Seconds: work that is done sooner says nothing; the line is not written anew more often."""
CLEAR = "\r\x1b[K"


@contextmanager
def progress() -> Iterator[Callable[[str, int, int], None]]:
    """What is to be told what is done, how much of it, and of how much; the line is gone at the end."""
    with _line() as write:
        yield lambda what, done, total: write(f"{what}: {done} of {total}")


@contextmanager
def advancing() -> Iterator[Callable[[int, float | None], None]]:
    """What is to be told how many rows are done, and which share of all work that is, if known (0 to 1)."""
    began = time.monotonic()

    def told(rows: int, share: float | None) -> str:
        seconds = max(time.monotonic() - began, 1e-9)
        left = f", about {seconds / share - seconds:.0f} s left" if share else ""
        return f"{rows:,} rows, {rows / seconds:,.0f} a second{left}"

    with _line() as write:
        yield lambda rows, share: write(told(rows, share))


@contextmanager
def _line() -> Iterator[Callable[[str], None]]:
    """What writes the line, now and then; it is gone at the end."""
    shown = sys.stderr.isatty()
    last = time.monotonic() + SOON - OFTEN
    wrote = False

    def write(text: str) -> None:
        nonlocal last, wrote
        if shown and time.monotonic() - last >= OFTEN:
            last, wrote = time.monotonic(), True
            sys.stderr.write(f"{CLEAR}{text}")
            sys.stderr.flush()

    try:
        yield write
    finally:
        if wrote:
            sys.stderr.write(CLEAR)
            sys.stderr.flush()
