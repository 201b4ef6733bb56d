"""Which unknown facts could still matter to a verdict: a backward slice through what is undecided."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from engine.advice.standing import Standings
from engine.cases.model import Atom
from engine.inference.derivation import Firing, Verdict
from engine.knowledge.conditions import (
    Always,
    AtLeast,
    Condition,
    Every,
    InRange,
    No,
    OneOf,
    Value,
    children,
)
from engine.knowledge.model import Rule

Pair: TypeAlias = tuple[str, str]
"""An entity and an asked attribute of it that is not stated whole."""


def could_matter(standings: Standings, verdict: Verdict) -> frozenset[Pair]:
    """The unknown facts that could change the verdict. One that is left out cannot; one that is in might not.

    Follows only rules and conditions that are possible and not firm, back from the values of the goal.
    """
    if verdict.status not in ("provisional", "undetermined"):
        return frozenset()
    slicer = _Slicer(standings)
    slicer.atoms(verdict.entity, verdict.attribute, None)
    while slicer.waiting:
        slicer.firing(*slicer.waiting.pop())
    return frozenset(slicer.found)


class _Slicer:
    def __init__(self, standings: Standings) -> None:
        self.standings, self.kb = standings, standings.kb
        self.found: set[Pair] = set()
        self.seen: set[Firing] = set()
        self.waiting: list[tuple[Rule, str]] = []
        self.sources: set[Pair] = set()

    def atoms(self, entity: str, attribute: str, values: tuple[Value, ...] | None) -> None:
        """What decides whether the attribute has one of the values (None: any value at all)."""
        rules = self.standings.rules_about.get(attribute, ())
        if self.kb.attributes[attribute].asked:
            if (entity, attribute) not in self.standings.open:
                return
            self.found.add((entity, attribute))
            # What is presumed anyway is not presumed any more for a second reason.
            sure = {rule.then[0].value for rule in rules if self._surely_presumed(rule, entity)}
            rules = tuple(rule for rule in rules if rule.then[0].value not in sure)
        for rule in rules:
            for conclusion in rule.then:
                if conclusion.attribute != attribute or (values and conclusion.value not in values):
                    continue
                if self.standings.of_atom(Atom(entity, attribute, conclusion.value)) in ("firm", "excluded"):
                    continue
                self._wait(rule, entity)
                if conclusion.member_of:
                    self._source(entity, conclusion.member_of)

    def firing(self, rule: Rule, entity: str) -> None:
        """What decides whether the rule fires for the entity."""
        for test, owner in self.undecided(rule.when, entity):
            match test:
                case OneOf(attribute, values):
                    self.atoms(owner, attribute, values)
                case InRange(attribute):
                    self.atoms(owner, attribute, None)
        for overrider in self.standings.overriders.get(rule.id, ()):
            self._wait(overrider, self.standings.firing(overrider, entity).entity)
        if rule.presumption:
            spoken_of = rule.then[0].attribute
            if (entity, spoken_of) in self.standings.open:
                self.found.add((entity, spoken_of))
            for reaching in self.standings.rules_about.get(spoken_of, ()):
                if not reaching.presumption:
                    self._wait(reaching, entity)

    def undecided(self, condition: Condition, entity: str) -> Iterator[tuple[OneOf | InRange, str]]:
        """The tests inside the condition on which its truth still turns, with whose they are."""
        if self.standings.of_condition(condition, entity) in ("firm", "excluded"):
            return
        match condition:
            case OneOf() | InRange():
                yield condition, self.standings.owner(condition.attribute, entity)
            case AtLeast() | Every() | No():
                for part in self.standings.parts:
                    yield from self.undecided(condition.condition, part)
            case Always():
                return
            case _:
                for part_condition in children(condition):
                    yield from self.undecided(part_condition, entity)

    def _surely_presumed(self, rule: Rule, entity: str) -> bool:
        """Whether the presumption speaks as long as nobody states its attribute."""
        overriders = self.standings.overriders.get(rule.id, ())
        possible = self.standings.possible.fired
        return (
            self.standings.firing(rule, entity) in self.standings.established.fired
            and self.standings.of_condition(rule.when, entity) == "firm"
            and not any(self.standings.firing(other, entity) in possible for other in overriders)
        )

    def _wait(self, rule: Rule, entity: str) -> None:
        firing = Firing(rule.id, entity)
        undecided = self.standings.of_firing(firing) in ("established", "open")
        if undecided and firing not in self.seen:
            self.seen.add(firing)
            self.waiting.append((rule, entity))

    def _source(self, entity: str, attribute: str) -> None:
        """What decides the set that a rule copies."""
        owner = self.standings.owner(attribute, entity)
        if (owner, attribute) not in self.sources:
            self.sources.add((owner, attribute))
            self.atoms(owner, attribute, None)
