"""What no completion has, and which facts exclude it, is what trying everything gives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from engine.cases.model import Case, Fact
from engine.inference.derivation import Firing
from engine.inquiry.inquiry import Inquiry
from engine.inquiry.reach import Reach
from engine.inquiry.slots import Pair
from engine.knowledge.model import KnowledgeBase
from tests.completions import completions, count_completions
from tests.inquiry.brute import outcomes
from tests.inquiry.little import little
from tests.naive import evaluate

PROGRAMS, MOST = 80, 800


def programs() -> Iterator[tuple[int, KnowledgeBase, Case]]:
    """Small programs, also without any one of their facts."""
    for seed in range(PROGRAMS):
        program = little(seed, True)
        if program is not None and count_completions(*bare(*program)) <= MOST:
            yield seed, *program


def bare(kb: KnowledgeBase, case: Case) -> tuple[KnowledgeBase, Case]:
    return kb, replace(case, facts=())


def stating(case: Case, facts: tuple[Fact, ...], without: Fact | None = None) -> Case:
    """The case with only these of its facts."""
    return replace(case, facts=tuple(fact for fact in case.facts if fact in facts and fact != without))


def test_verdicts() -> None:
    seen: Counter[bool] = Counter()
    for seed, kb, case in programs():
        reach = Reach(Inquiry(kb, case).complete)
        for goal, verdicts in outcomes(kb, case).items():
            for value in map(str, kb.attributes[goal[1]].values):
                if value not in verdicts:
                    facts = reach.without(goal, value)
                    seen[bool(facts)] += 1
                    check_minimal(kb, case, facts, goal, value, seed)
    assert min(seen[True], seen[False]) > 10, seen


def check_minimal(
    kb: KnowledgeBase, case: Case, facts: tuple[Fact, ...], goal: Pair, value: str, seed: int
) -> None:
    """The facts exclude the verdict, and without any one of them nothing does."""
    assert value not in outcomes(kb, stating(case, facts)).get(goal, set()), (seed, goal, value)
    for fact in facts:
        assert value in outcomes(kb, stating(case, facts, fact))[goal], (seed, goal, value, fact)


def test_firings() -> None:
    seen: Counter[bool] = Counter()
    for seed, kb, case in programs():
        fired = {
            firing for each in completions(kb, case) for firing in evaluate(kb, each).established.firings
        }
        if not any(True for _ in completions(kb, case)):
            continue
        reach = Reach(Inquiry(kb, case).complete)
        for rule in kb.rules.values():
            for entity in ("",) if rule.scope == "root" else case.parts or ():
                firing = Firing(rule.id, entity)
                assert reach.fires(firing) == (firing in fired), (seed, firing)
                seen[firing in fired] += 1
                if firing not in fired:
                    facts = reach.stopping(firing)
                    left = completions(kb, stating(case, facts))
                    assert not any(firing in evaluate(kb, each).established.firings for each in left)
    assert min(seen[True], seen[False]) > 30, seen
