"""Cases in which something is supposed. Needs no solver."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from engine.cases.model import Case, Fact, Origin
from engine.inquiry.answers import Supposed
from engine.knowledge.model import KnowledgeBase

SUPPOSED = Origin("set")
"""Where a supposed fact comes from: nowhere but the question."""


def suppose(case: Case, kb: KnowledgeBase, supposed: Iterable[Supposed]) -> Case:
    """The case with these values instead of, or added to, what it states about them."""
    facts = {(fact.entity, fact.attribute): fact for fact in case.facts}
    for each in supposed:
        pair = (each.entity, each.attribute)
        attribute, known = kb.attributes[each.attribute], facts.get(pair)
        if attribute.type != "set":
            facts[pair] = Fact(*pair, each.values, origin=SUPPOSED)
            continue
        told = {*each.values, *each.excluded}
        before = known.values if known else (), known.excluded if known else ()
        inside = {*each.values, *(value for value in before[0] if value not in told)}
        outside = {*each.excluded, *(value for value in before[1] if value not in told)}
        values = tuple(value for value in attribute.values if value in inside)
        excluded = tuple(value for value in attribute.values if value in outside)
        closed = len(values) + len(excluded) == len(attribute.values)
        facts[pair] = Fact(*pair, values, excluded, closed, SUPPOSED)
    ordered = sorted(facts.values(), key=lambda fact: (fact.entity, fact.attribute))
    still = tuple(pair for pair in case.said_unknown if pair not in facts)
    return replace(case, facts=tuple(ordered), said_unknown=still)
