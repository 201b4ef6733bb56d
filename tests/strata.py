"""Strata and canonical order of docs/semantics.md, by plain reachability; no code shared with the engine."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

from engine.cases.model import Case
from engine.inference.derivation import Firing
from engine.knowledge.conditions import InRange, OneOf, Value, walk
from engine.knowledge.model import KnowledgeBase, Rule
from tests.naive import Model, asserted, entities, fires, ordinary, stated, within

Edges = dict[Hashable, set[Hashable]]
"""From each rule id and each concluded (attribute, value) to what it depends on."""


def dependencies(kb: KnowledgeBase) -> tuple[Edges, set[tuple[Hashable, Hashable]]]:
    """The graph of the page, and its edges that no cycle may go through: the negative ones, and copying."""
    pairs: set[tuple[str, Value]] = {(c.attribute, c.value) for r in kb.rules.values() for c in r.then}
    edges: Edges = {node: set() for node in (*kb.rules, *pairs)}
    strict: set[tuple[Hashable, Hashable]] = set()
    for rule in kb.rules.values():
        for test, positive in walk(rule.when):
            for pair in pairs:
                if isinstance(test, OneOf | InRange) and reads(test, pair):
                    edges[rule.id].add(pair)
                    presumers = [r.id for r in kb.rules.values() if r.presumption and concludes(r, pair)]
                    strict |= {(rule.id, presumer) for presumer in presumers}
                    strict |= set() if positive else {(rule.id, pair)}
        strict |= {(other, rule.id) for other in rule.overrides}
        if rule.presumption:
            strict |= {(rule.id, other.id) for other in ordinary(kb, rule.attributes[0])}
        for c in rule.then:
            edges[c.attribute, c.value].add(rule.id)
            strict |= {(rule.id, pair) for pair in pairs if pair[0] == c.member_of}
    for start, end in strict:
        edges[start].add(end)
    return edges, strict


def reads(test: OneOf | InRange, pair: tuple[str, Value]) -> bool:
    """Whether an atom of this attribute and value passes the test."""
    if test.attribute != pair[0]:
        return False
    return pair[1] in test.values if isinstance(test, OneOf) else within(test, float(pair[1]))


def concludes(rule: Rule, pair: tuple[str, Value]) -> bool:
    """Whether the rule concludes an atom of this attribute and value."""
    return any((c.attribute, c.value) == pair for c in rule.then)


def _reachable(edges: Edges) -> Edges:
    """For each node everything that it depends on, directly or not."""
    found: Edges = {}
    for node in edges:
        seen: set[Hashable] = set()
        todo = list(edges[node])
        while todo:
            if (at := todo.pop()) not in seen:
                seen.add(at)
                todo += edges[at]
        found[node] = seen
    return found


def stratified(kb: KnowledgeBase) -> bool:
    """Whether no cycle of the graph goes through such an edge."""
    edges, strict = dependencies(kb)
    below = _reachable(edges)
    return not any(start in below[end] or start == end for start, end in strict)


def components(kb: KnowledgeBase) -> tuple[tuple[str, ...], ...]:
    """The rules, grouped by mutual dependence: in topological order, ties by the smallest rule id."""
    below = _reachable(dependencies(kb)[0])
    waiting = {
        tuple(sorted({rule} | {r for r in kb.rules if r in below[rule] and rule in below[r]}))
        for rule in kb.rules
    }
    done: list[tuple[str, ...]] = []
    while waiting:
        done.append(
            min(
                group
                for group in waiting
                if not any(r in below[group[0]] for o in waiting - {group} for r in o)
            )
        )
        waiting.remove(done[-1])
    return tuple(done)


def _available(kb: KnowledgeBase, inputs: Model, firings: set[Firing]) -> Model:
    """What the inputs and these firings establish."""
    model = Model(inputs.parts, set(inputs.atoms), set(firings))
    while True:
        size = len(model.atoms)
        for firing in firings:
            model.atoms |= asserted(kb, kb.rules[firing.rule], firing.entity, model)
        if len(model.atoms) == size:
            return model


def canonical(kb: KnowledgeBase, case: Case, established: Model) -> Iterator[Firing]:
    """The firings of the established model in canonical order."""
    model = stated(case)
    for group in components(kb):
        again = True
        while again:
            again = False
            for rule in map(kb.rules.__getitem__, group):
                for entity in entities(kb, case, rule.scope):
                    firing = Firing(rule.id, entity)
                    if firing not in model.firings and fires(
                        kb, case, rule, entity, model, established, firm=False
                    ):
                        yield firing
                        model = _available(kb, stated(case), model.firings | {firing})
                        again = True
