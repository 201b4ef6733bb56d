"""CSV, read strictly: what another program might guess is told instead."""

from __future__ import annotations

import csv
import io
import os
import sys
from collections.abc import Collection, Iterator
from typing import BinaryIO

import numpy as np
import pyarrow as pa

from engine.errors import CaseError, Problem, UsageError, Where, reason
from engine.knowledge.nearest import quoted
from engine.portfolio.readers.source import Piece
from engine.portfolio.rejects import Reject, rejects

OTHERS = {";": ";", "\t": "a tab", "|": "|"}
LARGEST = 4 * 1024 * 1024
"""So many characters may a cell have before the table is given up: its quote may not close."""
LONGEST, AT_ONCE = 16 * LARGEST, 64 * LARGEST
"""So many characters may a line have, and about so many are in memory at once."""
SHOWN = 200
"""So many characters are kept of a row that has not as many cells as there are columns."""
csv.field_size_limit(LARGEST)


class CsvSource:
    """A table of commas, with the names of its columns in the first row."""

    def __init__(self, stream: BinaryIO, file: str) -> None:
        self.file, self._stream = file, stream
        try:
            self._size: int | None = os.fstat(stream.fileno()).st_size or None
        except (OSError, ValueError, io.UnsupportedOperation):
            self._size = None
        self._row = 0
        # What is no UTF-8 stays visible as halves of characters, and is told with its row.
        self._text = io.TextIOWrapper(stream, encoding="utf-8-sig", errors="surrogateescape", newline="")
        self._taken = 0
        """Characters since the last piece."""
        self._reader = csv.reader(self._lines(), strict=True)
        self.names = self._header()

    def close(self) -> None:
        """Close the file; standard input stays open."""
        if self._stream is sys.stdin.buffer:
            if not self._text.closed and self._text.buffer is self._stream:
                self._text.detach()
        else:
            self._text.close()

    def pieces(self, rows: int, used: Collection[int], key: int) -> Iterator[Piece]:
        """The rows, so many at most a piece."""
        try:
            going = True
            while going:
                going, found, numbers, wrong = self._rows(rows, key)
                yield self._piece(found, numbers, wrong, used, key)
        finally:
            self.close()

    def _lines(self) -> Iterator[str]:
        """The lines. Raises csv.Error at one that has no end in sight."""
        while line := self._text.readline(LONGEST + 1):
            if len(line) > LONGEST:
                raise csv.Error("line larger than limit")
            self._taken += len(line)
            yield line

    def _header(self) -> list[str]:
        names = self._next()
        if names is None:
            hint = "the first row names the columns"
            raise CaseError(Problem("csv", "the file is empty", Where(self.file), hint))
        where = Where(self.file, 1, 1)
        if any(_halved(name) for name in names):
            raise CaseError(Problem("csv", "the table is not UTF-8", where, "save the file as UTF-8"))
        for sign, shown in OTHERS.items():
            if len(names) == 1 and sign in names[0]:
                what = f"there is one column, {quoted(names[0])}"
                hint = f"are the columns parted by {shown}? write commas"
                raise CaseError(Problem("csv", what, where, hint))
        return names

    def _rows(self, rows: int, key: int) -> tuple[bool, list[list[str]], list[int], list[Reject]]:
        """Whether more follow, the rows that have all cells, their numbers, and what is wrong with others."""
        width = len(self.names)
        found: list[list[str]] = []
        numbers: list[int] = []
        wrong: list[Reject] = []
        self._taken = 0
        while len(found) + len(wrong) < rows and self._taken < AT_ONCE:
            row = self._next()
            if row is None:
                return False, found, numbers, wrong
            if len(row) == width:
                if any(cell and not cell.isspace() for cell in row):
                    found.append(row)
                    numbers.append(self._row)
            elif any(cell and not cell.isspace() for cell in row):
                what = f"the row has {len(row)} cells, the table {width} columns"
                problem = Problem("csv", what, None, "quote a cell that holds a comma")
                text, name = _whole(",".join(row)[:SHOWN]), _key("".join(row[key : key + 1]))
                wrong += rejects(self.file, self._row, "", text, [problem], name)
        return True, found, numbers, wrong

    def _piece(
        self,
        found: list[list[str]],
        numbers: list[int],
        wrong: list[Reject],
        used: Collection[int],
        key: int,
    ) -> Piece:
        try:
            cells = list(zip(*found, strict=True)) if found else [()] * len(self.names)
            columns = [_column(each) if place in used else None for place, each in enumerate(cells)]
        except UnicodeEncodeError:
            sound = [not any(_halved(row[place]) for place in used) for row in found]
            for row, number, good in zip(found, numbers, sound, strict=True):
                if not good:
                    wrong += self._not_text(row, number, used, key)
            found = [row for row, good in zip(found, sound, strict=True) if good]
            numbers = [number for number, good in zip(numbers, sound, strict=True) if good]
            return self._piece(found, numbers, wrong, used, key)
        return Piece(columns, np.array(numbers, np.int64), tuple(wrong), self._share())

    def _not_text(self, row: list[str], number: int, used: Collection[int], key: int) -> Iterator[Reject]:
        problem = Problem("csv", "the cell is not UTF-8", None, "save the file as UTF-8")
        for place in sorted(used):
            if _halved(row[place]):
                text, name = _whole(row[place]), _key(row[key])
                yield from rejects(self.file, number, self.names[place], text, [problem], name)

    def _next(self) -> list[str] | None:
        """The next record; None at the end."""
        self._row += 1
        try:
            return next(self._reader, None)
        except csv.Error as error:
            said, hint = str(error), "quote a cell whole, quotes in it twice"
            what = f"the row cannot be read: {said}"
            if "unexpected end" in said:
                what = "a quote of this row, or of a row before, does not close"
            elif "expected after" in said:
                what = "a quote closes in the middle of a cell of this row"
            elif "field larger" in said:
                what = f"a cell has more than {LARGEST} characters, or its quote does not close"
            elif "line larger" in said:
                what, hint = f"a line has more than {LONGEST} characters", "is it a table?"
            self.close()
            raise CaseError(Problem("csv", what, Where(self.file, self._row), hint)) from None
        except OSError as error:
            raise UsageError(Problem("file", f"cannot read {self.file}: {reason(error)}", None)) from None

    def _share(self) -> float | None:
        if self._size is None:
            return None
        try:
            return min(1.0, self._stream.tell() / self._size)
        except (OSError, ValueError):
            return None


def _column(cells: tuple[str, ...]) -> pa.Array:
    """The cells as an array, null where blank. Raises UnicodeEncodeError where one is not text."""
    return pa.array([None if not cell or cell.isspace() else cell for cell in cells], pa.string())


def _halved(text: str) -> bool:
    """Whether it holds bytes that were no UTF-8."""
    return any("\ud800" <= character <= "\udfff" for character in text)


def _key(text: str) -> str:
    """The name of the case; "" where it is not text."""
    return "" if _halved(text) else text


def _whole(text: str) -> str:
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
