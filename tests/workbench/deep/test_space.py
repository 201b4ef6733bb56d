"""How far a deep check looks, and what it does where the solver gives up."""

from __future__ import annotations

from random import Random

from benchmarks.programs import knowledge
from engine.inference.infer import in_process
from engine.knowledge.loader import load_knowledge
from engine.workbench.deep.check import deep_check
from engine.workbench.deep.space import most_parts
from tests.workbench.deep.faults import load, rule, sound


def test_as_many_parts_as_rules_count_and_one_more() -> None:
    documents = sound(Random(0))
    assert most_parts(load(documents)) == 2
    when = {"at_least": 4, "of": "boat", "where": {"boat.old": True}}
    documents["rules/10-all.yaml"]["rules"].append(rule("MANY", "fleet", when, {"fleet.notes": "call"}))
    assert most_parts(load(documents)) == 5
    assert most_parts(knowledge(10)) == 0


def test_giving_up_is_told() -> None:
    kb = load_knowledge("examples/rooms/kb")
    with in_process(kb) as inference:
        found = deep_check(kb, inference.infer, conflicts=0).findings
    told = [each for each in found if each.code == "gave-up"]
    assert all(each.proof == "none" and each.severity == "note" for each in told)


def test_what_is_done_is_told() -> None:
    kb, heard = knowledge(10), []
    with in_process(kb) as inference:
        deep_check(kb, inference.infer, tell=lambda *each: heard.append(each))
    assert ("rules that never fire", 10, 10) in heard
