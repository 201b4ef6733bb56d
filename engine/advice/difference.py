"""What makes the difference: the shortest way from what two cases state differently to a verdict.

It leads through conclusions that only one of the cases has. A rule applies on one side only because of
something that holds on that side only, or because of something that keeps it back on the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple, TypeAlias

from engine.advice.cited import cited
from engine.advice.hypothetical import Chain, Link, Side
from engine.advice.speech import Speech
from engine.advice.standing import HOLDING
from engine.cases.model import ROOT, Atom
from engine.inference.derivation import Firing
from engine.inference.evaluate import passes
from engine.inquiry.slots import Pair
from engine.knowledge.conditions import (
    All,
    Always,
    AnyOf,
    AtLeast,
    Condition,
    Every,
    InRange,
    No,
    OneOf,
    Unless,
)

SIDES: tuple[Side, Side] = ("before", "after")


class Holds(NamedTuple):
    """An atom that is established on one side only."""

    side: int
    atom: Atom


class Fires(NamedTuple):
    """A rule that applies on one side only; with `copied`, on both, and the member that it copies is new."""

    side: int
    firing: Firing
    copied: Atom | None = None


class Says(NamedTuple):
    """An end: that the two cases do not state the same about something."""

    pair: Pair


class Lists(NamedTuple):
    """An end: a part that only this side lists."""

    side: int
    part: str


Cause: TypeAlias = Holds | Fires | Says | Lists


class Difference:
    """Two cases of one knowledge base, before and after."""

    def __init__(self, before: Speech, after: Speech) -> None:
        self._speech, self._sides = (before, after), (before.standings, after.standings)
        self._kb = before.kb

    def chain(self, entity: str, attribute: str) -> Chain | None:
        """The shortest way to what is new about the attribute, or else to what is lost; None for none."""
        for side in (1, 0):
            here, there = self._sides[side], self._sides[1 - side]
            old = there.values(entity, attribute)
            new = [v for v in here.values(entity, attribute) if v not in old]
            found = self._shortest([Holds(side, Atom(entity, attribute, value)) for value in new])
            if found:
                return Chain(entity, attribute, tuple(self._links(found)))
        return None

    def _shortest(self, goals: list[Holds]) -> list[Cause]:
        """The causes from an end to one of the goals."""
        leads: dict[Cause, Cause | None] = dict.fromkeys(goals)
        waiting: list[Cause] = list(goals)
        for cause in waiting:  # which grows
            if isinstance(cause, Says | Lists):
                way: list[Cause] = []
                step: Cause | None = cause
                while step is not None:
                    way.append(step)
                    step = leads[step]
                return way
            for behind in self._behind(cause):
                if behind not in leads:
                    leads[behind] = cause
                    waiting.append(behind)
        return []

    def _behind(self, cause: Holds | Fires) -> Iterator[Cause]:
        match cause:
            case Holds(side, atom):
                yield from self._giving(side, atom)
            case Fires(side, _, Atom() as copied):
                yield Holds(side, copied)
            case Fires(side, firing):
                found = list(dict.fromkeys(self._applying(side, firing)))
                there = self._sides[1 - side]
                if not found and firing.entity != ROOT and firing.entity not in there.parts:
                    found = [Lists(side, firing.entity)]
                yield from found

    def _giving(self, side: int, atom: Atom) -> Iterator[Cause]:
        """What states or concludes the atom on this side."""
        here, there = self._sides[side], self._sides[1 - side]
        fact = here.fact(atom.entity, atom.attribute)
        if fact is not None and atom.value in fact.values:
            gone = side == 0 and atom.entity != ROOT and atom.entity not in there.parts
            yield Lists(side, atom.entity) if gone else Says((atom.entity, atom.attribute))
        for index in here.concluding.get(atom, ()):
            firing = here.derivation.steps[index].firing
            if firing not in there.established.fired:
                yield Fires(side, firing)
                continue
            for conclusion in self._kb.rules[firing.rule].then:
                if conclusion.member_of and (conclusion.attribute, conclusion.value) == atom[1:]:
                    owner = here.owner(conclusion.member_of, atom.entity)
                    yield Fires(side, firing, Atom(owner, conclusion.member_of, conclusion.value))

    def _applying(self, side: int, firing: Firing) -> Iterator[Cause]:
        """Why the rule applies on this side and not on the other."""
        rule, there = self._kb.rules[firing.rule], self._sides[1 - side]
        if not self._holds(1 - side, rule.when, firing.entity):
            yield from self._differing(side, rule.when, firing.entity)
        silence, defeat = there.silences.get(firing), there.defeats.get(firing)
        if silence is not None and silence.stated:
            yield Says((firing.entity, rule.then[0].attribute))
        for other in (*(silence.by if silence else ()), *(defeat.by if defeat else ())):
            if other not in self._sides[side].established.fired:
                yield Fires(1 - side, other)

    def _differing(self, side: int, condition: Condition, entity: str) -> Iterator[Cause]:
        """What makes the condition hold on this side, and not on the other."""
        here, there = self._sides[side], self._sides[1 - side]
        match condition:
            case OneOf() | InRange():
                owner = here.owner(condition.attribute, entity)
                for value in here.values(owner, condition.attribute):
                    if passes(condition, value):
                        yield Holds(side, Atom(owner, condition.attribute, value))
            case All(parts) | AnyOf(parts):
                for part in parts:
                    if self._holds(side, part, entity) and not self._holds(1 - side, part, entity):
                        yield from self._differing(side, part, entity)
            case Unless(parts):
                for part in parts:
                    if self._holds(1 - side, part, entity):
                        yield from self._differing(1 - side, part, entity)
            case AtLeast(_, inner) | Every(inner):
                for name in here.parts:
                    listed = name in there.parts
                    if self._holds(side, inner, name) and not (listed and self._holds(1 - side, inner, name)):
                        found = list(self._differing(side, inner, name))
                        yield from found or ([] if listed else [Lists(side, name)])
                if isinstance(condition, Every):
                    yield from (Lists(1 - side, name) for name in there.parts if name not in here.parts)
            case No(inner):
                for name in there.parts:
                    if self._holds(1 - side, inner, name):
                        found = list(self._differing(1 - side, inner, name))
                        yield from found or ([] if name in here.parts else [Lists(1 - side, name)])
            case Always():
                return

    def _holds(self, side: int, condition: Condition, entity: str) -> bool:
        return self._sides[side].of_condition(condition, entity) in HOLDING

    def _links(self, way: list[Cause]) -> Iterator[Link]:
        """The causes in words, what a rule gives taken together with the rule."""
        for index, cause in enumerate(way):
            after: Any = way[index + 1] if index + 1 < len(way) else None
            match cause:
                case Says(pair):
                    side = after.side if isinstance(after, Holds) else 1 - after.side
                    yield Link(SIDES[side], "fact", self._said(pair, side))
                case Lists(side, part):
                    yield Link(SIDES[side], "part", part)
                case Fires(side, firing):
                    speech, rule = self._speech[side], self._kb.rules[firing.rule]
                    gives = speech.atom(after.atom) if isinstance(after, Holds) else ""
                    sentence = gives or speech.conclusions(rule, firing.entity)
                    because = speech.because(rule.because, firing.entity)
                    yield Link(SIDES[side], "rule", sentence, cited(self._kb, rule), because)

    def _said(self, pair: Pair, side: int) -> str:
        """What the side states about it."""
        fact = self._sides[side].fact(*pair)
        assert fact is not None, "only what is stated gives something, or silences a presumption"
        return self._speech[side].fact(fact)
