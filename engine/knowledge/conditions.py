"""The condition language after loading: immutable, names resolved, operands typed.

A condition is evaluated for one entity: the root, or one of its parts. A test reads the attribute of
that entity, or, where the attribute belongs to the root, of the root. What each form means is stated
in docs/semantics.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field
from typing import TypeAlias

from engine.errors import Where
from engine.frozen import frozen

Value: TypeAlias = str | bool | int | float
"""A typed value. A number without a fraction is always an int, so 45.0 and 45 are one value."""


def written(value: Value) -> str:
    """The value as it stands in a file."""
    return str(value).lower() if isinstance(value, bool) else str(value)


@frozen
class Always:
    """Holds for every entity."""


@frozen
class OneOf:
    """Some value of the attribute is among these (of a boolean, enum or set; on a set: membership)."""

    attribute: str
    values: tuple[Value, ...]
    """In the vocabulary's order, without repetition, not empty."""
    where: Where | None = field(default=None, compare=False)


@frozen
class InRange:
    """Some value of a number attribute lies between the ends; None is no end on that side."""

    attribute: str
    low: int | float | None
    high: int | float | None
    low_open: bool = False
    high_open: bool = False
    parameters: tuple[str, ...] = ()
    """Names of the parameters that gave the ends, for the explanation; () for literals."""
    where: Where | None = field(default=None, compare=False)

    def holds(self, number: int | float) -> bool:
        """Whether the number lies in the range."""
        if self.low is not None and (number < self.low or (self.low_open and number == self.low)):
            return False
        return not (
            self.high is not None and (number > self.high or (self.high_open and number == self.high))
        )


@frozen
class All:
    """Every part holds."""

    parts: tuple[Condition, ...]
    where: Where | None = field(default=None, compare=False)


@frozen
class AnyOf:
    """At least one part holds."""

    parts: tuple[Condition, ...]
    where: Where | None = field(default=None, compare=False)


@frozen
class Unless:
    """None of the parts is established (negation as failure; a negative dependency)."""

    parts: tuple[Condition, ...]
    where: Where | None = field(default=None, compare=False)


@frozen
class AtLeast:
    """For at least `count` parts of the root the condition holds. `some` is a count of 1."""

    count: int
    condition: Condition
    where: Where | None = field(default=None, compare=False)


@frozen
class Every:
    """For every part the condition holds (the list of parts is complete, so this is positive)."""

    condition: Condition
    where: Where | None = field(default=None, compare=False)


@frozen
class No:
    """For no part the condition is established (a negative dependency)."""

    condition: Condition
    where: Where | None = field(default=None, compare=False)


Condition: TypeAlias = Always | OneOf | InRange | All | AnyOf | Unless | AtLeast | Every | No


def children(condition: Condition) -> tuple[Condition, ...]:
    """The conditions directly inside this one, in written order."""
    match condition:
        case All(parts) | AnyOf(parts) | Unless(parts):
            return parts
        case AtLeast(_, inner) | Every(inner) | No(inner):
            return (inner,)
        case _:
            return ()


def walk(condition: Condition, positive: bool = True) -> Iterator[tuple[Condition, bool]]:
    """Each condition inside this one, itself first, with whether it stands under no negation."""
    yield condition, positive
    below = positive and not isinstance(condition, Unless | No)
    for child in children(condition):
        yield from walk(child, below)
