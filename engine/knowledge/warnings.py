"""What is worth knowing about a knowledge base that is sound: names that lead nowhere."""

from __future__ import annotations

from engine.errors import Problem, Where
from engine.knowledge.conditions import InRange, OneOf, walk
from engine.knowledge.model import KnowledgeBase


def check_warnings(kb: KnowledgeBase) -> tuple[Problem, ...]:
    """Unused parameters, derived attributes that no rule reaches, asked ones that nothing reads; by place."""
    conditions = [rule.when for rule in kb.rules.values()] + [each.never for each in kb.constraints]
    tests = [test for each in conditions for test, _ in walk(each) if isinstance(test, OneOf | InRange)]
    conclusions = [conclusion for rule in kb.rules.values() for conclusion in rule.then]
    used = {name for test in tests if isinstance(test, InRange) for name in test.parameters}
    read = {test.attribute for test in tests} | {conclusion.member_of for conclusion in conclusions}
    reached = {conclusion.attribute for conclusion in conclusions}
    shown = {name for goal in kb.goals for shown in goal.show for name in (shown.attribute, shown.first)}
    found = [
        _warning("unused", f"nothing uses the parameter {parameter.name}", parameter.where)
        for parameter in kb.parameters.values()
        if parameter.name not in used
    ]
    for attribute in kb.attributes.values():
        if not attribute.asked and attribute.name not in reached:
            found.append(_warning("unreached", f"no rule concludes about {attribute.name}", attribute.where))
        if attribute.asked and attribute.name not in read | shown:
            found.append(_warning("unread", f"no rule reads {attribute.name}", attribute.where))
    return tuple(sorted(found, key=lambda problem: problem.where or Where("")))


def _warning(code: str, what: str, where: Where) -> Problem:
    return Problem(code, what, where, severity="warning")
