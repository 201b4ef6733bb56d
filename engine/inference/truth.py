"""When conditions hold and rules fire, as the proof checker reads docs/semantics.md; only it uses this file.

No code is shared with what makes derivations: what is compared, and how, is written here once more. There are
no strata and no order of rules; a model is always taken against another one that is given.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Collection, Iterable
from math import ceil, floor, inf, isfinite
from typing import Any

from engine.cases.model import ROOT, Atom, Case
from engine.inference import derivation as d
from engine.knowledge import conditions as c
from engine.knowledge.model import Attribute, KnowledgeBase, Rule


class Model:
    """A set of atoms, kept by (entity, attribute), and of firings."""

    def __init__(self, parts: tuple[str, ...], atoms: Iterable[Atom], fired: Iterable[d.Firing] = ()) -> None:
        self.parts, self.fired = parts, set(fired)
        self.values = defaultdict[tuple[str, str], set[Any]](set)
        self.open_numbers: set[tuple[str, str]] = set()
        self.held: set[d.Firing] = set()
        """The firings whose condition held while it grew, whether or not they fired."""
        self.bounds: tuple[Model, Model] | None = None
        """The firm and the possible model, which tell absences apart; without them nobody reads a support."""
        for entity, attribute, value in atoms:
            self.values[entity, attribute].add(value)

    def __le__(self, other: Model) -> bool:
        """Whether the other has all its atoms and firings."""
        values = other.values
        return self.fired <= other.fired and all(v <= values.get(p, v - v) for p, v in self.values.items())

    def atoms(self) -> tuple[tuple[str, str, Any], ...]:
        """Its atoms in atom order: the values of one attribute are of one type."""
        return tuple(sorted((*pair, value) for pair, values in self.values.items() for value in values))

    def firings(self) -> tuple[d.Firing, ...]:
        """Its firings, sorted."""
        return tuple(sorted(self.fired))


Test = Callable[[str, Model, Model], "d.Support | None"]
"""A condition as a function of an entity, M and N: what makes it hold in M against N, or None."""


PLAIN = d.Plain()


def how(impossible: bool) -> d.How:
    """Why something is absent."""
    return "false" if impossible else "assumed"


def function(condition: c.Condition, kb: KnowledgeBase) -> Test:
    """The condition as a function: the table of docs/semantics.md, with the supports of derivation.py."""
    inner = [function(each, kb) for each in c.children(condition)]
    match condition:
        case c.Always():
            return lambda e, m, n: PLAIN
        case c.OneOf(name, values):
            return _test(kb.attributes[name], frozenset(values).__contains__)
        case c.InRange(name):
            a, span = kb.attributes[name], condition
            return _test(a, lambda value: meets(span, value, value), meets(span, a.low, a.high, a.integer))
        case c.All():
            return lambda e, m, n: _together(t(e, m, n) for t in inner)
        case c.AnyOf():
            return lambda e, m, n: _kept(
                1, d.Either, ((i, s) for i, t in enumerate(inner) if (s := t(e, m, n)))
            )
        case c.AtLeast(count):
            return lambda e, m, n: _kept(count, d.Parts, _each(inner[0], m, n))
        case c.Every():
            return lambda e, m, n: _kept(len(m.parts), d.Parts, _each(inner[0], m, n))
        case c.Unless():
            return lambda e, m, n: _absent(m, n, lambda m, n: any(t(e, m, n) for t in inner))
        case c.No():
            return lambda e, m, n: _absent(m, n, lambda m, n: any(_each(inner[0], m, n)))


def _together(found: Iterable[d.Support | None]) -> d.Support | None:
    """The support made of all, if all are there; what comes after one that is not is not looked at."""
    parts = []
    for support in found:
        if support is None:
            return None
        parts.append(support)
    return d.Together(tuple(parts))


def _kept(least: int, made: Callable[[tuple[Any, ...]], d.Support], found: Iterable[Any]) -> d.Support | None:
    """The support made of what was found, if it is enough."""
    parts = tuple(found)
    return made(parts) if len(parts) >= least else None


def _each(test: Test, m: Model, n: Model) -> Iterable[tuple[str, d.Support]]:
    """The parts for which it holds."""
    return ((part, support) for part in m.parts if (support := test(part, m, n)))


def _absent(m: Model, n: Model, there: Callable[[Model, Model], bool]) -> d.Support | None:
    """Under a negation the two models change places."""
    if there(n, m):
        return None
    return d.Absence(how(m.bounds is not None and not there(m.bounds[1], m.bounds[0])))


def _test(attribute: Attribute, passes: Callable[[Any], bool], could: bool = False) -> Test:
    """A test of an attribute; `could`: some number of the declared range passes."""
    name, part = attribute.name, attribute.scope == "part"

    def test(e: str, m: Model, n: Model) -> d.Support | None:
        pair = (e if part else ROOT, name)
        found = [value for value in m.values.get(pair, ()) if passes(value)]
        if found and m.bounds:
            return d.Held(tuple(Atom(*pair, value) for value in sorted(found)))
        return PLAIN if found or (could and pair in m.open_numbers) else None

    return test


def meets(span: c.InRange, low: float | None, high: float | None, integer: bool = False) -> bool:
    """Whether some number from low to high (None: no end), a whole one if need be, lies in the range."""
    lows = (-inf if span.low is None else span.low, span.low_open), (-inf if low is None else low, False)
    highs = (
        (inf if span.high is None else span.high, not span.high_open),
        (inf if high is None else high, True),
    )
    (least, out), (most, reached) = max(lows), min(highs)
    if integer and isfinite(least) and isfinite(most):
        return (floor(least) + 1 if out else ceil(least)) <= (floor(most) if reached else ceil(most) - 1)
    return least < most or (least == most and reached and not out)


class Book:
    """The rules of one knowledge base: conditions as functions, and who reads, reaches, overrides what."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self.kb, self.rules = kb, [kb.rules[name] for name in sorted(kb.rules)]
        self.tests = {rule.id: function(rule.when, kb) for rule in self.rules}
        self.readers, self.reachers, self.overriders = (defaultdict[str, list[Rule]](list) for _ in range(3))
        for rule in self.rules:
            tests = {test.attribute for test, _ in c.walk(rule.when) if isinstance(test, c.OneOf | c.InRange)}
            for name in tests | {each.member_of for each in rule.then}:
                self.readers[name].append(rule)
            for name in () if rule.presumption else rule.attributes:
                self.reachers[name].append(rule)
            for name in rule.overrides:
                self.overriders[name].append(rule)


