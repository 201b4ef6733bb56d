"""The sets of stated facts that already force a verdict: minimal hitting sets of its flips.

Over one case, with the unknowns treated alike and a fact as the unit, all subset-minimal reasons for a
verdict and all subset-minimal flips to anything else are each other's minimal hitting sets.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from engine.inquiry.answers import Reasons
from engine.inquiry.flips import MOST, Flipper
from engine.inquiry.forcing import shrink
from engine.inquiry.inquiry import View
from engine.inquiry.slots import Pair

Sets = list[frozenset[Pair]]


def reason(view: View, goal: Pair, verdict: str) -> tuple[Pair, ...]:
    """One subset-minimal set of facts that forces the verdict of the case. Raises GaveUp."""
    now = view.verdict(goal, verdict)
    assert now is not None
    loose = view.assume(())
    found = shrink(view.solver, [*loose, -now], view.given)
    assert found is not None, "all facts together force the verdict"
    return found


def reasons(view: View, goal: Pair, verdict: str, most: int = MOST) -> Reasons:
    """All of them, or as many as the cap allows. Raises GaveUp."""
    order = {pair: index for index, pair in enumerate(view.ground.slots)}
    flips = list(islice(Flipper(view, goal, verdict).sets(), most + 1))
    complete = len(flips) <= most
    sets, whole = hitting_sets(flips, most) if complete else ([], False)
    if not whole:
        sets = [frozenset(reason(view, goal, verdict))]
    ordered = [sorted(pairs, key=order.__getitem__) for pairs in sets]
    ordered.sort(key=lambda pairs: (len(pairs), [order[pair] for pair in pairs]))
    carrying = frozenset().union(*flips) if complete else frozenset(view.given)
    return Reasons(
        tuple(tuple(view.facts[pair] for pair in pairs) for pairs in ordered),
        tuple(view.facts[pair] for pair in view.given if pair not in carrying),
        whole,
    )


def hitting_sets(sets: Iterable[frozenset[Pair]], most: int) -> tuple[Sets, bool]:
    """The minimal sets that meet each of these (Berge's algorithm); False where more than `most` came up."""
    found: Sets = [frozenset()]
    for each in sorted(sets, key=lambda pairs: (len(pairs), sorted(pairs))):
        meeting = [pairs for pairs in found if pairs & each]
        extended = {pairs | {one} for pairs in found if not pairs & each for one in each}
        found = meeting + [pairs for pairs in extended if not any(smaller <= pairs for smaller in meeting)]
        if len(found) > most:
            return found, False
    return found, True
