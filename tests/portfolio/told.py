"""Chunks made of cases, as reading a table makes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np
import pyarrow as pa

from engine.cases.model import ROOT, Case
from engine.errors import Problem, Where
from engine.knowledge.model import KnowledgeBase
from engine.portfolio.columns import UNKNOWN, Chunk, Column, Members, Numbers, Single, Slot
from engine.portfolio.layout import Layout


def slots_of(layout: Layout, cases: Sequence[Case]) -> tuple[Slot, ...]:
    """The slots of the cases, with what they state."""
    if layout.parts is not None:
        names: list[Any] = list(layout.parts)
        rows = [[name if name in (case.parts or ()) else "" for name in names] for case in cases]
    else:
        most = max((len(case.part_order) for case in cases), default=0)
        rows = [[*case.part_order, *[""] * (most - len(case.part_order))] for case in cases]
        names = [tuple(row[place] for row in rows) for place in range(most)]
    found = []
    for place, name in enumerate(names):
        owners = [row[place] or None for row in rows]
        present = np.array([owner is not None for owner in owners], np.bool_)
        found.append(Slot(present, name, _columns(layout.kb, "part", cases, owners)))
    return tuple(found)


def chunk_of(layout: Layout, cases: Sequence[Case]) -> Chunk:
    """The cases as a chunk."""
    root = _columns(layout.kb, "root", cases, [ROOT] * len(cases))
    return Chunk(len(cases), root, slots_of(layout, cases))


@dataclass
class Reject:
    row: int
    reason: str
    code: str = "row"

    def problem(self) -> Problem:
        return Problem("row", self.reason, Where("table", self.row, 1))


def read_of(layout: Layout, cases: Sequence[Case], first: int, rejects: Sequence[Reject] = ()) -> Any:
    """A piece of a table whose rows are numbered from `first` on."""
    return SimpleNamespace(
        chunk=chunk_of(layout, cases),
        keys=pa.array([case.name for case in cases], pa.string()),
        rows=np.arange(first, first + len(cases)),
        rejects=tuple(rejects),
        rejected=len({each.row for each in rejects}),
        share=None,
        case=lambda index: cases[index],
        extra=None,
    )


def _columns(
    kb: KnowledgeBase, scope: str, cases: Sequence[Case], owners: Sequence[str | None]
) -> dict[str, Column]:
    found: dict[str, Column] = {}
    for attribute in kb.attributes.values():
        if attribute.scope != scope or not attribute.asked:
            continue
        facts = [
            None if owner is None else case.fact(owner, attribute.name)
            for case, owner in zip(cases, owners, strict=True)
        ]
        if attribute.type == "number":
            numbers = [0.0 if fact is None else float(fact.values[0]) for fact in facts]
            found[attribute.name] = Numbers(np.array(numbers), np.array([f is not None for f in facts]))
        elif attribute.type == "set":
            sides = [
                [[f is not None and value in getattr(f, side) for f in facts] for value in attribute.values]
                for side in ("values", "excluded")
            ]
            found[attribute.name] = Members(*(np.array(side, np.bool_) for side in sides))
        else:
            codes = [UNKNOWN if f is None else attribute.values.index(f.values[0]) for f in facts]
            found[attribute.name] = Single(np.array(codes, np.int16))
    return found
