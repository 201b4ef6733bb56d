"""Sets of answers that decide verdicts in completions drawn by lot: the order of questions rests on them."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from engine.frozen import frozen
from engine.inquiry.forcing import shrink
from engine.inquiry.inquiry import View
from engine.inquiry.slots import Pair
from engine.inquiry.solver import GaveUp, Model

DRAWS, MOST = 8, 48
"""So many completions are drawn, fewer where there are many goals: not many more than MOST sets in all."""
TRIES = 20
"""How often a draw that a constraint forbids is drawn anew."""


@frozen
class Decider:
    """A subset-minimal set of unknowns whose answers, in some completion, decide the goal."""

    goal: Pair
    pairs: tuple[Pair, ...]


def deciders(view: View, goals: Sequence[Pair]) -> tuple[Decider, ...]:
    """Some for each of these goals, which are open; always the same. Fewer where the solver gives up.

    Of the sets that decide a goal in a completion the one is taken that keeps what comes early: in every
    other completion in the order of the vocabulary, else in one drawn by lot.
    """
    rng, base = Random(0), view.assume()
    found: list[Decider] = []
    try:
        for turn in range(max(2, min(DRAWS, MOST // max(1, len(goals))))):
            model = _draw(view, base, rng)
            groups = {pair: view.literals(model, slots) for pair, slots in view.unknown.items()}
            for goal in goals:
                atom = view.verdict(goal, view.verdict_in(model, goal))
                assert atom is not None
                order = list(view.unknown)
                if turn % 2:
                    rng.shuffle(order)
                pairs = shrink(view.solver, [*base, -atom], groups, order)
                if pairs:
                    found.append(Decider(goal, pairs))
    except GaveUp:
        pass
    return tuple(found)


def _draw(view: View, base: Sequence[int], rng: Random) -> Model:
    """A completion in which every value of an unknown was as likely as any other, if that can be."""
    for _ in range(TRIES):
        chosen = [rng.choice(slot.options)[1] for slots in view.unknown.values() for slot in slots]
        model = view.solver.solve([*base, *chosen])
        if model is not None:
            return model
    model = view.solver.solve(base)
    assert model is not None, "outlooks found a completion"
    return model
