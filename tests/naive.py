"""The executable form of docs/semantics.md, in its words and order; slow, and no code shared with the engine.

Read it beside that page. It knows types only, and neither strata nor `components` are needed for the
models: where a knowledge base is stratified, the alternation in `_between` ends in one answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from math import ceil, floor

from engine.cases.model import ROOT, Atom, Case
from engine.inference.derivation import Firing
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
    walk,
)
from engine.knowledge.model import Attribute, KnowledgeBase, Rule

Pair = tuple[str, str]


@dataclass
class Model:
    """A set of atoms and of firings, for these parts; of an open number, one value for each cell."""

    parts: tuple[str, ...]
    atoms: set[Atom] = field(default_factory=set)
    firings: set[Firing] = field(default_factory=set)
    open_numbers: Mapping[Pair, tuple[int | float, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Judgement:
    """A row of the table of verdict and status."""

    value: str | None
    status: str
    values: tuple[Value, ...]
    possible: tuple[Value, ...]
    otherwise: bool = False


@dataclass(frozen=True)
class NaiveResult:
    """Everything that docs/semantics.md says about a case."""

    established: Model
    firm: Model
    possible: Model
    verdicts: Mapping[Pair, Judgement]
    """By (entity, goal attribute)."""
    conflicts: tuple[Pair, ...]


# Atoms


def entities(kb: KnowledgeBase, case: Case, scope: str) -> tuple[str, ...]:
    """The root, or the parts that the case lists."""
    return (ROOT,) if scope == "root" else (case.parts or ())


def stated(case: Case) -> Model:
    """The inputs of E and F: what is stated."""
    return Model(case.parts or (), {atom for fact in case.facts for atom in fact.atoms})


def unknowns(kb: KnowledgeBase, case: Case) -> dict[Pair, tuple[Value, ...]]:
    """The asked attributes that are not stated whole, with their open values (a number has none listed)."""
    found: dict[Pair, tuple[Value, ...]] = {}
    for attribute in kb.attributes.values():
        for entity in entities(kb, case, attribute.scope) if attribute.asked else ():
            fact = case.fact(entity, attribute.name)
            if fact is None:
                found[entity, attribute.name] = attribute.values
            elif not fact.closed:
                said = (*fact.values, *fact.excluded)
                found[entity, attribute.name] = tuple(v for v in attribute.values if v not in said)
    return found


def imaginable(kb: KnowledgeBase, case: Case) -> Model:
    """The inputs of P: what is stated, and every value that is open."""
    model, unknown = stated(case), unknowns(kb, case)
    model.atoms |= {Atom(*pair, value) for pair, values in unknown.items() for value in values}
    model.open_numbers = {
        pair: representatives(kb, kb.attributes[pair[1]])
        for pair in unknown
        if kb.attributes[pair[1]].type == "number"
    }
    return model


# Conditions


def within(test: InRange, number: float) -> bool:
    """Whether the number is in the range of the test."""
    low = test.low is None or (number > test.low if test.low_open else number >= test.low)
    high = test.high is None or (number < test.high if test.high_open else number <= test.high)
    return low and high


def owning(kb: KnowledgeBase, attribute: str, entity: str) -> str:
    """The entity whose attribute is read where the condition is evaluated for this one."""
    return ROOT if kb.attributes[attribute].scope == "root" else entity


def holds(kb: KnowledgeBase, c: Condition, entity: str, m: Model, n: Model) -> bool:
    """Whether the condition holds for the entity in M against N: the table, row by row."""
    match c:
        case Always():
            return True
        case OneOf():
            owner = owning(kb, c.attribute, entity)
            return any(Atom(owner, c.attribute, value) in m.atoms for value in c.values)
        case InRange():
            owner = owning(kb, c.attribute, entity)
            numbers = [float(a.value) for a in m.atoms if a[:2] == (owner, c.attribute)]
            return any(within(c, x) for x in (*numbers, *m.open_numbers.get((owner, c.attribute), ())))
        case All():
            return all(holds(kb, part, entity, m, n) for part in c.parts)
        case AnyOf():
            return any(holds(kb, part, entity, m, n) for part in c.parts)
        case Unless():
            return not any(holds(kb, part, entity, n, m) for part in c.parts)
        case AtLeast():
            return sum(holds(kb, c.condition, part, m, n) for part in m.parts) >= c.count
        case Every():
            return all(holds(kb, c.condition, part, m, n) for part in m.parts)
        case No():
            return not any(holds(kb, c.condition, part, n, m) for part in m.parts)


def representatives(kb: KnowledgeBase, attribute: Attribute) -> tuple[int | float, ...]:
    """One number for each cell into which all thresholds cut the declared range."""
    conditions = [rule.when for rule in kb.rules.values()] + [rule.never for rule in kb.constraints]
    tests = [
        t for c in conditions for t, _ in walk(c) if isinstance(t, InRange) and t.attribute == attribute.name
    ]
    ends = (attribute.low, attribute.high)
    cuts = sorted(
        {end for pair in (ends, *((t.low, t.high) for t in tests)) for end in pair if end is not None}
    )
    cuts = cuts or [0]
    gaps = [(low + high) / 2 for low, high in pairwise(cuts)]
    numbers: set[int | float]
    if attribute.integer:
        numbers = {f(cut) + step for cut in cuts for f in (floor, ceil) for step in (-1, 0, 1)}
    else:
        numbers = {*cuts, *gaps, cuts[0] - 1, cuts[-1] + 1}
    low, high = attribute.low, attribute.high
    inside = [x for x in numbers if (low is None or x >= low) and (high is None or x <= high)]
    return tuple(int(x) if x == int(x) else x for x in sorted(inside))


# Firing


def ordinary(kb: KnowledgeBase, attribute: str) -> list[Rule]:
    """The rules that conclude about the attribute and are no presumptions."""
    return [rule for rule in kb.rules.values() if attribute in rule.attributes and not rule.presumption]


def overriders(kb: KnowledgeBase, rule: Rule, entity: str) -> set[Firing]:
    """What would keep this firing from happening: for the same entity, or for the root."""
    return {
        Firing(other.id, entity if other.scope == rule.scope else ROOT)
        for other in kb.rules.values()
        if rule.id in other.overrides
    }


def reachers(kb: KnowledgeBase, rule: Rule, entity: str) -> set[Firing]:
    """The ordinary firings about what this presumption presumes."""
    return {Firing(other.id, entity) for other in ordinary(kb, rule.attributes[0])}


def fires(kb: KnowledgeBase, case: Case, rule: Rule, entity: str, m: Model, n: Model, firm: bool) -> bool:
    """Whether the rule fires for the entity in M against N; `firm` where M is the firm model."""
    if not holds(kb, rule.when, entity, m, n) or overriders(kb, rule, entity) & n.firings:
        return False
    if rule.presumption:
        (attribute,) = rule.attributes
        if case.fact(entity, attribute) or (firm and kb.attributes[attribute].asked):
            return False
        return not reachers(kb, rule, entity) & n.firings
    return True


def asserted(kb: KnowledgeBase, rule: Rule, entity: str, m: Model) -> set[Atom]:
    """What the firing asserts in M; of `same_as` those members that the source set has."""
    atoms = set()
    for conclusion in rule.then:
        source = conclusion.member_of
        if not source or Atom(owning(kb, source, entity), source, conclusion.value) in m.atoms:
            atoms.add(Atom(entity, conclusion.attribute, conclusion.value))
    return atoms


# The three models


def least(kb: KnowledgeBase, case: Case, inputs: Model, n: Model, firm: bool = False) -> Model:
    """The least model closed under the rules, from these inputs, against N."""
    m = replace(inputs, atoms=set(inputs.atoms), firings=set(inputs.firings))
    while True:
        size = len(m.atoms) + len(m.firings)
        for rule in kb.rules.values():
            for entity in entities(kb, case, rule.scope):
                if Firing(rule.id, entity) in m.firings or fires(kb, case, rule, entity, m, n, firm):
                    m.firings.add(Firing(rule.id, entity))
                    m.atoms |= asserted(kb, rule, entity, m)
        if len(m.atoms) + len(m.firings) == size:
            return m


def _between(kb: KnowledgeBase, case: Case, low: Model, high: Model, firm: bool) -> tuple[Model, Model]:
    """The pair of models, each least against the other: from no absence at all to the first that stays."""
    lower = replace(low, atoms=set(), firings=set())
    while True:
        upper = least(kb, case, high, lower)
        again = least(kb, case, low, upper, firm)
        if again == lower:
            return lower, upper
        lower = again


class Unstratified(Exception):
    """The knowledge base gives this case no established model, or more than one."""


def evaluate(kb: KnowledgeBase, case: Case) -> NaiveResult:
    """All models, conflicts and verdicts of the case."""
    established, other = _between(kb, case, stated(case), stated(case), firm=False)
    if established != other:
        raise Unstratified
    firm, possible = _between(kb, case, stated(case), imaginable(kb, case), firm=True)
    return NaiveResult(
        established,
        firm,
        possible,
        _verdicts(kb, case, established, firm, possible),
        _conflicts(kb, established),
    )


# Conflicts, verdict and status


def _conflicts(kb: KnowledgeBase, established: Model) -> tuple[Pair, ...]:
    held: dict[Pair, set[Value]] = {}
    for atom in established.atoms:
        held.setdefault((atom.entity, atom.attribute), set()).add(atom.value)
    return tuple(sorted(p for p, vs in held.items() if len(vs) > 1 and kb.attributes[p[1]].type != "set"))


def _verdicts(kb: KnowledgeBase, case: Case, e: Model, f: Model, p: Model) -> dict[Pair, Judgement]:
    found = {}
    for goal in kb.goals:
        for entity in entities(kb, case, goal.scope):
            in_e, in_f, in_p = (
                tuple(
                    v
                    for v in kb.attributes[goal.attribute].values
                    if Atom(entity, goal.attribute, v) in m.atoms
                )
                for m in (e, f, p)
            )
            other = (goal.otherwise.value,) if goal.otherwise else ()
            if len(in_e) > 1:
                row = Judgement("conflict", "settled" if len(in_f) > 1 else "provisional", in_e, in_p)
            elif in_e:
                sure = in_p == in_e and (in_f == in_e or in_e == other)
                row = Judgement(str(in_e[0]), "settled" if sure else "provisional", in_e, in_p)
            elif in_p and in_p != other:
                row = Judgement(None, "undetermined", (), in_p)
            elif goal.otherwise:
                row = Judgement(goal.otherwise.value, "settled", (), in_p, otherwise=True)
            else:
                row = Judgement(None, "not applicable", (), ())
            found[entity, goal.attribute] = row
    return found


# Constraints


def forbidden(kb: KnowledgeBase, case: Case) -> list[tuple[str, str]]:
    """The constraints (id, entity) that the case firmly violates."""
    firm, possible = stated(case), imaginable(kb, case)
    return [
        (constraint.id, entity)
        for constraint in kb.constraints
        for entity in entities(kb, case, constraint.scope)
        if holds(kb, constraint.never, entity, firm, possible)
    ]
