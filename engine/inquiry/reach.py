"""What no completion of a case has, and which facts exclude it."""

from __future__ import annotations

from collections.abc import Sequence

from engine.cases.model import ROOT, Fact
from engine.inference.derivation import Firing
from engine.inquiry.forcing import shrink
from engine.inquiry.inquiry import View
from engine.inquiry.slots import Pair
from engine.inquiry.solver import Literal


class Reach:
    """Looks through the completions of a case that has some. Each method raises GaveUp."""

    def __init__(self, view: View) -> None:
        self._view, self._solver = view, view.solver
        self._base = view.assume()

    def fires(self, firing: Firing) -> bool:
        """Whether the rule fires in some completion."""
        atom = self._view.ground.established.fired[firing]
        return self._solver.satisfiable([*self._base, atom])

    def without(self, goal: Pair, verdict: str) -> tuple[Fact, ...]:
        """A subset-minimal set of facts with which no completion has the verdict; none of the case has it."""
        atom = self._view.verdict(goal, verdict)
        return () if atom is None else self._excluding([atom])

    def stopping(self, firing: Firing) -> tuple[Fact, ...]:
        """A subset-minimal set of facts with which the rule fires in no completion; it does in none."""
        return self._excluding([self._view.ground.established.fired[firing]])

    def _excluding(self, wanted: Sequence[Literal]) -> tuple[Fact, ...]:
        view = self._view
        place = {part: index for index, part in enumerate((ROOT, *view.case.part_order))}
        order = sorted(view.given, key=lambda pair: place.get(pair[0], len(place)))
        found = shrink(self._solver, [*view.assume(()), *wanted], view.given, order)
        assert found is not None, "the facts of the case exclude it"
        return tuple(view.facts[pair] for pair in order if pair in found)
