"""Inquiries about a case of which little is known against a cold `recommend`; and a large base."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median

from benchmarks.cold import RECOMMEND, seconds

PLAIN = "examples/mill-street-dental.yaml"
"""A case whose verdicts the bounds settle, so that nothing is asked of the solver."""
LARGE, PARTS = 400, 20
"""Rules and parts of the large base."""


def measure(runs: int) -> list[str]:
    """A table row a command, taken in turns, and one for the large knowledge base."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "open.yaml"
        file.write_text(_open_case(), encoding="utf-8")
        base = [*RECOMMEND[:3], PLAIN]
        commands = {
            "recommend": [*RECOMMEND[:2], "recommend", str(file)],
            "next": [*RECOMMEND[:2], "next", str(file)],
            "flip": [*RECOMMEND[:2], "flip", str(file)],
        }
        seconds(base)
        plain: list[float] = []
        taken: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(runs):
            plain.append(seconds(base))
            for name, command in commands.items():
                taken[name].append(seconds(command))
    below = median(plain)
    rows = [
        f"| cold `{name}`, 6 functions and {_unknowns()} unknowns / cold `recommend` of a settled case "
        f"| {median(each) * 1000:.0f} ms / {below * 1000:.0f} ms | {median(each) / below:.2f} |"
        for name, each in taken.items()
    ]
    return [*rows, _large()]


def _open_case() -> str:
    """Six functions of which next to nothing is known: as many unknowns as there are for them."""
    lines = ["case: open", "functions:", "  f0: {kind: payroll}", *(f"  f{i}: {{}}" for i in range(1, 6))]
    return "\n".join(lines) + "\n"


def _unknowns() -> int:
    from engine.cases.reader import read_case
    from engine.inference.infer import infer
    from engine.knowledge.loader import load_knowledge

    kb = load_knowledge("kb")
    return len(infer(kb, read_case(kb, _open_case().encode(), "open.yaml")).open)


def _large() -> str:
    """The exact status, a flip and a reason in a large knowledge base, in one process."""
    from benchmarks.programs import case, knowledge
    from engine.advice.exact import exact
    from engine.inference.infer import in_process
    from engine.inquiry.flips import Flipper
    from engine.inquiry.inquiry import Inquiry
    from engine.inquiry.reasons import reasons

    kb = knowledge(LARGE)
    parts = tuple(f"part {number:02}" for number in range(PARTS))
    asked = replace(case(kb, LARGE, every=2), parts=parts, part_order=parts)
    goal = ("", kb.goals[0].attribute)
    with in_process(kb) as inference:
        derivation = inference.infer(asked)
        status = _taken(lambda: exact(kb, asked, derivation, inference.infer))
        view = Inquiry(kb, asked).standing
        model = view.solver.solve(view.assume())
        assert model is not None
        verdict = view.verdict_in(model, goal)
        flips = _taken(lambda: Flipper(view, goal, verdict).flips(most=100))
        carrying = _taken(lambda: reasons(view, goal, verdict, most=1))
    figures = f"{status * 1000:.0f} ms, {flips * 1000:.0f} ms, {carrying * 1000:.0f} ms"
    what = f"{LARGE} rules, {PARTS} parts, {len(derivation.open)} unknowns: status, flips, a reason"
    return f"| {what} | {figures} | |"


def _taken(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


if __name__ == "__main__":
    print("\n".join(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 5)))
