"""Exact statuses of a chunk: the solver is asked once for each pattern that the bounds leave open."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from engine.advice.standing import Standings
from engine.advice.unknowns import Slices
from engine.cases.model import Case
from engine.errors import CaseError, Problem
from engine.inference.derivation import Derivation
from engine.inquiry.answers import Outlook
from engine.inquiry.verdicts import OPEN, exact_verdicts
from engine.portfolio.answers import NONE, Answered
from engine.portfolio.bits import packed
from engine.portfolio.columns import Chunk, Members, Numbers
from engine.portfolio.layout import STATUSES, Layout, Spot
from engine.portfolio.places import code_of, places_of

if TYPE_CHECKING:
    from engine.portfolio.rejects import Read

MOST = 100_000
"""Patterns that are remembered; then all are forgotten, so that memory does not grow with the rows."""
Exact = Callable[[Case, Derivation], Sequence[Outlook]]


@dataclass(frozen=True, slots=True)
class Found:
    """What is exact about one pattern; or the problem that it has no completion."""

    verdicts: dict[Spot, tuple[int, int]]
    matters: frozenset[Spot]
    problem: Problem | None = None


class Exactly:
    """Makes the answers of chunks exact."""

    def __init__(self, layout: Layout, infer: Callable[[Case], Derivation], exact: Exact) -> None:
        self._kb, self._infer, self._exact = layout.kb, infer, exact
        self._known: dict[bytes, Found] = {}

    def answered(self, read: Read, answered: Answered) -> tuple[Answered, dict[int, Problem]]:
        """The same, exact; and the rows that have no completion, with why."""
        chunk = read.chunk
        rows = np.flatnonzero(_open(answered, chunk))
        if not len(rows):
            return answered, {}
        patterns, first, which = _patterns(chunk, rows)
        found = [
            self._of(pattern, read, int(rows[at]))
            for pattern, at in zip(patterns, first.tolist(), strict=True)
        ]
        verdicts = {spot: (c.copy(), s.copy()) for spot, (c, s) in answered.verdicts.items()}
        unknowns: dict[Spot, NDArray[np.bool_]] = {}
        problems: dict[int, Problem] = {}
        order = np.argsort(which, kind="stable")
        ends = np.cumsum(np.bincount(which, minlength=len(found)))
        for index, one in enumerate(found):
            here = rows[order[ends[index - 1] if index else 0 : ends[index]]]
            if one.problem is not None:
                problems.update(dict.fromkeys(here.tolist(), one.problem))
            for spot, (code, status) in one.verdicts.items():
                verdicts[spot][0][here], verdicts[spot][1][here] = code, status
            for spot in one.matters:
                unknowns.setdefault(spot, np.zeros(chunk.rows, np.bool_))[here] = True
        bits = {spot: packed(marks) for spot, marks in unknowns.items()}
        return Answered(verdicts, answered.fired, bits, answered.sets), problems

    def _of(self, pattern: bytes, read: Read, row: int) -> Found:
        if pattern not in self._known:
            if len(self._known) >= MOST:
                self._known.clear()
            self._known[pattern] = self._solve(read.case(row), places_of(read.chunk.slots, row))
        return self._known[pattern]

    def _solve(self, case: Case, places: dict[str, int | None]) -> Found:
        derivation = self._infer(case)
        try:
            outlooks = {(o.entity, o.attribute): o for o in self._exact(case, derivation)}
        except CaseError as error:
            return Found({}, frozenset(), error.problems[0])
        verdicts: dict[Spot, tuple[int, int]] = {}
        for verdict in exact_verdicts(derivation, outlooks.values()):
            code = code_of(self._kb, verdict.attribute, verdict.value) if verdict.value is not None else NONE
            spot = Spot(places[verdict.entity], verdict.attribute)
            verdicts[spot] = code, STATUSES.index(verdict.status)
        slices = Slices(Standings(self._kb, case, derivation))
        matters: set[Spot] = set()
        for verdict in derivation.verdicts:
            outlook = outlooks[verdict.entity, verdict.attribute]
            pairs = slices.of(verdict) if outlook.proof == "none" else outlook.matters
            matters.update(Spot(places[entity], attribute) for entity, attribute in pairs)
        return Found(verdicts, frozenset(matters))


def _open(answered: Answered, chunk: Chunk) -> NDArray[np.bool_]:
    """The rows with a verdict that the bounds leave open."""
    found = np.zeros(chunk.rows, np.bool_)
    codes = [STATUSES.index(status) for status in OPEN]
    for spot, (_, statuses) in answered.verdicts.items():
        left = np.isin(statuses, codes)
        found |= left if spot.slot is None else left & chunk.slots[spot.slot].present
    return found


def _patterns(chunk: Chunk, rows: NDArray[Any]) -> tuple[list[bytes], NDArray[Any], NDArray[Any]]:
    """The distinct patterns of what these rows state; of each a row that has it; of each row its pattern.

    A pattern tells of every slot whether there is a part, so that it means the same in every chunk.
    """
    pieces: list[NDArray[np.uint8]] = []
    tags = []
    for index, (columns, present) in enumerate(
        [(chunk.root, None), *((slot.columns, slot.present) for slot in chunk.slots)]
    ):
        if present is not None:
            pieces.append(present[rows, None].view(np.uint8))
        for name in sorted(columns):
            column = columns[name]
            tags.append(f"{index}:{name}")
            if isinstance(column, Numbers):
                known = column.known[rows]
                values = np.where(known, column.values[rows] + 0.0, 0.0)
                pieces += [known[:, None].view(np.uint8), values[:, None].view(np.uint8)]
            elif isinstance(column, Members):
                both = np.concatenate([column.inside[:, rows], column.outside[:, rows]])
                pieces.append(np.packbits(both, axis=0).T)
            else:
                pieces.append(column.codes[rows, None].astype(np.int16).view(np.uint8))
    pieces.append(np.zeros((len(rows), 1), np.uint8))
    matrix = np.ascontiguousarray(np.concatenate(pieces, axis=1))
    whole = matrix.view(np.dtype((np.void, matrix.shape[1]))).ravel()
    distinct, first, which = np.unique(whole, return_index=True, return_inverse=True)
    told = ";".join(tags).encode()
    return [told + each.tobytes() for each in distinct], first, which.ravel()
