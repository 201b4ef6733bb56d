"""The proof checker: it accepts a derivation only if every step, absence, bound and verdict in it is right.

It shares no evaluation code with what made the derivation, and needs no strata: what a step says is there rests
on earlier steps, what it says is absent is judged on the finished model, and nothing else may apply to that
model. This is the test of a stable model (Gelfond and Lifschitz 1988); a stratified program has just one. Each
bound is the least model against the other one (docs/semantics.md); that pair is unique for the same reason.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Sequence
from itertools import takewhile
from math import ceil, floor, inf, isfinite
from typing import Any

from engine.cases.model import ROOT, Atom, Case
from engine.errors import CertificateError, Problem
from engine.inference import derivation as d
from engine.knowledge import conditions as c
from engine.knowledge.model import Goal, KnowledgeBase, Rule


class Model:
    """A set of atoms, kept by (entity, attribute), and of firings."""

    bounds: tuple[Model, Model] | None = None
    """The firm and the possible model, where absences are to be told apart by them."""

    def __init__(self, parts: tuple[str, ...], atoms: Iterable[Atom], fired: Iterable[d.Firing] = ()) -> None:
        self.parts, self.fired, self.open_numbers = parts, set(fired), set[tuple[str, str]]()
        self.values = defaultdict[tuple[str, str], set[Any]](set)
        for entity, attribute, value in atoms:
            self.values[entity, attribute].add(value)

    def content(self) -> tuple[Any, ...]:
        """Its atoms in atom order (values of one attribute are of one type), and its firings, sorted."""
        atoms = sorted((*pair, value) for pair, values in self.values.items() for value in values)
        return tuple(atoms), tuple(sorted(self.fired))


Test = Callable[[str, Model, Model], "d.Support | None"]
"""A condition as a function of an entity, M and N: what makes it hold in M against N, or None."""


def kept(made: Callable[[tuple[Any, ...]], d.Support], found: Iterable[Any], least: int = 1) -> d.Support | None:
    return made(parts) if len(parts := tuple(found)) >= least else None


def absent(m: Model, n: Model, there: Callable[[Model, Model], bool]) -> d.Support | None:
    if there(n, m):
        return None
    return d.Absence(how(m.bounds is not None and not there(*reversed(m.bounds))))


def how(impossible: bool) -> d.How:
    return "false" if impossible else "assumed"


def meets(test: c.InRange, low: float | None, high: float | None, integer: bool = False) -> bool:
    """Whether some number from low to high (None: no end) is in the range of the test."""
    lows = (-inf if test.low is None else test.low, test.low_open), (-inf if low is None else low, False)
    highs = (inf if test.high is None else test.high, not test.high_open), (inf if high is None else high, True)
    (least, out), (most, reached) = max(lows), min(highs)
    if integer and isfinite(least) and isfinite(most):
        return (floor(least) + 1 if out else ceil(least)) <= (floor(most) if reached else ceil(most) - 1)
    return least < most or (least == most and reached and not out)


class Checker:
    """The checker of one knowledge base: conditions as functions, and who reads, reaches, overrides whom."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self.kb, self.rules = kb, {name: kb.rules[name] for name in sorted(kb.rules)}
        self.tests = {rule.id: self.test(rule.when) for rule in kb.rules.values()}
        self.readers, self.reachers, self.overriders = (defaultdict[str, list[Rule]](list) for _ in range(3))
        for rule in self.rules.values():
            tests = [test for test, _ in c.walk(rule.when) if isinstance(test, c.OneOf | c.InRange)]
            for name in {test.attribute for test in tests} | {each.member_of for each in rule.then}:
                self.readers[name].append(rule)
            for name in () if rule.presumption else rule.attributes:
                self.reachers[name].append(rule)
            for name in rule.overrides:
                self.overriders[name].append(rule)

    def owner(self, attribute: str, entity: str) -> str:
        return entity if self.kb.attributes[attribute].scope == "part" else ROOT

    def test(self, condition: c.Condition) -> Test:
        """The table of docs/semantics.md, with the support that derivation.py asks for."""
        inner = [self.test(each) for each in c.children(condition)]
        match condition:
            case c.Always():
                return lambda e, m, n: d.Plain()
            case c.OneOf(name, values):
                return self.held(name, lambda value: value in values)
            case c.InRange(name):
                a, asked = self.kb.attributes[name], condition
                return self.held(name, lambda v: meets(asked, v, v), meets(asked, a.low, a.high, a.integer))
            case c.All():
                return lambda e, m, n: kept(d.Together, takewhile(bool, (t(e, m, n) for t in inner)), len(inner))
            case c.AnyOf():
                return lambda e, m, n: kept(d.Either, ((i, s) for i, t in enumerate(inner) if (s := t(e, m, n))))
            case c.AtLeast(count):
                return lambda e, m, n: kept(d.Parts, ((p, s) for p in m.parts if (s := inner[0](p, m, n))), count)
            case c.Every():
                return lambda e, m, n: kept(d.Parts, ((p, s) for p in m.parts if (s := inner[0](p, m, n))), len(m.parts))
            case c.Unless():
                return lambda e, m, n: absent(m, n, lambda m, n: any(t(e, m, n) for t in inner))
            case c.No():
                return lambda e, m, n: absent(m, n, lambda m, n: any(inner[0](p, m, n) for p in m.parts))

    def held(self, name: str, passes: Callable[[Any], bool], could: bool = False) -> Test:
        """A test of an attribute; `could` says that a number passes it while it is open."""
        part = self.kb.attributes[name].scope == "part"

        def test(e: str, m: Model, n: Model) -> d.Support | None:
            owner = e if part else ROOT
            if could and (owner, name) in m.open_numbers:
                return d.Plain()
            values = m.values.get((owner, name))
            return kept(d.Held, (Atom(owner, name, v) for v in sorted(values) if passes(v))) if values else None

        return test


