"""What every reader of tables gives: the names of the columns, then pieces of rows as text."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from numpy.typing import NDArray

from engine.portfolio.rejects import Reject


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """Some rows of a table."""

    columns: list[Any]
    """Of each column an array of strings, or a dictionary array of them; null where blank. None where the
    column was not asked for."""
    rows: NDArray[Any]
    """The number of each row, as a spreadsheet counts them."""
    rejects: tuple[Reject, ...] = ()
    """Rows that are no rows of this table; they are not in the columns."""
    share: float | None = None


class Source(Protocol):
    """A table that is being read."""

    file: str
    names: list[str]

    def pieces(self, rows: int, used: Collection[int], key: int) -> Iterator[Piece]:
        """The rows, so many at most a piece. Raises CaseError for what ends the whole file.

        `used` are the columns that are looked at, `key` the one of them that names the case. At the end, or
        when the iterator is closed, the file is closed.
        """

    def close(self) -> None:
        """Close the file, where no row is wanted."""
