"""Signals that wait until something is done, and signals that end a command as Ctrl-C does."""

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


@contextmanager
def ended_by(*numbers: signal.Signals) -> Iterator[None]:
    """Within, these signals are what Ctrl-C is: no half-written file stays behind."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = {each: signal.signal(each, interrupt) for each in numbers}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
