"""The proof checker: it accepts a derivation only if every step, absence, bound and verdict in it is right.

It shares no evaluation code with what made the derivation, and needs no strata: what a step says is there rests
on earlier steps, what it says is absent is judged on the finished model, and nothing else may be applicable to
that model. This is the test of a stable model (Gelfond and Lifschitz 1988); a stratified program has just one.
Each bound is the least model against the other (docs/semantics.md), and that pair is unique for the same reason.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable
from math import ceil, floor
from typing import TypeAlias

from engine.cases.model import ROOT, Atom, Case
from engine.errors import CertificateError, Problem
from engine.inference import derivation as d
from engine.knowledge import conditions as c
from engine.knowledge.model import KnowledgeBase, Rule

Pair: TypeAlias = tuple[str, str]


class Model:
    """A set of atoms, kept by (entity, attribute), and of firings, as (rule id, entity)."""

    def __init__(self, parts: tuple[str, ...], atoms: Iterable[Atom], firings: Iterable[d.Firing] = ()) -> None:
        self.parts, self.values = parts, defaultdict[Pair, set[c.Value]](set)
        self.fired = {(firing.rule, firing.entity) for firing in firings}
        self.open_numbers: set[Pair] = set()
        for entity, attribute, value in atoms:
            self.values[entity, attribute].add(value)

    def content(self) -> tuple[list[tuple[str, str, c.Value]], list[Pair]]:
        """All atoms in atom order (values of one attribute are of one type), and all firings, sorted."""
        return sorted((*p, v) for p, values in self.values.items() for v in values), sorted(self.fired)


Test: TypeAlias = Callable[[str, Model, Model], bool]


def meets(test: c.InRange, low: float | None, high: float | None, integer: bool = False) -> bool:
    """Whether some number from low to high (None: without end) is in the range."""
    lows = [(end, out) for end, out in ((test.low, test.low_open), (low, False)) if end is not None]
    highs = [(end, not out) for end, out in ((test.high, test.high_open), (high, False)) if end is not None]
    if not lows or not highs:
        return True
    (least, above), (most, reached) = max(lows), min(highs)
    if integer:
        return (floor(least) + 1 if above else ceil(least)) <= (floor(most) if reached else ceil(most) - 1)
    return least < most or (least == most and reached and not above)


class Checker:
    """The checker of one knowledge base: its conditions as functions, and who reads, reaches, overrides what."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self.kb, self.rules = kb, [kb.rules[name] for name in sorted(kb.rules)]
        self.tests: dict[int, Test] = {}
        self.overriders, self.ordinary = defaultdict[str, list[Rule]](list), defaultdict[str, list[Rule]](list)
        self.readers: dict[tuple[str, c.Value], dict[str, Rule]] = defaultdict(dict)
        for rule in self.rules:
            self.compiled(rule.when)
            read = [(t.attribute, v) for t, _ in c.walk(rule.when) if isinstance(t, c.OneOf) for v in t.values]
            read += [(t.attribute, "") for t, _ in c.walk(rule.when) if isinstance(t, c.InRange)]
            for pair in read + [(k.member_of, k.value) for k in rule.then if k.member_of]:
                self.readers[pair][rule.id] = rule
            for name in rule.overrides:
                self.overriders[name].append(rule)
            for name in () if rule.presumption else rule.attributes:
                self.ordinary[name].append(rule)

    def owner(self, attribute: str, entity: str) -> str:
        return ROOT if self.kb.attributes[attribute].scope == "root" else entity

    def compiled(self, condition: c.Condition) -> Test:
        """Whether the condition holds for an entity in a model M against a model N: the table of the page."""
        inner = [self.compiled(child) for child in c.children(condition)]
        match condition:
            case c.OneOf(name, values):
                wanted, owner = frozenset(values), self.owner
                def test(e, m, n):
                    return not wanted.isdisjoint(m.values.get((owner(name, e), name), ()))
            ...
        self.tests[id(condition)] = test
        return test
