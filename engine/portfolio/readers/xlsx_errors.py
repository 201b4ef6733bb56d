"""Cells of a sheet that show an error, such as #N/A: the library that reads sheets gives them as blank."""

from __future__ import annotations

import re
from posixpath import join, normpath
from typing import BinaryIO
from xml.etree.ElementTree import fromstring, iterparse
from zipfile import ZipFile

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_ERROR = b't="e"'
_PIECE = 1 << 20


def errors_of(stream: BinaryIO) -> dict[int, dict[int, str]]:
    """Of the first sheet: by row (from 1) and column (from 0) the error that is shown."""
    with ZipFile(stream) as book:
        sheet = _first_sheet(book)
        with book.open(sheet) as text:
            if not _holds(text, _ERROR):
                return {}
        found: dict[int, dict[int, str]] = {}
        with book.open(sheet) as text:
            for _, cell in iterparse(text):
                if cell.tag == f"{_MAIN}c" and cell.get("t") == "e":
                    row, column = _place(cell.get("r", ""))
                    found.setdefault(row, {})[column] = cell.findtext(f"{_MAIN}v") or "#ERROR"
                if cell.tag == f"{_MAIN}row":
                    cell.clear()
        return found


def _first_sheet(book: ZipFile) -> str:
    """What the file of the first sheet is called in the archive."""
    sheet = fromstring(book.read("xl/workbook.xml")).find(f"{_MAIN}sheets/{_MAIN}sheet")
    link = "" if sheet is None else sheet.get(_LINK)
    for one in fromstring(book.read("xl/_rels/workbook.xml.rels")):
        if one.get("Id") == link:
            target = one.get("Target", "")
            return target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
    raise KeyError("it has no sheet")


def _holds(text: object, wanted: bytes) -> bool:
    """Whether the stream holds these bytes."""
    before = b""
    while piece := text.read(_PIECE):  # type: ignore[attr-defined]
        if wanted in before + piece:
            return True
        before = piece[-len(wanted) :]
    return False


def _place(name: str) -> tuple[int, int]:
    """Row from 1 and column from 0 of a cell such as AB12."""
    match = re.fullmatch(r"([A-Z]{1,3})([0-9]{1,7})", name)
    if match is None:
        raise ValueError(f"no cell is called {name[:20]!r}")
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]), column - 1
