"""Everything there is to know about one rule or one attribute, gathered from the whole knowledge base."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.errors import Problem, UsageError
from engine.frozen import frozen
from engine.knowledge.model import Attribute, Claim, Goal, KnowledgeBase, Rule
from engine.knowledge.nearest import did_you_mean, quoted
from engine.workbench import links
from engine.workbench.casetests import Outcome


@frozen
class RuleCard:
    """A rule among its neighbours."""

    rule: Rule
    needs: Mapping[str, tuple[str, ...]]
    """By attribute that it reads, the rules that reach it."""
    feeds: tuple[str, ...]
    """The rules that read its conclusions."""
    overridden_by: tuple[str, ...]
    claims: tuple[Claim, ...]
    fires_in: tuple[str, ...]
    """The case files in which it fires."""
    expected_in: tuple[str, ...]
    """The case files that expect it to fire."""


@frozen
class AttributeCard:
    """An attribute, those who read it and those who reach it; `goal` where it is one."""

    attribute: Attribute
    readers: tuple[str, ...]
    reaching: tuple[str, ...]
    constraints: tuple[str, ...]
    """The constraints that read it."""
    claims: tuple[Claim, ...]
    """What the rules that read or reach it rest on."""
    goal: Goal | None


def rule_card(kb: KnowledgeBase, rule: Rule, outcomes: Iterable[Outcome] = ()) -> RuleCard:
    """The rule's card; the outcomes say in which cases it fires and in which it should."""
    outcomes = tuple(outcomes)
    return RuleCard(
        rule=rule,
        needs={attribute: links.reaching(kb, attribute) for attribute in links.read(rule)},
        feeds=links.feeds(kb, rule),
        overridden_by=links.overriders(kb, rule),
        claims=tuple(kb.claims[claim] for claim in rule.claims),
        fires_in=tuple(o.file for o in outcomes if fires(rule, o)),
        expected_in=tuple(o.file for o in outcomes if expects(rule, o)),
    )


def fires(rule: Rule, outcome: Outcome) -> bool:
    """Whether the rule fires in the case."""
    return (
        any(step.firing.rule == rule.id for step in outcome.derivation.steps) if outcome.derivation else False
    )


def expects(rule: Rule, outcome: Outcome) -> bool:
    """Whether the case expects the rule to fire."""
    expected = outcome.case.expected if outcome.case else None
    return any(name == rule.id for name, _ in expected.fired) if expected else False


def attribute_card(kb: KnowledgeBase, attribute: Attribute) -> AttributeCard:
    """The attribute's card."""
    readers, reaching = links.readers(kb, attribute.name), links.reaching(kb, attribute.name)
    cited = {claim for rule in (*readers, *reaching) for claim in kb.rules[rule].claims}
    return AttributeCard(
        attribute=attribute,
        readers=readers,
        reaching=reaching,
        constraints=tuple(
            constraint.id
            for constraint in kb.constraints
            if any(test.attribute == attribute.name for test in links.tests(constraint.never))
        ),
        claims=tuple(claim for claim in kb.claims.values() if claim.id in cited),
        goal=next((goal for goal in kb.goals if goal.attribute == attribute.name), None),
    )


def named(kb: KnowledgeBase, name: str) -> Rule | Attribute:
    """The rule of this id (in either case), or the attribute of this name or alias.

    Raises UsageError with the nearest right name.
    """
    for rule in kb.rules.values():
        if rule.id.lower() == name.lower():
            return rule
    for attribute in kb.attributes.values():
        if name in (attribute.name, *attribute.aliases):
            return attribute
    known = (*kb.rules, *kb.attributes)
    hint = did_you_mean(name, known) or did_you_mean(name.upper(), known)
    what = f"no rule, attribute or goal is called {quoted(name)}"
    raise UsageError(Problem("unknown-name", what, hint=hint or "advisor kb show lists the rules"))
