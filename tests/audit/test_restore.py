"""What was kept as canonical JSON comes back equal, with the same digests, places and order."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from random import Random
from typing import Any

import pytest
import rfc8785
from hypothesis import given, settings

from engine.advice.advise import advise
from engine.advice.explain import explain_all
from engine.cases.canonical import case_plain
from engine.cases.reader import read_case
from engine.cases.restore import case_from, remark_from, remark_plain
from engine.errors import CaseError, EngineError, KnowledgeError
from engine.inference import canonical
from engine.inference.certificate import certify
from engine.inference.infer import in_process, infer
from engine.inference.restore import derivation_from
from engine.knowledge.canonical import knowledge_digest, plain
from engine.knowledge.loader import load_knowledge
from engine.knowledge.model import KnowledgeBase
from engine.knowledge.restore import knowledge_from, places
from tests.generate import random_program, seeds

ROOT = Path(__file__).resolve().parents[2]
BASES = ("kb", "examples/rooms/kb")


def kept(value: Any) -> Any:
    """The value after the way through canonical bytes."""
    return json.loads(rfc8785.dumps(value))


def back(kb: KnowledgeBase) -> KnowledgeBase:
    return knowledge_from(kept(plain(kb)), kept(places(kb)))


@settings(max_examples=150, deadline=None)
@given(seed=seeds)
def test_any_program_comes_back(seed: int) -> None:
    kb, case = random_program(Random(seed))
    derivation = infer(kb, case)
    other = back(kb)
    again = case_from(kept(case_plain(case)))
    restored = derivation_from(kept(canonical.plain(derivation)), kept(derivation.firing_order))
    assert (other, again, restored) == (kb, case, derivation)
    assert list(other.attributes) == list(kb.attributes)
    assert knowledge_digest(other) == kb.digest
    assert [fact.origin for fact in again.facts] == [fact.origin for fact in case.facts]
    assert restored.firing_order == derivation.firing_order
    assert canonical.digest(restored) == canonical.digest(derivation)
    certify(other, again, restored)


@pytest.mark.parametrize("directory", BASES)
def test_every_view_of_a_shipped_case_comes_back(directory: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not only equal: the fields that equality leaves out but people see are the same too."""
    monkeypatch.chdir(ROOT)
    kb = load_knowledge(directory)
    other = back(kb)
    assert list(other.rules) == list(kb.rules)
    assert [rule.where for rule in other.rules.values()] == [rule.where for rule in kb.rules.values()]
    assert [list(goal.sentences) for goal in other.goals] == [list(goal.sentences) for goal in kb.goals]
    assert [list(a.labels) for a in other.attributes.values()] == [
        list(a.labels) for a in kb.attributes.values()
    ]
    paths = sorted(Path(directory, "cases").glob("*.yaml"))[::4]
    assert paths
    with in_process(kb) as inference:
        for path in paths:
            case = read_case(kb, path.read_bytes(), str(path), ())
            derivation = inference.infer(case)
            remarks = tuple(remark_from(kept(remark_plain(remark))) for remark in case.remarks)
            again = case_from(kept(case_plain(case)), remarks)
            restored = derivation_from(kept(canonical.plain(derivation)), derivation.firing_order)
            assert again.remarks == case.remarks
            assert again.part_order == case.part_order
            assert advise(other, again, restored) == advise(kb, case, derivation)
            assert explain_all(other, again, restored) == explain_all(kb, case, derivation)


def mangled(data: Any, *path: Any, value: Any = None) -> Any:
    """The data with one place changed, or taken out where the value is None."""
    data = copy.deepcopy(data)
    *way, last = path
    inner = data
    for step in way:
        inner = inner[step]
    if value is None:
        del inner[last]
    else:
        inner[last] = value
    return data


def test_a_changed_knowledge_base_is_refused() -> None:
    kb = load_knowledge(ROOT / "examples/rooms/kb")
    data, where = kept(plain(kb)), kept(places(kb))
    rule = next(iter(data["rules"]))
    for code, wrong in (
        ("digest", mangled(data, "rules", rule, "because", value="It is so.")),
        ("digest", mangled(data, "digest", value="sha256:0")),
        ("components", mangled(data, "components", value=data["components"][::-1])),
        ("plain-form", mangled(data, "rules", rule, "is", value="Module")),
        ("plain-form", mangled(data, "rules", rule, "is")),
        ("plain-form", mangled(data, "goals", value=7)),
        ("plain-form", {}),
    ):
        with pytest.raises(KnowledgeError) as caught:
            knowledge_from(wrong, where)
        assert [problem.code for problem in caught.value.problems] == [code]
    with pytest.raises(KnowledgeError):
        knowledge_from(data, mangled(where, "rules", rule))


def test_what_is_no_case_and_no_derivation_is_refused() -> None:
    kb, case = random_program(Random(3))
    data = kept(canonical.plain(infer(kb, case)))
    for wrong in ({}, mangled(data, "schema", value="other"), mangled(data, "bounds", "firm", value=1)):
        with pytest.raises(EngineError):
            derivation_from(wrong)
    for broken in ({}, {**kept(case_plain(case)), "facts": [7]}):
        with pytest.raises(CaseError):
            case_from(broken)
