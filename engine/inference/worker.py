"""The rule engine in a forked process of its own, fed with cases over a pipe.

A segmentation fault or an endless loop in C cannot be caught in the process in which it happens. The
worker alone loads the engine; this process rebuilds and checks what it answers.
"""

from __future__ import annotations

import os
import pickle
import select
import signal
import time
from contextlib import suppress
from typing import Any, BinaryIO

from engine.cases.model import Atom, Case
from engine.errors import AdvisorError, EngineError, Problem
from engine.inference.derivation import Firing
from engine.knowledge.model import KnowledgeBase

SECONDS = 60.0
"""How long one case may take before the worker is given up."""


class Worker:
    """Finds the firings of cases, one after another, in a process that may die without harm.

    Start it before reading the knowledge base: it loads the engine meanwhile.
    """

    def __init__(self, seconds: float | None = None) -> None:
        self._seconds = SECONDS if seconds is None else seconds
        ask_read, ask_write = os.pipe()
        answer_read, answer_write = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            os.close(ask_write)
            os.close(answer_read)
            _serve(ask_read, answer_write)
        os.close(ask_read)
        os.close(answer_write)
        os.set_blocking(ask_write, False)
        self._ask = ask_write
        self._answer = answer_read

    def use(self, kb: KnowledgeBase) -> None:
        """Let it compile this knowledge base. What goes wrong is raised with the first case."""
        with suppress(BrokenPipeError):
            if not self._send(kb):
                self.close()  # the first case will say that it had ended

    def run(self, case: Case) -> tuple[tuple[Firing, ...], tuple[Atom, ...]]:
        """The firings in their order, and the atoms they concluded.

        Raises EngineError, naming the case, where the worker dies or is silent for too long; what the
        engine itself raises is raised here again.
        """
        if not self.pid:
            raise _failed(case, "had ended before")
        try:
            taken = self._send(case)
        except BrokenPipeError:
            raise self._dead(case) from None
        if not taken:
            self.close()
            raise _failed(case, f"took nothing within {self._seconds:g} seconds")
        kind, content = pickle.loads(self._read(case))
        if kind == "problems":
            raise content
        firings, atoms = content
        return firings, atoms

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the worker, whatever it is doing."""
        if not self.pid:
            return
        os.kill(self.pid, signal.SIGKILL)
        self._ended()

    def _ended(self) -> int:
        """Wait for the end of the worker and let go of its pipes; its exit code, or minus its signal."""
        _, status = os.waitpid(self.pid, 0)
        self.pid = 0
        os.close(self._answer)
        os.close(self._ask)
        return os.waitstatus_to_exitcode(status)

    def _send(self, content: KnowledgeBase | Case) -> bool:
        """Whether the worker took all of it before the time was over: a pipe holds 64 KiB, not more."""
        deadline = time.monotonic() + self._seconds
        left = memoryview(pickle.dumps(content, pickle.HIGHEST_PROTOCOL))
        while left:
            _, ready, _ = select.select([], [self._ask], [], max(0.0, deadline - time.monotonic()))
            if not ready:
                return False
            with suppress(BlockingIOError):
                left = left[os.write(self._ask, left) :]
        return True

    def _read(self, case: Case) -> bytes:
        """One answer: its length in eight bytes, then its bytes, all before the time is over."""
        deadline = time.monotonic() + self._seconds
        data = b""
        while len(data) < 8 or len(data) < 8 + int.from_bytes(data[:8], "big"):
            ready, _, _ = select.select([self._answer], [], [], max(0.0, deadline - time.monotonic()))
            if not ready:
                self.close()
                raise _failed(case, f"gave no answer within {self._seconds:g} seconds")
            chunk = os.read(self._answer, 1 << 20)
            if not chunk:
                raise self._dead(case)
            data += chunk
        return data[8:]

    def _dead(self, case: Case) -> EngineError:
        """The worker has ended by itself: say how."""
        code = self._ended()
        how = f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with code {code}"
        return _failed(case, how)


def _failed(case: Case, how: str) -> EngineError:
    return EngineError(
        Problem(
            "engine-worker",
            f"the process of the rule engine {how} while it worked on case {case.name!r}",
            case.where,
            "there is no answer; run it again, and report the case if this repeats",
        )
    )


def _serve(ask: int, answer: int) -> None:
    """The worker: answer cases until the pipe is closed. Never returns."""
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        nowhere = os.open(os.devnull, os.O_RDWR)
        os.dup2(nowhere, 0)
        os.dup2(nowhere, 1)  # or who reads our output would wait for the worker's end too
        with os.fdopen(ask, "rb") as asked, os.fdopen(answer, "wb") as out:
            _answer_all(asked, out)
    except BaseException:
        os._exit(1)
    os._exit(0)


def _answer_all(asked: BinaryIO, out: BinaryIO) -> None:
    """Load the engine, then answer each case for the knowledge base that was sent last."""
    engine: Any = None
    wrong: AdvisorError | None = None
    with suppress(AdvisorError):  # where it cannot be loaded, compiling says so again
        _engine_class()
    while True:
        try:
            content = pickle.load(asked)
        except EOFError:
            return
        if isinstance(content, KnowledgeBase):
            try:
                engine, wrong = _engine_class()(content), None
            except AdvisorError as error:
                wrong = error
            continue
        try:
            if wrong:
                raise wrong
            reply: tuple[str, Any] = ("firings", engine.run(content))
        except AdvisorError as error:
            reply = ("problems", error)
        data = pickle.dumps(reply, pickle.HIGHEST_PROTOCOL)
        out.write(len(data).to_bytes(8, "big") + data)
        out.flush()


def _engine_class() -> Any:
    from engine.inference.driver import Engine

    return Engine
