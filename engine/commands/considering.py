"""A case that is looked at more than once: the engine stays at hand to confirm what the solver finds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from engine.commands.reading import load_case, load_kb
from engine.frozen import frozen

if TYPE_CHECKING:
    from engine.cases.model import Case
    from engine.inference.derivation import Derivation
    from engine.inference.infer import Inference
    from engine.knowledge.model import KnowledgeBase


@frozen
class Considered:
    """The knowledge base, the case, what follows from it, and the means to infer further cases."""

    kb: KnowledgeBase
    case: Case
    derivation: Derivation
    inference: Inference


@contextmanager
def engine_ready(directory: str | None) -> Iterator[tuple[KnowledgeBase, Inference]]:
    """The knowledge base, and the means to infer cases, the engine being in its own process until the end.

    Raises KnowledgeError.
    """
    from engine.inference.worker import Worker

    with Worker() as worker:  # it loads the engine while we read
        kb = load_kb(directory)
        worker.use(kb)
        from engine.inference.infer import Inference

        yield kb, Inference(kb, worker)


@contextmanager
def considering(directory: str | None, file: str | None, settings: Sequence[str]) -> Iterator[Considered]:
    """As `consider`, with the engine, in its own process, ready for more cases until the end.

    Raises what load_kb and load_case raise, EngineError and CertificateError.
    """
    from engine.inference.worker import Worker

    with Worker() as worker:  # it loads the engine while we read
        kb = load_kb(directory)
        worker.use(kb)
        case = load_case(kb, file, settings)
        from engine.inference.infer import Inference

        inference = Inference(kb, worker)
        yield Considered(kb, case, inference.infer(case), inference)
