"""A knowledge base and the parts of a case as one ground program, whatever the case states.

Inputs are choices; what is stated, and whether an unknown stays unknown, is said by assumptions only, so
one program serves every inquiry about the case. docs/semantics.md is followed model by model: E alone
suffices where every input has a value, since then F = E = P; with `bounds` the program has all three.
"""

from __future__ import annotations

from collections.abc import Iterable

from engine.cases.model import ROOT, Case
from engine.inference.derivation import CONFLICT
from engine.inquiry.answers import NOT_APPLICABLE, UNDETERMINED, Supposed
from engine.inquiry.cells import Cell
from engine.inquiry.formulas import Formulas
from engine.inquiry.layer import Layer
from engine.inquiry.slots import Pair, Slot, Slots, slots
from engine.inquiry.solver import Model, Solver
from engine.inquiry.supposed import suppose
from engine.knowledge.conditions import Value
from engine.knowledge.model import KnowledgeBase


class Ground:
    """The program of a knowledge base over these parts."""

    def __init__(
        self,
        kb: KnowledgeBase,
        parts: tuple[str, ...],
        bounds: bool = False,
        solver: Solver | None = None,
        inputs: Slots | None = None,
    ) -> None:
        self.kb, self.parts, self.solver = kb, parts, solver or Solver()
        self.formulas = Formulas(self.solver)
        self.slots = slots(kb, parts, self.solver) if inputs is None else inputs
        self.established = self._layer()
        """What is established as things stand."""
        self.possible: Layer | None = None
        self.layers = [self.established]
        """The models: established; with `bounds`, firm and possible too."""
        if bounds:
            firm, self.possible = self._against(self._layer(firm=True), self._layer(imagined=True))
            self.layers += [firm, self.possible]
        for layer in self.layers:
            layer.declare()
        for layer in self.layers:
            layer.conclude()
        self._forbid()
        self.verdicts: dict[Pair, dict[str, int]] = {
            (entity, goal.attribute): self._judge(entity, goal.attribute)
            for goal in kb.goals
            for entity in self.entities(goal.scope)
        }
        """By goal, for each verdict it can have the atom that says so."""

    def entities(self, scope: str) -> tuple[str, ...]:
        """The entities of the scope."""
        return (ROOT,) if scope == "root" else self.parts

    def supposed(self, model: Model, pair: Pair, slots: Iterable[Slot]) -> Supposed:
        """What the answer set says in these slots of the pair, those left out that are unknown."""
        inside: list[Value] = []
        excluded: list[Value] = []
        cell: Cell | None = None
        for slot in slots:
            for chosen, _ in (option for option in slot.options if model.holds(option[1])):
                if slot.member is None:
                    inside.append(chosen.value)
                    cell = chosen if self.kb.attributes[pair[1]].type == "number" else None
                else:
                    (inside if chosen.value else excluded).append(slot.member)
        return Supposed(*pair, tuple(inside), tuple(excluded), cell)

    def case(self, model: Model, name: str) -> Case:
        """The case that the answer set describes."""
        told = (self.supposed(model, pair, slots) for pair, slots in self.slots.items())
        stated = (each for each in told if each.values or each.excluded)
        return suppose(Case(name, (), self.parts or None, part_order=self.parts), self.kb, stated)

    def _layer(self, firm: bool = False, imagined: bool = False) -> Layer:
        return Layer(self.kb, self.parts, self.slots, self.formulas, firm, imagined)

    @staticmethod
    def _against(firm: Layer, possible: Layer) -> tuple[Layer, Layer]:
        firm.against, possible.against = possible, firm
        return firm, possible

    def _forbid(self) -> None:
        """No case that violates a constraint firmly."""
        known, _ = self._against(self._layer(firm=True), self._layer(imagined=True))
        for constraint in self.kb.constraints:
            for entity in self.entities(constraint.scope):
                violated = known.condition(constraint.never, entity)
                if violated != -self.solver.true:
                    self.solver.forbid([violated])

    def _judge(self, entity: str, name: str) -> dict[str, int]:
        goal, attribute = self.kb.goal(name), self.kb.attributes[name]
        held = {str(v): self.established.atom(entity, name, v) for v in attribute.values}
        clash = self.formulas.several(2, held.values())
        nothing = -self.formulas.either(held.values())
        other = goal.otherwise.value if goal.otherwise else None
        rules = {value: [[atom, -clash]] for value, atom in held.items()}
        rules[CONFLICT] = [[clash]]
        if self.possible is not None:
            possible = (self.possible.atom(entity, name, v) for v in attribute.values if v != other)
            open_ = self.formulas.either(possible)
            rules[UNDETERMINED] = [[nothing, open_]]
            nothing = self.formulas.both([nothing, -open_])
        rules.setdefault(NOT_APPLICABLE if other is None else other, []).append([nothing])
        found = {}
        for value, bodies in rules.items():
            bodies = [[x for x in body if x != self.solver.true] for body in bodies]
            bodies = [body for body in bodies if -self.solver.true not in body]
            if bodies:
                found[value] = self.solver.watch(self.solver.atom())
                for body in bodies:
                    self.solver.rule(found[value], body)
        return found
