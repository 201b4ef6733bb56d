"""Who reads and who reaches what: the links between attributes, rules, claims and goals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from engine.frozen import frozen
from engine.knowledge.conditions import AtLeast, Condition, InRange, OneOf, Value, walk
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


def shown(kb: KnowledgeBase) -> tuple[str, ...]:
    """The attributes whose values stand under a goal, or say which of them stand first; each once."""
    names = (name for goal in kb.goals for each in goal.show for name in (each.attribute, each.first))
    return tuple(dict.fromkeys(name for name in names if name))


def largest_count(*kbs: KnowledgeBase) -> int:
    """The most parts for which a condition of these asks; 0 where none counts."""
    conditions = [rule.when for kb in kbs for rule in kb.rules.values()]
    conditions += [constraint.never for kb in kbs for constraint in kb.constraints]
    counts = (each.count for c in conditions for each, _ in walk(c) if isinstance(each, AtLeast))
    return max(counts, default=0)


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


def feeds(kb: KnowledgeBase, rule: Rule, among: Iterable[str] | None = None) -> tuple[str, ...]:
    """The rules that read one of the rule's conclusions, value by value.

    `among` has all that read one of its attributes, where they are known already.
    """
    return tuple(
        other
        for other in (kb.rules if among is None else among)
        if any(passes(kb.rules[other], conclusion.attribute, conclusion.value) for conclusion in rule.then)
    )


@frozen
class Index:
    """All links of a knowledge base at once, for one who wants many of them; rules in its order."""

    order: Mapping[str, int]
    """The place of each rule."""
    readers: Mapping[str, tuple[str, ...]]
    reaching: Mapping[str, tuple[str, ...]]
    """By attribute; one that nothing reads or reaches is missing."""
    overriders: Mapping[str, tuple[str, ...]]
    """By rule, likewise."""

    def reading(self, rule: Rule) -> list[str]:
        """The rules that read one of the attributes about which the rule concludes."""
        found = {other for name in rule.attributes for other in self.readers.get(name, ())}
        return sorted(found, key=self.order.__getitem__)


def index(kb: KnowledgeBase) -> Index:
    """The index, made in one pass."""
    readers: defaultdict[str, list[str]] = defaultdict(list)
    reaching: defaultdict[str, list[str]] = defaultdict(list)
    overriding: defaultdict[str, list[str]] = defaultdict(list)
    for rule in kb.rules.values():
        for found, names in (
            (readers, read(rule)),
            (reaching, rule.attributes),
            (overriding, rule.overrides),
        ):
            for name in dict.fromkeys(names):
                found[name].append(rule.id)
    tables = [{name: tuple(ids) for name, ids in table.items()} for table in (readers, reaching, overriding)]
    return Index({rule: place for place, rule in enumerate(kb.rules)}, *tables)


def carrying_rules(kb: KnowledgeBase, claim: str) -> tuple[str, ...]:
    """The rules that cite the claim."""
    return tuple(rule.id for rule in kb.rules.values() if claim in rule.claims)


def carrying_goals(kb: KnowledgeBase, claim: str) -> tuple[Goal, ...]:
    """The goals whose `otherwise` cites the claim."""
    return tuple(goal for goal in kb.goals if goal.otherwise and claim in goal.otherwise.claims)
