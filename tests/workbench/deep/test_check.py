"""Every fault put in is found at its place, and whatever else is said is so."""

from __future__ import annotations

from random import Random

import pytest

from engine.inference.infer import in_process
from engine.knowledge.loader import load_knowledge
from engine.knowledge.model import KnowledgeBase
from engine.workbench.deep.check import Report, deep_check
from engine.workbench.deep.finding import Finding
from tests.generate import random_case, random_kb
from tests.naive import evaluate
from tests.workbench.deep.faults import FAULTS, Fault, load, sound
from tests.workbench.deep.judge import judge

SEEDS, CASES = 2, 15


def checked(kb: KnowledgeBase) -> Report:
    with in_process(kb) as inference:
        return deep_check(kb, inference.infer)


def concerned(finding: Finding) -> list[str]:
    """What the finding is about, and what has a part in it; each must stand at its own place."""
    return [finding.about, *(name for name, _ in finding.also)]


@pytest.mark.parametrize("seed", range(SEEDS))
def test_nothing_is_wrong_with_what_is_sound(seed: int) -> None:
    found = checked(load(sound(Random(seed)))).findings
    assert [(each.code, each.about) for each in found] == [("unused-value", "fleet.far")]
    assert found[0].severity == "note"


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_found_at_its_place(fault: Fault) -> None:
    for seed in range(SEEDS):
        rng = Random(seed)
        documents = sound(rng)
        code, about = fault(rng, documents)
        kb = load(documents)
        found = checked(kb).findings
        told = [(each.code, name) for each in found for name in concerned(each)]
        assert (code, about) in told, (seed, told)
        for finding in found:
            places = dict([(finding.about, finding.where), *finding.also])
            if about in kb.rules and about in places and finding.code != "redundant-condition":
                assert places[about] == kb.rules[about].where
        tried = [(case, evaluate(kb, case)) for case in (random_case(rng, kb) for _ in range(CASES))]
        for finding in found:
            judge(kb, finding, tried)


def test_what_is_said_of_any_knowledge_base_is_so() -> None:
    codes = set()
    for seed in range(8):
        rng = Random(seed)
        kb = random_kb(rng)
        report = checked(kb)
        tried = [(case, evaluate(kb, case)) for case in (random_case(rng, kb) for _ in range(CASES))]
        clashing = set()
        for finding in report.findings:
            codes.add(finding.code)
            judge(kb, finding, tried)
            clashing |= {pair[1] for pair in (finding.witness.clashes if finding.witness else ())}
        for case, found in tried:
            if len(case.parts or ()) <= report.parts:
                assert {name for _, name in found.conflicts} <= clashing, seed
    assert len(codes) > 8


@pytest.mark.parametrize("folder", ["kb", "examples/rooms/kb", "tests/workbench/garden"])
def test_what_is_said_of_a_real_one_is_so(folder: str) -> None:
    kb, rng = load_knowledge(folder), Random(1)
    tried = [(case, evaluate(kb, case)) for case in (random_case(rng, kb) for _ in range(CASES))]
    for finding in checked(kb).findings:
        judge(kb, finding, tried)
