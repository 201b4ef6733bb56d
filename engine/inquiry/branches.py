"""A verdict that all completions share, shown by distinguishing cases: each ended by the checked bounds."""

from __future__ import annotations

from collections.abc import Callable, Collection

from engine.cases.constraints import violations
from engine.cases.model import Case
from engine.errors import EngineError, Problem
from engine.inference.derivation import Derivation, Verdict
from engine.inquiry.answers import Branch, Supposed
from engine.inquiry.confirm import Infer
from engine.inquiry.inquiry import View
from engine.inquiry.slots import Pair, Slot
from engine.inquiry.supposed import suppose
from engine.inquiry.verdicts import named

MOST = 64
"""How many cases a person, or a record, is burdened with."""
Undecided = Callable[[Case, Derivation, Verdict], Collection[Pair]]
"""The unknowns on which the bounds leave a verdict open."""


def branches(
    view: View, goal: Pair, verdict: str, infer: Infer, undecided: Undecided
) -> tuple[Branch, ...] | None:
    """Cases that together are all there are, in each of which the bounds settle the verdict.

    None where it would take more than MOST. Over as few unknowns as found, not as few as possible.
    """
    found: list[Branch] = []
    waiting: list[tuple[Supposed, ...]] = [()]
    while waiting:
        if len(found) + len(waiting) > MOST:
            return None
        answers = waiting.pop()
        case = suppose(view.case, view.ground.kb, answers)
        if violations(view.ground.kb, case):
            continue
        derivation = infer(case)
        judged = derivation.verdict(*goal)
        if judged.status in ("settled", "not applicable"):
            if named(judged) != verdict:
                what = (
                    f"two solvers disagree about {goal[1]}: {verdict} in every case, {named(judged)} in one"
                )
                raise EngineError(Problem("disagreement", what, None, "please report it with the case"))
            found.append(Branch(answers))
            continue
        slot = _next(view, case, undecided(case, derivation, judged))
        if slot is None:
            return None
        waiting += [(*answers, each) for each in reversed(_ways(view, slot))]
    return tuple(found)


def _next(view: View, case: Case, undecided: Collection[Pair]) -> Slot | None:
    """The open input with the fewest values, the first in the order of the vocabulary."""

    def open_still(slot: Slot) -> bool:
        fact = case.fact(*slot.pair)
        return fact is None or (slot.member is not None and slot.member not in (*fact.values, *fact.excluded))

    slots = [
        slot
        for pair, unknown in view.unknown.items()
        if pair in undecided
        for slot in unknown
        if open_still(slot)
    ]
    return min(slots, key=lambda slot: len(slot.options), default=None)


def _ways(view: View, slot: Slot) -> list[Supposed]:
    """Each value that the input may have."""
    if slot.member is not None:
        return [Supposed(*slot.pair, (slot.member,)), Supposed(*slot.pair, (), (slot.member,))]
    number = view.ground.kb.attributes[slot.pair[1]].type == "number"
    return [Supposed(*slot.pair, (cell.value,), cell=cell if number else None) for cell, _ in slot.options]
