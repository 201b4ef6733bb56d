"""Recursion as deep as a chain of rules is long, without the stack of the interpreter.

A function that would call itself yields the call instead, and is sent what that returns. So it reads like
recursion, its results come in the same order, and 100,000 conclusions upon each other are no danger.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable
from typing import Any, TypeAlias, TypeVar

T = TypeVar("T")
Call: TypeAlias = "Generator[Call[Any], Any, T]"
"""A call that has yet to be made: a generator that yields calls and returns a T."""


def run(call: Call[T]) -> T:
    """Make the call, and every call that it yields; what it returns."""
    stack: list[Call[Any]] = [call]
    result: Any = None
    while stack:
        try:
            inner = stack[-1].send(result)
        except StopIteration as done:
            stack.pop()
            result = done.value
        else:
            stack.append(inner)
            result = None
    returned: T = result
    return returned


def each(calls: Iterable[Call[T]]) -> Call[tuple[T, ...]]:
    """One call after the other, each begun when the one before has returned; what they return."""
    found: list[T] = []
    for call in calls:
        found.append((yield call))
    return tuple(found)
