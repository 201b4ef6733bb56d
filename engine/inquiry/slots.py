"""The inputs of a ground program: what may be stated about each entity, or be unknown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from engine.cases.model import ROOT
from engine.frozen import frozen
from engine.inquiry.cells import Cell, cells
from engine.inquiry.solver import Solver
from engine.knowledge.conditions import Value
from engine.knowledge.model import KnowledgeBase

Pair: TypeAlias = tuple[str, str]
"""(entity, attribute)."""
IN, OUT = Cell(True), Cell(False)


@frozen
class Slot:
    """One thing that is stated or unknown: a single-valued input, or one member of a set.

    `options` are the values it may have (of a member: IN, OUT) with their atoms; `unknown` is the atom of
    its being unknown. Exactly one of all these atoms holds.
    """

    pair: Pair
    member: Value | None
    options: tuple[tuple[Cell, int], ...]
    unknown: int
    beyond: tuple[Cell, ...] = ()
    """Values that are not, or not all, among its options, and that it may have while it is unknown."""

    def values(self) -> Iterator[tuple[Cell, int]]:
        """The values of the attribute that it may contribute, each with its atom."""
        if self.member is None:
            yield from self.options
        else:
            yield from ((Cell(self.member), atom) for side, atom in self.options if side == IN)


Slots: TypeAlias = dict[Pair, tuple[Slot, ...]]
"""The slots of every asked attribute of every entity: in the vocabulary's order, then the parts'."""


def slots(
    kb: KnowledgeBase, parts: tuple[str, ...], solver: Solver, other: KnowledgeBase | None = None
) -> Slots:
    """The slots of the knowledge base; with another one, no values but those that both can read."""
    found: Slots = {}
    own = {} if other is None else cells(kb)
    for name, known in cells(kb, other).items():
        attribute = kb.attributes[name]
        for entity in (ROOT,) if attribute.scope == "root" else parts:
            pair = (entity, name)
            if attribute.type == "set":
                both = {cell.value for cell in known}
                # What only one of them knows is out where the set is stated whole.
                alone = (OUT,) if known else ()
                found[pair] = tuple(
                    _slot(solver, pair, member, (IN, OUT))
                    if member in both
                    else _slot(solver, pair, member, alone, (Cell(member),))
                    for member in attribute.values
                )
            else:
                found[pair] = (_slot(solver, pair, None, known, own.get(name, ())),)
    return found


def _slot(
    solver: Solver,
    pair: Pair,
    member: Value | None,
    options: tuple[Cell, ...],
    beyond: tuple[Cell, ...] = (),
) -> Slot:
    atoms = [solver.watch(solver.atom()) for _ in range(len(options) + 1)]
    for atom in atoms:
        solver.choice(atom)
    solver.forbid([-atom for atom in atoms])
    several = solver.atom()
    solver.at_least(several, 2, atoms)
    solver.forbid([several])
    return Slot(pair, member, tuple(zip(options, atoms[:-1], strict=True)), atoms[-1], beyond)
