"""Interrupts that wait: an exception within a callback of clingo would end the process there and then."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))


@contextmanager
def undisturbed() -> Iterator[None]:
    """What was to happen at a signal that comes meanwhile happens at the end, if it was a function."""
    if threading.current_thread() is not threading.main_thread():  # no signal is handled there
        yield
        return
    came: list[tuple[int, FrameType | None]] = []

    def wait(number: int, frame: FrameType | None) -> None:
        came.append((number, frame))

    before = {each: handler for each in SIGNALS if callable(handler := signal.getsignal(each))}
    try:
        for each in before:
            signal.signal(each, wait)
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
        for number, frame in came[:1]:
            before[signal.Signals(number)](number, frame)
