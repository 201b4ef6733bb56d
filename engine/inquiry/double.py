"""Two knowledge bases over the same inputs: on which cases do they say something different?"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from engine.cases.model import Case
from engine.inquiry.ground import Ground
from engine.inquiry.slots import Pair, Slot, slots
from engine.inquiry.solver import CONFLICTS, Literal, Model, Solver
from engine.knowledge.model import KnowledgeBase


class Double:
    """Two ground programs that share their inputs: cases, whole or not, that both can read."""

    def __init__(
        self,
        old: KnowledgeBase,
        new: KnowledgeBase,
        parts: tuple[str, ...],
        conflicts: int = CONFLICTS,
        alike: Collection[str] = (),
    ) -> None:
        """`alike` are rules that fire alike in both, whatever the case: it spares the search."""
        self.solver = Solver(conflicts)
        mine = slots(old, parts, self.solver, new)
        others = slots(new, parts, self.solver, old)
        both = {pair: _alike(mine.get(pair, ()), theirs) for pair, theirs in others.items()}
        for pair, theirs in both.items():
            self._read_alike(mine.get(pair, ()), theirs)
        self.old = Ground(old, parts, True, self.solver, mine)
        self.new = Ground(new, parts, True, self.solver, both)
        for here, there in zip(self.old.layers, self.new.layers, strict=True):
            for one, other in here.alike(there, alike):
                self.solver.equal(one, other)
        for unknown in dict.fromkeys(s.unknown for each in (*mine.values(), *both.values()) for s in each):
            self.solver.prefer(unknown)

    def differ(self, goal: Pair) -> Model | None:
        """A case, of few facts, for which the goal has another verdict; None where there is none at all.

        Raises GaveUp.
        """
        return self.least([self.apart(goal)])

    def apart(self, goal: Pair) -> Literal:
        """A literal that holds where the goal has another verdict."""
        return self.old.formulas.apart(self.old.verdicts.get(goal, {}), self.new.verdicts.get(goal, {}))

    def kinds(self, goal: Pair, known: Iterable[tuple[str, str]] = ()) -> Iterator[tuple[str, str, Model]]:
        """Each pair of different verdicts that the goal has under the two, with a case of few facts for it.

        Those already known are left out. Raises GaveUp.
        """
        for before, here in self.old.verdicts[goal].items():
            for after, there in self.new.verdicts[goal].items():
                if before == after or (before, after) in known:
                    continue
                # One at a time, and first whether there is any: all together are searched for far longer.
                wanted = [self.old.formulas.both([here, there])]
                if self.solver.satisfiable(wanted) and (model := self.least(wanted)) is not None:
                    yield before, after, model

    def least(self, wanted: list[Literal]) -> Model | None:
        """A case, of subset-minimally many facts, in which this holds. Raises GaveUp."""
        return self.solver.least(wanted)

    def case(self, model: Model, name: str) -> Case:
        """The case of the answer set."""
        return self.old.case(model, name)

    def _read_alike(self, mine: tuple[Slot, ...], theirs: tuple[Slot, ...]) -> None:
        """What only one of them knows is out exactly where the set is stated whole, in words of both."""
        slots = {slot.unknown: slot for slot in (*mine, *theirs) if slot.member is not None}.values()
        alone = [slot for slot in slots if len(slot.options) == 1]
        if not alone:
            return
        whole = self.solver.atom()
        self.solver.choice(whole)
        for slot in slots:
            self.solver.forbid([whole, slot.unknown])
        for slot in alone:
            self.solver.forbid([-whole, -slot.unknown])


def _alike(mine: tuple[Slot, ...], theirs: tuple[Slot, ...]) -> tuple[Slot, ...]:
    """Their slots, those that are also mine as mine."""
    known = {slot.member: slot for slot in mine if slot.member is None or len(slot.options) == 2}
    return tuple(
        replace(known[slot.member], beyond=slot.beyond) if slot.member in known else slot for slot in theirs
    )
