"""Suppositions in words: what somebody might find out, or change."""

from __future__ import annotations

from collections.abc import Sequence

from engine.advice.recommendation import Supposition
from engine.advice.sentences import joined
from engine.advice.speech import Speech
from engine.cases.model import Case, Fact
from engine.inquiry.answers import Supposed
from engine.inquiry.cells import Cell
from engine.knowledge.conditions import InRange, OneOf, written
from engine.knowledge.model import Attribute


def supposition(
    speech: Speech, supposed: Supposed, case: Case, cells: Sequence[Cell] = (), besides: bool = False
) -> Supposition:
    """The supposition in words; with `cells`, that it is any of these values. It is so in the case.

    `besides` other members of a set, which stay.
    """
    name = speech.name_of(supposed.entity, supposed.attribute)
    fact = case.fact(supposed.entity, supposed.attribute)
    assert fact is not None
    return Supposition(
        supposed.entity,
        supposed.attribute,
        name,
        _says(speech, supposed, cells, besides),
        settings(fact, name),
    )


def settings(fact: Fact, name: str) -> tuple[str, ...]:
    """What `--set` takes to state the fact, an argument each."""
    if fact.closed:
        return (f"{name}={','.join(map(written, fact.values)) or 'none'}",)
    return (
        *(f"{name}+={written(value)}" for value in fact.values),
        *(f"{name}-={written(value)}" for value in fact.excluded),
    )


def _says(speech: Speech, supposed: Supposed, cells: Sequence[Cell], besides: bool) -> str:
    attribute = speech.kb.attributes[supposed.attribute]
    if attribute.type == "set":
        said = speech.values(supposed.entity, attribute.name, supposed.values) if supposed.values else ""
        whole = len(supposed.values) + len(supposed.excluded) == len(attribute.values)
        said += " too" * (besides and bool(said) and not whole)
        if not supposed.excluded:
            return said or f"{speech.about(supposed.entity, attribute)}: none"
        if whole:
            return said or f"{speech.about(supposed.entity, attribute)}: none"
        out = joined((speech.label(attribute.name, value) for value in supposed.excluded), "or")
        return f"{said}, but not {out}" if said else f"{speech.about(supposed.entity, attribute)}: not {out}"
    if attribute.type == "number":
        ranges = _ranges(cells or ((supposed.cell,) if supposed.cell else ()), attribute)
        if ranges:
            return joined((speech.condition(each, supposed.entity) for each in ranges), "or")
    values = tuple(cell.value for cell in cells) or supposed.values
    return speech.condition(OneOf(attribute.name, values), supposed.entity)


def _ranges(cells: Sequence[Cell], attribute: Attribute) -> list[InRange]:
    """The cells of numbers as ranges, neighbours together; an end that every number keeps is not told."""
    found: list[InRange] = []
    for cell in cells:
        last = found[-1] if found else None
        if last and last.high is not None and last.high == cell.low and last.high_open != cell.low_open:
            found[-1] = InRange(attribute.name, last.low, cell.high, last.low_open, cell.high_open)
        else:
            found.append(cell.test(attribute.name))
    return [_told(each, attribute) for each in found]


def _told(each: InRange, attribute: Attribute) -> InRange:
    low = None if each.low == attribute.low and not each.low_open else each.low
    high = None if each.high == attribute.high and not each.high_open else each.high
    if low is None and high is None:
        return each
    return InRange(attribute.name, low, high, each.low_open, each.high_open)
