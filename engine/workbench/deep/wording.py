"""Conditions in a few words, near to how they are written."""

from __future__ import annotations

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
    written,
)


def condition_words(condition: Condition) -> str:
    """The condition on one line."""
    match condition:
        case Always():
            return "always"
        case OneOf(attribute, values):
            listed = ", ".join(map(written, values))
            return f"{attribute}: {listed if len(values) == 1 else f'any of {listed}'}"
        case InRange(attribute):
            return f"{attribute}: {range_words(condition)}"
        case All(parts):
            return _several("all of", parts)
        case AnyOf(parts):
            return _several("any of", parts)
        case Unless(parts):
            return f"unless {_several('any of', parts)}"
        case AtLeast(count, inner):
            return f"at least {count} with {condition_words(inner)}"
        case Every(inner):
            return f"every one with {condition_words(inner)}"
        case No(inner):
            return f"none with {condition_words(inner)}"


def range_words(test: InRange) -> str:
    """The range in words."""
    low = "" if test.low is None else f"{'above' if test.low_open else 'from'} {test.low}"
    high = "" if test.high is None else f"{'below' if test.high_open else 'up to'} {test.high}"
    if test.low is not None and test.low == test.high:
        return str(test.low)
    return " and ".join(filter(None, (low, high))) or "any number"


def _several(word: str, parts: tuple[Condition, ...]) -> str:
    if len(parts) == 1:
        return condition_words(parts[0])
    return f"{word} ({'; '.join(map(condition_words, parts))})"
