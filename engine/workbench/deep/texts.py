"""What people see of attributes: those printed under goals, and those that sentences name."""

from __future__ import annotations

from collections.abc import Iterator

from engine.knowledge.conditions import Value
from engine.knowledge.model import KnowledgeBase
from engine.knowledge.placeholders import Established, PartsWith, parse_template


def spoken(kb: KnowledgeBase) -> dict[str, set[Value]]:
    """The attributes that sentences name, each with the values of which they speak expressly."""
    found: dict[str, set[Value]] = {}
    for text in _sentences(kb):
        for piece in parse_template(text, kb.words, kb.attributes):
            if isinstance(piece, Established):
                found.setdefault(piece.attribute, set())
            elif isinstance(piece, PartsWith):
                found.setdefault(piece.attribute, set()).add(piece.value)
    return found


def _sentences(kb: KnowledgeBase) -> Iterator[str]:
    for rule in kb.rules.values():
        yield rule.because
    for constraint in kb.constraints:
        yield constraint.because
    for goal in kb.goals:
        yield from goal.sentences.values()
        if goal.otherwise:
            yield goal.otherwise.because
    for attribute in kb.attributes.values():
        yield from (attribute.question, attribute.help)
        yield from (attribute.says,) if isinstance(attribute.says, str) else attribute.says.values()
