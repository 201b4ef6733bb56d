"""Whether every completion of a case has the same verdict."""

from __future__ import annotations

from engine.inquiry.inquiry import View
from engine.inquiry.slots import Pair


def certain(view: View, goal: Pair) -> str | None:
    """The verdict that all completions have; None where they differ.

    Raises CaseError where the facts allow no completion, GaveUp.
    """
    verdict = view.verdict_in(view.some(), goal)
    others = view.solver.satisfiable([*view.assume(), -view.ground.verdicts[goal][verdict]])
    return None if others else verdict
