"""Which constraints does a case break? docs/semantics.md, "Constraints": never over inputs alone."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil, floor

from engine.cases.model import ROOT, Case, Fact
from engine.cases.said import UNKNOWN
from engine.cases.words import fact_words, value_words
from engine.errors import Problem, Where
from engine.knowledge.characters import MAX_PROBLEMS
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
from engine.knowledge.model import Attribute, Constraint, KnowledgeBase
from engine.knowledge.placeholders import Established, PartName, PartsWith, Placeholder, parse_template


def violations(kb: KnowledgeBase, case: Case) -> tuple[Problem, ...]:
    """One problem for each constraint, and each entity of its scope, that holds firmly in the case.

    Past MAX_PROBLEMS of them, one problem says that there are more.
    """
    inputs = _Inputs(kb, case)
    problems: list[Problem] = []
    for constraint in kb.constraints:
        for entity in (ROOT,) if constraint.scope == "root" else case.parts or ():
            if inputs.holds(constraint.never, entity, firm=True):
                facts = sorted(
                    set(inputs.rests_on(constraint.never, entity, firm=True)),
                    key=lambda fact: (fact.origin.where or Where(""), fact.entity, fact.attribute),
                )
                if len(problems) == MAX_PROBLEMS:
                    return (*problems, Problem("case-more", "more constraints are broken", case.where))
                problems.append(_problem(kb, constraint, _filled(kb, inputs, constraint, entity), facts))
    return tuple(problems)


def _filled(kb: KnowledgeBase, inputs: _Inputs, constraint: Constraint, entity: str) -> str:
    """The constraint's `because`, with what the case states in place of its placeholders."""
    part = constraint.scope == "part"
    pieces = parse_template(constraint.because, kb.words, kb.attributes, part=part, value=False)

    def text(piece: str | Placeholder) -> str:
        match piece:
            case PartName():
                return entity
            case Established(name):
                attribute, fact = kb.attributes[name], inputs.fact(entity, name)
                values = fact.values if fact is not None else ()
                return (
                    " and ".join(attribute.labels.get(v, value_words(v, attribute)) for v in values)
                    or UNKNOWN
                )
            case PartsWith(name, value, otherwise):
                having = [part for part in inputs.parts if _has(inputs.fact(part, name), value, True)]
                return " and ".join(having) or otherwise
            case _:
                return str(piece)

    return "".join(text(piece) for piece in pieces)


def _problem(kb: KnowledgeBase, constraint: Constraint, because: str, facts: list[Fact]) -> Problem:
    said = "; ".join(f"{fact_words(kb, fact)} [{fact.origin.where}]" for fact in facts)
    return Problem(
        constraint.id,
        f"{because}: {said}" if said else because,
        facts[0].origin.where if facts else None,
        "these facts cannot all be so; mend one of them" if len(facts) > 1 else "",
    )


class _Inputs:
    """What is stated, and what is open, of the one case."""

    def __init__(self, kb: KnowledgeBase, case: Case) -> None:
        self.attributes = kb.attributes
        self.parts = case.parts or ()
        self.facts = {(fact.entity, fact.attribute): fact for fact in case.facts}

    def fact(self, entity: str, attribute: str) -> Fact | None:
        """What the condition reads, evaluated for the entity."""
        return self.facts.get((ROOT if self.attributes[attribute].scope == "root" else entity, attribute))

    def holds(self, condition: Condition, entity: str, firm: bool) -> bool:
        """Whether it holds in F against P, or (not firm) in P against F."""
        match condition:
            case Always():
                return True
            case OneOf(attribute, values):
                fact = self.fact(entity, attribute)
                return any(_has(fact, value, firm) for value in values)
            case InRange(attribute):
                fact = self.fact(entity, attribute)
                if fact is not None:
                    return any(condition.holds(value) for value in fact.values if not isinstance(value, str))
                return not firm and _reachable(condition, self.attributes[attribute])
            case All():
                return all(self.holds(part, whose, firm) for part, whose in self._below(condition, entity))
            case AnyOf():
                return any(self.holds(part, whose, firm) for part, whose in self._below(condition, entity))
            case Unless() | No():
                below = self._below(condition, entity)
                return not any(self.holds(part, whose, not firm) for part, whose in below)
            case AtLeast(count):
                below = self._below(condition, entity)
                return sum(self.holds(part, whose, firm) for part, whose in below) >= count
            case Every():
                return all(self.holds(part, whose, firm) for part, whose in self._below(condition, entity))

    def rests_on(self, condition: Condition, entity: str, firm: bool) -> Iterator[Fact]:
        """The facts that make it hold; under a negation (not firm), all that is stated about it."""
        if isinstance(condition, OneOf | InRange):
            fact = self.fact(entity, condition.attribute)
            if fact is not None:
                yield fact
            return
        inside = firm and not isinstance(condition, Unless | No)
        for part, whose in self._below(condition, entity):
            if not inside or self.holds(part, whose, firm=True):
                yield from self.rests_on(part, whose, inside)

    def _below(self, condition: Condition, entity: str) -> Iterator[tuple[Condition, str]]:
        match condition:
            case All(parts) | AnyOf(parts) | Unless(parts):
                yield from ((part, entity) for part in parts)
            case AtLeast(_, inner) | Every(inner) | No(inner):
                yield from ((inner, part) for part in self.parts)


def _has(fact: Fact | None, value: Value, firm: bool) -> bool:
    if fact is None:
        return not firm
    return value in fact.values or not (firm or fact.closed or value in fact.excluded)


def _reachable(test: InRange, attribute: Attribute) -> bool:
    """Whether some number of the declared range passes (an integer where it is `integer`)."""
    low, low_open, high, high_open = test.low, test.low_open, test.high, test.high_open
    if attribute.low is not None and (low is None or attribute.low > low):
        low, low_open = attribute.low, False
    if attribute.high is not None and (high is None or attribute.high < high):
        high, high_open = attribute.high, False
    if low is None or high is None:
        return True
    if attribute.integer:
        return (floor(low) + 1 if low_open else ceil(low)) <= (ceil(high) - 1 if high_open else floor(high))
    return low < high or (low == high and not low_open and not high_open)
