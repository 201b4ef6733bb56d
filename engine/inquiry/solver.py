"""Answer set solving over numbered atoms: the only importer of clingo.

Programs are given as ground rules over integers, never as text, so nothing that a knowledge base or a
case says can be read as a program. A literal is an atom, or minus an atom for its absence.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from itertools import islice
from typing import Any, TypeAlias

import clingo
from clingo.backend import HeuristicType

from engine.errors import EngineError, Problem
from engine.signals import undisturbed

Literal: TypeAlias = int
CONFLICTS = 100_000
"""How many wrong turns one question may take before it is given up: seconds, and the same everywhere."""
WORK = 50_000_000
"""How many questions, each counted as often as the program has atoms, before the rest is given up."""


class GaveUp(EngineError):
    """A question took more search than it may; nothing is known about its answer."""


class Model:
    """An answer set: which of the watched atoms hold. Copied out of the solver, so it stays true."""

    def __init__(self, true: frozenset[int]) -> None:
        self._true = true

    def holds(self, atom: int) -> bool:
        """Whether the watched atom holds in it."""
        return atom in self._true


class Solver:
    """A growing ground program, and questions to it under assumptions.

    Signals wait while clingo works: an exception within one of its callbacks would end the process at once.
    """

    def __init__(self, conflicts: int = CONFLICTS) -> None:
        self._control = clingo.Control(["--heuristic=Domain", "--warn=none"])
        self._conflicts = self._limit = conflicts
        configuration: Any = self._control.configuration
        self._solving = configuration.solve
        self._solving.solve_limit = str(conflicts)
        self._mode = ("", 0)
        self._atoms = self._work = 0
        self._backend: Any = None
        self._watched: list[int] = []
        self.true = self.atom()
        """An atom that always holds."""
        self.rule(self.true, ())

    # Building

    def atom(self) -> int:
        """A new atom, false until some rule concludes it."""
        self._atoms += 1
        return self._open().add_atom()

    def watch(self, atom: int) -> int:
        """Have models tell of the atom."""
        self._watched.append(atom)
        return atom

    def rule(self, head: int, body: Iterable[Literal]) -> None:
        """The head holds where the whole body does."""
        self._open().add_rule([head], list(body))

    def forbid(self, body: Iterable[Literal]) -> None:
        """Not the whole body."""
        self._open().add_rule([], list(body))

    def equal(self, one: Literal, other: Literal) -> None:
        """Both or neither."""
        self.forbid([one, -other])
        self.forbid([-one, other])

    def choice(self, atom: int) -> None:
        """The atom may hold or not."""
        self._open().add_rule([atom], [], True)

    def at_least(self, head: int, count: int, body: Iterable[Literal]) -> None:
        """The head holds where at least so many literals of the body do (the body has no repetition)."""
        self._open().add_weight_rule([head], count, [(literal, 1) for literal in body])

    def prefer(self, literal: Literal) -> None:
        """In `minimal`, have the literal hold where it can."""
        against = self.atom()
        self.rule(against, [-literal])
        self.prefer_false(against)

    def prefer_false(self, atom: int) -> None:
        """In `minimal`, keep the atom false where it can be."""
        self._open().add_heuristic(atom, HeuristicType.False_, 1, 1, [])

    # Asking

    def solve(self, assumptions: Sequence[Literal], atoms: Iterable[int] | None = None) -> Model | None:
        """Some answer set under the assumptions, telling of these atoms if named; or None. Raises GaveUp."""
        with closing(self._models(assumptions, "auto", 1, atoms)) as models:
            return next(models, None)

    def satisfiable(self, assumptions: Sequence[Literal]) -> bool:
        """Whether there is an answer set under the assumptions; faster than to have it. Raises GaveUp."""
        self._ready("auto", 1)
        with undisturbed(), self._control.solve(assumptions=list(assumptions), yield_=True) as handle:
            result = handle.get()
            self._decided(result)
            return bool(result.satisfiable)

    def minimal(
        self, assumptions: Sequence[Literal], most: int | None = None, conflicts: int | None = None
    ) -> Iterator[Model]:
        """Answer sets, one for each subset-minimal set of the preferred atoms that hold, or so many of them.

        Raises GaveUp, after so many wrong turns if they are told.
        """
        with closing(self._models(assumptions, "domRec", 0, conflicts=conflicts)) as models:
            yield from islice(models, most)

    def least(self, assumptions: Sequence[Literal]) -> Model | None:
        """One such answer set, or None. Raises GaveUp."""
        found = tuple(self.minimal(assumptions, 1))
        return found[0] if found else None

    def core(self, assumptions: Sequence[Literal]) -> tuple[Literal, ...] | None:
        """Some of the assumptions that allow no answer set together; None where all of them do.

        Not minimal. Raises GaveUp.
        """
        self._ready("auto", 1)
        with undisturbed(), self._control.solve(assumptions=list(assumptions), yield_=True) as handle:
            result = handle.get()
            self._decided(result)
            return tuple(handle.core()) if result.unsatisfiable else None

    def _models(
        self,
        assumptions: Sequence[Literal],
        mode: str,
        count: int,
        atoms: Iterable[int] | None = None,
        conflicts: int | None = None,
    ) -> Generator[Model]:
        self._ready(mode, count, conflicts)
        watched = self._watched if atoms is None else tuple(atoms)
        handle: clingo.SolveHandle | None = None
        try:
            with undisturbed():
                handle = self._control.solve(assumptions=list(assumptions), yield_=True)
            while (model := _next(handle)) is not None:
                yield Model(frozenset(atom for atom in watched if model.is_true(atom)))
            with undisturbed():
                result = handle.get()
            self._decided(result, count == 0)
        finally:
            if handle is not None:
                with undisturbed():
                    handle.__exit__(None, None, None)  # type: ignore[no-untyped-call]

    def _ready(self, mode: str, count: int, conflicts: int | None = None) -> None:
        self._close()
        limit = self._conflicts if conflicts is None else min(conflicts, self._conflicts)
        if self._limit != limit:
            self._limit = limit
            self._solving.solve_limit = str(limit)
        self._work += self._atoms
        if self._work > WORK:
            raise _gave_up(f"{self._work // self._atoms} questions")
        if self._mode != (mode, count):
            self._mode = mode, count
            self._solving.enum_mode, self._solving.models = mode, count

    def _decided(self, result: clingo.SolveResult, whole: bool = False) -> None:
        """Raises GaveUp, also where it found something but was to find all."""
        if result.interrupted or result.unknown or (whole and not result.exhausted):
            raise _gave_up(f"{self._limit} conflicts")

    def _open(self) -> clingo.Backend:
        if self._backend is None:
            self._backend = self._control.backend()
            self._backend.__enter__()
        backend: clingo.Backend = self._backend
        return backend

    def _close(self) -> None:
        if self._backend is not None:
            # clasp numbers its own atoms from behind the last one it has seen in a rule; an atom that it
            # never saw, since its rule can never apply, would be taken for one of them. So it sees one more.
            self.rule(self.atom(), ())
            self._backend.__exit__(None, None, None)
            self._backend = None


def _next(handle: clingo.SolveHandle) -> clingo.Model | None:
    with undisturbed():
        handle.resume()
        return handle.model()


def _gave_up(after: str) -> GaveUp:
    what = f"the solver gave up after {after}"
    return GaveUp(Problem("gave-up", what, None, "state more facts, and it has less to search"))
