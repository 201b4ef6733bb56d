"""The exact status of a case's verdicts, found by solving where the bounds leave it open."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from engine.advice.standing import Standings
from engine.advice.unknowns import could_matter
from engine.cases.model import Case
from engine.inference.derivation import Derivation, Verdict
from engine.inquiry.answers import Outlook
from engine.knowledge.model import KnowledgeBase

if TYPE_CHECKING:
    from engine.inquiry.confirm import Infer
    from engine.inquiry.slots import Pair

OPEN = ("provisional", "undetermined")


def exact(kb: KnowledgeBase, case: Case, derivation: Derivation, infer: Infer) -> tuple[Outlook, ...]:
    """The outlook of every verdict of the derivation, in its order.

    `infer` confirms whatever the solver finds. Raises CaseError where the facts break a constraint
    whatever the unknowns are, EngineError where the solvers disagree.
    """
    from engine.inquiry.inquiry import Inquiry
    from engine.inquiry.outlooks import outlooks

    def undecided(case: Case, derivation: Derivation, verdict: Verdict) -> Collection[Pair]:
        return could_matter(Standings(kb, case, derivation), verdict)

    return outlooks(Inquiry(kb, case), derivation, infer, undecided)
