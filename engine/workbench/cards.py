"""Everything there is to know about one rule or one attribute, gathered from the whole knowledge base."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.errors import Problem, UsageError
from engine.frozen import frozen
from engine.knowledge.elsewhere import of_pack
from engine.knowledge.model import Attribute, Claim, Goal, KnowledgeBase, Rule
from engine.knowledge.nearest import FEW, did_you_mean, quoted
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


def rule_card(
    kb: KnowledgeBase, rule: Rule, outcomes: Iterable[Outcome] = (), index: links.Index | None = None
) -> RuleCard:
    """The rule's card; the outcomes say in which cases it fires and in which it should.

    The index of the knowledge base spares who wants many cards from making it for each.
    """
    outcomes = tuple(outcomes)
    index = index or links.index(kb)
    return RuleCard(
        rule=rule,
        needs={attribute: index.reaching.get(attribute, ()) for attribute in links.read(rule)},
        feeds=links.feeds(kb, rule, index.reading(rule)),
        overridden_by=index.overriders.get(rule.id, ()),
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


def attribute_card(
    kb: KnowledgeBase, attribute: Attribute, index: links.Index | None = None
) -> AttributeCard:
    """The attribute's card; the index as for a rule's."""
    index = index or links.index(kb)
    readers, reaching = index.readers.get(attribute.name, ()), index.reaching.get(attribute.name, ())
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
    """The rule of this id (in either case), or the attribute of this name or alias, of this name without
    its prefix where that is clear, or of this label where it is a goal.

    Raises UsageError with what else has the name, or with the nearest right one.
    """
    for rule in kb.rules.values():
        if rule.id.lower() == name.lower():
            return rule
    every = kb.attributes.values()
    for attribute in every:
        if name in (attribute.name, *attribute.aliases):
            return attribute
    short = [attribute for attribute in every if attribute.name.partition(".")[2] == name]
    labels = [goal for goal in kb.goals if goal.label.casefold() == name.casefold()]
    meant = short or [kb.attributes[goal.attribute] for goal in labels]
    if len(meant) == 1:
        return meant[0]
    what = f"no rule, attribute or goal is called {quoted(name)}"
    if meant:
        what = f"{quoted(name)} is short for several attributes"
    raise UsageError(Problem("unknown-name", what, hint=_hint(kb, name, meant)))


def _hint(kb: KnowledgeBase, name: str, meant: Iterable[Attribute]) -> str:
    """What the name may mean that is no rule and not one attribute."""
    if every := [attribute.name for attribute in meant]:
        return f"say which: {', '.join(every)}"
    for claim in kb.claims:
        if claim.lower() == name.lower():
            return f"it is a claim: advisor kb claims {claim}"
    if name in kb.sources:
        return "it is a source: advisor kb sources"
    for kind, places in (
        ("constraint", {constraint.id: constraint.where for constraint in kb.constraints}),
        ("parameter", {parameter.name: parameter.where for parameter in kb.parameters.values()}),
    ):
        if name in places:
            return f"it is a {kind}: {places[name].file}:{places[name].line}"
    if owners := [each.name for each in kb.attributes.values() if name in map(str, each.values)]:
        return f"it is a value of {', '.join(owners[:FEW])}"
    if hint := of_pack(kb, name):
        return hint
    known = (*kb.rules, *kb.attributes)
    return did_you_mean(name, known) or did_you_mean(name.upper(), known) or "advisor kb show lists the rules"
