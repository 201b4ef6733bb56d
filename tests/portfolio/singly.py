"""The outcome of a chunk by certified inference, one case after another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.advice.standing import Standings
from engine.advice.unknowns import Slices
from engine.cases.model import Case
from engine.inference.derivation import Derivation
from engine.knowledge.model import KnowledgeBase
from engine.portfolio.answers import NONE, Answered
from engine.portfolio.bits import packed
from engine.portfolio.columns import Slot
from engine.portfolio.layout import STATUSES, Spot
from engine.portfolio.places import code_of, places_of


def singly(
    kb: KnowledgeBase, slots: Sequence[Slot], cases: Sequence[Case], infer: Callable[[Case], Derivation]
) -> Answered:
    """What the columns of these cases hold; slot n of a case is where its name stands in `slots`."""
    rows = len(cases)
    verdicts: dict[Spot, tuple[list[int], list[int]]] = {}
    fired: dict[Spot, NDArray[np.bool_]] = {}
    unknowns: dict[Spot, NDArray[np.bool_]] = {}
    for row, case in enumerate(cases):
        derivation, places = infer(case), places_of(slots, row)
        slices = Slices(Standings(kb, case, derivation))
        for verdict in derivation.verdicts:
            spot = Spot(places[verdict.entity], verdict.attribute)
            codes, statuses = verdicts.setdefault(spot, ([NONE] * rows, [0] * rows))
            codes[row] = code_of(kb, verdict.attribute, verdict.value)
            statuses[row] = STATUSES.index(verdict.status)
            for entity, attribute in slices.of(verdict):
                _mark(unknowns, Spot(places[entity], attribute), row, rows)
        for step in derivation.steps:
            _mark(fired, Spot(places[step.firing.entity], step.firing.rule), row, rows)
    return Answered(
        {spot: (np.array(c, np.int8), np.array(s, np.int8)) for spot, (c, s) in verdicts.items()},
        {spot: packed(bits) for spot, bits in fired.items()},
        {spot: packed(bits) for spot, bits in unknowns.items()},
    )


def _mark(found: dict[Spot, Any], spot: Spot, row: int, rows: int) -> None:
    found.setdefault(spot, np.zeros(rows, np.bool_))[row] = True
