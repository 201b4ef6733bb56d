"""A case put to the solver: its facts and unknowns as assumptions, and answer sets as cases again."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from engine.cases.model import Case, Fact
from engine.errors import CaseError, Problem
from engine.inquiry.answers import Supposed
from engine.inquiry.ground import Ground
from engine.inquiry.slots import Pair, Slot
from engine.inquiry.solver import CONFLICTS, Literal, Model, Solver
from engine.knowledge.model import KnowledgeBase


class Inquiry:
    """One case of a knowledge base; the ground programs are made when first needed."""

    def __init__(self, kb: KnowledgeBase, case: Case, conflicts: int = CONFLICTS) -> None:
        self.kb, self.case, self._conflicts = kb, case, conflicts
        self._facts = {(fact.entity, fact.attribute): fact for fact in case.facts}

    @cached_property
    def complete(self) -> View:
        """The case among its completions: every unknown has a value."""
        ground = Ground(self.kb, self.case.parts or (), solver=Solver(self._conflicts))
        return View(self.case, self._facts, ground, free=True)

    @cached_property
    def standing(self) -> View:
        """The case as things stand: what is unknown stays unknown, and presumptions work."""
        ground = Ground(self.kb, self.case.parts or (), bounds=True, solver=Solver(self._conflicts))
        return View(self.case, self._facts, ground, free=False)


class View:
    """The case over a ground program. `free`: the unknowns take values; else they stay unknown."""

    def __init__(self, case: Case, facts: dict[Pair, Fact], ground: Ground, free: bool) -> None:
        self.case, self.facts, self.ground, self.free = case, facts, ground, free
        self.solver = ground.solver
        self.given: dict[Pair, list[Literal]] = {}
        """Of every fact the literals that state it."""
        self.unknown: dict[Pair, list[Slot]] = {}
        """The inputs that are not stated whole, with the slots that are open."""
        for pair, slots in ground.slots.items():
            for slot in slots:
                literal = self._stated(slot)
                if literal is None:
                    self.unknown.setdefault(pair, []).append(slot)
                else:
                    self.given.setdefault(pair, []).append(literal)
        self.rest = [
            -slot.unknown if free else slot.unknown for slots in self.unknown.values() for slot in slots
        ]
        """What is assumed of the unknowns."""

    def assume(self, pairs: Iterable[Pair] | None = None) -> list[Literal]:
        """The facts (or those about these pairs; the others have any value), and the unknowns' state."""
        if pairs is None:
            return [*(literal for literals in self.given.values() for literal in literals), *self.rest]
        kept = set(pairs)
        found = []
        for pair, literals in self.given.items():
            found += literals if pair in kept else [-slot.unknown for slot in self.told(pair)]
        return [*found, *self.rest]

    def some(self) -> Model:
        """An answer set of the case. Raises CaseError where the facts allow none, GaveUp."""
        model = self.solver.solve(self.assume())
        if model is None:
            what = "whatever the unknowns are, the facts break a constraint of the knowledge base"
            raise CaseError(Problem("constraint", what, self.case.where))
        return model

    def verdict(self, goal: Pair, value: str) -> Literal | None:
        """The literal of the goal's having this verdict; None where it never can."""
        return self.ground.verdicts[goal].get(value)

    def verdict_in(self, model: Model, goal: Pair) -> str:
        """The verdict of the goal in the answer set."""
        return next(value for value, atom in self.ground.verdicts[goal].items() if model.holds(atom))

    def supposed(self, model: Model, pair: Pair, slots: Iterable[Slot]) -> Supposed:
        """What the answer set says in these slots of the pair."""
        return self.ground.supposed(model, pair, slots)

    def answers(self, model: Model, pairs: Iterable[Pair]) -> tuple[Supposed, ...]:
        """What the answer set says about these unknowns."""
        return tuple(self.supposed(model, pair, self.unknown[pair]) for pair in pairs)

    def literals(self, model: Model, slots: Iterable[Slot]) -> list[Literal]:
        """The atoms of the options that the answer set chose in the slots."""
        return [atom for slot in slots for _, atom in slot.options if model.holds(atom)]

    def told(self, pair: Pair) -> list[Slot]:
        """The slots about which the fact says something."""
        return [slot for slot in self.ground.slots[pair] if self._stated(slot) is not None]

    def _stated(self, slot: Slot) -> Literal | None:
        """The atom of what the case states in the slot, or None where it is open."""
        fact = self.facts.get(slot.pair)
        if fact is None:
            return None
        if slot.member is None:
            return next(atom for cell, atom in slot.options if cell.holds(fact.values[0]))
        if slot.member in fact.values:
            return slot.options[0][1]
        return slot.options[1][1] if slot.member in fact.excluded else None