class Ground:
    """The rules for the entities of one case."""

    def __init__(self, book: Book, case: Case) -> None:
        self.book, self.kb, self.parts = book, book.kb, case.parts or ()
        self.entities = {"root": (ROOT,), "part": self.parts}
        self.rules = {d.Firing(r.id, e): r for r in book.rules for e in self.entities[r.scope]}
        self.facts = {(fact.entity, fact.attribute): fact for fact in case.facts}

    def overriders(self, firing: d.Firing) -> list[d.Firing]:
        """The firings that would keep this one from happening."""
        found = self.book.overriders.get(firing.rule, ())
        return [d.Firing(o.id, ROOT if o.scope == "root" else firing.entity) for o in found]

    def reachers(self, firing: d.Firing) -> list[d.Firing]:
        """The ordinary firings that would silence this one, if it is a presumption."""
        rule = self.rules[firing]
        found = self.book.reachers.get(rule.then[0].attribute, ()) if rule.presumption else ()
        return [d.Firing(o.id, firing.entity) for o in found]

    def stated(self, firing: d.Firing) -> bool:
        """Whether it is a presumption about what the case states."""
        rule = self.rules[firing]
        return rule.presumption and (firing.entity, rule.then[0].attribute) in self.facts

    def asked(self, firing: d.Firing) -> bool:
        """Whether it is a presumption about what is asked."""
        return self.kb.attributes[self.rules[firing].then[0].attribute].asked

    def holds(self, firing: d.Firing, m: Model, n: Model) -> d.Support | None:
        """What makes the rule's condition hold in M against N, or None."""
        return self.book.tests[firing.rule](firing.entity, m, n)

    def free(self, firing: d.Firing, n: Model, firm: bool = False) -> bool:
        """Whether nothing keeps the firing back, judged by N; `firm` where it is for the firm model."""
        if self.stated(firing) or (firm and self.asked(firing)):
            return False
        return n.fired.isdisjoint(self.overriders(firing)) and n.fired.isdisjoint(self.reachers(firing))

    def concludes(self, firing: d.Firing, m: Model) -> tuple[Atom, ...]:
        """What the firing asserts in M; of a set that it copies, the members that are there."""
        asserted = []
        for conclusion in self.rules[firing].then:
            if source := conclusion.member_of:
                owner = ROOT if self.kb.attributes[source].scope == "root" else firing.entity
                if conclusion.value not in m.values.get((owner, source), ()):
                    continue
            asserted.append(Atom(firing.entity, conclusion.attribute, conclusion.value))
        return tuple(asserted)

    def least(self, m: Model, n: Model, among: Collection[d.Firing], firm: bool = False) -> Model:
        """M, grown to the least model that is closed under these firings, against N, whatever their order."""
        queue, waiting, whole = deque(among), set(among), frozenset(among)
        while queue:
            firing = queue.popleft()
            waiting.remove(firing)
            if firing not in m.fired:
                if not self.holds(firing, m, n):
                    continue
                m.held.add(firing)
                if not self.free(firing, n, firm):
                    continue
                m.fired.add(firing)
            for atom in self.concludes(firing, m):
                if atom.value not in m.values[atom[:2]]:
                    m.values[atom[:2]].add(atom.value)
                    again = (self.readers(atom) & whole) - waiting
                    waiting |= again
                    queue.extend(again)
        return m

    def readers(self, atom: Atom) -> set[d.Firing]:
        """The firings that test the atom, or copy it."""
        return {
            d.Firing(rule.id, e)
            for rule in self.book.readers.get(atom.attribute, ())
            for e in ((atom.entity,) if atom.entity and rule.scope == "part" else self.entities[rule.scope])
        }
