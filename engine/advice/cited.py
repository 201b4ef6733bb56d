"""Rules and claims as an explanation cites them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass

from engine.advice.explanation import CitedClaim, CitedRule, Measure
from engine.knowledge.conditions import Condition, InRange, walk
from engine.knowledge.model import KnowledgeBase, Rule


def cited(kb: KnowledgeBase, rule: Rule) -> CitedRule:
    """The rule with where it stands and what it rests on."""
    claims = cited_claims(kb, rule.claims)
    return CitedRule(
        rule.id, rule.title, rule.where, claims, rule.reading, rule.pack, tuple(_measures(kb, rule.when))
    )


def _measures(kb: KnowledgeBase, condition: Condition) -> Iterator[Measure]:
    tests = (test for test, _ in walk(condition) if isinstance(test, InRange))
    for name in dict.fromkeys(name for test in tests for name in test.parameters):
        number = kb.parameters[name]
        yield Measure(**{each.name: getattr(number, each.name) for each in fields(Measure)})


def all_cited(record: object) -> tuple[CitedClaim, ...]:
    """Every claim that a record of this room cites anywhere inside it, each once, sorted by id."""
    found: dict[str, CitedClaim] = {}
    waiting = [record]
    while waiting:
        part = waiting.pop()
        if isinstance(part, CitedClaim):
            found[part.id] = part
        elif isinstance(part, tuple):
            waiting.extend(part)
        elif is_dataclass(part) and type(part).__module__ == CitedClaim.__module__:
            waiting.extend(getattr(part, each.name) for each in fields(part))
    return tuple(found[id] for id in sorted(found))


def cited_claims(kb: KnowledgeBase, ids: Iterable[str]) -> tuple[CitedClaim, ...]:
    """The claims with the places in their sources."""
    found = (kb.claims[id] for id in ids)
    return tuple(CitedClaim(claim.id, claim.source, claim.locator, claim.says, claim.pack) for claim in found)
