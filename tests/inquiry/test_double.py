"""Two knowledge bases over the same cases: what is found to differ differs, and nothing else does."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from engine.cases.model import Case
from engine.inquiry.double import Double
from engine.knowledge.conditions import Unless
from engine.knowledge.model import KnowledgeBase, Rule
from engine.knowledge.strata import stratify
from tests.generate import random_case, random_kb
from tests.inquiry.brute import verdicts
from tests.naive import forbidden

PROGRAMS, CASES, PARTS = 60, 12, ("alpha", "b c")


def changed(rng: Random, kb: KnowledgeBase) -> KnowledgeBase:
    """The knowledge base with one rule dropped, or its condition turned round."""
    rule = kb.rules[rng.choice(sorted(kb.rules))]
    if rng.random() < 0.5:
        others: dict[str, Rule] = {id: r for id, r in kb.rules.items() if id != rule.id}
        return replace(kb, rules={id: _without(r, rule.id) for id, r in others.items()})
    return replace(kb, rules={**kb.rules, rule.id: replace(rule, when=Unless((rule.when,)))})


def _without(rule: Rule, id: str) -> Rule:
    return replace(rule, overrides=tuple(other for other in rule.overrides if other != id))


def test_differences_are_real_and_none_is_missed() -> None:
    found = same = 0
    for seed in range(PROGRAMS):
        rng = Random(seed)
        kb = random_kb(rng)
        other = changed(rng, kb)
        if stratify(other.rules.values())[1]:
            continue
        cases = [random_case(rng, kb) for _ in range(CASES)]
        tried = [(each, verdicts(kb, each), verdicts(other, each)) for each in cases]
        found, same = check(kb, other, tried, found, same, seed)
    assert found > 40
    assert same > 40


def check(
    kb: KnowledgeBase,
    other: KnowledgeBase,
    tried: list[tuple[Case, dict, dict]],
    found: int,
    same: int,
    seed: int,
) -> tuple[int, int]:
    for parts in ((), PARTS):
        double = Double(kb, other, parts)
        for goal in double.old.verdicts:
            model = double.differ(goal)
            if model is None:
                same += 1
                for case, before, after in tried:
                    if (case.parts or ()) == parts:
                        assert before[goal] == after[goal], (seed, goal)
                continue
            found += 1
            case = double.case(model, "found")
            assert not forbidden(kb, case)
            assert verdicts(kb, case)[goal] != verdicts(other, case)[goal], (seed, goal)
            for fact in case.facts:
                fewer = replace(case, facts=tuple(f for f in case.facts if f != fact))
                assert fact.values or fact.excluded
                if kb.attributes[fact.attribute].single and not forbidden(kb, fewer):
                    assert verdicts(kb, fewer)[goal] == verdicts(other, fewer)[goal], (seed, goal)
    return found, same
