"""An unknown matters where completions that differ in it, and what is tied to it, differ in the verdict."""

from __future__ import annotations

from itertools import combinations
from random import Random

from engine.cases.model import Case
from engine.inquiry.inquiry import Inquiry
from engine.inquiry.relevance import Twin
from engine.knowledge.conditions import InRange, OneOf, walk
from engine.knowledge.model import KnowledgeBase
from tests.completions import completions, count_completions
from tests.generate import random_case, random_kb
from tests.inquiry.brute import verdicts
from tests.naive import Pair, unknowns

PROGRAMS, MOST = 300, 64


def test_what_matters_is_what_trying_everything_says() -> None:
    mattering = idle = 0
    for seed in range(PROGRAMS):
        rng = Random(seed)
        kb = random_kb(rng)
        case = random_case(rng, kb)
        if not 1 < count_completions(kb, case) <= MOST:
            continue
        wanted = mattering_in(kb, case)
        if wanted is None:
            continue
        view = Inquiry(kb, case).complete
        twin = Twin(view)
        for goal in view.ground.verdicts:
            for pair in view.unknown:
                assert twin.matters(pair, goal) == ((pair, goal) in wanted), (seed, pair, goal)
        mattering += len(wanted)
        idle += len(view.ground.verdicts) * len(view.unknown) - len(wanted)
    assert mattering > 15
    assert idle > 50


def mattering_in(kb: KnowledgeBase, case: Case) -> set[tuple[Pair, Pair]] | None:
    """(unknown, goal) where it matters; None where there is no completion."""
    whole = [
        ({(f.entity, f.attribute): f for f in each.facts}, verdicts(kb, each))
        for each in completions(kb, case)
    ]
    if not whole:
        return None
    ties = tied(kb, case)
    found = set()
    for (one, here), (other, there) in combinations(whole, 2):
        differing = {pair for pair in unknowns(kb, case) if one[pair] != other[pair]}
        for pair in unknowns(kb, case):
            if differing <= ties.get(pair, {pair}):
                found.update((pair, goal) for goal in here if here[goal] != there[goal])
    return found


def tied(kb: KnowledgeBase, case: Case) -> dict[Pair, set[Pair]]:
    """What constraints tie together, each read for each entity it speaks of."""
    ties: dict[Pair, set[Pair]] = {}
    for constraint in kb.constraints:
        names = [
            kb.attributes[t.attribute] for t, _ in walk(constraint.never) if isinstance(t, OneOf | InRange)
        ]
        for entity in [""] if constraint.scope == "root" else case.parts or ():
            group = set()
            for attribute in names:
                if attribute.scope == "root":
                    group.add(("", attribute.name))
                else:
                    group |= {(part, attribute.name) for part in ([entity] if entity else case.parts or ())}
            for pair in list(group):
                group |= ties.get(pair, set())
            for pair in group:
                ties[pair] = group
    return ties
