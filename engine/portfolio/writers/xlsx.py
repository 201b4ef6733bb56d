"""Answers as a sheet of XLSX. Every cell is text: a spreadsheet computes nothing in it."""

from __future__ import annotations

import os
from tempfile import TemporaryDirectory
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError, FileSizeError

from engine.errors import Problem, UsageError
from engine.portfolio.writers.texts import texts
from engine.render.escape import visible

MOST_ROWS, MOST_COLUMNS, MOST_CHARACTERS = 1_048_576, 16_384, 32_767
"""What a sheet, its header counted, and what a cell of it can hold."""
OTHERWISE = "write csv, jsonl or parquet"
WIDEST, SAMPLE = 60, 1000
"""So many characters wide is a column at most; so many cells of it in each batch say how wide."""
_ODD = r"""[^\x20-\x7e]"""


class XlsxWriter:
    """Writes batches of one schema; use it as a context."""

    def __init__(self, path: str, schema: Any) -> None:
        if len(schema.names) > MOST_COLUMNS:
            what = f"a sheet of XLSX holds {MOST_COLUMNS:,} columns, the answers have {len(schema.names):,}"
            raise UsageError(Problem("xlsx", what, None, OTHERWISE))
        # What the library needs meanwhile is beside the file, and goes with its folder.
        self._folder = TemporaryDirectory(prefix=".advisor-", dir=os.path.dirname(path) or ".")
        self._book = xlsxwriter.Workbook(path, {"constant_memory": True, "tmpdir": self._folder.name})
        self._sheet = self._book.add_worksheet("answers")
        self._sheet.freeze_panes(1, 1)
        bold = self._book.add_format({"bold": True})
        for place, name in enumerate(schema.names):
            self._sheet.write_string(0, place, visible(name), bold)
        self._rows, self._columns = 1, len(schema.names)
        self._widths = [len(name) for name in schema.names]

    def write(self, batch: Any) -> None:
        """Add the rows of the batch. Raises UsageError where a sheet cannot hold them."""
        if self._rows + batch.num_rows > MOST_ROWS:
            raise too_many()
        columns = [_listed(texts(column, visible, _ODD), batch.num_rows) for column in batch.columns]
        for place, column in enumerate(columns):
            longest = max(map(len, column[:SAMPLE]), default=0)
            self._widths[place] = max(self._widths[place], longest)
        for cells in zip(*columns, strict=True):
            for place, text in enumerate(cells):
                if len(text) > MOST_CHARACTERS:
                    what = (
                        f"a cell of XLSX holds {MOST_CHARACTERS} characters, one of {cells[0][:80]} has more"
                    )
                    raise UsageError(Problem("xlsx", what, None, OTHERWISE))
                if text:
                    self._sheet.write_string(self._rows, place, text)
            self._rows += 1

    def __enter__(self) -> XlsxWriter:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        with self._folder:
            if kind is None:
                for place, width in enumerate(self._widths):
                    self._sheet.set_column(place, place, min(WIDEST, width + 2))
                self._sheet.autofilter(0, 0, self._rows - 1, self._columns - 1)
                self._close()

    def _close(self) -> None:
        try:
            self._book.close()
        except FileCreateError as error:
            raise error.args[0] from None
        except FileSizeError:
            raise UsageError(Problem("xlsx", "the sheet is too large for XLSX", None, OTHERWISE)) from None


def _listed(found: Any, rows: int) -> list[str]:
    return [found] * rows if isinstance(found, str) else found.to_pylist()


def too_many() -> UsageError:
    """The error that a sheet cannot hold so many rows."""
    what = f"a sheet of XLSX holds {MOST_ROWS - 1:,} rows below its header, there are more"
    return UsageError(Problem("xlsx", what, None, OTHERWISE))
