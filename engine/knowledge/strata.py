"""The order in which rules can be judged, as docs/semantics.md, "Strata", states it.

Nodes are rules, concluded (attribute, value) pairs, and two kinds of gathering nodes that keep the
number of edges linear: "some ordinary rule about this attribute" and "some presumption of this pair".
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import field
from itertools import pairwise

from engine.errors import Problem
from engine.frozen import frozen
from engine.knowledge.conditions import Condition, InRange, OneOf, Value, walk, written
from engine.knowledge.graph import components, ordered
from engine.knowledge.model import Rule

RULE = "rule "
Pair = tuple[str, Value]


@frozen
class _Graph:
    """What each node depends on; `strict` edges must not lie on a cycle, and say how they read."""

    edges: dict[str, dict[str, None]] = field(default_factory=dict)
    strict: dict[tuple[str, str], str] = field(default_factory=dict)

    def node(self, name: str) -> str:
        self.edges.setdefault(name, {})
        return name

    def edge(self, start: str, end: str, strict: str = "") -> None:
        """`start` depends on `end`; `strict` is the word for why it must come strictly later."""
        self.node(start)
        self.edges[start][self.node(end)] = None
        if strict:
            self.strict.setdefault((start, end), strict)


def stratify(rules: Iterable[Rule]) -> tuple[tuple[tuple[str, ...], ...], tuple[Problem, ...]]:
    """The rule ids grouped by mutual dependence in canonical order, and each cycle that is refused."""
    listed = sorted(rules, key=lambda rule: rule.id)
    graph = _dependencies(listed)
    groups = components(graph.edges)
    problems = tuple(_refused(graph, groups, {rule.id: rule for rule in listed}))
    # Groups without a rule have the smallest key, so they are passed as soon as nothing is before them.
    order = ordered(graph.edges, groups, key=lambda group: min(_ids(group), default=""))
    return tuple(ids for group in order if (ids := _ids(group))), problems


def _ids(group: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(name.removeprefix(RULE) for name in group if name.startswith(RULE)))


def _dependencies(rules: list[Rule]) -> _Graph:
    graph = _Graph()
    pairs: dict[str, dict[Value, str]] = {}
    for rule in rules:
        for conclusion in rule.then:
            name = f"pair {conclusion.attribute}={written(conclusion.value)}"
            pairs.setdefault(conclusion.attribute, {})[conclusion.value] = name
    for rule in rules:
        me = graph.node(RULE + rule.id)
        for conclusion in rule.then:
            pair = pairs[conclusion.attribute][conclusion.value]
            graph.edge(pair, me)
            if rule.presumption:
                graph.edge(f"presumed {pair}", me)
            else:
                graph.edge(f"ordinary {conclusion.attribute}", me)
    for rule in rules:
        _depends(rule, pairs, graph)
    for rule in rules:
        for other in rule.overrides:
            graph.edge(RULE + other, RULE + rule.id, "not")
    return graph


def _depends(rule: Rule, pairs: dict[str, dict[Value, str]], graph: _Graph) -> None:
    """Add what this rule reads."""
    me = RULE + rule.id

    def read(pair: str, strict: str = "") -> None:
        graph.edge(me, pair, strict)
        if f"presumed {pair}" in graph.edges:
            graph.edge(me, f"presumed {pair}", "presumed by")

    for test, positive in walk(rule.when):
        for pair in _passing(test, pairs):
            read(pair, "" if positive else "not")
    for source in dict.fromkeys(conclusion.member_of for conclusion in rule.then):
        for pair in pairs.get(source, {}).values():  # none of "", which is no attribute
            read(pair, "copies")
    if rule.presumption:
        for attribute in rule.attributes:
            if f"ordinary {attribute}" in graph.edges:
                graph.edge(me, f"ordinary {attribute}", "not")


def _passing(test: Condition, pairs: dict[str, dict[Value, str]]) -> list[str]:
    """The concluded pairs that pass the test; none where the condition is no test."""
    match test:
        case OneOf(attribute, values):
            concluded = pairs.get(attribute, {})
            return [concluded[value] for value in values if value in concluded]
        case InRange(attribute):
            concluded = pairs.get(attribute, {})
            return [pair for value, pair in concluded.items() if test.holds(float(value))]
        case _:
            return []


def _refused(graph: _Graph, groups: list[tuple[str, ...]], rules: dict[str, Rule]) -> Iterable[Problem]:
    """One problem for each component with a cycle through a strict edge; it prints a shortest one."""
    of = {name: number for number, group in enumerate(groups) for name in group}
    told: set[int] = set()
    for start, end in sorted(graph.strict):
        number = of[start]
        if number != of[end] or number in told:
            continue
        told.add(number)
        cycle = [start, *_path(graph, end, start, of)]
        first = next(name for name in cycle if name.startswith(RULE))
        copies = any(graph.strict.get(step) == "copies" for step in pairwise(cycle))
        what = (
            "a rule copies a set that depends on the rule" if copies else "rules depend on their own absence"
        )
        yield Problem(
            "cycle",
            f"{what}: {_words(graph, cycle, rules)}",
            rules[first.removeprefix(RULE)].where,
            "break the cycle: let one of these rules not depend on the other",
        )


def _path(graph: _Graph, start: str, end: str, of: dict[str, int]) -> list[str]:
    """A shortest way from start to end inside their component."""
    before = {start: start}
    todo = deque([start])
    while todo and end not in before:
        node = todo.popleft()
        for other in graph.edges[node]:
            if other not in before and of[other] == of[start]:
                before[other] = node
                todo.append(other)
    way = [end]
    while way[-1] != start:
        way.append(before[way[-1]])
    return way[::-1]


def _words(graph: _Graph, cycle: list[str], rules: dict[str, Rule]) -> str:
    """The cycle for a person: rules with their places, pairs, and the words of strict edges."""
    said = ""
    waiting = ""
    for before, name in zip([cycle[0], *cycle], cycle, strict=False):
        strict = graph.strict.get((before, name), "") if said else ""
        waiting = strict or waiting
        if name.startswith(("presumed ", "ordinary ")):
            continue
        shown = name.removeprefix("pair ")
        if name.startswith(RULE):
            rule = rules[name.removeprefix(RULE)]
            shown = f"{rule.id} ({rule.where.file}:{rule.where.line})"
        said += f"{' -> ' if said else ''}{waiting + ' ' if waiting else ''}{shown}"
        waiting = ""
    return said
