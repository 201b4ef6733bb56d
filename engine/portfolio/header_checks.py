"""What must be so of the columns of a table together, and what is remarked about them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from engine.errors import Problem, Where
from engine.knowledge.nearest import nearest, quoted
from engine.portfolio.renames import Renames

if TYPE_CHECKING:
    from engine.portfolio.header import Column


def twice(columns: Sequence[Column], file: str) -> list[Problem]:
    """A problem for each column that means what one before it means."""
    seen: dict[tuple[str, str, str], Column] = {}
    found = []
    for column in columns:
        if column.role == "ignored":
            continue
        attribute = column.attribute.name if column.attribute else ""
        first = seen.setdefault((column.role, column.entity, attribute), column)
        if first is not column:
            what = f"the columns {quoted(first.text)} and {quoted(column.text)} both mean {column.meaning}"
            if first.text == column.text:
                what = f"the column {quoted(column.text)} stands twice, first as column {first.index + 1}"
            where = Where(file, 1, column.index + 1)
            found.append(Problem("column-twice", what, where, "keep one of them"))
    return found


def unnamed(columns: Sequence[Column], wanted: Sequence[tuple[str, str, str]], file: str) -> list[Problem]:
    """A problem for each role that no column has; `wanted` are role, name of the column, what it names."""
    found = []
    for role, name, named in wanted:
        if all(column.role != role for column in columns):
            what = f"no column is called {name}: each row names {named}"
            hint = f"rename the column of the names to {name}, here or in the file of --map"
            found.append(Problem("column", what, Where(file, 1, 1), hint))
    return found


def absent(renames: Renames, there: Sequence[str]) -> list[Problem]:
    """A problem for each name to which a meaning is given, and which is not there."""
    found = []
    for name in renames.columns:
        if name not in there:
            near = nearest(name, there)
            hint = f"did you mean {near}?" if near else "remove the line"
            what = f"the table has no column {quoted(name)}"
            found.append(Problem("column", what, renames.places.get(name), hint))
    return found


def unused(column: Column, file: str) -> Problem:
    """The remark that only a pack that was not asked for reads the column."""
    pack = column.attribute.pack if column.attribute else ""
    what = f"the column {quoted(column.text)} is not used: only the pack {pack} reads it"
    return Problem("pack-off", what, Where(file, 1, column.index + 1), f"add --pack {pack}", "warning")


def first_of(columns: Iterable[Column], part: str, file: str) -> Where:
    """Where the first column of the part stands."""
    return next(Where(file, 1, column.index + 1) for column in columns if column.entity == part)
