"""Which cases of a chunk break a constraint, whatever is unknown of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from engine.cases.model import Case
from engine.errors import CaseError, Problem
from engine.inference.prepared import prepare
from engine.knowledge.model import KnowledgeBase
from engine.portfolio.bits import unpacked
from engine.portfolio.columns import Chunk, Slot, kept
from engine.portfolio.evaluate import Evaluated
from engine.portfolio.rejects import Read, in_order, rejects


def forbidden(kb: KnowledgeBase, chunk: Chunk) -> NDArray[np.bool_]:
    """One mark a row. Constraints read inputs only, so no rule is needed for it."""
    stated = Evaluated(replace(prepare(replace(kb, rules={}, components=())), kb=kb), chunk)
    bad = stated.inputs.none
    for constraint in kb.constraints:
        for slot in (None,) if constraint.scope == "root" else stated.inputs.slots:
            bad = bad | (stated.condition(constraint.never, slot).firm & stated.inputs.present[slot])
    return unpacked(bad, chunk.rows)


def broken(kb: KnowledgeBase, read: Read, file: str) -> Read:
    """The piece without the cases that break a constraint, which are rejected."""
    bad = forbidden(kb, read.chunk)
    if not bad.any():
        return read
    found = list(read.rejects)
    for place in np.flatnonzero(bad).tolist():
        number, key = int(read.rows[place]), read.keys[place].as_py()
        found += rejects(file, number, "", key, _broken(read.case, place), key)
    places = np.flatnonzero(~bad)
    slots = tuple(
        Slot(
            slot.present[places],
            slot.names if isinstance(slot.names, str) else tuple(slot.names[place] for place in places),
            {name: kept(column, places) for name, column in slot.columns.items()},
        )
        for slot in read.chunk.slots
    )
    root = {name: kept(column, places) for name, column in read.chunk.root.items()}

    return Read(
        Chunk(len(places), root, slots),
        read.keys.take(places),
        read.rows[places],
        in_order(found),
        read.rejected + int(bad.sum()),
        read.share,
        lambda place: read.case(int(places[place])),
        extra=None if read.extra is None else read.extra.take(places),
    )


def _broken(case: Callable[[int], Case], place: int) -> Sequence[Problem]:
    try:
        case(place)
    except CaseError as error:
        return error.problems
    raise AssertionError("columns and cases disagree about a constraint")
