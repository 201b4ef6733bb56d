"""What it takes to settle everything, in completions drawn by lot: on this the order of questions rests."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from engine.inquiry.forcing import shrink
from engine.inquiry.inquiry import View
from engine.inquiry.slots import Pair
from engine.inquiry.solver import GaveUp, Literal, Model

DRAWS = 16
"""So many completions are drawn."""
TRIES = 20
"""How often a draw that a constraint forbids is drawn anew."""


def deciding(view: View, goals: Sequence[Pair]) -> tuple[tuple[Pair, ...], ...]:
    """For each completion drawn a subset-minimal set of unknowns whose answers settle all these goals.

    The draws are always the same; of several such sets any one is taken. Fewer, or none, where the solver
    gives up.
    """
    rng, base = Random(0), view.assume()
    found: list[tuple[Pair, ...]] = []
    try:
        for _ in range(DRAWS):
            model = _draw(view, base, rng)
            groups = {pair: view.literals(model, slots) for pair, slots in view.unknown.items()}
            order = list(groups)
            rng.shuffle(order)
            pairs = shrink(view.solver, [*base, _otherwise(view, model, goals)], groups, order)
            assert pairs is not None, "a complete case has one verdict"
            found.append(pairs)
    except GaveUp:
        pass
    return tuple(found)


def _otherwise(view: View, model: Model, goals: Sequence[Pair]) -> Literal:
    """A literal of some goal's having another verdict than in the completion."""
    verdicts = view.ground.verdicts
    return view.ground.formulas.either(-verdicts[goal][view.verdict_in(model, goal)] for goal in goals)


def _draw(view: View, base: Sequence[Literal], rng: Random) -> Model:
    """A completion in which every value of an unknown was as likely as any other, if that can be."""
    for _ in range(TRIES):
        chosen = [rng.choice(slot.options)[1] for slots in view.unknown.values() for slot in slots]
        model = view.solver.solve([*base, *chosen])
        if model is not None:
            return model
    model = view.solver.solve(base)
    assert model is not None, "outlooks found a completion"
    return model
