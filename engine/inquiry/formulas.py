"""Conjunctions, disjunctions and counts of literals, as literals; what is true or false anyway folds away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.inquiry.solver import Literal, Solver


class Formulas:
    """Builds them into the program of the solver, the same one only once."""

    def __init__(self, solver: Solver) -> None:
        self.solver = solver
        self.true = solver.true
        self._known: dict[tuple[str, tuple[Literal, ...]], Literal] = {}

    def both(self, literals: Iterable[Literal]) -> Literal:
        """A literal that holds where all of these do."""
        wanted = tuple(sorted({literal for literal in literals if literal != self.true}))
        if -self.true in wanted:
            return -self.true
        if len(wanted) < 2:
            return wanted[0] if wanted else self.true
        atom = self._known.get(("both", wanted))
        if atom is None:
            atom = self._known["both", wanted] = self.solver.atom()
            self.solver.rule(atom, wanted)
        return atom

    def either(self, literals: Iterable[Literal]) -> Literal:
        """A literal that holds where some of these do."""
        wanted = tuple(sorted({literal for literal in literals if literal != -self.true}))
        if self.true in wanted:
            return self.true
        if len(wanted) < 2:
            return wanted[0] if wanted else -self.true
        atom = self._known.get(("either", wanted))
        if atom is None:
            atom = self._known["either", wanted] = self.solver.atom()
            for literal in wanted:
                self.solver.rule(atom, [literal])
        return atom

    def apart(self, one: Mapping[str, Literal], other: Mapping[str, Literal]) -> Literal:
        """A literal that holds where two goals, told by a literal for each verdict, differ in theirs."""
        false = -self.true
        return self.either(self.both([literal, -other.get(value, false)]) for value, literal in one.items())

    def several(self, count: int, literals: Iterable[Literal]) -> Literal:
        """A literal that holds where at least so many of these do, each counted as often as it is there."""
        wanted = [literal for literal in literals if literal != -self.true]
        count -= wanted.count(self.true)
        wanted = [literal for literal in wanted if literal != self.true]
        if count <= 0:
            return self.true
        if count > len(wanted):
            return -self.true
        atom = self.solver.atom()
        self.solver.at_least(atom, count, wanted)
        return atom
