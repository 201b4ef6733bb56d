"""The places in a condition, and the condition with something else, or nothing, in one of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from engine.frozen import frozen
from engine.knowledge.conditions import (
    All,
    Always,
    AnyOf,
    AtLeast,
    Condition,
    Every,
    No,
    Unless,
    children,
)

Put: TypeAlias = Callable[["Condition | None"], "Condition | None"]


@frozen
class Place:
    """A condition inside another. `number` counts from 1, each condition before what is inside it."""

    number: int
    condition: Condition
    put: Callable[[Condition | None], Condition]
    """The whole condition with this one in the place; None leaves the place out."""
    only_negated: bool
    """Whether it is all that an `unless` speaks of."""


def places(condition: Condition) -> Iterator[Place]:
    """Every place of the condition, itself first."""

    def whole(changed: Condition | None) -> Condition | None:
        return changed

    for number, (found, put, negated) in enumerate(_below(condition, whole, False), 1):
        yield Place(number, found, _complete(put), negated)


def _complete(put: Put) -> Callable[[Condition | None], Condition]:
    """A condition of which nothing is left always holds."""
    return lambda changed: put(changed) or Always()


def _below(condition: Condition, put: Put, negated: bool) -> Iterator[tuple[Condition, Put, bool]]:
    yield condition, put, negated
    only = isinstance(condition, Unless) and len(condition.parts) == 1
    for index, child in enumerate(children(condition)):
        yield from _below(child, _inside(condition, index, put), only)


def _inside(parent: Condition, index: int, put: Put) -> Put:
    return lambda changed: put(_with(parent, index, changed))


def _with(parent: Condition, index: int, changed: Condition | None) -> Condition | None:
    """The parent with another child; as the loader would have it, so a list of one is that one."""
    match parent:
        case All(parts) | AnyOf(parts) | Unless(parts):
            kept = (*parts[:index], *((changed,) if changed else ()), *parts[index + 1 :])
            one = kept[0] if len(kept) == 1 and not isinstance(parent, Unless) else None
            return one or (_group(parent, kept) if kept else None)
        case AtLeast(count):
            return AtLeast(count, changed or Always(), parent.where)
        case Every():
            return Every(changed or Always(), parent.where)
        case No():
            return No(changed or Always(), parent.where)
        case _:
            raise AssertionError("only these have conditions inside")


def _group(like: All | AnyOf | Unless, parts: tuple[Condition, ...]) -> Condition:
    match like:
        case All():
            return All(parts, like.where)
        case AnyOf():
            return AnyOf(parts, like.where)
        case Unless():
            return Unless(parts, like.where)
