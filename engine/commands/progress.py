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
    shown = sys.stderr.isatty()
    last = time.monotonic() + SOON - OFTEN
    wrote = False

    def tell(what: str, done: int, total: int) -> None:
        nonlocal last, wrote
        if shown and time.monotonic() - last >= OFTEN:
            last, wrote = time.monotonic(), True
            sys.stderr.write(f"{CLEAR}{what}: {done} of {total}")
            sys.stderr.flush()

    try:
        yield tell
    finally:
        if wrote:
            sys.stderr.write(CLEAR)
            sys.stderr.flush()
