"""One mutant, and what is said of cases with its change."""

from __future__ import annotations

from functools import cached_property

from engine.cases.model import Case
from engine.inference.derivation import Derivation
from engine.inference.infer import Inference
from engine.inference.prepared import Ready
from engine.knowledge.model import KnowledgeBase
from engine.workbench.mutation.cone import ready
from engine.workbench.mutation.mutants import Mutant
from engine.workbench.mutation.replay import Base, Known, Models, State


class Changing:
    """A mutant made ready as far as it is needed."""

    def __init__(self, base: Base, mutant: Mutant) -> None:
        self._base, self.mutant = base, mutant

    @cached_property
    def kb(self) -> KnowledgeBase:
        """The changed knowledge base."""
        return self.mutant.kb

    @cached_property
    def _cone(self) -> Ready:
        return ready(self.kb, self._base.links, self.mutant.reach)

    @cached_property
    def _known(self) -> Known:
        return Known()

    @cached_property
    def _inference(self) -> Inference:
        return Inference(self.kb, self._known)

    def models(self, of: State) -> Models:
        """The models of the case with the change."""
        return of.after(self.mutant.reach, self._cone)

    def derivation(self, case: Case, models: Models) -> Derivation:
        """The derivation of the case with these models, certified. Raises EngineError, CertificateError."""
        self._known.found = models.established
        return self._inference.infer(case)
