"""Other conditions in the place of one: each kind of slip that one makes when writing a condition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TypeAlias

from engine.inquiry.cells import Cell, cells
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
from engine.knowledge.model import KnowledgeBase
from engine.knowledge.wording import describe
from engine.workbench.mutation.places import Place, places

Slip: TypeAlias = tuple[str, "Condition | None", str]
"""(what it is called, the other condition or None for nothing, the change in words)."""
Numbers: TypeAlias = Mapping[str, tuple[Cell, ...]]
"""Of every number attribute the values that rules can tell apart, in ascending order."""


def numbers(kb: KnowledgeBase) -> Numbers:
    """Cells of what is asked; of what is derived, the numbers that rules conclude."""
    found = {name: each for name, each in cells(kb).items() if kb.attributes[name].type == "number"}
    concluded: dict[str, set[int | float]] = {}
    for rule in kb.rules.values():
        for conclusion in rule.then:
            attribute = kb.attributes[conclusion.attribute]
            if attribute.type == "number" and not attribute.asked:
                assert isinstance(conclusion.value, int | float)
                concluded.setdefault(attribute.name, set()).add(conclusion.value)
    return found | {name: tuple(Cell(v, v, v) for v in sorted(values)) for name, values in concluded.items()}


def slips(kb: KnowledgeBase, condition: Condition, known: Numbers) -> Iterator[tuple[str, Condition, str]]:
    """(name, the whole condition changed, the change in words) for each place of the condition."""
    for place in places(condition):
        for kind, other, words in _here(kb, place, known):
            name, _, more = kind.partition(" ")
            yield "-".join(filter(None, (name, str(place.number), more))), place.put(other), words


def _here(kb: KnowledgeBase, place: Place, known: Numbers) -> Iterator[Slip]:
    condition = place.condition
    if isinstance(condition, Always):
        return
    before = describe(condition, kb)
    yield "drop", None, f"without: {before}"
    if not place.only_negated:
        yield "negate", _negated(condition), f"turned round: {before}"
    for kind, other in (*_connectives(condition), *_values(kb, condition), *_limits(condition, known)):
        yield kind, other, f"{describe(other, kb)}; instead of: {before}"


def _negated(condition: Condition) -> Condition:
    match condition:
        case Unless(parts):
            return parts[0] if len(parts) == 1 else AnyOf(parts)
        case No(inner):
            return AtLeast(1, inner)
        case AtLeast(1, inner):
            return No(inner)
        case _:
            return Unless((condition,))


def _connectives(condition: Condition) -> Iterator[tuple[str, Condition]]:
    match condition:
        case All(parts):
            yield "any", AnyOf(parts)
        case AnyOf(parts):
            yield "all", All(parts)
        case Unless(parts) if len(parts) > 1:
            yield "all", Unless((All(parts),))
        case AtLeast(count, inner):
            yield "every", Every(inner)
            if count > 1:
                yield "fewer", AtLeast(count - 1, inner)
            yield "more", AtLeast(count + 1, inner)
        case Every(inner):
            yield "some", AtLeast(1, inner)
            yield "no", No(inner)
        case No(inner):
            yield "every", Every(inner)


def _values(kb: KnowledgeBase, condition: Condition) -> Iterator[tuple[str, Condition]]:
    """One value: the next one instead. Several: each left out, each that is missing put in."""
    if not isinstance(condition, OneOf):
        return
    domain, listed = kb.attributes[condition.attribute].values, condition.values
    if len(listed) == 1:
        if len(domain) > 1:
            following = domain[(domain.index(listed[0]) + 1) % len(domain)]
            yield "value", replace(condition, values=(following,))
        return
    for value in domain:
        if value in listed:
            fewer = tuple(each for each in listed if each != value)
            yield f"leave {written(value)}", replace(condition, values=fewer)
        else:
            more = tuple(each for each in domain if each in listed or each == value)
            yield f"add {written(value)}", replace(condition, values=more)


def _limits(condition: Condition, known: Numbers) -> Iterator[tuple[str, Condition]]:
    """Each end strict where it is not and the other way round, and moved past the nearest cell."""
    if not isinstance(condition, InRange):
        return
    free = replace(condition, parameters=())
    point = condition.low == condition.high
    every = known.get(condition.attribute, ())
    passing = [place for place, cell in enumerate(every) if condition.holds(_number(cell))]
    if condition.low is not None:
        if not point:
            yield "strict low", replace(condition, low_open=not condition.low_open)
        if passing and passing[0] > 0:
            cell = every[passing[0] - 1]
            low = _number(cell) if cell.low is None else cell.low
            yield "wider low", replace(free, low=low, low_open=cell.low_open)
        if len(passing) > 1:
            cell = every[passing[1]]
            yield "narrower low", replace(free, low=cell.low, low_open=cell.low_open)
    if condition.high is not None:
        if not point:
            yield "strict high", replace(condition, high_open=not condition.high_open)
        if passing and passing[-1] + 1 < len(every):
            cell = every[passing[-1] + 1]
            high = _number(cell) if cell.high is None else cell.high
            yield "wider high", replace(free, high=high, high_open=cell.high_open)
        if len(passing) > 1:
            cell = every[passing[-2]]
            yield "narrower high", replace(free, high=cell.high, high_open=cell.high_open)


def _number(cell: Cell) -> int | float:
    assert isinstance(cell.value, int | float)
    return cell.value
