"""Mutants of generated knowledge bases: what is called equivalent never differs, each witness does."""

from __future__ import annotations

from random import Random
from typing import Any

from engine.cases.model import Case
from engine.inquiry.solver import GaveUp
from engine.knowledge.model import KnowledgeBase
from engine.workbench.mutation.mutants import mutants
from engine.workbench.mutation.witness import bound, find, shown
from tests.generate import random_case, random_kb
from tests.inquiry.brute import verdicts
from tests.naive import evaluate, forbidden

PROGRAMS, EACH, CASES = 8, 6, 25


def seen(kb: KnowledgeBase, case: Case) -> Any:
    """What a person sees of the answer, by the executable semantics."""
    told = set(shown(kb))
    atoms = {atom for atom in evaluate(kb, case).established.atoms if atom.attribute in told}
    return verdicts(kb, case), atoms


def test_what_is_called_equivalent_is_and_each_witness_differs() -> None:
    same = differ = 0
    for seed in range(PROGRAMS):
        rng = Random(seed)
        kb = random_kb(rng)
        found, most = mutants(kb).found, bound(kb)
        cases = [case for _ in range(CASES) if len((case := random_case(rng, kb)).parts or ()) <= most]
        for mutant in rng.sample(found, min(EACH, len(found))):
            try:
                witness = find(kb, mutant.kb, mutant.rule, most)
            except GaveUp:
                continue
            if witness is None:
                same += 1
                for case in cases:
                    assert seen(kb, case) == seen(mutant.kb, case), (seed, mutant.id)
            else:
                differ += 1
                assert not forbidden(kb, witness)
                assert seen(kb, witness) != seen(mutant.kb, witness), (seed, mutant.id)
    assert same > 7
    assert differ > 7
