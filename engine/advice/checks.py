"""Which conditions inside a condition fail, and on what: the half of a refusal that reads conditions."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable

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
    def unreached(self, entity: str, attribute: str, values: tuple[Value, ...], level: int) -> Node:
        """Why none of the values of a derived attribute is established."""

    @abstractmethod
    def is_shown(self, entity: str, attribute: str, values: tuple[Value, ...]) -> bool:
        """Whether that was shown already."""

    def failing(self, condition: Condition, entity: str, level: int) -> tuple[Check, ...]:
        """What inside the condition makes it fail, with why; nothing where it holds."""
        standing = self.standings.of_condition(condition, entity)
        if standing in HOLDING:
            return ()
        if isinstance(condition, All):
            needed = self.needed(condition, standing, entity)
            return tuple(check for part in needed for check in self.failing(part, entity, level))
        words = self.speech.condition(condition, entity)
        parts = self.standings.parts
        inner: Iterable[Check | None]
        match condition:
            case OneOf() | InRange():
                return (Check(standing, "test", words, (), self.lack(condition, entity, level)),)
            case AnyOf(conditions):
                kind: CheckKind = "any"
                inner = (check for c in conditions for check in self.failing(c, entity, level))
            case AtLeast(_, one) | Every(one):
                kind = "parts"
                told = self._telling(condition, standing)
                inner = (check for part in told for check in self.failing(one, part, level))
            case Unless(conditions):
                kind = "unless"
                inner = (self._blocker(c, entity, level) for c in conditions)
            case No(one):
                kind = "unless"
                inner = (self._blocker(one, part, level) for part in parts)
            case Always() | All():
                return ()
        return (Check(standing, kind, words, tuple(check for check in inner if check is not None)),)

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

    def tree(self, condition: Condition, entity: str, level: int) -> Check:
        """Every condition inside the condition with how it stands, and the facts that decide it."""
        standing = self.standings.of_condition(condition, entity)
        words = self.speech.condition(condition, entity)

        def each(kind: CheckKind, conditions: Iterable[tuple[Condition, str]]) -> Check:
            return Check(standing, kind, words, tuple(self.tree(c, e, level) for c, e in conditions))

        match condition:
            case All(parts):
                return each("all", ((part, entity) for part in parts))
            case AnyOf(parts):
                return each("any", ((part, entity) for part in parts))
            case Unless(parts):
                return each("unless", ((part, entity) for part in parts))
            case AtLeast(_, inner) | Every(inner):
                return each("parts", ((inner, part) for part in self.standings.parts))
            case No(inner):
                return each("unless", ((inner, part) for part in self.standings.parts))
            case OneOf(attribute) | InRange(attribute) if self.kb.attributes[attribute].asked:
                why = () if standing in HOLDING else self.lack(condition, entity, level)
                return Check(standing, "test", words, (), why)
            case _:
                return Check(standing, "test", words)

    def lack(self, test: OneOf | InRange, entity: str, level: int) -> tuple[Node, ...]:
        """Why the test fails: what is stated instead, what is unknown, or what does not reach it."""
        owner = self.standings.owner(test.attribute, entity)
        values = self.standings.values(owner, test.attribute)
        if not self.kb.attributes[test.attribute].asked:
            if isinstance(test, InRange):
                return tuple(self.unfolder.atom(Atom(owner, test.attribute, v), level) for v in values)
            return (self.unreached(owner, test.attribute, test.values, level),)
        fact = self.standings.case.fact(owner, test.attribute)
        stated = (self.unfolder.fact(fact),) if fact else ()
        if (owner, test.attribute) not in self.standings.open:
            return stated
        asked = self.unfolder.asked(owner, test.attribute)
        presumed = () if fact else values
        atoms = tuple(self.unfolder.atom(Atom(owner, test.attribute, v), level) for v in presumed)
        return (*stated, asked, *atoms)

    def _blocker(self, condition: Condition, entity: str, level: int) -> Check | None:
        """What must be absent and is there, with why."""
        standing = self.standings.of_condition(condition, entity)
        support = self.supporter.support(condition, entity) if standing in HOLDING else None
        if support is None:
            return None
        why = self.unfolder.premises(condition, support, entity, level)
        return Check(standing, "test", self.speech.condition(condition, entity), (), why)

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
