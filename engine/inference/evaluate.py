"""Typed conditions on typed values: does a condition hold, and on what does it rest?

Used by the driver, the bounds and the builder of derivations; the certificate has its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeAlias

from engine.cases.model import ROOT, Atom, Case
from engine.inference.derivation import (
    Absence,
    Either,
    Firing,
    Held,
    How,
    Parts,
    Plain,
    Support,
    Together,
)
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
from engine.knowledge.model import Attribute, KnowledgeBase, Rule


class Model:
    """A growing set of atoms and firings. `free` are the open numbers, in the possible model only."""

    __slots__ = ("fired", "free", "parts", "values")

    def __init__(self, parts: tuple[str, ...], atoms: Iterable[Atom] = ()) -> None:
        self.parts = parts
        self.values: dict[tuple[str, str], dict[Value, None]] = {}
        """The values of each (entity, attribute), as the keys of a dict."""
        self.fired: set[Firing] = set()
        self.free: set[tuple[str, str]] = set()
        for atom in atoms:
            self.add(atom)

    def add(self, atom: Atom) -> bool:
        """Add the atom; whether it is new."""
        entity, attribute, value = atom
        known = self.values.setdefault((entity, attribute), {})
        if value in known:
            return False
        known[value] = None
        return True

    def atoms(self) -> tuple[Atom, ...]:
        """All atoms, in atom order."""
        pairs = sorted(self.values.items())  # the values of one pair are of one type
        return tuple([Atom(*pair, value) for pair, values in pairs for value in sorted(values)])


Judge: TypeAlias = Callable[[Model, Model, str], bool]
"""Whether a condition holds in the first model against the second, for an entity."""


def satisfiable(test: InRange, attribute: Attribute) -> bool:
    """Whether some number of the attribute's declared range passes the test."""
    low, low_open = _tighter(test.low, test.low_open, attribute.low, max)
    high, high_open = _tighter(test.high, test.high_open, attribute.high, min)
    if attribute.integer:
        low = None if low is None else int(low // 1 + (low_open or low % 1 != 0))
        high = None if high is None else int(high // 1 - (high_open and high % 1 == 0))
        low_open = high_open = False
    if low is None or high is None:
        return True
    return low < high or (low == high and not low_open and not high_open)


def _tighter(
    end: int | float | None,
    is_open: bool,
    bound: int | float | None,
    pick: Callable[[int | float, int | float], int | float],
) -> tuple[int | float | None, bool]:
    """The tighter of a test's end and the (closed) bound of the domain on that side."""
    if end is None or bound is None:
        return (bound, False) if end is None else (end, is_open)
    return (end, is_open) if pick(end, bound) == end else (bound, False)


def judge(condition: Condition, kb: KnowledgeBase) -> Judge:
    """Compile a condition to a function."""
    match condition:
        case Always():
            return lambda pos, neg, entity: True
        case OneOf(name, values):
            return _judge_values(kb.attributes[name], values)
        case InRange():
            return _judge_range(condition, kb.attributes[condition.attribute])
        case All(parts):
            judges = [judge(part, kb) for part in parts]
            return _judge_all(judges)
        case AnyOf(parts):
            judges = [judge(part, kb) for part in parts]
            return lambda pos, neg, entity: any(j(pos, neg, entity) for j in judges)
        case Unless(parts):
            judges = [judge(part, kb) for part in parts]
            return lambda pos, neg, entity: not any(j(neg, pos, entity) for j in judges)
        case AtLeast(count, inner):
            one = judge(inner, kb)
            return lambda pos, neg, _: sum(one(pos, neg, part) for part in pos.parts) >= count
        case Every(inner):
            one = judge(inner, kb)
            return lambda pos, neg, _: all(one(pos, neg, part) for part in pos.parts)
        case No(inner):
            one = judge(inner, kb)
            return lambda pos, neg, _: not any(one(neg, pos, part) for part in pos.parts)


def _judge_all(judges: list[Judge]) -> Judge:
    def holds(pos: Model, neg: Model, entity: str) -> bool:
        for one in judges:  # noqa: SIM110 - a generator would take twice as long
            if not one(pos, neg, entity):
                return False
        return True

    return holds


def _judge_values(attribute: Attribute, values: tuple[Value, ...]) -> Judge:
    name, wanted = attribute.name, frozenset(values)
    root = (ROOT, name) if attribute.scope == "root" else None

    def holds(pos: Model, neg: Model, entity: str) -> bool:
        known = pos.values.get(root or (entity, name))
        return known is not None and not wanted.isdisjoint(known)

    return holds


def _judge_range(test: InRange, attribute: Attribute) -> Judge:
    name, of_root = attribute.name, attribute.scope == "root"
    could = satisfiable(test, attribute)

    def holds(pos: Model, neg: Model, entity: str) -> bool:
        key = (ROOT if of_root else entity, name)
        if could and key in pos.free:
            return True
        return any(passes(test, number) for number in pos.values.get(key, ()))

    return holds


def passes(test: OneOf | InRange, value: Value) -> bool:
    """Whether the value passes the test."""
    if isinstance(test, OneOf):
        return value in test.values
    return not isinstance(value, str) and test.holds(value)


class Supporter:
    """Builds supports: positive tests read `known`, negated ones `final`; bounds tell how."""

    def __init__(self, kb: KnowledgeBase, known: Model, final: Model, firm: Model, possible: Model) -> None:
        self.kb, self.known, self.final = kb, known, final
        self.firm, self.possible = firm, possible

    def support(self, condition: Condition, entity: str) -> Support | None:
        """What the condition rests on for the entity, or None where it does not hold."""
        match condition:
            case Always():
                return Plain()
            case OneOf() | InRange():
                atoms = self._atoms(condition, entity)
                return Held(atoms) if atoms else None
            case All(parts):
                found = [self.support(part, entity) for part in parts]
                held = tuple(s for s in found if s is not None)
                return Together(held) if len(held) == len(parts) else None
            case AnyOf(parts):
                branches = ((i, self.support(part, entity)) for i, part in enumerate(parts))
                some = tuple((i, s) for i, s in branches if s is not None)
                return Either(some) if some else None
            case AtLeast(count, inner):
                each = self._each(inner)
                return Parts(each) if len(each) >= count else None
            case Every(inner):
                each = self._each(inner)
                return Parts(each) if len(each) == len(self.known.parts) else None
            case Unless() | No():
                holds = judge(condition, self.kb)
                if not holds(self.final, self.final, entity):
                    return None
                return Absence(self.how(holds(self.firm, self.possible, entity)))

    @staticmethod
    def how(excluded: bool) -> How:
        """The word for an absence."""
        return "false" if excluded else "assumed"

    def _each(self, inner: Condition) -> tuple[tuple[str, Support], ...]:
        found = ((part, self.support(inner, part)) for part in sorted(self.known.parts))
        return tuple((part, s) for part, s in found if s is not None)

    def _atoms(self, test: OneOf | InRange, entity: str) -> tuple[Atom, ...]:
        if self.kb.attributes[test.attribute].scope == "root":
            entity = ROOT
        passing = [
            Atom(entity, test.attribute, value)
            for value in self.known.values.get((entity, test.attribute), ())
            if passes(test, value)
        ]
        return tuple(sorted(passing))


def inputs(case: Case) -> tuple[Atom, ...]:
    """The atoms a case states, in atom order."""
    return tuple(sorted([atom for fact in case.facts for atom in fact.atoms]))


def entities(rule: Rule, parts: tuple[str, ...]) -> tuple[str, ...]:
    """The entities a rule speaks of."""
    return (ROOT,) if rule.scope == "root" else parts
