"""The first sheet of a workbook, looked through before it is read: how far it goes, and what no cell can say.

The library that reads sheets gives a cell that shows an error, such as #N/A, as blank, and one whose text is
lost as another; and what it cannot hold in memory ends the program.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from posixpath import join, normpath
from typing import IO, NamedTuple
from xml.etree.ElementTree import fromstring
from xml.parsers.expat import ParserCreate
from zipfile import ZipFile

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
PIECE = 1 << 20
"""So many bytes are looked at together; no cell is as large."""
LARGEST = 4 << 30
"""So many bytes may a workbook have, unpacked."""
MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
MOST, SPARSE = 1 << 25, 1 << 24
"""So many cells may be filled; and so many be spanned, where fewer than one in four of these are filled."""


class Bad(NamedTuple):
    """What is wrong with a cell, how to mend it, and what stands there."""

    what: str
    hint: str
    text: str


Found = dict[int, dict[int, Bad]]
"""By row (from 1) and column (from 0)."""


def looked_through(stream: IO[bytes]) -> Found:
    """The bad cells of the first sheet. Raises what a broken archive or text raises, and ValueError for a
    sheet that memory cannot hold."""
    with ZipFile(stream) as book:
        if sum(each.file_size for each in book.infolist()) > LARGEST:
            raise ValueError(f"it has more than {LARGEST >> 30} GiB when it is unpacked")
        sheet = _first_sheet(book)
        for name in book.namelist():
            if name.lower().endswith("sharedstrings.xml"):
                with book.open(name) as text:
                    _Look().over(text)
        with book.open(sheet) as text:
            look = _Look()
            look.over(text)
            return look.found


def _first_sheet(book: ZipFile) -> str:
    """What the file of the first sheet is called in the archive."""
    sheet = fromstring(_read(book, "xl/workbook.xml")).find(f"{_MAIN}sheets/{_MAIN}sheet")
    link = "" if sheet is None else sheet.get(_LINK)
    for one in fromstring(_read(book, "xl/_rels/workbook.xml.rels")):
        if one.get("Id") == link:
            target = one.get("Target", "")
            return target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
    raise ValueError("it has no sheet")


def _read(book: ZipFile, name: str) -> bytes:
    with book.open(name) as file:
        data = file.read(16 * PIECE)
        if file.read(1):
            raise ValueError(f"{name} is too large")
        return data


class _Look:
    """Goes through the elements of a sheet, or of its texts."""

    def __init__(self) -> None:
        self.found: Found = {}
        self._row, self._column, self._type, self._filled = 0, -1, "", False
        self._rows, self._columns, self._cells, self._elements = 0, 0, 0, 0
        self._letters: dict[str, int] = {}
        self._text: list[str] = []
        self._parser = ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.EntityDeclHandler = _entity

    def over(self, text: IO[bytes]) -> None:
        """Look at all of it."""
        for piece in _pieces(text):
            before = self._elements
            self._parser.Parse(piece, False)
            if len(piece) == PIECE and self._elements == before > 1:
                raise ValueError("a cell of it has more than a million characters")
            if self._cells > MOST:
                raise ValueError(f"the first sheet has more than {MOST:,} filled cells")
        self._parser.Parse(b"", True)
        if self._rows * self._columns > max(SPARSE, 4 * self._cells):
            said = f"{self._rows:,} rows and {self._columns:,} columns for {self._cells:,} filled cells"
            raise ValueError(f"its first sheet spans {said}: remove what stands far off")

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        self._elements += 1
        kind = name.rpartition(":")[2]
        if kind == "c":
            self._type, self._filled = attributes.get("t", ""), False
            if "r" in attributes:
                self._row, self._column = self._place(attributes["r"])
            else:
                self._column += 1
        elif kind in ("v", "is"):
            if not self._filled:
                self._fill()
            if kind == "v" and self._type in ("e", "s"):
                self._text = []
                self._parser.CharacterDataHandler = self._text.append
        elif kind == "row":
            self._row, self._column = int(attributes.get("r", self._row + 1)), -1

    def _fill(self) -> None:
        self._filled = True
        self._cells += 1
        self._rows, self._columns = max(self._rows, self._row), max(self._columns, self._column + 1)
        if self._row > MOST_ROWS or self._column >= MOST_COLUMNS:
            raise ValueError(f"a sheet holds {MOST_ROWS:,} rows and {MOST_COLUMNS:,} columns, it has more")

    def _end(self, name: str) -> None:
        kind = name.rpartition(":")[2]
        if kind == "v":
            self._parser.CharacterDataHandler = None
        elif kind == "c" and self._type in ("e", "s"):
            text = "".join(self._text).strip()
            self._text = []
            if self._type == "e":
                sign = text or "#ERROR"
                self._bad(Bad(f"the cell shows the error {sign}", "mend its formula", sign))
            elif self._filled and not (text.isascii() and text.isdigit()):
                self._bad(Bad("the text of the cell is lost", "the workbook is damaged: type it again", text))

    def _bad(self, bad: Bad) -> None:
        self.found.setdefault(self._row, {})[self._column] = bad

    def _place(self, name: str) -> tuple[int, int]:
        """Row from 1 and column from 0 of a cell such as AB12."""
        letters = name.rstrip("0123456789")
        if letters not in self._letters:
            if not re.fullmatch("[A-Z]{1,3}", letters) or not letters < name:
                raise ValueError(f"no cell is called {name[:20]!r}")
            column = 0
            for letter in letters:
                column = column * 26 + ord(letter) - 64
            self._letters[letters] = column - 1
        return int(name[len(letters) :] or 0), self._letters[letters]


def _pieces(text: IO[bytes]) -> Iterator[bytes]:
    while piece := text.read(PIECE):
        yield piece


def _entity(*_: object) -> None:
    raise ValueError("it declares entities")
