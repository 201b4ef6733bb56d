"""What the solver found is told only after the engine and the checker said the same of its witness."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from engine.cases.model import Case
from engine.errors import EngineError, Problem
from engine.inference.derivation import Derivation
from engine.inquiry.slots import Pair
from engine.inquiry.verdicts import named

Infer: TypeAlias = Callable[[Case], Derivation]
"""The certified derivation of a case, as `Inference.infer` gives it."""


class Confirmer:
    """Infers witnesses, each once, and compares their verdicts with what was found."""

    def __init__(self, infer: Infer) -> None:
        self._infer = infer
        self._known: dict[Case, Derivation] = {}

    def confirm(self, witness: Case, goal: Pair, verdict: str) -> Derivation:
        """The derivation of the witness. Raises EngineError where its verdict is another one."""
        if witness not in self._known:
            self._known[witness] = self._infer(witness)
        derivation = self._known[witness]
        found = named(derivation.verdict(*goal))
        if found != verdict:
            what = f"two solvers disagree about {goal[1]}: one found {verdict}, the other {found}"
            raise EngineError(Problem("disagreement", what, None, "please report it with the case"))
        return derivation
