"""Verdicts and their bound statuses, row by row, by the table of docs/semantics.md."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.knowledge.model import Goal
from engine.portfolio.answers import CONFLICT, NONE
from engine.portfolio.bits import Bits, unpacked
from engine.portfolio.evaluate import Evaluated
from engine.portfolio.inputs import Slot
from engine.portfolio.layout import STATUSES

Codes = NDArray[np.signedinteger[Any]]
"""Of eight bits, or of sixteen where a goal has more values than these can tell apart."""
FEW = 120
_SETTLED, _PROVISIONAL, _UNDETERMINED, _NOT_APPLICABLE = range(len(STATUSES))


def verdict(done: Evaluated, goal: Goal, slot: Slot, rows: int) -> tuple[Codes, Codes, Bits]:
    """Of each row the verdict (index of the value, CONFLICT or NONE), its status (index in STATUSES), and
    where the bounds leave it open. Where there is no such part the codes mean nothing."""
    values = done.kb.attributes[goal.attribute].values
    here, none = done.inputs.present[slot], done.inputs.none
    levels = [done.atoms.get((slot, goal.attribute, value), done.none) for value in values]
    fallback = values.index(goal.otherwise.value) if goal.otherwise else None
    some, several = _counted([each.established for each in levels], none)
    _, firm = _counted([each.firm for each in levels], none)
    differing, unsure, could = none, none, none
    for place, each in enumerate(levels):
        differing = differing | (each.possible ^ each.established)
        if place != fallback:
            unsure = unsure | (each.established ^ each.firm)
            could = could | each.possible
    one = some & ~several
    settled = (one & ~differing & ~unsure) | (several & firm)
    undetermined = here & ~some & could
    otherwise = here & ~some & ~could
    kind = np.int8 if len(values) < FEW else np.int16
    fall = _marks(otherwise, rows).astype(kind) if fallback is not None else kind(0)
    single = [_marks(each.established & one, rows) * kind(place - NONE) for place, each in enumerate(levels)]
    last = fall * kind((fallback or 0) - NONE)
    codes = sum(single, last + _marks(several, rows) * kind(CONFLICT - NONE)) + kind(NONE)
    sure = settled | otherwise if fallback is not None else settled
    statuses = (
        np.int8(_PROVISIONAL)
        + _marks(sure, rows) * np.int8(_SETTLED - _PROVISIONAL)
        + _marks(undetermined, rows) * np.int8(_UNDETERMINED - _PROVISIONAL)
    )
    if fallback is None:
        statuses = statuses + _marks(otherwise, rows) * np.int8(_NOT_APPLICABLE - _PROVISIONAL)
    return codes, statuses, here & ~settled & ~otherwise


def _counted(each: list[Bits], none: Bits) -> tuple[Bits, Bits]:
    """Where one of them is set, and where several are."""
    some, several = none, none
    for bits in each:
        several = several | (some & bits)
        some = some | bits
    return some, several


def _marks(bits: Bits, rows: int) -> Codes:
    """1 where the bit is set."""
    return unpacked(bits, rows).view(np.int8)
