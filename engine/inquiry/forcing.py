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
    for key in reversed(tuple(left)):
        if key in left:
            without = [other for other in left if other != key]
            core = solver.core([*base, *_all(groups, without)])
            if core is not None:
                left = _within(groups, without, core)
    return tuple(left)


def _all(groups: Mapping[Key, Sequence[Literal]], keys: Iterable[Key]) -> list[Literal]:
    return [literal for key in keys for literal in groups[key]]


def _within(
    groups: Mapping[Key, Sequence[Literal]], keys: Iterable[Key], core: Iterable[Literal]
) -> list[Key]:
    found = set(core)
    return [key for key in keys if not found.isdisjoint(groups[key])]
