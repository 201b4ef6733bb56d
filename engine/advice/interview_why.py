"""What a question is good for: the rules between it and a verdict, from the question upwards."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cached_property
from typing import TypeAlias

from engine.advice.speech import Speech
from engine.cases.model import ROOT
from engine.errors import Where
from engine.frozen import frozen
from engine.inference.derivation import Firing
from engine.inquiry.slots import Pair
from engine.knowledge.conditions import InRange, OneOf, walk
from engine.knowledge.model import Rule


@frozen
class Link:
    """One rule on the way: what it says, and about whom."""

    rule: str
    title: str
    where: Where
    says: str


Node: TypeAlias = Pair | Firing


class Chains:
    """Ways from unknowns to verdicts through the rules that are still undecided."""

    def __init__(self, speech: Speech) -> None:
        self.speech, self.kb, self.standings = speech, speech.kb, speech.standings

    def chain(self, unknown: Pair, goals: Collection[Pair]) -> tuple[Link, ...]:
        """The shortest way from the unknown to one of these verdicts; () where it is none."""
        before: dict[Node, Node | None] = {unknown: None}
        waiting: list[Node] = [unknown]
        for node in waiting:
            if not isinstance(node, Firing) and node in goals:
                return tuple(map(self._link, self._way(node, before)))
            for after in self._after(node):
                if after not in before:
                    before[after] = node
                    waiting.append(after)
        return ()

    @staticmethod
    def _way(node: Node, before: dict[Node, Node | None]) -> list[Firing]:
        way: list[Firing] = []
        at: Node | None = node
        while at is not None:
            if isinstance(at, Firing):
                way.append(at)
            at = before[at]
        return way[::-1]

    def _after(self, node: Node) -> Iterator[Node]:
        """What depends on it directly."""
        if not isinstance(node, Firing):
            yield from (firing for firing in self._reading(node) if self._undecided(firing))
            return
        rule = self.kb.rules[node.rule]
        yield from ((node.entity, name) for name in rule.attributes)
        for loser in rule.overrides:
            yield from self._of(self.kb.rules[loser], node.entity)
        if not rule.presumption:
            for name in rule.attributes:
                for other in self.standings.rules_about.get(name, ()):
                    if other.presumption:
                        yield Firing(other.id, node.entity)

    def _reading(self, pair: Pair) -> Iterator[Firing]:
        entity, name = pair
        for rule in self._readers.get(name, ()):
            yield from self._of(rule, entity)

    def _of(self, rule: Rule, entity: str) -> Iterator[Firing]:
        """The firings of the rule for which the entity counts."""
        if rule.scope == "root":
            yield Firing(rule.id, ROOT)
        else:
            yield from (Firing(rule.id, part) for part in ((entity,) if entity else self.standings.parts))

    def _undecided(self, firing: Firing) -> bool:
        return self.standings.of_firing(firing) in ("established", "open")

    @cached_property
    def _readers(self) -> dict[str, list[Rule]]:
        """The rules that read each attribute, in the order of the files."""
        found: dict[str, dict[str, Rule]] = {}
        for rule in self.kb.rules.values():
            names = {test.attribute for test, _ in walk(rule.when) if isinstance(test, OneOf | InRange)}
            names |= {conclusion.member_of for conclusion in rule.then if conclusion.member_of}
            for name in names:
                found.setdefault(name, {})[rule.id] = rule
        return {name: list(rules.values()) for name, rules in found.items()}

    def _link(self, firing: Firing) -> Link:
        rule, speech = self.kb.rules[firing.rule], self.speech
        when, then = speech.condition(rule.when, firing.entity), speech.conclusions(rule, firing.entity)
        how = "it is presumed that " if rule.presumption else ""
        says = f"{how}{then}" if when == "always" else f"if {when}, then {how}{then}"
        return Link(rule.id, rule.title, rule.where, says)
