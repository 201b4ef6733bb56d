"""The exact status of a case's verdicts, found by solving where the bounds leave it open."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from engine.advice.standing import Standings
from engine.advice.unknowns import Slices
from engine.cases.model import Case
from engine.inference.derivation import Derivation, Verdict
from engine.inquiry.answers import Outlook
from engine.inquiry.verdicts import OPEN, by_bounds
from engine.knowledge.model import KnowledgeBase

if TYPE_CHECKING:
    from engine.inquiry.confirm import Infer
    from engine.inquiry.slots import Pair


def exact(kb: KnowledgeBase, case: Case, derivation: Derivation, infer: Infer) -> tuple[Outlook, ...]:
    """The outlook of every verdict of the derivation, in its order.

    `infer` confirms whatever the solver finds. Raises CaseError where the facts break a constraint
    whatever the unknowns are, EngineError where the solvers disagree.
    """
    if not any(verdict.status in OPEN for verdict in derivation.verdicts):
        return tuple(by_bounds(verdict) for verdict in derivation.verdicts)
    from engine.inquiry.inquiry import Inquiry
    from engine.inquiry.outlooks import outlooks

    own = Slices(Standings(kb, case, derivation))

    def undecided(case: Case, other: Derivation, verdict: Verdict) -> Collection[Pair]:
        return (own if other is derivation else Slices(Standings(kb, case, other))).of(verdict)

    return outlooks(Inquiry(kb, case), derivation, infer, undecided)
