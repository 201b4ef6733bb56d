"""Subset-minimal sets of assumptions that leave a verdict no choice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from engine.inquiry.solver import Literal, Solver

Key = TypeVar("Key")


def shrink(
    solver: Solver,
    base: Sequence[Literal],
    groups: Mapping[Key, Sequence[Literal]],
    order: Iterable[Key] | None = None,
) -> tuple[Key, ...] | None:
    """Groups of assumptions that allow, with the base, no answer set, none of them dispensable.

    None where all together allow one. Those that come early in `order` are given up last.
    """
    left = list(order if order is not None else groups)
    core = solver.core([*base, *_all(groups, left)])
    if core is None:
        return None
    left = _within(groups, left, core)
    kept: list[Key] = []
    size = len(left) // 2
    while left:
        size = max(1, size)
        tried = [*kept, *left[:-size]]
        core = solver.core([*base, *_all(groups, tried)])
        if core is not None:
            left = _within(groups, left[:-size], core)
        elif size > 1:
            size //= 2
        else:
            kept.insert(0, left.pop())
            size = len(left) // (len(kept) + 1)  # the more was needed, the fewer at once
    return tuple(kept)


def _all(groups: Mapping[Key, Sequence[Literal]], keys: Iterable[Key]) -> list[Literal]:
    return [literal for key in keys for literal in groups[key]]


def _within(
    groups: Mapping[Key, Sequence[Literal]], keys: Iterable[Key], core: Iterable[Literal]
) -> list[Key]:
    found = set(core)
    return [key for key in keys if not found.isdisjoint(groups[key])]
