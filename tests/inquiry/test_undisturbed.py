"""An interrupt while the solver works ends the program as any interrupt does, and not the process."""

import signal
import subprocess
import sys
import threading

import pytest

from engine.inquiry.solver import Solver
from engine.signals import SIGNALS, undisturbed

WITHIN = """
import signal
import clingo.control
from engine.inquiry.solver import Solver

class Interrupted(clingo.control._SolveEventHandler):
    def on_finish(self, *told):
        signal.raise_signal(signal.SIGINT)
        for _ in range(1000):  # Python handles it here
            pass
        super().on_finish(*told)

clingo.control._SolveEventHandler = Interrupted
solver = Solver()
atom = solver.watch(solver.atom())
solver.choice(atom)
solver.prefer_false(atom)
try:
    {ask}
    print("not interrupted")
except KeyboardInterrupt:
    print("interrupted")
"""


@pytest.mark.parametrize(
    "ask",
    [
        "solver.solve([])",
        "solver.satisfiable([])",
        "solver.core([atom])",
        "list(solver.minimal([]))",
        "solver.least([])",
    ],
)
def test_within_a_callback(ask: str) -> None:
    command = [sys.executable, "-c", WITHIN.format(ask=ask)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "interrupted\n", "")


def test_it_happens_at_the_end_and_the_handlers_are_as_before() -> None:
    before, reached = [signal.getsignal(each) for each in SIGNALS], []

    def interrupted() -> None:
        with undisturbed():
            signal.raise_signal(signal.SIGINT)
            reached.append(True)

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert reached == [True]
    assert [signal.getsignal(each) for each in SIGNALS] == before


def test_what_is_ignored_stays_ignored() -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with undisturbed():
            signal.raise_signal(signal.SIGINT)
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)


def test_other_threads_solve_too() -> None:
    found: list[bool] = []
    thread = threading.Thread(target=lambda: found.append(Solver().satisfiable([])))
    thread.start()
    thread.join()
    assert found == [True]
