"""Who reads and who reaches what: the links between attributes, rules, claims and goals."""

from __future__ import annotations

from collections.abc import Iterator

from engine.knowledge.conditions import Condition, InRange, OneOf, Value, walk
from engine.knowledge.model import Goal, KnowledgeBase, Rule


def tests(condition: Condition) -> Iterator[OneOf | InRange]:
    """Every test inside the condition, in written order."""
    for part, _ in walk(condition):
        if isinstance(part, OneOf | InRange):
            yield part


def read(rule: Rule) -> tuple[str, ...]:
    """The attributes that the rule reads, in written order, each once; those of `same_as` last."""
    tested = [test.attribute for test in tests(rule.when)]
    copied = [conclusion.member_of for conclusion in rule.then if conclusion.member_of]
    return tuple(dict.fromkeys(tested + copied))


def readers(kb: KnowledgeBase, attribute: str) -> tuple[str, ...]:
    """The rules that read the attribute."""
    return tuple(rule.id for rule in kb.rules.values() if attribute in read(rule))


def reaching(kb: KnowledgeBase, attribute: str) -> tuple[str, ...]:
    """The rules, presumptions among them, that conclude about the attribute."""
    return tuple(rule.id for rule in kb.rules.values() if attribute in rule.attributes)


def passes(rule: Rule, attribute: str, value: Value) -> bool:
    """Whether the rule reads this very value of the attribute."""
    for test in tests(rule.when):
        if test.attribute != attribute:
            continue
        if isinstance(test, OneOf) and value in test.values:
            return True
        if isinstance(test, InRange) and not isinstance(value, str) and test.holds(value):
            return True
    return any(c.member_of == attribute and c.value == value for c in rule.then)


def feeds(kb: KnowledgeBase, rule: Rule) -> tuple[str, ...]:
    """The rules that read one of the rule's conclusions, value by value."""
    return tuple(
        other.id
        for other in kb.rules.values()
        if any(passes(other, conclusion.attribute, conclusion.value) for conclusion in rule.then)
    )


def overriders(kb: KnowledgeBase, rule: Rule) -> tuple[str, ...]:
    """The rules that override this one."""
    return tuple(other.id for other in kb.rules.values() if rule.id in other.overrides)


def carrying_rules(kb: KnowledgeBase, claim: str) -> tuple[str, ...]:
    """The rules that cite the claim."""
    return tuple(rule.id for rule in kb.rules.values() if claim in rule.claims)


def carrying_goals(kb: KnowledgeBase, claim: str) -> tuple[Goal, ...]:
    """The goals whose `otherwise` cites the claim."""
    return tuple(goal for goal in kb.goals if goal.otherwise and claim in goal.otherwise.claims)
