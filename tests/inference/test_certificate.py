"""The checker accepts the derivation of the case, and nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from random import Random

import pytest

from engine.cases.model import ROOT, Case
from engine.errors import CertificateError
from engine.inference.certificate import certify
from engine.inference.derivation import Bounds, Derivation, Either, Held, Parts, Support, Together
from engine.inference.infer import infer
from engine.knowledge.model import KnowledgeBase
from tests.generate import random_case, random_kb
from tests.inference.mutants import mutants
from tests.strata import components, stratified

CHUNKS, PROGRAMS = 6, 10


def accepted(kb: KnowledgeBase, case: Case, derivation: Derivation) -> bool:
    """Whether the checker accepts it; it may raise nothing but a CertificateError."""
    try:
        certify(kb, case, derivation)
    except CertificateError as error:
        assert error.problems[0].code == "CERT"
        return False
    return True


def programs(seeds: range) -> Iterator[tuple[KnowledgeBase, Case, Derivation]]:
    for seed in seeds:
        rng = Random(seed)
        kb = random_kb(rng)
        case = random_case(rng, kb)
        yield kb, case, infer(kb, case)


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_every_mutant_is_rejected(chunk: int) -> None:
    for kb, case, derivation in programs(range(chunk * PROGRAMS, (chunk + 1) * PROGRAMS)):
        assert accepted(kb, case, derivation)
        survivors = [path for path, mutant in mutants(kb, derivation) if accepted(kb, case, mutant)]
        assert not survivors


def test_mutants_reach_every_field() -> None:
    """What the test above changes: each field of a derivation, down to the leaves."""
    seen: Counter[str] = Counter()
    for kb, _, derivation in programs(range(CHUNKS * PROGRAMS)):
        seen.update(path.split("[")[0].split(" ")[0] for path, _ in mutants(kb, derivation))
        seen.update(
            path.rpartition(".")[2].split(" ")[0].split("[")[0] for path, _ in mutants(kb, derivation)
        )
    for name in Derivation.__slots__:
        assert seen[name if name == "firing_order" else f".{name}"], name
    for name in ("support", "concludes", "guards", "silence", "by", "stated", "how", "atoms", "parts"):
        assert seen[name], name
    for name in (*Bounds.__slots__, "value", "status", "values", "possible", "otherwise"):
        assert seen[name], name
