"""Rows that cannot be answered, each with the column, the reason and the text as it was written."""

from __future__ import annotations

from collections.abc import Iterable

from engine.errors import Problem, Where
from engine.frozen import frozen


@frozen
class Reject:
    """One thing that is wrong with one row."""

    file: str
    row: int
    """As a spreadsheet counts: the names of the columns stand in row 1. In JSONL: the line."""
    column: str
    """As the file calls it; "" where the whole row is meant."""
    reason: str
    """What is wrong, and how to mend it."""
    text: str = ""
    """The cell as it was written."""
    code: str = "row"

    def problem(self) -> Problem:
        """The same, to be printed."""
        place = f"{self.file}:{self.row}:{self.column}" if self.column else f"{self.file}:{self.row}"
        return Problem(self.code, self.reason, Where(place))


def rejects(file: str, row: int, column: str, text: str, problems: Iterable[Problem]) -> list[Reject]:
    """One reject for each problem of a cell, or of a row."""
    return [Reject(file, row, column, _reason(each), text, each.code) for each in problems]


def in_order(found: Iterable[Reject]) -> tuple[Reject, ...]:
    """Sorted by file and row; those of one row as they were found."""
    return tuple(sorted(found, key=lambda reject: (reject.file, reject.row)))


def _reason(problem: Problem) -> str:
    return f"{problem.what} (hint: {problem.hint})" if problem.hint else problem.what
