"""Which unknown facts could still matter to a verdict: a backward slice through what is undecided."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from engine.advice.standing import Standings
from engine.cases.model import Atom
from engine.inference.derivation import Firing, Verdict
from engine.inquiry.verdicts import OPEN
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
    return Slices(standings).of(verdict)


class Slices:
    """Looks back from verdicts through what is undecided; each rule for each entity is looked at once."""

    def __init__(self, standings: Standings) -> None:
        self._standings = standings
        self._behind: dict[Firing, tuple[set[Pair], set[Firing]]] = {}

    def of(self, verdict: Verdict) -> frozenset[Pair]:
        """What could_matter says of the verdict."""
        if verdict.status not in OPEN:
            return frozenset()
        first = _Slicer(self._standings)
        first.source(verdict.entity, verdict.attribute)
        found, seen = first.all()
        waiting = list(seen)
        while waiting:
            facts, firings = self._step(waiting.pop())
            found |= facts
            new = firings - seen
            seen |= new
            waiting += new
        return frozenset(found)

    def _step(self, firing: Firing) -> tuple[set[Pair], set[Firing]]:
        """The unknown facts and the undecided firings that decide directly whether the rule fires."""
        if firing not in self._behind:
            slicer = _Slicer(self._standings)
            slicer.firing(self._standings.kb.rules[firing.rule], firing.entity)
            self._behind[firing] = slicer.all()
        return self._behind[firing]


class _Slicer:
    """One step back."""

    def __init__(self, standings: Standings) -> None:
        self.standings, self.kb = standings, standings.kb
        self.found: set[Pair] = set()
        self.firings: set[Firing] = set()
        self.sources: dict[Pair, None] = {}

    def all(self) -> tuple[set[Pair], set[Firing]]:
        """What was found, the sets that are copied included."""
        looked: set[Pair] = set()
        while new := self.sources.keys() - looked:
            looked |= new
            for entity, attribute in new:
                self.atoms(entity, attribute, None)
        return self.found, self.firings

    def source(self, entity: str, attribute: str) -> None:
        """Whatever decides any value of the attribute is to be looked for."""
        self.sources[self.standings.owner(attribute, entity), attribute] = None

    def atoms(self, entity: str, attribute: str, values: tuple[Value, ...] | None) -> None:
        """What decides whether the attribute has one of the values (None: any value at all)."""
        rules = self.standings.rules_about.get(attribute, ())
        sure: set[Value] = set()
        if self.kb.attributes[attribute].asked:
            if (entity, attribute) not in self.standings.open:
                return
            self.found.add((entity, attribute))
            # What is presumed anyway is not presumed any more for a second reason.
            sure = {c.value for rule in rules if self._surely_presumed(rule, entity) for c in rule.then}
        for rule in rules:
            for conclusion in rule.then:
                if conclusion.attribute != attribute or (values and conclusion.value not in values):
                    continue
                if conclusion.value in sure:
                    continue
                if self.standings.of_atom(Atom(entity, attribute, conclusion.value)) in ("firm", "excluded"):
                    continue
                self._wait(rule, entity)
                if conclusion.member_of:
                    self.source(entity, conclusion.member_of)

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
        if self.standings.of_firing(firing) in ("established", "open"):
            self.firings.add(firing)
