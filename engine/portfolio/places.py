"""Where the things of one case stand in the columns of a chunk."""

from __future__ import annotations

from collections.abc import Sequence

from engine.cases.model import ROOT
from engine.inference.derivation import CONFLICT as CONFLICTING
from engine.knowledge.model import KnowledgeBase
from engine.portfolio.answers import CONFLICT, NONE
from engine.portfolio.columns import Slot


def places_of(slots: Sequence[Slot], row: int) -> dict[str, int | None]:
    """Of the root (None) and of each part that the row has, the slot."""
    found: dict[str, int | None] = {ROOT: None}
    for index, slot in enumerate(slots):
        if slot.present[row]:
            found[slot.names if isinstance(slot.names, str) else slot.names[row]] = index
    return found


def code_of(kb: KnowledgeBase, attribute: str, value: str | None) -> int:
    """The code of a verdict: of a declared value, of a conflict, or of none."""
    if value == CONFLICTING:
        return CONFLICT
    values = [str(each) for each in kb.attributes[attribute].values]
    return values.index(value) if value in values else NONE
