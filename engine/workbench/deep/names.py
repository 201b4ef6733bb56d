"""Values that are declared and never used, and claims that only rules carry which cannot fire."""

from __future__ import annotations

from collections.abc import Iterator

from engine.advice.sentences import joined
from engine.knowledge.conditions import OneOf, Value, written
from engine.knowledge.model import Attribute
from engine.workbench.deep.finding import Finding
from engine.workbench.deep.looking import Looking
from engine.workbench.links import carrying_goals, carrying_rules, shown, tests


def values(looking: Looking) -> Iterator[Finding]:
    """Values of enums and sets that no rule concludes, or that none reads."""
    kb = looking.kb
    read: dict[str, set[Value]] = {name: set(said) for name, said in looking.space.spoken.items()}
    given: dict[str, set[Value]] = {}
    for condition in (*(rule.when for rule in kb.rules.values()), *(each.never for each in kb.constraints)):
        for test in tests(condition):
            if isinstance(test, OneOf):
                read.setdefault(test.attribute, set()).update(test.values)
    for rule in kb.rules.values():
        for each in rule.then:
            given.setdefault(each.attribute, set()).add(each.value)
            if each.member_of:
                read.setdefault(each.member_of, set()).add(each.value)
    seen = {goal.attribute for goal in kb.goals} | set(shown(kb))
    for goal in kb.goals:
        if goal.otherwise:
            given.setdefault(goal.attribute, set()).add(goal.otherwise.value)
    for attribute in kb.attributes.values():
        name = attribute.name
        if attribute.type not in ("enum", "set"):
            continue
        # An attribute that nothing at all reaches or reads is told as such.
        if not attribute.asked and name in given:
            yield from _values(attribute, "concludes", given[name])
        if name in read and read[name] and name not in seen:
            told = given.get(name, set()) if not attribute.asked else set(attribute.values)
            yield from _values(attribute, "reads", read[name] | (set(attribute.values) - told))


def _values(attribute: Attribute, verb: str, used: set[Value]) -> Iterator[Finding]:
    unused = [written(value) for value in attribute.values if value not in used]
    if not unused:
        return
    # Of the values of which one holds, those that nothing reads say that it is none of the others.
    rest = attribute.asked and attribute.single
    noun = "value" if len(unused) == 1 else "values"
    what = f"no rule {verb} the {noun} {joined(unused)} of {attribute.name}"
    hint = "drop it, or let a rule use it" if len(unused) == 1 else "drop them, or let rules use them"
    if rest:
        what += ": to state it only says that it is none of the others"
        hint = "nothing to mend if that is what it is for"
    yield Finding(
        "unused-value", attribute.name, what, attribute.where, hint, "note" if rest else "warning", "read"
    )


def claims(looking: Looking) -> Iterator[Finding]:
    """Claims that are cited, but only by rules that can never fire."""
    kb = looking.kb
    for claim in kb.claims.values():
        rules = carrying_rules(kb, claim.id)
        if rules and looking.never.issuperset(rules) and not carrying_goals(kb, claim.id):
            what = f"the claim {claim.id} is cited only by what can never fire ({', '.join(rules)})"
            also = tuple((rule, kb.rules[rule].where) for rule in rules)
            yield Finding("idle-claim", claim.id, what, claim.where, "mend the rules that cite it", also=also)
