"""Flips and reasons are what trying everything gives, and each other's minimal hitting sets."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import pytest

from engine.inquiry.flips import Flipper
from engine.inquiry.inquiry import Inquiry
from engine.inquiry.reasons import reasons
from tests.inquiry.brute import flips, outcomes, verdicts
from tests.inquiry.little import little

PROGRAMS, CHUNKS = 120, 1


@pytest.mark.parametrize("chunk", range(CHUNKS))
@pytest.mark.parametrize("free", [False, True], ids=["as things stand", "whatever the unknowns are"])
def test_flips_and_reasons(chunk: int, free: bool) -> None:
    seen: Counter[int] = Counter()
    for seed in range(chunk * PROGRAMS // CHUNKS, (chunk + 1) * PROGRAMS // CHUNKS):
        program = little(seed, free)
        if program is None:
            continue
        kb, case = program
        view = Inquiry(kb, case).complete if free else Inquiry(kb, case).standing
        reached = outcomes(kb, case) if free else {goal: {v} for goal, v in verdicts(kb, case).items()}
        for goal, found in reached.items():
            if len(found) == 1:
                (verdict,) = found
                seen.update(map(len, check(kb, case, view, goal, verdict, free, seed)))
    assert seen[1] > 20 < 25 * seen[2], seen


def check(kb, case, view, goal, verdict, free, seed) -> set[frozenset[tuple[str, str]]]:
    flipper = Flipper(view, goal, verdict)
    found = flipper.flips()
    wanted = flips(kb, case, goal, lambda value: value != verdict, free)
    sets = [frozenset((c.before.entity, c.before.attribute) for c in flip.changes) for flip in found.found]
    assert found.all
    assert found.count == len(found.found)
    assert len(set(sets)) == len(sets)
    assert set(sets) == wanted, (seed, goal)
    assert [len(each) for each in sets] == sorted(map(len, sets))
    for flip in found.found:
        assert flip.verdict != verdict
        assert verdicts(kb, flip.witness)[goal] == flip.verdict, (seed, goal, flip)
        assert free or not flip.answers
    for to in view.ground.verdicts[goal]:
        if to != verdict:
            sets = [
                frozenset((c.before.entity, c.before.attribute) for c in flip.changes)
                for flip in flipper.flips(to).found
            ]
            assert set(sets) == flips(kb, case, goal, lambda value, to=to: value == to, free), (
                seed,
                goal,
                to,
            )
    dual = reasons(view, goal, verdict)
    assert dual.all
    named = [frozenset((fact.entity, fact.attribute) for fact in facts) for facts in dual.found]
    assert set(named) == hitting(wanted), (seed, goal)
    assert hitting(set(named)) == wanted
    idle = {(fact.entity, fact.attribute) for fact in dual.idle}
    assert idle == {(f.entity, f.attribute) for f in case.facts} - frozenset().union(*wanted)
    return wanted


def hitting(sets: set[frozenset[tuple[str, str]]]) -> set[frozenset[tuple[str, str]]]:
    """The minimal hitting sets, by trying all."""
    members = sorted(frozenset().union(*sets))
    found: set[frozenset[tuple[str, str]]] = set()
    for size in range(len(members) + 1):
        for each in map(frozenset, combinations(members, size)):
            if all(each & other for other in sets) and not any(smaller <= each for smaller in found):
                found.add(each)
    return found
