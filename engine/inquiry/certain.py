"""Whether every completion of a case has the same verdict."""

from __future__ import annotations

from engine.errors import CaseError, Problem
from engine.inquiry.inquiry import View
from engine.inquiry.slots import Pair


def certain(view: View, goal: Pair) -> str | None:
    """The verdict that all completions have; None where they differ.

    Raises CaseError where the facts allow no completion, GaveUp.
    """
    base = view.assume()
    model = view.solver.solve(base)
    if model is None:
        what = "whatever the unknowns are, the facts break a constraint of the knowledge base"
        raise CaseError(Problem("constraint", what, view.case.where))
    verdict = view.verdict_in(model, goal)
    other = view.solver.solve([*base, -view.ground.verdicts[goal][verdict]])
    return verdict if other is None else None
