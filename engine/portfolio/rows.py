"""One row as the very case that its cells state."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from engine.cases.alike import alike
from engine.cases.constraints import violations
from engine.cases.model import ROOT, Case
from engine.cases.said import Said
from engine.errors import CaseError, Problem, Where
from engine.knowledge.model import KnowledgeBase
from engine.portfolio.cells import read_cell, read_day, read_note
from engine.portfolio.header import Column, Header
from engine.portfolio.keys import read_key


class Row(NamedTuple):
    """A row of one table: its number, and the text of each column that is not blank, by place."""

    header: Header
    number: int
    texts: Mapping[int, str]


def case_of(kb: KnowledgeBase, row: Row, parts: Sequence[tuple[str, Row]] | None = None) -> Case:
    """The case of this row, and of these rows about its parts, by name, where they have a table of their own.

    Raises CaseError with everything that is wrong with it.
    """
    problems: list[Problem] = []
    said: dict[tuple[str, str], Said] = {}
    listed: dict[str, Where] = {}
    for column, text in _stated(row):
        where = _where(row, column)
        if column.entity != ROOT:
            listed.setdefault(column.entity, where)
        _say(said, column.entity, column, text, where, problems)
    for name, of_part in parts or ():
        listed[name] = Where(of_part.header.file, of_part.number)
        for column, text in _stated(of_part):
            _say(said, name, column, text, _where(of_part, column), problems)
    name, as_of, note = _name(row, problems), _day(row, problems), _note(row, problems)
    order = tuple(listed)
    has_parts = parts is not None or bool(row.header.parts)
    case = Case(
        name=name,
        facts=tuple(one.fact for about in sorted(said) if (one := said[about]).fact is not None),
        parts=tuple(sorted(order)) if has_parts else None,
        as_of=as_of,
        note=note,
        said_unknown=tuple(about for about in sorted(said) if said[about].fact is None),
        part_order=order,
        remarks=(*row.header.remarks, *(alike(listed, kb.words.singular) if parts is not None else ())),
        where=Where(row.header.file, row.number),
    )
    problems += violations(kb, case)
    if problems:
        raise CaseError(problems)
    return case


def _stated(row: Row) -> Iterable[tuple[Column, str]]:
    for column in row.header.attributes:
        text = row.texts.get(column.index)
        if text is not None:
            yield column, text


def _say(
    said: dict[tuple[str, str], Said],
    entity: str,
    column: Column,
    text: str,
    where: Where,
    problems: list[Problem],
) -> None:
    assert column.attribute is not None, "it states something"
    read = read_cell(entity, column.attribute, text, where)
    problems += read.problems
    if read.said is not None and not column.unused:
        said[entity, column.attribute.name] = read.said


def _where(row: Row, column: Column) -> Where:
    return Where(row.header.file, row.number, column.index + 1)


def _name(row: Row, problems: list[Problem]) -> str:
    name = read_key(row.texts.get(row.header.key.index, ""))
    if isinstance(name, Problem):
        problems.append(name)
        return ""
    return name


def _day(row: Row, problems: list[Problem]) -> str:
    column = row.header.only("as_of")
    text = row.texts.get(column.index) if column else None
    if column is None or text is None:
        return ""
    day = read_day(text, _where(row, column))
    if isinstance(day, Problem):
        problems.append(day)
        return ""
    return day


def _note(row: Row, problems: list[Problem]) -> str:
    column = row.header.only("note")
    text = row.texts.get(column.index) if column else None
    if column is None or text is None:
        return ""
    note = read_note(text, _where(row, column))
    if isinstance(note, Problem):
        problems.append(note)
        return ""
    return note
