"""A recorded case under another knowledge base: as it would be read there, or why it cannot be."""

from __future__ import annotations

from dataclasses import replace

from engine.cases.constraints import violations
from engine.cases.model import Case, Fact
from engine.cases.words import about_words
from engine.errors import CaseError, Problem
from engine.knowledge.model import Attribute, KnowledgeBase


def refit(case: Case, before: KnowledgeBase, kb: KnowledgeBase) -> Case:
    """The case with its facts as statements of this other vocabulary.

    A set given whole stays whole: what was added to its domain since is out, what was taken away no
    longer spoken of. Raises CaseError with everything that cannot be said any more.
    """
    problems: list[Problem] = []
    facts = []
    for fact in case.facts:
        attribute = kb.attributes.get(fact.attribute)
        wrong = _wrong(fact, before.attributes[fact.attribute], attribute)
        if wrong or attribute is None:
            problems.append(
                Problem("refit", f"{about_words(fact.entity, fact.attribute)}: {wrong}", fact.origin.where)
            )
        else:
            facts.append(_refitted(fact, attribute))
    known = tuple(pair for pair in case.said_unknown if pair[1] in kb.attributes)
    fitted = replace(case, facts=tuple(facts), said_unknown=known)
    if not problems:
        problems += violations(kb, fitted)
    if problems:
        raise CaseError(problems)
    return fitted


def _wrong(fact: Fact, before: Attribute, attribute: Attribute | None) -> str:
    """Why the fact cannot be stated, or ""."""
    if attribute is None or not attribute.asked:
        return "no case can state this any more"
    if (attribute.type, attribute.scope) != (before.type, before.scope):
        return (
            f"this was {before.type} of the {before.scope}, and is {attribute.type} of the {attribute.scope}"
        )
    if attribute.type == "number":
        if attribute.unit != before.unit:
            return f"its unit was {before.unit or 'none'}, and is {attribute.unit or 'none'}"
        for value in fact.values:
            if not _in_range(float(value), attribute):
                return f"{value} is out of range"
        return ""
    gone = [str(value) for value in fact.values if value not in attribute.values]
    return f"{', '.join(gone)} is no value of it any more" if gone else ""


def _in_range(number: float, attribute: Attribute) -> bool:
    if attribute.integer and not number.is_integer():
        return False
    low, high = attribute.low, attribute.high
    return (low is None or low <= number) and (high is None or number <= high)


def _refitted(fact: Fact, attribute: Attribute) -> Fact:
    if attribute.type != "set":
        return fact
    values = tuple(value for value in attribute.values if value in fact.values)
    out = [v for v in attribute.values if v not in values and (fact.closed or v in fact.excluded)]
    return replace(
        fact,
        values=values,
        excluded=tuple(out),
        closed=len(values) + len(out) == len(attribute.values),
    )
