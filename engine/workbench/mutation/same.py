"""What two knowledge bases that differ in one rule conclude alike, found step by step.

To show at once that two programs never give another verdict can take the solver very long; to show it of
one step of the reasoning, when the steps before are known to be alike, takes almost nothing. A rule that is
the same in both, and reads only what is alike, needs no solver at all.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.inquiry.double import Double
from engine.inquiry.solver import Literal
from engine.workbench.links import read


class Same:
    """What is the same in both programs. Every method raises GaveUp."""

    def __init__(self, double: Double, changed: str, known: frozenset[str]) -> None:
        """`changed` is the rule in which they differ; of those `known` it knows that they fire alike."""
        self._double, self._solver = double, double.solver
        self._kb = double.old.kb
        self._concluding: dict[str, list[str]] = {}
        self._ordinary: dict[str, list[str]] = {}
        self._overriding: dict[str, list[str]] = {}
        for kb in (double.old.kb, double.new.kb):
            for rule in kb.rules.values():
                for name in rule.attributes:
                    self._concluding.setdefault(name, []).append(rule.id)
                    if not rule.presumption:
                        self._ordinary.setdefault(name, []).append(rule.id)
                for loser in rule.overrides:
                    self._overriding.setdefault(loser, []).append(rule.id)
        # Even where it fires alike, the change may be of what the rule concludes, overrides or silences.
        self._other = {changed}
        self._asked: dict[tuple[str, frozenset[str]], bool] = {}
        for group in self._kb.components:
            rest = [id for id in group if id not in known]
            if changed in group or not all(map(self._follows, rest)):
                self._other.update(id for id in rest if not self._fires_alike(id))
            else:
                self._tell(pair for id in rest for pair in self._firings(id))

    def attribute(self, name: str) -> bool:
        """Whether all that is concluded about the attribute is."""
        mine = frozenset(self._other.intersection(self._concluding.get(name, ())))
        if not mine:
            return True
        if (name, mine) not in self._asked:
            self._asked[name, mine] = self._all(self._conclusions(name))
        return self._asked[name, mine]

    def _follows(self, id: str) -> bool:
        """Whether all on which the firing of the rule rests is the same."""
        rule = self._kb.rules[id]
        guards = list(self._overriding.get(id, ()))
        if rule.presumption:
            guards += self._ordinary.get(rule.then[0].attribute, ())
        return self._other.isdisjoint(guards) and all(map(self.attribute, read(rule)))

    def _fires_alike(self, id: str) -> bool:
        return id in self._double.new.kb.rules and self._all(self._firings(id))

    def _all(self, pairs: Iterator[tuple[Literal, Literal]]) -> bool:
        """Whether the two of each pair are; then the solver is told."""
        found = list(pairs)
        for one, other in found:
            if self._solver.satisfiable([one, -other]) or self._solver.satisfiable([-one, other]):
                return False
        self._tell(iter(found))
        return True

    def _tell(self, pairs: Iterator[tuple[Literal, Literal]]) -> None:
        for one, other in pairs:
            self._solver.equal(one, other)

    def _firings(self, id: str) -> Iterator[tuple[Literal, Literal]]:
        for old, new in zip(self._double.old.layers, self._double.new.layers, strict=True):
            for firing, fired in old.fired.items():
                if firing.rule == id:
                    yield fired, new.fired[firing]

    def _conclusions(self, name: str) -> Iterator[tuple[Literal, Literal]]:
        attribute = self._kb.attributes[name]
        rules = [*self._double.old.kb.rules.values(), *self._double.new.kb.rules.values()]
        values = dict.fromkeys(c.value for rule in rules for c in rule.then if c.attribute == name)
        for entity in self._double.old.entities(attribute.scope):
            for old, new in zip(self._double.old.layers, self._double.new.layers, strict=True):
                for value in values:
                    yield old.atom(entity, name, value), new.atom(entity, name, value)
