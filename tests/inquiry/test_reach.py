"""Which verdicts and firings completions have, and what decides that, is what trying everything gives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from engine.cases.model import Case, Fact
from engine.inference.derivation import Firing
from engine.inference.infer import in_process
from engine.inquiry.inquiry import Inquiry
from engine.inquiry.reach import Reach
from engine.inquiry.slots import Pair
from engine.inquiry.supposed import suppose
from engine.knowledge.model import KnowledgeBase
from tests.completions import completions, count_completions
from tests.inquiry.brute import outcomes
from tests.inquiry.little import little
from tests.naive import evaluate

PROGRAMS, MOST = 300, 800


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
    seen: Counter[str] = Counter()
    for seed, kb, case in programs():
        found = outcomes(kb, case)
        if not any(found.values()):
            continue
        with in_process(kb) as inference:
            reach = Reach(Inquiry(kb, case).complete, inference.infer)
            for goal, verdicts in found.items():
                for value in map(str, kb.attributes[goal[1]].values):
                    outcome = reach.outcome(goal, value)
                    assert (outcome is not None) == (value in verdicts), (seed, goal, value)
                    if outcome is not None:
                        seen["could"] += 1
                        decided = suppose(case, kb, outcome.answers)
                        assert outcomes(kb, decided)[goal] == {value}, (seed, goal, value)
                    elif reach.without(goal, value):
                        seen["excluded"] += 1
                        check_minimal(kb, case, reach.without(goal, value), goal, value)
                    else:
                        assert value not in outcomes(kb, bare(kb, case)[1]).get(goal, set())
    assert min(seen["could"], 3 * seen["excluded"]) > 30, seen


def check_minimal(kb: KnowledgeBase, case: Case, facts: tuple[Fact, ...], goal: Pair, value: str) -> None:
    """The facts exclude the verdict, and without any one of them nothing does."""
    assert value not in outcomes(kb, stating(case, facts))[goal]
    for fact in facts:
        assert value in outcomes(kb, stating(case, facts, fact))[goal]


def test_firings() -> None:
    seen: Counter[bool] = Counter()
    for seed, kb, case in programs():
        fired = {
            firing for each in completions(kb, case) for firing in evaluate(kb, each).established.firings
        }
        if not any(True for _ in completions(kb, case)):
            continue
        reach = Reach(Inquiry(kb, case).complete, lambda _: None)  # type: ignore[arg-type, return-value]
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
