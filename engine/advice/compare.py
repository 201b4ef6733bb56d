"""In what two answers differ: facts, verdicts and firings, whether just made or from records."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from engine.cases.model import Case, Fact
from engine.frozen import frozen
from engine.inference.derivation import CONFLICT, Derivation, Firing, Verdict


@frozen
class FactChange:
    """What the two cases state about one attribute of one entity; None is nothing."""

    entity: str
    attribute: str
    before: Fact | None
    after: Fact | None


@frozen
class VerdictChange:
    """The two verdicts of one goal for one entity; None where there is no such entity or goal."""

    entity: str
    attribute: str
    before: Verdict | None
    after: Verdict | None


def fact_changes(before: Case, after: Case) -> tuple[FactChange, ...]:
    """The facts that differ, whatever their origin."""
    first, second = ({(f.entity, f.attribute): f for f in case.facts} for case in (before, after))
    pairs = sorted(first.keys() | second.keys())
    return tuple(
        FactChange(*pair, first.get(pair), second.get(pair))
        for pair in pairs
        if first.get(pair) != second.get(pair)
    )


def verdict_changes(before: Iterable[Verdict], after: Iterable[Verdict]) -> tuple[VerdictChange, ...]:
    """The verdicts that differ in value or status, in the order in which they are given."""
    first, second = ({(v.entity, v.attribute): v for v in each} for each in (before, after))
    pairs = dict.fromkeys((*second, *first))
    return tuple(
        VerdictChange(*pair, first.get(pair), second.get(pair))
        for pair in pairs
        if _answer(first.get(pair)) != _answer(second.get(pair))
    )


def firing_changes(before: Derivation, after: Derivation) -> tuple[tuple[Firing, ...], tuple[Firing, ...]]:
    """The firings of the first only, and of the second only, sorted."""
    first, second = ({step.firing for step in each.steps} for each in (before, after))
    return tuple(sorted(first - second)), tuple(sorted(second - first))


def _answer(verdict: Verdict | None) -> tuple[Any, ...]:
    if verdict is None:
        return ()
    return verdict.value, verdict.status, verdict.values if verdict.value == CONFLICT else ()
