"""Every way in which the unknowns of a small case can turn out: docs/semantics.md, by brute force."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain, combinations, product
from math import prod

from engine.cases.model import Case, Fact
from engine.knowledge.conditions import Value
from engine.knowledge.model import KnowledgeBase
from tests.naive import Pair, forbidden, representatives, unknowns


def _answers(kb: KnowledgeBase, case: Case) -> dict[Pair, list[Fact]]:
    """For each unknown, every whole fact that could be stated (a number: one for each cell)."""
    found = {}
    for (entity, name), values in unknowns(kb, case).items():
        attribute, fact = kb.attributes[name], case.fact(entity, name)
        options: Iterable[tuple[Value, ...]]
        if attribute.type == "set":
            known = fact.values if fact else ()
            subsets = chain.from_iterable(combinations(values, size) for size in range(len(values) + 1))
            options = [tuple(v for v in attribute.values if v in known + subset) for subset in subsets]
        else:
            options = [
                (v,) for v in (representatives(kb, attribute) if attribute.type == "number" else values)
            ]
        found[entity, name] = [
            Fact(
                entity,
                name,
                o,
                tuple(v for v in attribute.values if v not in o) if attribute.type == "set" else (),
            )
            for o in options
        ]
    return found


def count_completions(kb: KnowledgeBase, case: Case) -> int:
    """How many there are before constraints."""
    return prod(len(answers) for answers in _answers(kb, case).values())


def completions(kb: KnowledgeBase, case: Case) -> Iterator[Case]:
    """The case with every unknown answered, in every way that no constraint forbids."""
    unknown = _answers(kb, case)
    kept = [fact for fact in case.facts if (fact.entity, fact.attribute) not in unknown]
    for chosen in product(*unknown.values()):
        facts = sorted((*kept, *chosen), key=lambda fact: (fact.entity, fact.attribute))
        complete = replace(case, facts=tuple(facts))
        if not forbidden(kb, complete):
            yield complete
