"""Trees that can be read: what lies too deep is taken out and follows as a tree of its own."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from engine.advice.explanation import Again, Below, CitedRule, Concluded, Topic, Unreached
from engine.advice.standing import Standing

DEEPEST = 18
"""So many parts may stand inside each other: a conclusion and the way to it are two; a refusal, what stands
in its way and the condition that fails are three. Every view can indent that much, every parser takes it."""


class Shallow:
    """Cuts the topics of one explanation, in their order. Nothing is lost, and nothing is shown twice."""

    def __init__(self) -> None:
        self._shown: set[int] = set()
        self._waiting: list[Concluded | Unreached] = []

    def topic(self, topic: Topic) -> Topic:
        """The topic without anything that lies too deep; that follows in `continued`."""
        nodes = self._copy(topic.nodes, 0)
        continued = []
        for node in self._waiting:  # which grows by what lies too deep inside these
            continued.append(self._copy(node, 0))
        self._waiting = []
        return replace(topic, nodes=nodes, continued=tuple(continued))

    def _copy(self, part: Any, level: int) -> Any:
        """The part, in reading order, with what lies too deep left to wait."""
        if type(part) is tuple:
            return tuple([self._copy(each, level) for each in part])
        if type(part).__module__ != Topic.__module__ or isinstance(part, CitedRule):
            return part
        if isinstance(part, Again):
            return part if part.within or part.number in self._shown else _below(part, part.refused)
        if isinstance(part, Concluded | Unreached) and level >= DEEPEST:
            self._waiting.append(part)
            return _below(part, part.standing if isinstance(part, Unreached) else None)
        if hasattr(part, "number"):
            self._shown.add(part.number)
        inside = ((each.name, getattr(part, each.name)) for each in fields(part))
        return replace(part, **{name: self._copy(value, level + 1) for name, value in inside})


def _below(node: Again | Concluded | Unreached, refused: Standing | None) -> Below:
    return Below(node.number, node.sentence, refused)
