"""The sets of stated facts that already force a verdict: minimal hitting sets of its flips.

Over one case, with the unknowns treated alike and a fact as the unit, all subset-minimal reasons for a
verdict and all subset-minimal flips to anything else are each other's minimal hitting sets. Reasons are
looked for first; the search ends when every flip that misses none of them is known to be one.
"""

from __future__ import annotations

from collections.abc import Iterable

from engine.inquiry.answers import Reasons
from engine.inquiry.flips import MOST
from engine.inquiry.forcing import shrink
from engine.inquiry.inquiry import View
from engine.inquiry.slots import Pair
from engine.inquiry.solver import GaveUp, Solver


def reasons(view: View, goal: Pair, verdict: str, most: int = MOST) -> Reasons:
    """All of them, or as many as come up before there are more than `most` reasons, or flips."""
    order = {pair: index for index, pair in enumerate(view.ground.slots)}
    now = view.verdict(goal, verdict)
    assert now is not None, "the verdict of the case can be reached"
    loose = [*view.assume(()), -now]
    unseen = _Unseen(view.given)
    found: list[list[Pair]] = []
    flips, whole, gave_up = 0, False, False
    try:
        while len(found) <= most and flips <= most:
            left = unseen.some()
            if left is None:
                whole = True
                break
            forced = shrink(view.solver, loose, {p: view.given[p] for p in view.given if p not in left})
            if forced is None:
                flips += 1
                unseen.never_all(left)
            else:
                found.append(sorted(forced, key=order.__getitem__))
                unseen.never_none(forced)
    except GaveUp:
        gave_up = True
    found.sort(key=lambda pairs: (len(pairs), [order[pair] for pair in pairs]))
    carrying = {pair for pairs in found for pair in pairs}
    return Reasons(
        tuple(tuple(view.facts[pair] for pair in pairs) for pairs in found[:most]),
        tuple(view.facts[pair] for pair in view.given if pair not in carrying) if whole else (),
        whole,
        gave_up,
    )


class _Unseen:
    """The sets of facts of which it is not yet known whether leaving them out loses the verdict."""

    def __init__(self, pairs: Iterable[Pair]) -> None:
        self._solver = Solver()
        self._left = {pair: self._solver.watch(self._solver.atom()) for pair in pairs}
        # The solver wants some atom to minimize, even where there is no fact.
        for atom in (*self._left.values(), self._solver.atom()):
            self._solver.choice(atom)
            self._solver.prefer_false(atom)

    def some(self) -> list[Pair] | None:
        """A subset-minimal one of them."""
        model = self._solver.least([])
        return None if model is None else [p for p, atom in self._left.items() if model.holds(atom)]

    def never_all(self, pairs: Iterable[Pair]) -> None:
        """Not all of these together any more: that is a flip."""
        self._solver.forbid([self._left[pair] for pair in pairs])

    def never_none(self, pairs: Iterable[Pair]) -> None:
        """Some of these from now on: all of them force the verdict."""
        self._solver.forbid([-self._left[pair] for pair in pairs])
