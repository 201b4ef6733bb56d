"""One ground program of the unchanged knowledge base, to which each mutant adds no more than its cone.

What the change cannot reach is there once: its atoms are those of the unchanged knowledge base.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from engine.cases.model import ROOT
from engine.inference.derivation import Firing
from engine.inquiry.double import Double
from engine.inquiry.ground import Ground
from engine.inquiry.layer import Guards, Layer
from engine.inquiry.slots import slots
from engine.inquiry.solver import Literal, Solver
from engine.knowledge.model import KnowledgeBase, Rule
from engine.workbench.links import Index
from engine.workbench.mutation.cone import Cone


def grounded(kb: KnowledgeBase, parts: tuple[str, ...], others: Iterable[Rule]) -> Ground:
    """The program of the knowledge base, with inputs that the other rules, too, cannot tell apart inside."""
    solver = Solver()
    # Numbers are cut at the thresholds of all these rules.
    every = {**kb.rules, **{f" {number}": rule for number, rule in enumerate(others)}}
    inputs = slots(kb, parts, solver, replace(kb, rules=every))
    ground = Ground(kb, parts, True, solver, inputs)
    for unknown in dict.fromkeys(slot.unknown for each in inputs.values() for slot in each):
        solver.prefer(unknown)
    return ground


class Grown(Double):
    """The program with one mutant's cone added."""

    def __init__(self, old: Ground, new: KnowledgeBase, links: Index, reach: Cone) -> None:
        self.solver, self.old = old.solver, old
        self.new = _Ground(old, new, links, reach)


class _Ground(Ground):
    """The changed knowledge base over the unchanged one."""

    def __init__(self, old: Ground, new: KnowledgeBase, links: Index, reach: Cone) -> None:
        self.kb, self.parts, self.solver = new, old.parts, old.solver
        self.formulas, self.slots = old.formulas, old.slots
        guards = Guards(new)
        established, firm, possible = (_Layer(layer, new, links, reach, guards) for layer in old.layers)
        self.established, self.possible = established, possible
        self._against(firm, possible)
        self.layers = [established, firm, possible]
        for layer in (established, firm, possible):
            layer.declare()
        for layer in (established, firm, possible):
            layer.conclude()
        self.verdicts = {
            goal: self._judge(*goal) if goal[1] in reach.names else known
            for goal, known in old.verdicts.items()
        }


class _Layer(Layer):
    """One model of the changed knowledge base over that of the unchanged one."""

    def __init__(self, old: Layer, new: KnowledgeBase, links: Index, reach: Cone, guards: Guards) -> None:
        super().__init__(new, old.parts, old.slots, old.formulas, old._firm, old._imagined)
        self._old, self._links, self._reach, self._guards = old, links, reach, guards

    def declare(self) -> None:
        """Make the atoms of the cone; all others are the old ones."""
        atom, reach = self.formulas.solver.atom, self._reach
        self.fired = {
            firing: fired for firing, fired in self._old.fired.items() if firing.rule not in reach.rules
        }
        self._concluded = {
            pair: known for pair, known in self._old._concluded.items() if pair[1] not in reach.names
        }
        for id in (id for id in self.kb.rules if id in reach.rules):
            for entity in self._entities(self.kb.rules[id]):
                self.fired[Firing(id, entity)] = atom()
        for name in reach.names:
            for id in self._concluding(name):
                rule = self.kb.rules[id]
                for entity in self._entities(rule):
                    atoms = self._concluded.setdefault((entity, name), {})
                    for conclusion in rule.then:
                        if conclusion.attribute == name and conclusion.value not in atoms:
                            atoms[conclusion.value] = atom()

    def conclude(self) -> None:
        """Add the rules of the cone, and what others conclude about the same attributes."""
        solver, true = self.formulas.solver, self.formulas.true
        rest: dict[int, list[Literal]] = {}
        for name in self._reach.names:
            for id in self._concluding(name):
                if id not in self._reach.rules:
                    self._assert(self.kb.rules[id], rest, name)
        mine: dict[int, list[Literal]] = {}
        for id in (id for id in self.kb.rules if id in self._reach.rules):
            rule = self.kb.rules[id]
            for entity in self._entities(rule):
                body = [self.condition(rule.when, entity)]
                body += [-self.against.fired[firing] for firing in self._guards.overriding(rule, entity)]
                if rule.presumption:
                    body += self._silent(rule, entity, self._guards)
                if -true not in body:
                    solver.rule(self.fired[Firing(id, entity)], [each for each in body if each != true])
            self._assert(rule, mine)
        for head, literals in rest.items():
            # Mostly the same for all mutants of a rule, so it is there once.
            mine.setdefault(head, []).append(self.formulas.either(literals))
        for head, literals in mine.items():
            for literal in literals:
                if literal != -true:
                    solver.rule(head, [each for each in (literal,) if each != true])

    def _assert(self, rule: Rule, found: dict[int, list[Literal]], only: str = "") -> None:
        """Add under each atom that the rule concludes what makes it do so."""
        for entity in self._entities(rule):
            for conclusion in rule.then:
                if only and conclusion.attribute != only:
                    continue
                held = self.fired[Firing(rule.id, entity)]
                if conclusion.member_of:
                    member = self._member(entity, conclusion.member_of, conclusion.value)
                    held = self.formulas.both([held, member])
                head = self._concluded[entity, conclusion.attribute][conclusion.value]
                found.setdefault(head, []).append(held)

    def _concluding(self, name: str) -> list[str]:
        """The rules that conclude about the attribute: those that did, but for one that is gone."""
        return [id for id in self._links.reaching.get(name, ()) if id in self.kb.rules]

    def _entities(self, rule: Rule) -> tuple[str, ...]:
        return (ROOT,) if rule.scope == "root" else self.parts
