"""One rule, one attribute, or the list of all rules, for a program."""

from __future__ import annotations

from typing import Any

from engine.errors import Where
from engine.knowledge.model import Attribute, Claim, Goal, KnowledgeBase, Rule
from engine.knowledge.wording import describe
from engine.render.workbench.form import document, knowledge
from engine.workbench.cards import AttributeCard, RuleCard


def rules(kb: KnowledgeBase) -> str:
    """All rules: id, title and place."""
    found = [{"id": each.id, "title": each.title, "where": place(each.where)} for each in kb.rules.values()]
    return document("kb-show", knowledge=knowledge(kb), rules=found)


def rule(kb: KnowledgeBase, card: RuleCard) -> str:
    """Everything about one rule."""
    this = card.rule
    return document("kb-show", knowledge=knowledge(kb), rule={**rule_data(kb, this), **around(kb, card)})


def rule_data(kb: KnowledgeBase, this: Rule) -> dict[str, Any]:
    """The rule itself."""
    return {
        "id": this.id,
        "title": this.title,
        "pack": this.pack,
        "scope": kb.words.root if this.scope == "root" else kb.words.singular,
        "when": describe(this.when, kb),
        "presumption": this.presumption,
        "then": [
            {"attribute": c.attribute, "value": c.value, "same_as": c.member_of or None} for c in this.then
        ],
        "because": this.because,
        "reading": this.reading,
        "where": place(this.where),
    }


def around(kb: KnowledgeBase, card: RuleCard) -> dict[str, Any]:
    """What stands around the rule."""
    return {
        "needs": {attribute: list(rules) for attribute, rules in card.needs.items()},
        "feeds": list(card.feeds),
        "overrides": list(card.rule.overrides),
        "overridden_by": list(card.overridden_by),
        "claims": [claim_data(kb, claim) for claim in card.claims],
        "fires_in": list(card.fires_in),
        "expected_in": list(card.expected_in),
    }


def attribute(kb: KnowledgeBase, card: AttributeCard) -> str:
    """Everything about one attribute."""
    this = card.attribute
    data = {
        **attribute_data(kb, this),
        "read_by": list(card.readers),
        "reached_by": list(card.reaching),
        "constraints": list(card.constraints),
        "claims": [claim_data(kb, claim) for claim in card.claims],
        "goal": goal_data(card.goal) if card.goal else None,
        "where": place(this.where),
    }
    return document("kb-show", knowledge=knowledge(kb), attribute=data)


def attribute_data(kb: KnowledgeBase, this: Attribute) -> dict[str, Any]:
    """The attribute itself."""
    return {
        "name": this.name,
        "label": this.label,
        "pack": this.pack,
        "scope": kb.words.root if this.scope == "root" else kb.words.singular,
        "type": this.type,
        "values": [{"value": value, "label": this.labels.get(value, "")} for value in this.values],
        "unit": this.unit,
        "range": [this.low, this.high],
        "integer": this.integer,
        "changeable": this.changeable,
        "question": this.question,
        "help": this.help,
        "aliases": list(this.aliases),
        "value_aliases": dict(this.value_aliases),
    }


def goal_data(goal: Goal) -> dict[str, Any]:
    """What the attribute is as a goal."""
    other = goal.otherwise
    return {
        "label": goal.label,
        "sentences": dict(goal.sentences),
        "otherwise": {"value": other.value, "because": other.because, "claims": list(other.claims)}
        if other
        else None,
        "shown": [{"attribute": shown.attribute, "heading": shown.heading} for shown in goal.show],
    }


def claim_data(kb: KnowledgeBase, claim: Claim) -> dict[str, Any]:
    """A claim with its place."""
    return {
        "id": claim.id,
        "source": claim.source,
        "url": kb.sources[claim.source].url,
        "locator": claim.locator,
        "says": claim.says,
    }


def place(where: Where) -> dict[str, Any]:
    """Where it stands."""
    return {"file": where.file, "line": where.line}
