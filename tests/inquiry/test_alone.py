"""Which answers settle verdicts by themselves, against trying every completion."""

from __future__ import annotations

from random import Random

import pytest

from engine.cases.model import Case, Fact
from engine.inquiry.alone import Settling, settling
from engine.inquiry.inquiry import Inquiry
from engine.inquiry.slots import Pair
from engine.knowledge.model import KnowledgeBase
from tests.completions import completions, count_completions
from tests.generate import random_program
from tests.inquiry.brute import outcomes, verdicts

Tried = dict[tuple[object, ...], dict[Pair, set[str]]]


def answers(kb: KnowledgeBase, case: Case, pair: Pair) -> Tried:
    """Of every whole answer to the unknown the verdicts that are left."""
    found: Tried = {}
    for each in completions(kb, case):
        fact = each.fact(*pair)
        assert fact is not None
        left = found.setdefault(fact.values, {})
        for goal, verdict in verdicts(kb, each).items():
            left.setdefault(goal, set()).add(verdict)
    return found


def covers(each: Settling, values: tuple[object, ...]) -> bool:
    """Whether the answer of these values is one that is told."""
    answer = each.answer
    if answer.cell is not None:
        (value,) = values
        return isinstance(value, int | float) and answer.cell.holds(value)
    return set(answer.values) <= set(values) and not set(answer.excluded) & set(values)


def looked_at(kb: KnowledgeBase, fact: Fact | None, pair: Pair, values: tuple[object, ...]) -> bool:
    """Whether every such answer that settles something must be told."""
    if kb.attributes[pair[1]].type != "set":
        return True
    domain = kb.attributes[pair[1]].values
    stated = (*fact.values, *fact.excluded) if fact else ()
    opened = [value for value in domain if value not in stated]
    inside = [value for value in opened if value in values]
    return len(inside) in (0, 1, len(opened))


@pytest.mark.parametrize("chunk", range(4))
def test_no_answer_that_settles_alone_is_missing_and_none_is_wrong(chunk: int) -> None:
    tried = 0
    for seed in range(chunk * 75, chunk * 75 + 75):
        kb, case = random_program(Random(seed))
        if not 1 < count_completions(kb, case) <= 120:
            continue
        goals = [goal for goal, values in outcomes(kb, case).items() if len(values) > 1]
        view = Inquiry(kb, case).complete
        for pair in view.unknown if goals else ():
            found, whole = settling(view, pair, goals)
            for values, left in answers(kb, case, pair).items():
                for goal in goals:
                    told = {each.verdict for each in found if each.goal == goal and covers(each, values)}
                    sure = left[goal] if len(left[goal]) == 1 else set()
                    if whole or looked_at(kb, case.fact(*pair), pair, values):
                        assert told == sure, (seed, pair, values, goal)
                    else:
                        assert told <= sure, (seed, pair, values, goal)
                    tried += bool(told)
    assert tried > 10
