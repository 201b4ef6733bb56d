"""Literals in the order in which they can be known, cut into rule sets that the engine can hold.

The graph of literals is condensed into components in dependency order; successive components of one
scope are merged into a block, which is one rule set. Only a component that spans both scopes (parts
that depend on the root that depends on parts) makes a mixed block, run until nothing is new.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Literal

from engine.errors import KnowledgeError, Problem
from engine.frozen import frozen
from engine.inference.evaluate import passes
from engine.inference.literals import Clause, Literals, Signed, literals
from engine.knowledge.conditions import OneOf, Value
from engine.knowledge.graph import components, ordered
from engine.knowledge.model import KnowledgeBase

KEYS = 400
"""Most different facts of one rule set (the engine hangs at 512)."""
USES = 200
"""Most clauses that test one fact (the engine overruns at 256)."""
CLAUSES = 1000
"""Most clauses of one rule set (the engine takes 4,096)."""
MERGED = 30
"""Most clauses of a rule set merged from several components: a session costs what its rule set is big."""

Span = Literal["root", "part", "mixed"]


@frozen
class Block:
    """One rule set a scope. `absences`: keys whose absence is decided inside it, in order."""

    span: Span
    root: tuple[Clause, ...]
    part: tuple[Clause, ...]
    absences: tuple[str, ...]


@frozen
class Program:
    """A knowledge base compiled for the engine."""

    literals: Literals
    blocks: tuple[Block, ...]


def compile_rules(kb: KnowledgeBase) -> Program:
    """Compile once per knowledge base. Raises KnowledgeError where the engine's limits are too small."""
    made = literals(kb)
    graph = _graph(made, kb)

    def kind(group: tuple[str, ...]) -> str:
        scopes = {made.scope[key] for key in group if key in made.clauses}
        return "mixed" if len(scopes) > 1 else "".join(scopes)

    order = ordered(graph, components(graph), key=_number, kind=kind)
    return Program(made, tuple(_blocks(made, order, kb)))


def _number(group: tuple[str, ...]) -> int:
    return min(int(key[1:]) for key in group)


def _graph(made: Literals, kb: KnowledgeBase) -> dict[str, list[str]]:
    """For each literal, the literals it depends on."""
    concluding: dict[str, dict[Value, list[str]]] = {}
    for key, atoms in made.concludes.items():
        for attribute, value in atoms:
            concluding.setdefault(attribute, {}).setdefault(value, []).append(key)
    places = {key: place for place, key in enumerate(made.concludes)}
    graph: dict[str, list[str]] = {key: [] for key in made.scope}
    for head, clauses in made.clauses.items():
        graph[head] += [signed.key for clause in clauses for signed in clause.body]
    for key, counted in made.counted.items():
        graph[key].append(counted.key)
    for key, test in made.tests.items():
        heads = concluding.get(test.attribute, {})
        passing = test.values if isinstance(test, OneOf) else [v for v in heads if passes(test, v)]
        graph[key] += sorted({head for v in passing for head in heads.get(v, ())}, key=places.__getitem__)
    return graph


def _blocks(made: Literals, order: Iterable[tuple[str, ...]], kb: KnowledgeBase) -> list[Block]:
    blocks: list[Block] = []
    open_block = _Gathering("root")
    for group in order:
        clauses = [clause for key in group for clause in made.clauses.get(key, ())]
        scopes = {made.scope[clause.head] for clause in clauses}
        span: Span = "mixed" if len(scopes) > 1 else (scopes.pop() if scopes else open_block.span)
        if span != open_block.span or span == "mixed" or not open_block.takes(clauses, MERGED):
            blocks += open_block.closed(made)
            open_block = _Gathering(span)
            if not open_block.takes(clauses, CLAUSES):
                raise KnowledgeError(_too_large(made, group, kb))
        open_block.add(group, clauses)
    return blocks + open_block.closed(made)


class _Gathering:
    """A block being gathered."""

    def __init__(self, span: Span) -> None:
        self.span = span
        self.keys: list[str] = []
        self.clauses: list[Clause] = []
        self.uses: Counter[Signed] = Counter()

    def takes(self, clauses: list[Clause], most: int) -> bool:
        """Whether the engine holds these clauses beside those already gathered, no more than `most`."""
        if len(self.clauses) + len(clauses) > most:
            return False
        new = Counter(signed for clause in clauses for signed in clause.body)
        if any(self.uses[signed] + count > USES for signed, count in new.items()):
            return False
        return len(self.uses) + sum(signed not in self.uses for signed in new) <= KEYS

    def add(self, group: tuple[str, ...], clauses: list[Clause]) -> None:
        self.keys += group
        self.clauses += clauses
        self.uses.update(signed for clause in clauses for signed in clause.body)

    def closed(self, made: Literals) -> list[Block]:
        if not self.clauses:
            return []
        by = {
            scope: tuple(c for c in self.clauses if made.scope[c.head] == scope) for scope in ("root", "part")
        }
        inside = (
            key
            for key in self.keys
            if Signed(key, False) in self.uses and key not in made.counted and made.scope[key] == self.span
        )
        return [Block(self.span, by["root"], by["part"], tuple(inside))]


def _too_large(made: Literals, group: tuple[str, ...], kb: KnowledgeBase) -> Problem:
    rules = sorted(made.firing[key].id for key in group if key in made.firing)
    where = kb.rules[rules[0]].where if rules else None
    return Problem(
        "kb-limit",
        f"{len(rules)} rules that depend on each other in a circle are more than the rule engine holds"
        if len(rules) > 1
        else "a rule has more conditions than the rule engine holds",
        where,
        "break the circle, or split the rule" + (": " if rules else "") + ", ".join(rules[:8]),
    )
