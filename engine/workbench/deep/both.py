"""A knowledge base beside its copy from which anything can be left out: where do the two differ?"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import cached_property

from engine.cases.model import ROOT
from engine.inference.derivation import Firing
from engine.inquiry.double import Double
from engine.inquiry.solver import Literal
from engine.knowledge.conditions import Value
from engine.knowledge.model import Rule
from engine.workbench.deep.edits import Edited
from engine.workbench.deep.finding import Pair
from engine.workbench.links import shown


class Both:
    """The two over the cases with these parts."""

    def __init__(self, edited: Edited, parts: tuple[str, ...], conflicts: int) -> None:
        self.kb, self.parts = edited.plain, parts
        self.double = Double(edited.plain, edited.copy, parts, conflicts)
        self.solver, self.formulas = self.double.solver, self.double.old.formulas
        self._alike: dict[str, Literal] = {}
        self._values: dict[str, dict[Value, None]] = {}
        for rule in self.kb.rules.values():
            for conclusion in rule.then:
                self._values.setdefault(conclusion.attribute, {})[conclusion.value] = None
        self._kept: dict[str, Literal] = {}
        for key in edited.keys:
            (slot,) = self.double.old.slots[ROOT, key]
            self.solver.forbid([slot.unknown])
            self._kept[key] = slot.options[0][1]

    def entity(self, scope: str) -> str | None:
        """An entity of the scope, as good as any other of it; None where there is none."""
        return ROOT if scope == "root" else next(iter(self.parts), None)

    def left_out(self, keys: Iterable[str] = ()) -> list[Literal]:
        """What says that these are left out of the copy, and nothing else."""
        out = {key: self.double.old.slots[ROOT, key][0].options[1][1] for key in keys}
        return list({**self._kept, **out}.values())

    def unknown_but(self, attributes: Collection[str]) -> list[Literal]:
        """What says that all inputs but these attributes are unknown."""
        return [
            slot.unknown
            for (_, name), slots in self.double.old.slots.items()
            if name not in attributes and name not in self._kept
            for slot in slots
        ]

    def possible(self, wanted: Literal, known: list[Literal]) -> bool:
        """Whether there is a case in which it holds, this being known. Raises GaveUp."""
        return wanted != -self.solver.true and self.solver.satisfiable([wanted, *known])

    @cached_property
    def apart(self) -> Literal:
        """A verdict or a shown value of the copy is another one."""
        alike = (ROOT, *self.parts[:1])  # of the parts one is as good as any other
        ways = [self.double.apart(goal) for goal in self.double.old.verdicts if goal[0] in alike]
        for name in shown(self.kb):
            entity = self.entity(self.kb.attributes[name].scope)
            if entity is not None:
                ways.append(self._unlike((entity, name)))
        return self.formulas.either(ways)

    def unlike(self, attributes: Iterable[str]) -> Literal:
        """What is concluded about these attributes, or could be or must be, is in one of the two only."""
        ways = []
        for name in attributes:
            entity = self.entity(self.kb.attributes[name].scope)
            if entity is not None:
                ways.append(self._unlike((entity, name), bounds=True))
        return self.formulas.either(ways)

    def alike(self, attributes: Iterable[str]) -> list[Literal]:
        """What says that these attributes are the same in both, which must be known of them."""
        return [self._same(name) for name in attributes]

    def _same(self, name: str) -> Literal:
        """A literal that, assumed, makes the attribute the same in both, bounds and all."""
        if name not in self._alike:
            same = self._alike[name] = self.solver.atom()
            self.solver.choice(same)
            for entity in self.double.old.entities(self.kb.attributes[name].scope):
                for mine, theirs in self._atoms((entity, name), bounds=True):
                    self.solver.forbid([same, mine, -theirs])
                    self.solver.forbid([same, -mine, theirs])
        return self._alike[name]

    def _unlike(self, pair: Pair, bounds: bool = False) -> Literal:
        """Some value is concluded in one of the two only; with `bounds`, or is firm, or possible."""
        ways = []
        for mine, theirs in self._atoms(pair, bounds):
            ways += [self.formulas.both([mine, -theirs]), self.formulas.both([-mine, theirs])]
        return self.formulas.either(ways)

    def _atoms(self, pair: Pair, bounds: bool) -> Iterator[tuple[Literal, Literal]]:
        """The literals of each value that rules conclude, in the one and in the other."""
        old, new = self.double.old, self.double.new
        layers = list(zip(old.layers, new.layers, strict=True))[: None if bounds else 1]
        for value in self._values.get(pair[1], ()):
            yield from ((mine.atom(*pair, value), theirs.atom(*pair, value)) for mine, theirs in layers)

    def firing_apart(self, rule: Rule) -> Literal:
        """The rule fires in only one of the two."""
        formulas, entity = self.formulas, self.entity(rule.scope)
        if entity is None:
            return -self.solver.true
        firing = Firing(rule.id, entity)
        here, there = self.double.old.established.fired[firing], self.double.new.established.fired[firing]
        return formulas.either([formulas.both([here, -there]), formulas.both([-here, there])])
