"""XLSX: the first sheet of a workbook, each cell as it is shown."""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Iterator
from datetime import date, datetime, time
from typing import Any

import numpy as np
import pyarrow as pa

from engine.errors import CaseError, Problem, Where
from engine.portfolio.readers.numbers import number_text
from engine.portfolio.readers.source import Piece
from engine.portfolio.readers.xlsx_cells import looked_through
from engine.portfolio.rejects import Reject, rejects


class XlsxSource:
    """The first sheet, with the names of its columns in the first row. The whole sheet is held in memory."""

    def __init__(self, file: str) -> None:
        import python_calamine

        self.file = file
        with open(file, "rb") as stream:
            if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
                what, hint = "a workbook is read from a file that has an end", "save it as a file"
                raise CaseError(Problem("xlsx", what, Where(file), hint))
            try:
                self._bad = looked_through(stream)
                stream.seek(0)
                sheet = python_calamine.CalamineWorkbook.from_filelike(stream).get_sheet_by_index(0)
                rows = sheet.to_python(skip_empty_area=False)
            except BaseException as error:
                if not _unreadable(error):
                    raise
                said = (str(error.args[0] if error.args else error).splitlines() or [""])[0][:200]
                what = f"this is no workbook that can be read: {said}"
                raise CaseError(Problem("xlsx", what, Where(file))) from None
        head = [text_of(cell) or "" for cell in rows[0]] if rows else []
        while head and not head[-1]:
            head.pop()
        if not head:
            hint = "the first row of the first sheet names the columns"
            raise CaseError(Problem("xlsx", "the first sheet has no first row", Where(file), hint))
        self.names, self._rows = head, rows[1:]

    def close(self) -> None:
        """The file is closed; forget the sheet."""
        self._rows = []

    def pieces(self, rows: int, used: Collection[int], key: int) -> Iterator[Piece]:
        """The rows, so many at most a piece; what stands right of the named columns is told."""
        width, total = len(self.names), len(self._rows)
        for start in range(0, max(1, total), rows):
            found: list[list[str | None]] = []
            numbers: list[int] = []
            wrong: list[Reject] = []
            for number, cells in enumerate(self._rows[start : start + rows], start + 2):
                texts = [text_of(cell) for cell in cells]
                texts += [None] * (width - len(texts))
                bad = list(self._wrong(number, texts, used, key))
                wrong += bad
                if any(texts) and not bad:
                    found.append(texts[:width])
                    numbers.append(number)
            cells_of = list(zip(*found, strict=True)) if found else [()] * width
            columns = [
                pa.array(cells, pa.string()) if place in used else None
                for place, cells in enumerate(cells_of)
            ]
            share = min(1.0, (start + rows) / total) if total else None
            yield Piece(columns, np.array(numbers, np.int64), tuple(wrong), share)

    def _wrong(
        self, number: int, texts: list[str | None], used: Collection[int], key: int
    ) -> Iterator[Reject]:
        """What is wrong with the row whatever its columns mean."""
        width, name = len(self.names), texts[key] or ""
        for place, bad in self._bad.get(number, {}).items():
            if place in used:
                problem = Problem("xlsx", bad.what, None, bad.hint)
                yield from rejects(self.file, number, self.names[place], bad.text, [problem], name)
        right = next((text for text in texts[width:] if text), None)
        if right is not None:
            what = f"a cell stands right of the {width} columns that have names"
            problem = Problem("xlsx", what, None, "name its column, or remove it")
            yield from rejects(self.file, number, "", right, [problem], name)


def text_of(cell: Any) -> str | None:
    """The cell as a person would write it; None where it is blank."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, int | float):
        return number_text(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time.min else cell.isoformat(" ")
    if isinstance(cell, date):
        return cell.isoformat()
    text = str(cell)
    return None if not text or text.isspace() else text


def _unreadable(error: BaseException) -> bool:
    """Whether the error says that the workbook is damaged: the libraries below tell that in many ways."""
    import lzma
    import struct
    import zlib
    from xml.etree.ElementTree import ParseError
    from xml.parsers.expat import ExpatError
    from zipfile import BadZipFile

    import python_calamine

    kinds = (
        *(python_calamine.CalamineError, BadZipFile, ParseError, ExpatError, zlib.error, lzma.LZMAError),
        *(struct.error, EOFError, LookupError, ArithmeticError, ValueError, RuntimeError),
    )
    # What the library in Rust did not think of is no Exception.
    return isinstance(error, kinds) or type(error).__name__ == "PanicException"
