"""Which unknowns can change a verdict, exactly: two completions that differ in one answer.

Answers that a constraint ties to it, directly or through others, may differ with it. What is named by a
subset-minimal set of answers can, by itself, unless a constraint forbids; the rest is asked of a program
that holds the knowledge base twice.
"""

from __future__ import annotations

from collections.abc import Iterable

from engine.cases.model import ROOT
from engine.inquiry.ground import Ground
from engine.inquiry.inquiry import View
from engine.inquiry.slots import Pair
from engine.inquiry.solver import Literal
from engine.knowledge.conditions import InRange, OneOf, walk
from engine.knowledge.model import KnowledgeBase


class Twin:
    """The completions of a case in pairs that differ in one answer, and what is tied to it, only."""

    def __init__(self, view: View) -> None:
        ground = view.ground
        self._view = view
        self._other = Ground(ground.kb, ground.parts, solver=ground.solver)
        solver = ground.solver
        self._differing: dict[Pair, Literal] = {}
        self._moved = {pair: solver.atom() for pair in view.unknown}
        tied = _tied(ground.kb, ground.parts)
        for atom in self._moved.values():
            solver.choice(atom)
        for pair, slots in ground.slots.items():
            loose = [self._moved[other] for other in sorted(tied.get(pair, (pair,))) if other in self._moved]
            stays = [-atom for atom in loose]
            for mine, others in zip(slots, self._other.slots[pair], strict=True):
                for (_, here), (_, there) in zip(mine.options, others.options, strict=True):
                    solver.forbid([here, -there, *stays])
                solver.forbid([others.unknown])

    def matters(self, unknown: Pair, goal: Pair) -> bool:
        """Whether another answer to it can change the verdict of the goal. Raises GaveUp."""
        assumed = [*self._view.assume(), *self._given(), *self._moving(unknown)]
        return self._view.solver.satisfiable([*assumed, self._differs(goal)])

    def _differs(self, goal: Pair) -> Literal:
        """A literal that holds where the two have different verdicts."""
        if goal not in self._differing:
            mine = self._view.ground
            self._differing[goal] = mine.formulas.apart(mine.verdicts[goal], self._other.verdicts[goal])
        return self._differing[goal]

    def _given(self) -> list[Literal]:
        """The facts, in the second program too."""
        return [
            there
            for pair, literals in self._view.given.items()
            for mine, others in zip(self._view.ground.slots[pair], self._other.slots[pair], strict=True)
            for (_, here), (_, there) in zip(mine.options, others.options, strict=True)
            if here in literals
        ]

    def _moving(self, unknown: Pair) -> list[Literal]:
        return [atom if pair == unknown else -atom for pair, atom in self._moved.items()]


def _tied(kb: KnowledgeBase, parts: tuple[str, ...]) -> dict[Pair, frozenset[Pair]]:
    """For each input that constraints read, all that they tie it to, itself too."""
    found: dict[Pair, frozenset[Pair]] = {}
    for constraint in kb.constraints:
        names = {test.attribute for test, _ in walk(constraint.never) if isinstance(test, OneOf | InRange)}
        alone = constraint.scope == "part"
        for group in ([part] for part in parts) if alone else [parts]:
            tied = set(_pairs(kb, names, group))
            for pair in tuple(tied):
                tied |= found.get(pair, frozenset())
            found.update((pair, frozenset(tied)) for pair in tied)
    return found


def _pairs(kb: KnowledgeBase, names: Iterable[str], parts: Iterable[str]) -> Iterable[Pair]:
    for name in names:
        if kb.attributes[name].scope == "root":
            yield ROOT, name
        else:
            yield from ((part, name) for part in parts)
