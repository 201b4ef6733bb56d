"""The outcome of a chunk by evaluating the rules over whole columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

import numpy as np

from engine.cases.model import Atom
from engine.inference.derivation import Derivation, Firing
from engine.inference.prepared import Ready
from engine.knowledge.model import KnowledgeBase
from engine.portfolio.answers import Answered
from engine.portfolio.columns import Chunk
from engine.portfolio.evaluate import Evaluated
from engine.portfolio.layout import Spot
from engine.portfolio.mattering import Mattering
from engine.portfolio.places import places_of
from engine.portfolio.verdicts import verdict

Sets: TypeAlias = Mapping[str, frozenset[Any]]
"""The atoms and the firings of the three models; numbers, of which there is no end, left out."""
MODELS = ("firm", "established", "possible")


def columnar(ready: Ready, chunk: Chunk) -> Answered:
    """What the columns of the chunk hold."""
    done = Evaluated(ready, chunk)
    verdicts, left = {}, {}
    for goal in ready.kb.goals:
        for slot in (None,) if goal.scope == "root" else done.inputs.slots:
            spot = Spot(slot, goal.attribute)
            codes, statuses, left[slot, goal.attribute] = verdict(done, goal, slot, chunk.rows)
            verdicts[spot] = codes, statuses
    unknowns = Mattering(done, left).found
    return Answered(
        verdicts,
        {Spot(*spot): levels.established for spot, levels in done.fired.items()},
        {Spot(*spot): bits for spot, bits in unknowns.items()},
        lambda row: sets_in(done, chunk, row),
    )


def sets_in(done: Evaluated, chunk: Chunk, row: int) -> Sets:
    """The three models of one row, read off the columns."""
    names = {slot: name for name, slot in places_of(chunk.slots, row).items()}
    numbers = _numbers(done.kb)
    found: dict[str, frozenset[Any]] = {}
    for place, model in enumerate(MODELS):
        found[f"{model} firings"] = frozenset(
            Firing(rule, names[slot])
            for (slot, rule), levels in done.fired.items()
            if slot in names and _set(levels[place], row)
        )
        found[f"{model} atoms"] = frozenset(
            Atom(names[slot], name, value)
            for (slot, name, value), levels in done.atoms.items()
            if slot in names and name not in numbers and _set(levels[place], row)
        )
    return found


def sets_of(kb: KnowledgeBase, derivation: Derivation) -> Sets:
    """The three models of a case, from its certified derivation."""
    numbers, bounds = _numbers(kb), derivation.bounds
    atoms = {
        "firm": bounds.firm,
        "established": (*derivation.inputs, *(a for step in derivation.steps for a in step.concludes)),
        "possible": bounds.possible,
    }
    firings = {
        "firm": bounds.firm_firings,
        "established": tuple(step.firing for step in derivation.steps),
        "possible": bounds.possible_firings,
    }
    return {
        **{f"{model} firings": frozenset(firings[model]) for model in MODELS},
        **{f"{m} atoms": frozenset(a for a in atoms[m] if a.attribute not in numbers) for m in MODELS},
    }


def _numbers(kb: KnowledgeBase) -> frozenset[str]:
    return frozenset(name for name, attribute in kb.attributes.items() if attribute.type == "number")


def _set(bits: Any, row: int) -> bool:
    return bool(int(bits.view(np.uint64)[row // 64]) >> (row % 64) & 1)
