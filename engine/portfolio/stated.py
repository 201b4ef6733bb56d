"""Cases as a chunk: what they state, column by column."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.cases.model import ROOT, Case, Fact
from engine.knowledge.model import Attribute, KnowledgeBase
from engine.portfolio.columns import UNKNOWN, Chunk, Column, Members, Numbers, Single, Slot


def chunk_of(kb: KnowledgeBase, cases: Sequence[Case]) -> Chunk:
    """The cases in their order; the n-th slot has the n-th part of each, as it was written."""
    facts = [{(fact.entity, fact.attribute): fact for fact in case.facts} for case in cases]
    most = max((len(case.part_order) for case in cases), default=0)
    slots = []
    for place in range(most):
        names = tuple(case.part_order[place] if place < len(case.part_order) else "" for case in cases)
        present = np.array([place < len(case.part_order) for case in cases], np.bool_)
        slots.append(Slot(present, names, _columns(kb, "part", facts, names)))
    return Chunk(len(cases), _columns(kb, "root", facts, [ROOT] * len(cases)), tuple(slots))


def _columns(
    kb: KnowledgeBase, scope: str, facts: Sequence[dict[tuple[str, str], Fact]], owners: Sequence[str]
) -> dict[str, Column]:
    found: dict[str, Column] = {}
    for attribute in kb.attributes.values():
        if attribute.scope == scope and attribute.asked:
            told = [each.get((owner, attribute.name)) for each, owner in zip(facts, owners, strict=True)]
            if any(fact is not None for fact in told):
                found[attribute.name] = _column(attribute, told)
    return found


def _column(attribute: Attribute, told: Sequence[Fact | None]) -> Column:
    if attribute.type == "number":
        numbers = [0.0 if fact is None else float(fact.values[0]) for fact in told]
        return Numbers(np.array(numbers), np.array([fact is not None for fact in told]))
    if attribute.type == "set":
        inside, outside = (
            np.array(
                [[f is not None and value in getattr(f, side) for f in told] for value in attribute.values]
            )
            for side in ("values", "excluded")
        )
        return Members(inside, outside)
    place = {value: index for index, value in enumerate(attribute.values)}
    return Single(np.array([UNKNOWN if f is None else place[f.values[0]] for f in told], np.int16))
