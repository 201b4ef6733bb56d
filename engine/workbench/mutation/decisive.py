"""Condition coverage: of each test in a rule, whether the cases show that it alone decides the rule.

It is MC/DC in its masking form. In some case the test holds, and if it did not, the rule's condition would
come out otherwise; in some case it does not hold, and if it did, likewise. What else differs between the
two cases does not matter. Under a quantifier a test is looked at for one part at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from engine.cases.model import ROOT
from engine.frozen import frozen
from engine.inference.derivation import Derivation
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
    children,
    walk,
)
from engine.knowledge.model import KnowledgeBase
from engine.workbench.casetests import Outcome

Held: TypeAlias = Mapping[tuple[str, str], frozenset[Value]]
"""By (entity, attribute), its established values."""
Flipped: TypeAlias = tuple[int, str]
"""The number of a test in its rule, and the entity for which its truth is turned round."""


@frozen
class Decided:
    """One test of a rule, and whether it was seen to decide while it holds, and while it does not."""

    rule: str
    number: int
    """As in the names of mutants: each condition of the rule before what is inside it."""
    test: OneOf | InRange
    holding: bool
    failing: bool

    @property
    def both(self) -> bool:
        """Whether it was seen to decide either way."""
        return self.holding and self.failing


def decisive(kb: KnowledgeBase, outcomes: Iterable[Outcome], only: Iterable[str] = ()) -> tuple[Decided, ...]:
    """Every test of these rules, or of every rule, in the order of the rules."""
    derivations = [outcome.derivation for outcome in outcomes if outcome.derivation]
    held = [(_held(each), each.parts) for each in derivations]
    wanted = set(only) or set(kb.rules)
    found = []
    for rule in kb.rules.values():
        if rule.id not in wanted:
            continue
        seen: set[tuple[int, bool]] = set()
        for values, parts in held:
            look = _Look(kb, rule.when, values, parts)
            for entity in (ROOT,) if rule.scope == "root" else parts:
                look.decide(entity, seen)
        for number, (test, _) in enumerate(walk(rule.when), 1):
            if isinstance(test, OneOf | InRange):
                holding, failing = (number, True) in seen, (number, False) in seen
                found.append(Decided(rule.id, number, test, holding, failing))
    return tuple(found)


def _held(derivation: Derivation) -> Held:
    found: dict[tuple[str, str], set[Value]] = {}
    for atom in (*derivation.inputs, *(atom for step in derivation.steps for atom in step.concludes)):
        found.setdefault((atom.entity, atom.attribute), set()).add(atom.value)
    return {pair: frozenset(values) for pair, values in found.items()}


class _Look:
    """A condition in one case."""

    def __init__(self, kb: KnowledgeBase, condition: Condition, held: Held, parts: tuple[str, ...]) -> None:
        self._kb, self._condition, self._held, self._parts = kb, condition, held, parts

    def decide(self, entity: str, seen: set[tuple[int, bool]]) -> None:
        """Add (number, whether it holds) of each test that alone decides the condition for the entity."""
        read: dict[Flipped, bool] = {}
        now = self._holds(self._condition, 1, entity, None, read)
        for flipped, truth in read.items():
            if (flipped[0], truth) in seen:
                continue
            if now != self._holds(self._condition, 1, entity, flipped, {}):
                seen.add((flipped[0], truth))

    def _holds(
        self,
        condition: Condition,
        number: int,
        entity: str,
        flipped: Flipped | None,
        read: dict[Flipped, bool],
    ) -> bool:
        """Whether it holds for the entity, everything in it being looked at; `read` takes what was."""
        match condition:
            case Always():
                return True
            case OneOf() | InRange():
                truth = self._passes(condition, entity)
                read[number, entity] = truth
                return truth != ((number, entity) == flipped)
        inner, place = [], number + 1
        for child in children(condition):
            inner.append((child, place))
            place += sum(1 for _ in walk(child))
        entities = self._parts if isinstance(condition, AtLeast | Every | No) else (entity,)
        found = [self._holds(child, at, each, flipped, read) for child, at in inner for each in entities]
        match condition:
            case All() | Every():
                return all(found)
            case AnyOf():
                return any(found)
            case AtLeast(count):
                return sum(found) >= count
            case Unless() | No():
                return not any(found)

    def _passes(self, test: OneOf | InRange, entity: str) -> bool:
        owner = ROOT if self._kb.attributes[test.attribute].scope == "root" else entity
        values = self._held.get((owner, test.attribute), frozenset())
        if isinstance(test, OneOf):
            return not values.isdisjoint(test.values)
        return any(not isinstance(value, str) and test.holds(value) for value in values)
