"""Whose review is due on a day: packs and named numbers that say until when somebody should look again."""

from __future__ import annotations

from engine.advice.recommendation import Due
from engine.knowledge.model import KnowledgeBase


def due(kb: KnowledgeBase, day: str) -> tuple[Due, ...]:
    """What should have been reviewed before this day, YYYY-MM-DD; nothing where there is no day."""
    packs = (Due("pack", pack.name, pack.review_by, day) for pack in kb.packs)
    numbers = (Due("parameter", each.name, each.review_by, day) for each in kb.parameters.values())
    return tuple(each for each in (*packs, *numbers) if each.review_by and each.review_by < day)
