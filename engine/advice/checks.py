"""Which conditions inside a condition fail, and on what: the half of a refusal that reads conditions."""

from __future__ import annotations

from abc import ABC, abstractmethod

from engine.advice.calls import Call, each
from engine.advice.explanation import Check, CheckKind, Node
from engine.advice.standing import HOLDING, Standing
from engine.advice.unfold import Unfolder
from engine.cases.model import Atom
from engine.inference.evaluate import Supporter
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
    Value,
)


class Checker(ABC):
    """Builds checks. Shares its numbering with the unfolder, and uses it for what does hold."""

    def __init__(self, unfolder: Unfolder) -> None:
        self.unfolder, self.speech = unfolder, unfolder.speech
        self.standings, self.kb = unfolder.standings, unfolder.kb
        established = self.standings.established
        self.supporter = Supporter(
            self.kb, established, established, self.standings.firm, self.standings.possible
        )

    @abstractmethod
    def unreached(self, entity: str, attribute: str, values: tuple[Value, ...], level: int) -> Call[Node]:
        """Why none of the values of a derived attribute is established."""

    @abstractmethod
    def is_shown(self, entity: str, attribute: str, values: tuple[Value, ...]) -> bool:
        """Whether that was shown already."""

    def failing(self, condition: Condition, entity: str, level: int) -> Call[tuple[Check, ...]]:
        """What inside the condition makes it fail, with why; nothing where it holds."""
        standing = self.standings.of_condition(condition, entity)
        if standing in HOLDING:
            return ()
        if isinstance(condition, All):
            needed = self.needed(condition, standing, entity)
            found: tuple[tuple[Check, ...], ...]
            found = yield each(self.failing(part, entity, level) for part in needed)
            return tuple(check for checks in found for check in checks)
        words = self.speech.condition(condition, entity)
        parts = self.standings.parts
        inner: tuple[tuple[Check, ...], ...]
        match condition:
            case OneOf() | InRange():
                return (Check(standing, "test", words, (), (yield self.lack(condition, entity, level))),)
            case AnyOf(conditions):
                kind: CheckKind = "any"
                inner = yield each(self.failing(c, entity, level) for c in conditions)
            case AtLeast(_, one) | Every(one):
                kind = "parts"
                told = self._telling(condition, standing)
                inner = yield each(self.failing(one, part, level) for part in told)
            case Unless(conditions):
                kind = "unless"
                inner = yield each(self._blocker(c, entity, level) for c in conditions)
            case No(one):
                kind = "unless"
                inner = yield each(self._blocker(one, part, level) for part in parts)
            case Always() | All():
                return ()
        return (Check(standing, kind, words, tuple(check for checks in inner for check in checks)),)

    def needed(self, condition: All, standing: Standing, entity: str) -> list[Condition]:
        """The failing parts that have to be told. One part that is excluded excludes the whole."""
        failing = [c for c in condition.parts if self.standings.of_condition(c, entity) not in HOLDING]
        if standing != "excluded":
            return failing
        excluded = [c for c in failing if self.standings.of_condition(c, entity) == "excluded"]
        if self.unfolder.everything:
            return excluded
        return [min(excluded, key=lambda c: self._effort(c, entity))]

    def _telling(self, condition: AtLeast | Every, standing: Standing) -> list[str]:
        """The parts to tell about: where it is excluded, no more than make it so."""
        inner, parts = condition.condition, self.standings.parts
        failing = [p for p in parts if self.standings.of_condition(inner, p) not in HOLDING]
        if standing != "excluded" or self.unfolder.everything:
            return failing
        excluded = [p for p in failing if self.standings.of_condition(inner, p) == "excluded"]
        enough = 1 if isinstance(condition, Every) else max(0, len(parts) - condition.count + 1)
        return excluded[:enough]

    def tree(self, condition: Condition, entity: str, level: int) -> Call[Check]:
        """Every condition inside the condition with how it stands, and the facts that decide it."""
        standing = self.standings.of_condition(condition, entity)
        words = self.speech.condition(condition, entity)

        inside: list[tuple[Condition, str]]
        kind: CheckKind
        match condition:
            case All(parts):
                kind, inside = "all", [(part, entity) for part in parts]
            case AnyOf(parts):
                kind, inside = "any", [(part, entity) for part in parts]
            case Unless(parts):
                kind, inside = "unless", [(part, entity) for part in parts]
            case AtLeast(_, inner) | Every(inner):
                kind, inside = "parts", [(inner, part) for part in self.standings.parts]
            case No(inner):
                kind, inside = "unless", [(inner, part) for part in self.standings.parts]
            case OneOf(attribute) | InRange(attribute) if self.kb.attributes[attribute].asked:
                why: tuple[Node, ...] = ()
                if standing not in HOLDING:
                    why = yield self.lack(condition, entity, level)
                return Check(standing, "test", words, (), why)
            case _:
                return Check(standing, "test", words)
        checks: tuple[Check, ...] = yield each(self.tree(c, e, level) for c, e in inside)
        return Check(standing, kind, words, checks)

    def lack(self, test: OneOf | InRange, entity: str, level: int) -> Call[tuple[Node, ...]]:
        """Why the test fails: what is stated instead, what is unknown, or what does not reach it."""
        owner = self.standings.owner(test.attribute, entity)
        atoms: tuple[Node, ...]
        values = self.standings.values(owner, test.attribute)
        if not self.kb.attributes[test.attribute].asked:
            if isinstance(test, InRange):
                atoms = yield each(self.unfolder.atom(Atom(owner, test.attribute, v), level) for v in values)
                return atoms
            return ((yield self.unreached(owner, test.attribute, test.values, level)),)
        fact = self.standings.fact(owner, test.attribute)
        stated = (self.unfolder.fact(fact),) if fact else ()
        decided = bool(fact) and self.standings.of_condition(test, entity) == "excluded"
        if decided or (owner, test.attribute) not in self.standings.open:
            return stated
        asked = self.unfolder.asked(owner, test.attribute)
        presumed = () if fact else values
        atoms = yield each(self.unfolder.atom(Atom(owner, test.attribute, v), level) for v in presumed)
        return (*stated, asked, *atoms)

    def _blocker(self, condition: Condition, entity: str, level: int) -> Call[tuple[Check, ...]]:
        """What must be absent and is there, with why; nothing where it is absent."""
        standing = self.standings.of_condition(condition, entity)
        support = self.supporter.support(condition, entity) if standing in HOLDING else None
        if support is None:
            return ()
        why: tuple[Node, ...] = yield self.unfolder.premises(condition, support, entity, level)
        return (Check(standing, "test", self.speech.condition(condition, entity), (), why),)

    def _effort(self, condition: Condition, entity: str) -> int:
        """How much there is to tell about a condition that fails."""
        match condition:
            case OneOf(attribute, values) | InRange(attribute, values):
                if self.kb.attributes[attribute].asked:
                    return 0
                owner = self.standings.owner(attribute, entity)
                return 0 if isinstance(values, tuple) and self.is_shown(owner, attribute, values) else 1
            case _:
                return 2
