"""What a flip says of each fact is exact: all values that do, and no other; and what is kept stays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import replace
from random import Random

import pytest

from engine.cases.model import Case, Fact
from engine.inquiry.answers import Change, Supposed
from engine.inquiry.cells import Cell
from engine.inquiry.changes import WAYS
from engine.inquiry.flips import Flipper
from engine.inquiry.inquiry import Inquiry, View
from engine.inquiry.reasons import reasons
from engine.inquiry.slots import Pair
from engine.inquiry.supposed import suppose
from engine.knowledge.model import KnowledgeBase
from tests.inquiry.brute import changed, flips, outcomes, reached, values, verdicts
from tests.inquiry.little import little
from tests.inquiry.test_flips import hitting
from tests.naive import forbidden

PROGRAMS = 400


def programs(free: bool) -> Iterator[tuple[int, Random, KnowledgeBase, Case, View, Pair, str]]:
    """Goals of small programs that have one verdict, with their view."""
    for seed in range(PROGRAMS):
        program = little(seed, free)
        if program is None:
            continue
        kb, case = program
        view = Inquiry(kb, case).complete if free else Inquiry(kb, case).standing
        every = outcomes(kb, case) if free else {goal: {v} for goal, v in verdicts(kb, case).items()}
        for goal, found in every.items():
            if len(found) == 1:
                yield seed, Random(seed), kb, case, view, goal, *found


@pytest.mark.parametrize("free", [False, True], ids=["as things stand", "whatever the unknowns are"])
def test_the_values_of_a_change_are_all_that_do(free: bool) -> None:
    seen: Counter[str] = Counter()
    for seed, _, kb, case, view, goal, verdict in programs(free):
        for flip in Flipper(view, goal, verdict).flips().found:
            pairs = frozenset((change.before.entity, change.before.attribute) for change in flip.changes)
            every = {value for other in changed(kb, case, pairs) for value in reached(kb, other, goal, free)}
            assert every - {verdict} == {flip.verdict, *flip.others}, (seed, goal)
            for change in flip.changes:
                seen[kind(kb, change)] += 1
                rest = [put(kb, other) for other in flip.changes if other is not change]
                does = [
                    fact
                    for fact in values(kb, change.before)
                    if not forbidden(kb, other := stating(case, [*rest, fact]))
                    and reached(kb, suppose(other, kb, flip.answers), goal, free) == {flip.verdict}
                ]
                check_values(kb, change, does)
    assert all(seen[each] for each in KINDS), seen


KINDS = ("boolean", "enum", "number", "set", "opened set", "several enum", "several number", "several set")


def kind(kb: KnowledgeBase, change: Change) -> str:
    """What sort of a fact it is, and whether it may change in several ways."""
    attribute = kb.attributes[change.before.attribute]
    opened = "" if change.before.closed else "opened "
    return f"{'several ' if change.ways or len(change.cells) > 1 else opened}{attribute.type}"


def put(kb: KnowledgeBase, change: Change) -> Fact:
    """The fact as it is changed."""
    before, after = change.before, change.after
    if kb.attributes[before.attribute].type != "set":
        return replace(before, values=after.values)
    moved = {*after.values, *after.excluded}
    told = [v for v in kb.attributes[before.attribute].values if v in (*before.values, *before.excluded)]
    assert moved <= set(told)
    inside = tuple(v for v in told if (v in before.values) != (v in moved))
    return replace(before, values=inside, excluded=tuple(v for v in told if v not in inside))


def stating(case: Case, facts: Collection[Fact]) -> Case:
    """The case with these facts instead of its own about the same."""
    new = {(fact.entity, fact.attribute): fact for fact in facts}
    return replace(case, facts=tuple(new.get((fact.entity, fact.attribute), fact) for fact in case.facts))


def check_values(kb: KnowledgeBase, change: Change, does: list[Fact]) -> None:
    """The change tells just these facts; of a set, the least of them."""
    kind = kb.attributes[change.before.attribute].type
    assert put(kb, change) in does or kind == "number"
    if kind == "number":
        before, after = change.before.values[0], change.after.values[0]
        numbers = [fact.values[0] for fact in values(kb, change.before)]
        inside = [number for number in numbers if any(cell.holds(number) for cell in change.cells)]
        assert inside == [fact.values[0] for fact in does]
        assert all(any(cell.holds(number) for number in inside) for cell in change.cells)
        (chosen,) = (cell for cell in change.cells if cell.holds(after))
        assert away(chosen, before) == min(away(cell, before) for cell in change.cells)
    elif kind == "set":
        moved = {frozenset(fact.values) ^ frozenset(change.before.values) for fact in does}
        assert len(change.ways) <= WAYS
        told, least = sides(change.after, *change.ways), {m for m in moved if not any(o < m for o in moved)}
        assert told == least if change.whole else told < least | {frozenset()}
    else:
        assert [cell.value for cell in change.cells] == [fact.values[0] for fact in does]


def away(cell: Cell, number: float) -> float:
    """How far the nearer end of the cell is."""
    return min(abs(end - number) for end in (cell.low, cell.high) if end is not None)


def sides(*ways: Supposed) -> set[frozenset[object]]:
    """The members that change sides, for each way."""
    found = {frozenset((*way.values, *way.excluded)) for way in ways}
    assert len(found) == len(ways)
    return found


@pytest.mark.parametrize("free", [False, True], ids=["as things stand", "whatever the unknowns are"])
def test_what_is_kept_is_taken_out_of_every_reason(free: bool) -> None:
    tried = never = 0
    for seed, rng, kb, case, view, goal, verdict in programs(free):
        pairs = [(fact.entity, fact.attribute) for fact in case.facts]
        keep = frozenset(pair for pair in pairs if rng.random() < 0.3)
        if not keep:
            continue
        tried += 1
        flipper = Flipper(view, goal, verdict, keep)
        found = {
            frozenset((c.before.entity, c.before.attribute) for c in flip.changes)
            for flip in flipper.flips().found
        }
        assert found == flips(kb, case, goal, lambda value, now=verdict: value != now, free, keep), seed
        named = [
            frozenset((fact.entity, fact.attribute) for fact in facts) - keep
            for facts in reasons(view, goal, verdict).found
        ]
        never += frozenset() in named
        assert found == (set() if frozenset() in named else hitting(set(named))), (seed, goal)
        assert flipper.reachable() == bool(found)
    assert tried > 25 < never
