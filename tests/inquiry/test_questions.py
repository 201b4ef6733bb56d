"""The order of the questions, and that each of them, and nothing else, can change a verdict."""

from __future__ import annotations

from random import Random

import pytest

from engine.advice.asking import asking
from engine.advice.exact import exact
from engine.advice.speech import Speech
from engine.advice.standing import Standings
from engine.cases.model import Case
from engine.inference.infer import in_process
from engine.inquiry.answers import Outcome, Outlook, Supposed
from engine.inquiry.deciding import deciding
from engine.inquiry.inquiry import Inquiry
from engine.inquiry.questions import questions
from engine.knowledge.model import KnowledgeBase
from tests.completions import completions, count_completions
from tests.generate import random_program
from tests.inquiry.brute import Pair, outcomes, verdicts

A, B, C, D = (("", name) for name in "abcd")
MAIN, OTHER = ("", "plan"), ("x", "verdict")


def outlook(goal: Pair, *sets: tuple[Pair, ...], matters: tuple[Pair, ...] = ()) -> Outlook:
    found = tuple(
        Outcome(str(index), tuple(Supposed(*pair, (True,)) for pair in pairs), Case(""))
        for index, pairs in enumerate(sets)
    )
    return Outlook(*goal, "undetermined", "undetermined", "solver", found, matters=matters)


def order(*outlooks: Outlook, drawn: tuple[tuple[Pair, ...], ...] = ()) -> list[Pair]:
    found = questions(outlooks, MAIN, (A, B, C, D), drawn)
    return [(each.entity, each.attribute) for each in found]


def test_what_can_change_the_main_goal_comes_first() -> None:
    assert order(outlook(OTHER, (A,), (A,)), outlook(MAIN, (B, C, D), (C, B))) == [B, C, D, A]
    assert order(outlook(OTHER, (A,)), outlook(MAIN, (B,), matters=(D,))) == [B, D, A]


def test_then_what_is_in_most_sets() -> None:
    assert order(outlook(MAIN, (A, B, C), (D, C))) == [C, A, B, D]
    assert order(outlook(MAIN, (A, B), (B, C), (D, C, B))) == [B, C, A, D]


def test_what_no_outcome_names_comes_last() -> None:
    assert order(outlook(MAIN, (D,), (D, B), matters=(A, B, D))) == [D, B, A]


def test_sets_that_were_drawn_count_instead_of_the_outcomes() -> None:
    assert order(outlook(MAIN, (A,), (B,), (C, D)), drawn=((C,), (C,), (A, B))) == [C, A, B, D]
    assert order(outlook(MAIN, (A,)), outlook(OTHER, (B,)), drawn=((B,), (B,))) == [A, B]


def test_each_says_what_it_could_decide() -> None:
    (first, second) = questions([outlook(MAIN, (A,), (A, B))], MAIN, (A, B))
    assert first.decides == (("", "plan", "0"), ("", "plan", "1"))
    assert second.decides == (("", "plan", "1"),)


def changing(kb: KnowledgeBase, case: Case) -> set[Pair]:
    """The unknowns of which another answer alone can change a verdict, by trying everything."""
    unknown = {
        (entity, name)
        for name, attribute in kb.attributes.items()
        for entity in (("",) if attribute.scope == "root" else case.parts or ())
        if attribute.asked and ((fact := case.fact(entity, name)) is None or not fact.closed)
    }
    found = set()
    for pair in unknown:
        others: dict[object, set[object]] = {}
        for complete in completions(kb, case):
            rest = tuple(fact for fact in complete.facts if (fact.entity, fact.attribute) != pair)
            others.setdefault(rest, set()).add(tuple(sorted(verdicts(kb, complete).items())))
        if any(len(each) > 1 for each in others.values()):
            found.add(pair)
    return found


@pytest.mark.parametrize("chunk", range(4))
def test_the_questions_are_what_can_change_a_verdict(chunk: int) -> None:
    tried = 0
    for seed in range(chunk * 75, chunk * 75 + 75):
        kb, case = random_program(Random(seed))
        if not 1 < count_completions(kb, case) <= 120 or kb.constraints:
            continue
        tried += 1
        with in_process(kb) as inference:
            derivation = inference.infer(case)
            found = exact(kb, case, derivation, inference.infer)
            asked = asking(Speech(Standings(kb, case, derivation)), found)
        assert {(q.entity, q.attribute) for q in asked.questions} == changing(kb, case), seed
        reached = outcomes(kb, case)
        assert set(asked.open) == {goal for goal, values in reached.items() if len(values) > 1}, seed
    assert tried > 15


@pytest.mark.parametrize("seed", range(40))
def test_sets_that_are_drawn_settle_everything(seed: int) -> None:
    """With the answers of some completion they leave each goal one verdict; smaller ones do not."""
    kb, case = random_program(Random(seed))
    if not 1 < count_completions(kb, case) <= 60:
        return
    goals = [goal for goal, values in outcomes(kb, case).items() if len(values) > 1]
    if not goals:
        return
    ways = [
        ({(f.entity, f.attribute): f.values for f in each.facts}, verdicts(kb, each))
        for each in completions(kb, case)
    ]

    def settling(pairs: tuple[Pair, ...]) -> set[object]:
        """The answers to these that leave each goal one verdict."""
        groups: dict[object, set[object]] = {}
        for facts, judged in ways:
            answer = tuple(facts[pair] for pair in pairs)
            groups.setdefault(answer, set()).add(tuple(judged[goal] for goal in goals))
        return {answer for answer, values in groups.items() if len(values) == 1}

    found = deciding(Inquiry(kb, case).complete, goals)
    assert found == deciding(Inquiry(kb, case).complete, goals)
    for pairs in found:
        assert settling(pairs), seed
        less = [settling(pairs[:index] + pairs[index + 1 :]) for index in range(len(pairs))]
        assert any(
            all(answer[:index] + answer[index + 1 :] not in fewer for index, fewer in enumerate(less))
            for answer in settling(pairs)
        ), seed