class Trial:
    """One derivation before the checker."""

    def __init__(self, checker: Checker, case: Case, given: d.Derivation) -> None:
        self.checker, self.kb, self.given, self.parts = checker, checker.kb, given, case.parts or ()
        self.entities = {"root": (ROOT,), "part": self.parts}
        self.facts = {(fact.entity, fact.attribute): fact for fact in case.facts}
        self.inputs = [atom for fact in case.facts for atom in fact.atoms]
        self.open = {
            (entity, a.name): [Atom(entity, a.name, v) for v in a.values if not fact or v not in fact.excluded]
            for a in self.kb.attributes.values()
            for entity in (self.entities[a.scope] if a.asked else ())
            if not (fact := self.facts.get((entity, a.name))) or not fact.closed
        }
        concluded = [atom for step in given.steps for atom in step.concludes]
        self.final = Model(self.parts, self.inputs + concluded, (step.firing for step in given.steps))
        self.firm = Model(self.parts, given.bounds.firm, given.bounds.firm_firings)
        self.possible = Model(self.parts, given.bounds.possible, given.bounds.possible_firings)
        self.possible.open_numbers = {p for p in self.open if self.kb.attributes[p[1]].type == "number"}
        self.final.bounds = self.firm, self.possible

    def check(self) -> None:
        """Raise CertificateError at the first thing that is not exactly as it must be."""
        given, kb = self.given, self.kb
        demand(given.knowledge == kb.digest, "it is about another knowledge base")
        demand(given.inputs == Model((), self.inputs).content()[0], "its inputs are not what the case states")
        demand(given.parts == self.parts, "its parts are not those of the case")
        demand(given.open == tuple(sorted(self.open)), "what it calls open is not what the case leaves open")
        self.steps()
        self.kept_back()
        firm = self.least(Model(self.parts, self.inputs), self.possible, firm=True)
        possible = Model(self.parts, self.inputs + [atom for atoms in self.open.values() for atom in atoms])
        possible.open_numbers = self.possible.open_numbers
        possible = self.least(possible, self.firm)
        b = given.bounds
        demand((b.firm, b.firm_firings) == firm.content(), "its firm bound is not the least")
        demand((b.possible, b.possible_firings) == possible.content(), "its possible bound is not the least")
        conflicts = (p for p, v in self.final.values.items() if len(v) > 1 and kb.attributes[p[1]].single)
        demand(given.conflicts == tuple(sorted(conflicts)), "its conflicts are not those of its steps")
        verdicts = (self.verdict(goal, entity) for goal in kb.goals for entity in self.entities[goal.scope])
        for found, right in zip_longest(given.verdicts, verdicts):
            demand(found == right, f"the verdict {found} does not follow")
        order = given.firing_order
        demand(set(order) == self.final.fired and len(order) == len(given.steps), "it fired otherwise")

    def steps(self) -> None:
        """Each step is one firing, and exactly what its rule says on what the steps before it established."""
        known = Model(self.parts, self.inputs)
        known.bounds = self.final.bounds
        for number, step in enumerate(self.given.steps, 1):
            firing, name = step.firing, f"step {number} ({' '.join(step.firing).strip()})"
            rule = self.checker.rules.get(firing.rule)
            if rule is None or firing.entity not in self.entities[rule.scope] or firing in known.fired:
                raise refusal(f"{name} is no firing of this case, or fired before")
            support = self.fires(rule, firing.entity, known, self.final)
            demand(support, f"{name} does not fire on what earlier steps establish")
            concludes = self.concludes(rule, firing.entity, known)
            demand(concludes == self.concludes(rule, firing.entity, self.final), f"{name} copies a set too early")
            guards = (d.Guard(o, how(o not in self.possible.fired)) for o in self.overriding(rule, firing.entity))
            reached = self.asked(rule) or not self.possible.fired.isdisjoint(self.reaching(rule, firing.entity))
            right = {"support": support, "concludes": concludes, "guards": tuple(guards)}
            right["silence"] = how(not reached) if rule.presumption else None
            for what, value in right.items():
                demand(getattr(step, what) == value, f"the {what} of {name} is not exactly right")
            known.fired.add(firing)
            for atom in concludes:
                known.values[atom[:2]].add(atom.value)

    def kept_back(self) -> None:
        """Every other firing does not apply, or is listed as silent or defeated, for exactly the right reason."""
        defeated, silent = [], []
        for firing in self.firings:
            rule, entity = self.checker.rules[firing.rule], firing.entity
            if firing in self.final.fired or not (support := self.checker.tests[rule.id](entity, self.final, self.final)):
                continue
            by, over = (
                tuple(f for f in found if f in self.final.fired)
                for found in (self.reaching(rule, entity), self.overriding(rule, entity))
            )
            if stated or by:
                silent.append(d.Silence(firing, support, self.stated(rule, entity), by))
            else:
                defeated.append(d.Defeat(firing, support, over))
                demand(over, f"{firing} applies and is no step")
        demand(self.given.defeated == tuple(defeated), "its list of defeated rules is not exactly right")
        demand(self.given.silent == tuple(silent), "its list of silent presumptions is not exactly right")

    def least(self, m: Model, n: Model, firm: bool = False) -> Model:
        """The least model closed under the rules from what is in M, against N."""
        queue = deque(dict.fromkeys((*(step.firing for step in self.given.steps), *self.firings)))
        waiting = set(queue)
        while queue:
            firing = queue.popleft()
            waiting.remove(firing)
            rule, entity = self.checker.rules[firing.rule], firing.entity
            if firing not in m.fired and not self.fires(rule, entity, m, n, firm):
                continue
            m.fired.add(firing)
            for atom in self.concludes(rule, entity, m):
                if atom.value not in m.values[atom[:2]]:
                    m.values[atom[:2]].add(atom.value)
                    fresh = [f for f in self.reading(atom) if f not in waiting]
                    queue.extend(fresh)
                    waiting.update(fresh)
        return m
