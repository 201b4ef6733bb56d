"""A case with what follows from it, and the engine at hand to confirm what is found about it."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from engine.commands import reading
from engine.frozen import frozen

if TYPE_CHECKING:
    from engine.advice.recommendation import Recommendation
    from engine.cases.model import Case
    from engine.inference.derivation import Derivation
    from engine.inference.infer import Inference
    from engine.inquiry.answers import Outlook
    from engine.knowledge.model import KnowledgeBase


@frozen
class Considered:
    """The knowledge base, the case, what follows from it, and the means to infer further cases."""

    kb: KnowledgeBase
    case: Case
    derivation: Derivation
    inference: Inference

    def outlooks(self) -> tuple[Outlook, ...]:
        """The exact status of every verdict. Raises CaseError and EngineError as `exact` does."""
        from engine.advice.exact import exact

        return exact(self.kb, self.case, self.derivation, self.inference.infer)


@contextmanager
def engine_ready(chosen: reading.Chosen) -> Iterator[tuple[KnowledgeBase, Inference]]:
    """The knowledge base, and the means to infer cases, the engine being in its own process until the end.

    Raises KnowledgeError.
    """
    from engine.inference.worker import Worker

    with Worker() as worker:  # it loads the engine while we read
        kb = reading.load_kb(chosen)
        worker.use(kb)
        from engine.inference.infer import Inference

        yield kb, Inference(kb, worker)


@contextmanager
def considering(chosen: reading.Chosen, file: str | None, settings: Sequence[str]) -> Iterator[Considered]:
    """Read both, infer, and keep the engine ready for more cases until the end.

    Raises what load_kb and load_case raise, EngineError and CertificateError.
    """
    with engine_ready(chosen) as (kb, inference):
        case = reading.load_case(kb, file, settings, chosen.row)
        gc.freeze()  # what was read stays: no search for garbage need go through it
        yield Considered(kb, case, inference.infer(case), inference)


def beside(recommendation: Recommendation, case: Case) -> Recommendation:
    """The recommendation with what would be said without its packs, which is inferred here.

    Raises KnowledgeError where the knowledge base is none without them, and what an inference raises.
    """
    from engine.advice.advise import advise
    from engine.advice.apart import apart, told_to, without_packs
    from engine.advice.exact import exact
    from engine.inference.infer import isolated

    kb = without_packs(recommendation.knowledge)
    told = told_to(kb, case)
    with isolated(kb) as inference:
        derivation = inference.infer(told)
        outlooks = exact(kb, told, derivation, inference.infer)
    alone = advise(kb, told, derivation, outlooks)
    return replace(recommendation, without_packs=apart(recommendation, alone), compared=True)


def today() -> str:
    """The day as the machine's clock claims, YYYY-MM-DD, in UTC as records have it."""
    from datetime import datetime, timezone

    return datetime.now(timezone.utc).strftime("%Y-%m-%d")
