"""Conditions in words, on one line: what the knowledge base calls things, joined with and, or, unless."""

from __future__ import annotations

from collections.abc import Callable

from engine.knowledge.conditions import (
    All,
    Always,
    AnyOf,
    AtLeast,
    Condition,
    Every,
    InRange,
    No,
    OneOf,
    Unless,
)
from engine.knowledge.model import KnowledgeBase


def describe(condition: Condition, kb: KnowledgeBase) -> str:
    """The condition in words, for example: lamp is no, and (load is at least 5 kg or size is large)."""
    match condition:
        case Always():
            return "always"
        case OneOf():
            return _one_of(condition, kb)
        case InRange():
            return _in_range(condition, kb)
        case All(parts):
            return _all(parts, kb)
        case AnyOf(parts):
            return " or ".join(_inside(part, kb) for part in parts)
        case Unless(parts):
            return "unless " + " or ".join(_inside(part, kb) for part in parts)
        case AtLeast(1, inner):
            return f"for some {kb.words.singular}: {_inside(inner, kb)}"
        case AtLeast(count, inner):
            return f"for at least {count} {kb.words.plural}: {_inside(inner, kb)}"
        case Every(inner):
            return f"for every {kb.words.singular}: {_inside(inner, kb)}"
        case No(inner):
            return f"for no {kb.words.singular}: {_inside(inner, kb)}"


def _all(parts: tuple[Condition, ...], kb: KnowledgeBase) -> str:
    """The words of all parts: those of `unless` last, the members of one set together."""
    members = [part for part in parts if isinstance(part, OneOf) and len(part.values) == 1]
    if len(members) == len(parts) and len({part.attribute for part in members}) == 1:
        attribute = kb.attributes[members[0].attribute]
        labels = [attribute.labels[part.values[0]] for part in members]
        return f"{attribute.label} includes all of {', '.join(labels)}"
    positive = [_inside(part, kb) for part in parts if not isinstance(part, Unless)]
    negative = [describe(part, kb) for part in parts if isinstance(part, Unless)]
    return ", ".join([*([", and ".join(positive)] if positive else []), *negative])


def _inside(condition: Condition, kb: KnowledgeBase) -> str:
    """The words of a part; in brackets where it would not be clear how far they go."""
    words = describe(condition, kb)
    return words if isinstance(condition, Always | OneOf | InRange) else f"({words})"


def _one_of(test: OneOf, kb: KnowledgeBase) -> str:
    attribute = kb.attributes[test.attribute]
    verb = "is" if attribute.single else "includes"
    if len(test.values) == len(attribute.values) > 1:
        return f"{attribute.label} {verb} {'known' if attribute.single else 'anything'}"
    return f"{attribute.label} {verb} {' or '.join(attribute.labels[value] for value in test.values)}"


def ends(test: InRange, label: Callable[[int | float], str]) -> list[str]:
    """The ends of a range in words, those that it has."""
    low = [] if test.low is None else [f"{'above' if test.low_open else 'at least'} {label(test.low)}"]
    high = [] if test.high is None else [f"{'below' if test.high_open else 'at most'} {label(test.high)}"]
    return low + high


def _in_range(test: InRange, kb: KnowledgeBase) -> str:
    attribute = kb.attributes[test.attribute]
    unit = f" {attribute.unit}" if attribute.unit else ""
    if test.low == test.high:
        words = f"is {test.low}{unit}"
    elif not (test.low is None or test.high is None or test.low_open or test.high_open):
        words = f"is between {test.low} and {test.high}{unit}"
    else:
        words = "is " + " and ".join(ends(test, lambda number: f"{number}{unit}"))
    named = f" ({', '.join(test.parameters)})" if test.parameters else ""
    return f"{attribute.label} {words}{named}"
