"""A knowledge base as a graph: what is asked, what rules read, conclude, override; or part of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Literal, TypeAlias

from engine.errors import Problem, UsageError
from engine.frozen import frozen
from engine.knowledge.conditions import InRange, OneOf, Value, walk
from engine.knowledge.elsewhere import of_pack
from engine.knowledge.model import KnowledgeBase, Rule
from engine.knowledge.nearest import did_you_mean, quoted

NodeKind: TypeAlias = Literal["asked", "derived", "goal", "rule", "presumption"]
EdgeKind: TypeAlias = Literal["reads", "unless", "copies", "concludes", "presumes", "overrides", "silences"]


@frozen
class Node:
    """An attribute or a rule. `group` is the file of a rule, and of an attribute that one file concludes."""

    kind: NodeKind
    name: str
    label: str
    group: str = ""


@frozen
class Edge:
    """Something flows from `start` to `end`, both names of nodes; `values` are those that it carries.

    A rule reads an attribute, perhaps as what must not be (`unless`), or copies a set. It concludes or
    presumes about one. A rule overrides another. One that concludes about an attribute silences its
    presumptions.
    """

    kind: EdgeKind
    start: str
    end: str
    values: tuple[Value, ...] = ()


@frozen
class Graph:
    """Nodes in the order of the files, attributes first; edges in the order of the rules."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]

    @property
    def groups(self) -> tuple[str, ...]:
        """The files of which there are nodes, in order."""
        return tuple(sorted({node.group for node in self.nodes if node.group}))


def graph(kb: KnowledgeBase) -> Graph:
    """The whole knowledge base."""
    attributes = tuple(_attributes(kb))
    rules = tuple(
        Node("presumption" if rule.presumption else "rule", rule.id, rule.title, file_of(kb, rule))
        for rule in kb.rules.values()
    )
    presumptions: defaultdict[str, list[str]] = defaultdict(list)
    for rule in kb.rules.values():
        if rule.presumption:
            for name in rule.attributes:
                presumptions[name].append(rule.id)
    edges = (edge for rule in kb.rules.values() for edge in _edges(rule, presumptions))
    return Graph((*attributes, *rules), tuple(edges))


def file_of(kb: KnowledgeBase, rule: Rule) -> str:
    """The rule's file, by its path inside the knowledge base."""
    folder = kb.directory.rstrip("/") + "/"
    return rule.where.file.removeprefix(folder) if kb.directory else rule.where.file


def _attributes(kb: KnowledgeBase) -> Iterable[Node]:
    files: defaultdict[str, set[str]] = defaultdict(set)
    for rule in kb.rules.values():
        for name in rule.attributes:
            files[name].add(file_of(kb, rule))
    goals = {goal.attribute for goal in kb.goals}
    for attribute in kb.attributes.values():
        kind: NodeKind = "goal" if attribute.name in goals else "asked" if attribute.asked else "derived"
        home = files[attribute.name] if kind != "asked" else set()
        yield Node(kind, attribute.name, attribute.label, next(iter(home)) if len(home) == 1 else "")


def _edges(rule: Rule, presumptions: Mapping[str, list[str]]) -> Iterable[Edge]:
    """What the rule has to do with others, each pair once a kind."""
    reads: defaultdict[tuple[EdgeKind, str], dict[Value, None]] = defaultdict(dict)
    for test, positive in walk(rule.when):
        if isinstance(test, OneOf | InRange):
            values = test.values if isinstance(test, OneOf) else ()
            reads["reads" if positive else "unless", test.attribute].update(dict.fromkeys(values))
    concludes: defaultdict[str, dict[Value, None]] = defaultdict(dict)
    for conclusion in rule.then:
        concludes[conclusion.attribute][conclusion.value] = None
        if conclusion.member_of:
            reads["copies", conclusion.member_of][conclusion.value] = None
    for (kind, name), found in reads.items():
        yield Edge(kind, name, rule.id, tuple(found))
    for name, found in concludes.items():
        yield Edge("presumes" if rule.presumption else "concludes", rule.id, name, tuple(found))
    for other in rule.overrides:
        yield Edge("overrides", rule.id, other)
    if not rule.presumption:
        silenced = dict.fromkeys(other for name in rule.attributes for other in presumptions.get(name, ()))
        for other in silenced:
            yield Edge("silences", rule.id, other)


def around(whole: Graph, names: Iterable[str], depth: int | None = None) -> Graph:
    """What flows into these nodes and out of them, at most so many arrows away."""
    kept: set[str] = set()
    for forward in (True, False):
        next_to: defaultdict[str, list[str]] = defaultdict(list)
        for edge in whole.edges:
            start, end = (edge.start, edge.end) if forward else (edge.end, edge.start)
            next_to[start].append(end)
        reached = set(names)
        front, steps = set(names), 0
        while front and (depth is None or steps < depth):
            front = {end for start in front for end in next_to[start]} - reached
            reached |= front
            steps += 1
        kept |= reached
    return Graph(
        tuple(node for node in whole.nodes if node.name in kept),
        tuple(edge for edge in whole.edges if edge.start in kept and edge.end in kept),
    )


def chosen(
    kb: KnowledgeBase, rules: Iterable[str], attributes: Iterable[str], goals: Iterable[str]
) -> tuple[str, ...]:
    """The nodes that the user names: rules in either case, attributes and goals by name or alias.

    Raises UsageError with every name that is none, and the nearest right one.
    """
    of_goals = {goal.attribute for goal in kb.goals}
    by_rule = {rule.lower(): rule for rule in kb.rules}
    by_name = {name: each.name for each in kb.attributes.values() for name in (each.name, *each.aliases)}
    by_goal = {name: to for name, to in by_name.items() if to in of_goals}
    asked = [("rule", name, by_rule.get(name.lower()), list(kb.rules)) for name in rules]
    asked += [("attribute", name, by_name.get(name), list(by_name)) for name in attributes]
    asked += [("goal", name, by_goal.get(name), list(by_goal)) for name in goals]
    problems = [
        Problem(
            "unknown-name",
            f"no {kind} is called {quoted(name)}",
            None,
            of_pack(kb, name) or _near(name, known),
        )
        for kind, name, found, known in asked
        if found is None
    ]
    if problems:
        raise UsageError(problems)
    return tuple(dict.fromkeys(found for _, _, found, _ in asked if found is not None))


def _near(name: str, known: list[str]) -> str:
    """A hint: the nearest of these names, or all of them where they are few."""
    return did_you_mean(name, known) or did_you_mean(name.upper(), known, "there are")
