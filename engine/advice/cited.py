"""Rules and claims as an explanation cites them."""

from __future__ import annotations

from collections.abc import Iterable

from engine.advice.explanation import CitedClaim, CitedRule
from engine.knowledge.model import KnowledgeBase, Rule


def cited(kb: KnowledgeBase, rule: Rule) -> CitedRule:
    """The rule with where it stands and what it rests on."""
    return CitedRule(rule.id, rule.title, rule.where, cited_claims(kb, rule.claims), rule.reading)


def cited_claims(kb: KnowledgeBase, ids: Iterable[str]) -> tuple[CitedClaim, ...]:
    """The claims with the places in their sources."""
    found = (kb.claims[id] for id in ids)
    return tuple(CitedClaim(claim.id, claim.source, claim.locator, claim.says) for claim in found)
