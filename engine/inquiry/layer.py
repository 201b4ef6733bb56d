"""One of the three models of docs/semantics.md as ground rules."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping

from engine.cases.model import ROOT
from engine.inference.derivation import Firing
from engine.inquiry.formulas import Formulas
from engine.inquiry.slots import Pair, Slot
from engine.inquiry.solver import Literal
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
from engine.knowledge.model import KnowledgeBase, Rule


class Layer:
    """The atoms and firings of a model, and what conditions say in it against another.

    `firm`: presumptions on asked attributes are silent. `imagined`: an unknown input has every value.
    """

    def __init__(
        self,
        kb: KnowledgeBase,
        parts: tuple[str, ...],
        slots: Mapping[Pair, tuple[Slot, ...]],
        formulas: Formulas,
        firm: bool = False,
        imagined: bool = False,
    ) -> None:
        self.kb, self.parts, self.slots, self.formulas = kb, parts, slots, formulas
        self._firm, self._imagined = firm, imagined
        self.against: Layer = self
        """The model in which what must be absent is looked for."""
        self.fired: dict[Firing, int] = {}
        self._concluded: dict[Pair, dict[Value, int]] = {}

    def atom(self, entity: str, attribute: str, value: Value) -> Literal:
        """The literal of what rules conclude; false where none can."""
        return self._concluded.get((entity, attribute), {}).get(value, -self.formulas.true)

    def declare(self) -> None:
        """Make the atoms of all firings and of what they conclude."""
        atom = self.formulas.solver.atom
        for rule in self.kb.rules.values():
            for entity in (ROOT,) if rule.scope == "root" else self.parts:
                self.fired[Firing(rule.id, entity)] = atom()
                for conclusion in rule.then:
                    atoms = self._concluded.setdefault((entity, conclusion.attribute), {})
                    if conclusion.value not in atoms:
                        atoms[conclusion.value] = atom()

    def conclude(self) -> None:
        """Add the rules; every layer concerned must be declared."""
        solver, true = self.formulas.solver, self.formulas.true
        guards = Guards(self.kb)
        for (id, entity), fired in self.fired.items():
            rule = self.kb.rules[id]
            body = [self.condition(rule.when, entity)]
            body += [-self.against.fired[firing] for firing in guards.overriding(rule, entity)]
            if rule.presumption:
                body += self._silent(rule, entity, guards)
            if -true in body:
                continue
            solver.rule(fired, [literal for literal in body if literal != true])
            for conclusion in rule.then:
                held = [fired]
                if conclusion.member_of:
                    held.append(self._member(entity, conclusion.member_of, conclusion.value))
                if -true not in held:
                    solver.rule(self._concluded[entity, conclusion.attribute][conclusion.value], held)

    def alike(self, other: Layer, rules: Collection[str]) -> Iterator[tuple[int, int]]:
        """Atoms here and there that are true together where these rules fire alike: of their firings, and of
        what no other rules conclude."""
        for firing, fired in self.fired.items():
            if firing.rule in rules:
                yield fired, other.fired[firing]
        every = (*self.kb.rules.values(), *other.kb.rules.values())
        apart = {name for rule in every if rule.id not in rules for name in rule.attributes}
        for (entity, name), atoms in self._concluded.items():
            if name not in apart:
                there = other._concluded[entity, name]
                yield from ((atom, there[value]) for value, atom in atoms.items())

    def condition(self, condition: Condition, entity: str) -> Literal:
        """A literal that holds where the condition does for the entity."""
        formulas = self.formulas
        match condition:
            case Always():
                return formulas.true
            case OneOf(name, values):
                return self._some(entity, name, lambda value: value in values)
            case InRange(name):
                return self._some(entity, name, lambda value: _passes(condition, value))
            case All(parts):
                return formulas.both([self.condition(part, entity) for part in parts])
            case AnyOf(parts):
                return formulas.either([self.condition(part, entity) for part in parts])
            case Unless(parts):
                return -formulas.either([self.against.condition(part, entity) for part in parts])
            case AtLeast(count, inner):
                return formulas.several(count, [self.condition(inner, part) for part in self.parts])
            case Every(inner):
                return formulas.both([self.condition(inner, part) for part in self.parts])
            case No(inner):
                return -formulas.either([self.against.condition(inner, part) for part in self.parts])

    def _some(self, entity: str, name: str, passes: Callable[[Value], bool]) -> Literal:
        """Some value of the attribute passes: one that is stated, imagined or concluded."""
        owner = ROOT if self.kb.attributes[name].scope == "root" else entity
        found = [
            self._input(slot, atom)
            for slot in self.slots.get((owner, name), ())
            for cell, atom in slot.values()
            if passes(cell.value)
        ]
        if self._imagined:
            for slot in self.slots.get((owner, name), ()):
                found += [slot.unknown for cell in slot.beyond if passes(cell.value)]
        concluded = self._concluded.get((owner, name), {})
        found += [atom for value, atom in concluded.items() if passes(value)]
        return self.formulas.either(found)

    def _input(self, slot: Slot, atom: int) -> Literal:
        return self.formulas.either([atom, slot.unknown]) if self._imagined else atom

    def _member(self, entity: str, name: str, value: Value) -> Literal:
        return self._some(entity, name, lambda member: member == value)

    def _silent(self, rule: Rule, entity: str, guards: Guards) -> list[Literal]:
        """What a presumption waits for: nothing stated about its attribute, and nothing that reaches it."""
        name = rule.then[0].attribute
        asked = self.slots.get((entity, name), ())
        if asked and self._firm:
            return [-self.formulas.true]
        unknown = [slot.unknown for slot in asked]
        return unknown + [-self.against.fired[firing] for firing in guards.reaching(rule, entity)]


def _passes(test: InRange, value: Value) -> bool:
    return not isinstance(value, str) and test.holds(value)


class Guards:
    """Which firings keep which rules from firing."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self._overriders: dict[str, list[Rule]] = {}
        self._ordinary: dict[str, list[Rule]] = {}
        for rule in kb.rules.values():
            for loser in rule.overrides:
                self._overriders.setdefault(loser, []).append(rule)
            for attribute in () if rule.presumption else rule.attributes:
                self._ordinary.setdefault(attribute, []).append(rule)

    def overriding(self, rule: Rule, entity: str) -> list[Firing]:
        """The firings that override this one: for the same entity, or for the root."""
        overriders = self._overriders.get(rule.id, ())
        return [Firing(other.id, ROOT if other.scope == "root" else entity) for other in overriders]

    def reaching(self, rule: Rule, entity: str) -> list[Firing]:
        """The ordinary firings about what this presumption presumes."""
        return [Firing(other.id, entity) for other in self._ordinary.get(rule.then[0].attribute, ())]
