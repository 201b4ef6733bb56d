"""One case through the compiled blocks: which rules fire, in which order.

The driver asserts what is known, takes up what the engine derives, and asserts an absence only when
nothing can derive the literal any more; that order is the order of the strata.
"""

from __future__ import annotations

from engine.cases.model import ROOT, Atom, Case
from engine.inference.blocks import Block, compile_rules
from engine.inference.derivation import Firing
from engine.inference.durable import RuleSet
from engine.inference.evaluate import passes
from engine.knowledge.conditions import InRange, Value
from engine.knowledge.model import KnowledgeBase


class Engine:
    """One knowledge base compiled to rule sets, good for any number of cases, one after another."""

    def __init__(self, kb: KnowledgeBase) -> None:
        """Compile. Raises KnowledgeError where the knowledge base is beyond the engine's limits."""
        program = compile_rules(kb)
        self._made = program.literals
        self._sets: list[tuple[Block, dict[str, RuleSet]]] = []
        self._counted: dict[RuleSet, list[str]] = {}
        for block in program.blocks:
            sets = {
                scope: RuleSet(clauses)
                for scope, clauses in (("root", block.root), ("part", block.part))
                if clauses
            }
            self._sets.append((block, sets))
            for rules in sets.values():
                read = rules.used.union(rules.absent)
                self._counted[rules] = [key for key in self._made.counted if key in read]
        self._ranges: dict[str, list[tuple[str, InRange]]] = {}
        self._members: dict[tuple[str, Value], list[str]] = {}
        for key, test in self._made.tests.items():
            if isinstance(test, InRange):
                self._ranges.setdefault(test.attribute, []).append((key, test))
            else:
                for value in test.values:
                    self._members.setdefault((test.attribute, value), []).append(key)
        self._passed: dict[tuple[str, Value], tuple[str, ...]] = {}

    def close(self) -> None:
        """Free the rule sets; the engine must not be used afterwards."""
        for _, sets in self._sets:
            for rules in sets.values():
                rules.delete()
        self._sets = []

    def run(self, case: Case) -> tuple[tuple[Firing, ...], tuple[Atom, ...]]:
        """The firings in the order in which they happened, and the atoms they concluded.

        Raises EngineError on anything the engine does that it should not.
        """
        return _Run(self, case).all()

    def passed(self, attribute: str, value: Value) -> tuple[str, ...]:
        """The literals of the typed tests that the value of the attribute passes."""
        memo = (attribute, value)
        if memo in self._passed:
            return self._passed[memo]
        ranges = self._ranges.get(attribute, ())
        found = (
            *self._members.get(memo, ()),
            *(key for key, test in ranges if passes(test, value)),
        )
        if isinstance(value, str | bool):  # numbers have no end, so they are not remembered
            self._passed[memo] = found
        return found


class _Run:
    """One case through all blocks."""

    def __init__(self, engine: Engine, case: Case) -> None:
        self.engine, self.made = engine, engine._made
        self.parts = case.parts or ()
        self.true: dict[str, set[str]] = {entity: set() for entity in case.entities}
        self.queue: list[str] = []
        self.told: set[str] = set()
        self.firings: list[Firing] = []
        self.atoms: dict[Atom, None] = {}
        for fact in case.facts:
            if fact.attribute in self.made.stated:
                self.true[fact.entity].add(self.made.stated[fact.attribute])
            for value in fact.values:
                self.true[fact.entity].update(engine.passed(fact.attribute, value))

    def all(self) -> tuple[tuple[Firing, ...], tuple[Atom, ...]]:
        for block, sets in self.engine._sets:
            while self._once(block, sets) and block.span == "mixed":
                pass
        return tuple(self.firings), tuple(self.atoms)

    def _once(self, block: Block, sets: dict[str, RuleSet]) -> bool:
        """One session for each entity of the block; whether anything became true."""
        before = sum(map(len, self.true.values()))
        if "root" in sets:
            self._session(sets["root"], ROOT, block.absences)
        if "part" in sets:
            for part in self.parts:
                self._session(sets["part"], part, block.absences)
        return sum(map(len, self.true.values())) != before

    def _session(self, rules: RuleSet, entity: str, absences: tuple[str, ...]) -> None:
        """Everything one rule set says about one entity: what is known first, then absences in order."""
        if entity == ROOT:
            self._count(rules)
        known = (rules.used & self.true[entity]) | (rules.used & self.true[ROOT])
        if not rules.awake and rules.wakes.isdisjoint(known):
            return  # nothing in it can fire, so the session need not be opened
        self.told.clear()
        try:
            rules.begin()
            for key in sorted(known):
                self._tell(rules, key)
            self.queue += rules.always
            self._drain(rules, entity)
            for key in rules.absent:
                if key not in absences and not self._holds(key, entity):
                    self.queue += rules.add(key, False)
            self._drain(rules, entity)
            for key in absences:
                if key in rules.absent and not self._holds(key, entity):
                    self.queue += rules.add(key, False)
                    self._drain(rules, entity)
        finally:
            rules.end()

    def _count(self, rules: RuleSet) -> None:
        """Judge the quantifiers that the rule set reads."""
        for key in self.engine._counted[rules]:
            counted = self.made.counted[key]
            found = sum(counted.key in self.true[part] for part in self.parts)
            if found >= (len(self.parts) if counted.count is None else counted.count):
                self.true[ROOT].add(key)

    def _holds(self, key: str, entity: str) -> bool:
        """Whether the literal is known to be true of the entity, or of the root."""
        return key in self.true[entity] or key in self.true[ROOT]

    def _tell(self, rules: RuleSet, key: str) -> None:
        if key in rules.used and key not in self.told:
            self.told.add(key)
            self.queue += rules.add(key, True)

    def _drain(self, rules: RuleSet, entity: str) -> None:
        """Take up every head that the engine derived, until it derives nothing new."""
        while self.queue:
            key = self.queue.pop()
            if key in self.true[entity]:
                continue
            self.true[entity].add(key)
            self._tell(rules, key)
            if key in self.made.firing:
                self.firings.append(Firing(self.made.firing[key].id, entity))
            for attribute, value in self.made.concludes.get(key, ()):
                atom = Atom(entity, attribute, value)
                if atom not in self.atoms:
                    self.atoms[atom] = None
                    for test in self.engine.passed(attribute, value):
                        self.true[entity].add(test)
                        self._tell(rules, test)
