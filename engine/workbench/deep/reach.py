"""How far it can reach that a rule fires otherwise than before."""

from __future__ import annotations

from collections.abc import Iterable

from engine.knowledge.model import KnowledgeBase, Rule
from engine.workbench.links import index, read


class Reach:
    """The links of the knowledge base, followed downwards."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self._kb, self._index = kb, index(kb)
        self.concluded = tuple(self._index.reaching)
        """The attributes about which rules conclude."""

    def touched(self, rules: Iterable[Rule]) -> frozenset[str]:
        """The attributes about which these rules conclude, or those that they may override or silence."""
        return frozenset(name for id in self._firing(rules) for name in self._kb.rules[id].attributes)

    def below(self, attributes: Iterable[str]) -> frozenset[str]:
        """These attributes, and all that can depend on them."""
        found: set[str] = set()
        waiting = set(attributes)
        while waiting:
            found |= waiting
            waiting = set(self.next(waiting)) - found
        return frozenset(found)

    def next(self, attributes: Iterable[str]) -> frozenset[str]:
        """The attributes that depend on these directly."""
        readers = {id for name in attributes for id in self._index.readers.get(name, ())}
        return self.touched(self._kb.rules[id] for id in readers)

    def above(self, rules: Iterable[Rule]) -> frozenset[str]:
        """All attributes on which it depends, directly or not, whether these rules' conditions hold."""
        found: set[str] = set()
        waiting = {name for rule in rules for name in read(rule)}
        while waiting:
            found |= waiting
            ids = {id for name in waiting for id in self._index.reaching.get(name, ())}
            ids |= {other for id in ids for other in self._index.overriders.get(id, ())}
            waiting = {name for id in ids for name in read(self._kb.rules[id])} - found
        return frozenset(found)

    def _firing(self, rules: Iterable[Rule]) -> set[str]:
        """The rules, and those whose firing depends on whether they fire."""
        found: set[str] = set()
        waiting = {rule.id for rule in rules}
        while waiting:
            found |= waiting
            waiting = {other for id in waiting for other in self._next(self._kb.rules[id])} - found
        return found

    def _next(self, rule: Rule) -> Iterable[str]:
        yield from rule.overrides
        if not rule.presumption:
            for name in rule.attributes:
                yield from (id for id in self._index.reaching[name] if self._kb.rules[id].presumption)
