"""When a condition holds, as the proof checker reads docs/semantics.md; nothing else uses this file.

No code is shared with what makes derivations: what is compared, and how, is written here once more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from math import ceil, floor, inf, isfinite
from typing import Any

from engine.cases.model import ROOT, Atom
from engine.inference import derivation as d
from engine.knowledge import conditions as c
from engine.knowledge.model import Attribute, KnowledgeBase


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
        self.add(atoms)

    def add(self, atoms: Iterable[Atom]) -> None:
        """Put the atoms in."""
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
