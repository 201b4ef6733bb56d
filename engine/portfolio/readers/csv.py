"""CSV, read strictly: what another program might guess is told instead."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator
from typing import BinaryIO

import numpy as np
import pyarrow as pa

from engine.errors import CaseError, Problem, Where
from engine.portfolio.readers.source import Piece
from engine.portfolio.rejects import Reject

OTHERS = {";": ";", "\t": "a tab", "|": "|"}
csv.field_size_limit(4 * 1024 * 1024)


class CsvSource:
    """A table of commas, with the names of its columns in the first row."""

    def __init__(self, stream: BinaryIO, file: str) -> None:
        self.file, self._stream = file, stream
        try:
            self._size: int | None = os.fstat(stream.fileno()).st_size or None
        except (OSError, ValueError, io.UnsupportedOperation):
            self._size = None
        self._row = 0
        text = io.TextIOWrapper(stream, encoding="utf-8-sig", errors="strict", newline="")
        self._reader = csv.reader(text, strict=True)
        names = self._next()
        if names is None:
            raise CaseError(
                Problem("csv", "the file is empty", Where(file), "the first row names the columns")
            )
        self.names = names
        if len(names) == 1:
            for sign, shown in OTHERS.items():
                if sign in names[0]:
                    what = f"there is one column, {names[0][:40]!r}"
                    hint = f"are the columns parted by {shown}? write commas"
                    raise CaseError(Problem("csv", what, Where(file, 1, 1), hint))

    def pieces(self, rows: int) -> Iterator[Piece]:
        """The rows, so many at most a piece."""
        width, going = len(self.names), True
        while going:
            found: list[list[str]] = []
            numbers: list[int] = []
            rejects: list[Reject] = []
            while len(found) + len(rejects) < rows:
                row = self._next()
                if row is None:
                    going = False
                    break
                if not any(cell and not cell.isspace() for cell in row):
                    continue
                if len(row) != width:
                    what = f"the row has {len(row)} cells, the table {width} columns"
                    text = ",".join(row)[:200]
                    rejects.append(Reject(self.file, self._row, "", what, text, "csv"))
                else:
                    found.append(row)
                    numbers.append(self._row)
            columns = [_column(cells) for cells in zip(*found, strict=True)] if found else []
            if not found:
                columns = [pa.array([], pa.string()) for _ in self.names]
            yield Piece(columns, np.array(numbers, np.int64), tuple(rejects), self._share())

    def _next(self) -> list[str] | None:
        """The next record; None at the end."""
        self._row += 1
        where = Where(self.file, self._row)
        try:
            return next(self._reader, None)
        except csv.Error as error:
            said = str(error)
            what = "a quote of this row, or of a row before, does not close"
            if "unexpected end" not in said:
                what = f"the row cannot be read: {said}"
            raise CaseError(Problem("csv", what, where, "quote a cell whole, quotes in it twice")) from None
        except UnicodeDecodeError as error:
            what = f"the text near this row is not UTF-8 ({error.reason})"
            raise CaseError(Problem("csv", what, where, "save the file as UTF-8")) from None

    def _share(self) -> float | None:
        if self._size is None:
            return None
        try:
            return min(1.0, self._stream.tell() / self._size)
        except (OSError, ValueError):
            return None


def _column(cells: tuple[str, ...]) -> pa.Array:
    """The cells as an array, null where blank."""
    return pa.array([None if not cell or cell.isspace() else cell for cell in cells], pa.string())
