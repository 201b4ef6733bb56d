"""Rows that cannot be answered, each with the column, the reason and the text as it was written."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.errors import Problem, Where
from engine.frozen import frozen

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from engine.cases.model import Case
    from engine.portfolio.columns import Chunk
    from engine.portfolio.rows import Row


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
    key: str = ""
    """The case, as far as it is known."""

    def problem(self) -> Problem:
        """The same, to be printed."""
        place = f"{self.file}:{self.row}:{self.column}" if self.column else f"{self.file}:{self.row}"
        return Problem(self.code, self.reason, Where(place))


@dataclass(frozen=True, slots=True, eq=False)
class Read:
    """A piece of a portfolio: the rows that can be answered, and what is wrong with the others."""

    chunk: Chunk
    keys: Any
    """The names of the cases, an array of strings."""
    rows: NDArray[Any]
    """Their row numbers, as a spreadsheet counts them; in JSONL of their lines."""
    rejects: tuple[Reject, ...]
    rejected: int
    """How many rows these are about."""
    share: float | None
    """How much of the input has been read after this piece; None where that is not known."""
    case: Callable[[int], Case]
    """The case of the row at this place of the chunk."""
    row: Callable[[int], Row] | None = None
    """The texts of that row, where the portfolio is a table."""
    extra: Any = None
    """One more column of the table, by which answers are counted: a text a row, null where blank."""


def rejects(
    file: str, row: int, column: str, text: str, problems: Iterable[Problem], key: str = ""
) -> list[Reject]:
    """One reject for each problem of a cell, or of a row."""
    return [Reject(file, row, column, _reason(each), text, each.code, key) for each in problems]


def in_order(found: Iterable[Reject]) -> tuple[Reject, ...]:
    """Sorted by file and row; those of one row as they were found."""
    return tuple(sorted(found, key=lambda reject: (reject.file, reject.row)))


def _reason(problem: Problem) -> str:
    return f"{problem.what} (hint: {problem.hint})" if problem.hint else problem.what
