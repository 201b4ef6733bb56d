"""What follows from a case: run the engine, rebuild the derivation, have it checked."""

from __future__ import annotations

import gc
from typing import Protocol

from engine.cases.model import Atom, Case
from engine.inference.build import build
from engine.inference.certificate import certify
from engine.inference.derivation import Derivation, Firing
from engine.inference.prepared import prepare
from engine.inference.worker import Worker
from engine.knowledge.model import KnowledgeBase


class Fires(Protocol):
    """Anything that finds the firings of a case: the engine in this process, or in a worker."""

    def run(self, case: Case) -> tuple[tuple[Firing, ...], tuple[Atom, ...]]:
        """The firings in their order, and the atoms they concluded."""

    def close(self) -> None:
        """Free everything."""


class Inference:
    """A knowledge base made ready once; `infer` may then be called for any number of cases."""

    def __init__(self, kb: KnowledgeBase, engine: Fires) -> None:
        self._kb, self._engine = kb, engine
        self._ready = prepare(kb)

    def infer(self, case: Case) -> Derivation:
        """The certified derivation of the case.

        Raises EngineError where the engine misbehaves, CertificateError where the proof is not accepted.
        """
        collects = gc.isenabled()
        gc.disable()  # or collections in between would walk the whole knowledge base, again and again
        try:
            fired, atoms = self._engine.run(case)
            derivation = build(self._ready, case, fired, atoms)
            certify(self._kb, case, derivation)
            return derivation
        finally:
            if collects:
                gc.enable()

    def __enter__(self) -> Inference:
        return self

    def __exit__(self, *_: object) -> None:
        self._engine.close()


def in_process(kb: KnowledgeBase) -> Inference:
    """Inference with the engine in this process: a crash of its C code ends the process."""
    from engine.inference.driver import Engine

    return Inference(kb, Engine(kb))


def isolated(kb: KnowledgeBase) -> Inference:
    """Inference with the engine in a forked worker: its crash or silence is an EngineError."""
    worker = Worker()
    worker.use(kb)
    return Inference(kb, worker)


def infer(kb: KnowledgeBase, case: Case) -> Derivation:
    """The certified derivation of one case, in this process; compiles the knowledge base for it."""
    with in_process(kb) as inference:
        return inference.infer(case)
