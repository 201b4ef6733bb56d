"""How surely a condition holds, as the proof checker reads docs/semantics.md; nothing else uses this file.

No code is shared with what makes derivations: what is compared, and how, is written here once more.

The three models are judged at once. What is firm is established, and what is established is possible, so in
how many of the three something holds is its level: 0 in none, 1 in P, 2 in E too, 3 in F too. "All" is the
least level of the parts, "any" the greatest. A negation holds in E where its part does not hold in E, in F
where not in P, in P where not in F: its level is 3 less that of its part.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from math import ceil, floor, inf, isfinite
from typing import Any, TypeAlias

from engine.cases.model import ROOT, Atom, Fact
from engine.inference import derivation as d
from engine.knowledge import conditions as c
from engine.knowledge.model import Attribute, KnowledgeBase

POSSIBLE, ESTABLISHED, FIRM = 1, 2, 3


class Levels:
    """The three models in one: the level of each atom and of each firing."""

    def __init__(self, parts: tuple[str, ...], facts: Mapping[tuple[str, str], Fact]) -> None:
        self.parts, self.facts = parts, facts
        self.atoms: dict[tuple[str, str, Any], int] = {}
        self.fired: dict[d.Firing, int] = {}

    def add(self, atoms: Iterable[Atom], firings: Iterable[d.Firing], level: int) -> None:
        """Set the level of these."""
        self.atoms.update(dict.fromkeys(atoms, level))
        self.fired.update(dict.fromkeys(firings, level))


def most(levels: Mapping[Any, int], level: int) -> tuple[Any, ...]:
    """What has at least this level, sorted: the values of one attribute are of one type."""
    return tuple(sorted([each for each, its in levels.items() if its >= level]))


Level: TypeAlias = Callable[[str, Levels, Levels], int]
"""The level of a condition for an entity in M against N; under a negation M and N change places."""
Support: TypeAlias = Callable[[str, Levels, Levels], "d.Support | None"]
"""What makes a condition hold for an entity in the established model M against the finished N, or None."""
PLAIN = d.Plain()


def how(level: int) -> d.How:
    """Why something is absent, by the level of its absence."""
    return "false" if level == FIRM else "assumed"


def functions(condition: c.Condition, kb: KnowledgeBase) -> tuple[Level, Support]:
    """The condition as two functions: the table of docs/semantics.md, and the supports of derivation.py."""
    inner = [functions(each, kb) for each in c.children(condition)]
    levels, supports = [level for level, _ in inner], [support for _, support in inner]
    match condition:
        case c.Always():
            return lambda e, m, n: FIRM, lambda e, m, n: PLAIN
        case c.OneOf(name, values):
            return _one_of(kb.attributes[name], values)
        case c.InRange(name):
            return _in_range(kb, kb.attributes[name], condition)
        case c.All():
            return _all(levels), lambda e, m, n: _together(s(e, m, n) for s in supports)
        case c.AnyOf():
            return (
                lambda e, m, n: max([level(e, m, n) for level in levels]),
                lambda e, m, n: _kept(
                    1, d.Either, ((i, s) for i, t in enumerate(supports) if (s := t(e, m, n)))
                ),
            )
        case c.AtLeast(count):
            return (
                lambda e, m, n: sorted([0] * count + [levels[0](part, m, n) for part in m.parts])[-count],
                lambda e, m, n: _kept(count, d.Parts, _each(supports[0], m, n)),
            )
        case c.Every():
            return (
                lambda e, m, n: min([levels[0](part, m, n) for part in m.parts], default=FIRM),
                lambda e, m, n: _kept(len(m.parts), d.Parts, _each(supports[0], m, n)),
            )
        case c.Unless():
            return _absent(lambda e, m, n: FIRM - max([level(e, n, m) for level in levels]))
        case c.No():
            return _absent(lambda e, m, n: FIRM - max([levels[0](part, n, m) for part in m.parts], default=0))


def _one_of(attribute: Attribute, values: tuple[Any, ...]) -> tuple[Level, Support]:
    name, of_part, wanted = attribute.name, attribute.scope == "part", sorted(values)
    of_root = [Atom(ROOT, name, value) for value in wanted]

    def passing(e: str, m: Levels) -> list[Atom]:
        return [Atom(e, name, value) for value in wanted] if of_part else of_root

    if len(wanted) > 1:
        return _test(passing)
    (value,) = wanted
    if of_part:
        return lambda e, m, n: m.atoms.get((e, name, value), 0), _test(passing)[1]
    (atom,) = of_root
    return lambda e, m, n: m.atoms.get(atom, 0), _test(passing)[1]


def _in_range(kb: KnowledgeBase, attribute: Attribute, span: c.InRange) -> tuple[Level, Support]:
    """Only numbers that are stated or concluded need be looked for."""
    name, of_part = attribute.name, attribute.scope == "part"
    concluded = {k.value for rule in kb.rules.values() for k in rule.then if k.attribute == name}
    could = attribute.asked and meets(span, attribute.low, attribute.high, attribute.integer)

    def passing(e: str, m: Levels) -> list[Atom]:
        owner = e if of_part else ROOT
        fact = m.facts.get((owner, name))
        numbers: set[Any] = concluded.union(fact.values) if fact else concluded
        return [Atom(owner, name, number) for number in sorted(numbers) if meets(span, number, number)]

    level, support = _test(passing)
    if not could:
        return level, support

    def open_level(e: str, m: Levels, n: Levels) -> int:
        return level(e, m, n) or (POSSIBLE if (e if of_part else ROOT, name) not in m.facts else 0)

    return open_level, support


def _test(passing: Callable[[str, Levels], list[Atom]]) -> tuple[Level, Support]:
    """A test, given the atoms that pass it, sorted."""

    def level(e: str, m: Levels, n: Levels) -> int:
        return max([m.atoms.get(atom, 0) for atom in passing(e, m)], default=0)

    def support(e: str, m: Levels, n: Levels) -> d.Support | None:
        found = [atom for atom in passing(e, m) if m.atoms.get(atom, 0) >= ESTABLISHED]
        return d.Held(tuple(found)) if found else None

    return level, support


def _all(levels: list[Level]) -> Level:
    """The least; where one part does not hold at all, what comes after it is not looked at."""

    def least(e: str, m: Levels, n: Levels) -> int:
        found = FIRM
        for level in levels:
            if (its := level(e, m, n)) < found:
                if not its:
                    return 0
                found = its
        return found

    return least


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


def _each(support: Support, m: Levels, n: Levels) -> Iterable[tuple[str, d.Support]]:
    """The parts for which it holds."""
    return ((part, found) for part in m.parts if (found := support(part, m, n)))


def _absent(level: Level) -> tuple[Level, Support]:
    """A negation: it is told why it holds by its level in the finished model."""

    def support(e: str, m: Levels, n: Levels) -> d.Support | None:
        return d.Absence(how(level(e, n, n))) if level(e, m, n) >= ESTABLISHED else None

    return level, support


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
