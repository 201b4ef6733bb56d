"""What inquiries answer, by trying everything: the reference for small cases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import combinations, product

from engine.cases.model import Case, Fact
from engine.inference.derivation import Verdict
from engine.knowledge.model import KnowledgeBase
from tests.completions import completions
from tests.naive import Judgement, Pair, evaluate, forbidden, representatives

Pairs = frozenset[Pair]


def word(verdict: Judgement | Verdict) -> str:
    """A verdict in one word, also where there is none."""
    return verdict.value or ("not applicable" if verdict.status == "not applicable" else "undetermined")


def verdicts(kb: KnowledgeBase, case: Case) -> dict[Pair, str]:
    """The verdict of every goal, as things stand."""
    return {pair: word(judgement) for pair, judgement in evaluate(kb, case).verdicts.items()}


def outcomes(kb: KnowledgeBase, case: Case) -> dict[Pair, set[str]]:
    """The verdicts that the completions of the case have."""
    found: dict[Pair, set[str]] = {}
    for complete in completions(kb, case):
        for pair, value in verdicts(kb, complete).items():
            found.setdefault(pair, set()).add(value)
    return found


def values(kb: KnowledgeBase, fact: Fact) -> list[Fact]:
    """Every other whole value for what the fact says: of a set, for its members that are stated."""
    attribute = kb.attributes[fact.attribute]
    if attribute.type == "set":
        told = (*fact.values, *fact.excluded)
        sides = [
            tuple(v for v, there in zip(told, chosen, strict=True) if there)
            for chosen in product((True, False), repeat=len(told))
        ]
        return [
            replace(
                fact,
                values=tuple(v for v in attribute.values if v in inside),
                excluded=tuple(v for v in attribute.values if v in told and v not in inside),
            )
            for inside in sides
            if set(inside) != set(fact.values)
        ]
    cells = representatives(kb, attribute) if attribute.type == "number" else attribute.values
    return [replace(fact, values=(value,)) for value in cells if value != fact.values[0]]


def changed(kb: KnowledgeBase, case: Case, pairs: frozenset[Pair]) -> Iterator[Case]:
    """The case with other values for just these facts, in every way that no constraint forbids."""
    kept = [fact for fact in case.facts if (fact.entity, fact.attribute) not in pairs]
    moved = [values(kb, fact) for fact in case.facts if (fact.entity, fact.attribute) in pairs]
    for chosen in product(*moved):
        facts = tuple(sorted((*kept, *chosen), key=lambda fact: (fact.entity, fact.attribute)))
        other = replace(case, facts=facts)
        if not forbidden(kb, other):
            yield other


def reached(kb: KnowledgeBase, case: Case, goal: Pair, free: bool) -> set[str]:
    """The verdicts that the case has, or, with the unknowns free, may have."""
    return outcomes(kb, case).get(goal, set()) if free else {verdicts(kb, case)[goal]}


def flips(
    kb: KnowledgeBase,
    case: Case,
    goal: Pair,
    wanted: Callable[[str], bool],
    free: bool,
    keep: Pairs = frozenset(),
) -> set[Pairs]:
    """The subset-minimal sets of facts that, changed, give a verdict that is wanted."""
    found: set[Pairs] = set()
    pairs = [pair for fact in case.facts if (pair := (fact.entity, fact.attribute)) not in keep]
    for size in range(1, len(pairs) + 1):
        for each in map(frozenset, combinations(pairs, size)):
            if any(smaller <= each for smaller in found):
                continue
            for other in changed(kb, case, each):
                if any(map(wanted, reached(kb, other, goal, free))):
                    found.add(each)
                    break
    return found
