"""XLSX: the first sheet of a workbook, each cell as it is shown."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import numpy as np
import pyarrow as pa

from engine.errors import CaseError, Problem, Where
from engine.portfolio.readers.parquet import _short
from engine.portfolio.readers.source import Piece


class XlsxSource:
    """The first sheet, with the names of its columns in the first row. The whole sheet is held in memory."""

    def __init__(self, file: str) -> None:
        import python_calamine

        self.file = file
        try:
            with open(file, "rb"):
                pass
            sheet = python_calamine.CalamineWorkbook.from_path(file).get_sheet_by_index(0)
            rows = sheet.to_python(skip_empty_area=False)
        except (python_calamine.CalamineError, ValueError, IndexError) as error:
            what = f"this is no workbook that can be read: {str(error).splitlines()[0][:200]}"
            raise CaseError(Problem("xlsx", what, Where(file))) from None
        if not rows:
            raise CaseError(Problem("xlsx", "the first sheet is empty", Where(file)))
        head = [text_of(cell) or "" for cell in rows[0]]
        while head and not head[-1]:
            head.pop()
        self.names, self._rows = head, rows[1:]

    def pieces(self, rows: int) -> Iterator[Piece]:
        """The rows, so many at most a piece; what stands right of the named columns is told."""
        width = len(self.names)
        for start in range(0, max(1, len(self._rows)), rows):
            found, numbers, rejects = [], [], []
            for place, cells in enumerate(self._rows[start : start + rows], start + 2):
                texts = [text_of(cell) for cell in cells]
                if not any(texts):
                    continue
                if any(texts[width:]):
                    from engine.portfolio.rejects import Reject

                    what = f"a cell stands right of the {width} columns that have names"
                    rejects.append(Reject(self.file, place, "", what, "", "xlsx"))
                    continue
                found.append([*texts[:width], *[None] * (width - len(texts))])
                numbers.append(place)
            columns = [pa.array(column, pa.string()) for column in zip(*found, strict=True)]
            columns = columns or [pa.array([], pa.string()) for _ in self.names]
            share = min(1.0, (start + rows) / len(self._rows)) if self._rows else None
            yield Piece(columns, np.array(numbers, np.int64), tuple(rejects), share)


def text_of(cell: Any) -> str | None:
    """The cell as a person would write it; None where it is blank."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, int | float):
        return repr(_short(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == datetime.min.time() else cell.isoformat(" ")
    if isinstance(cell, date):
        return cell.isoformat()
    text = str(cell)
    return None if not text or text.isspace() else text
