"""Two tables: one of cases, and one with a row for each of their parts, joined by the name of the case.

The second one is held in memory, since its rows may stand in any order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.cases.names import part_name
from engine.errors import Problem, Where
from engine.knowledge.model import KnowledgeBase
from engine.knowledge.nearest import quoted
from engine.portfolio.cells import Cells
from engine.portfolio.columns import UNKNOWN, Chunk, Column, Members, Numbers, Single, Slot
from engine.portfolio.header import Header
from engine.portfolio.keys import read_key
from engine.portfolio.readers.source import Piece, Source
from engine.portfolio.rejects import Read, Reject, in_order, rejects
from engine.portfolio.rows import Row, case_of
from engine.portfolio.table import Table, broken, kept, row_of

ROWS = 65_536


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """Where the row of a part stands, and what the part is called."""

    piece: int
    place: int
    name: str


class Joined:
    """The cases of the first table, with the parts of the second."""

    def __init__(
        self, kb: KnowledgeBase, header: Header, source: Source, of_parts: Header, second: Source
    ) -> None:
        self._kb, self._table, self._header = kb, Table(kb, header, source), of_parts
        self._pieces: list[Piece] = []
        self._stated: list[dict[str, Column]] = []
        self._of: dict[str, list[_Part]] = {}
        self._wrong: dict[str, list[Reject]] = {}
        self._lost: list[Reject] = []
        cells = {
            column.index: Cells("", column.attribute) for column in of_parts.attributes if column.attribute
        }
        for piece in second.pieces(ROWS):
            self._take(piece, cells)

    def reads(self, rows: int) -> Iterator[Read]:
        """The cases, and at the end what is said of parts whose case is not there."""
        share = None
        for read in self._table.reads(rows):
            share = read.share
            yield self._with_parts(read)
        left = [part for parts in self._of.values() for part in parts]
        found = [*self._lost, *(reject for each in self._wrong.values() for reject in each)]
        for part in left:
            piece = self._pieces[part.piece]
            key = piece.columns[self._header.key.index][part.place].as_py() or ""
            what = f"no row of {self._table.header.file} is the case {quoted(key)}"
            found += self._reject(piece, part.place, self._header.key.index, Problem("case", what))
        if found:
            nothing = Chunk(0, {}, ())
            empty = self._pieces[0].columns[self._header.key.index].slice(0, 0) if self._pieces else None
            rows_of = np.array([], np.int64)
            yield Read(nothing, empty, rows_of, in_order(found), 0, share, _no_case)

    def _take(self, piece: Piece, cells: Mapping[int, Cells]) -> None:
        """Read the rows of some parts."""
        self._lost += piece.rejects
        number = len(self._pieces)
        self._pieces.append(piece)
        stated: dict[str, Column] = {}
        bad: dict[int, list[Reject]] = {}
        for column in self._header.attributes:
            assert column.attribute is not None, "it states something"
            found, wrong = cells[column.index].column(piece.columns[column.index])
            if not column.unused:
                stated[column.attribute.name] = found
            for place, read in wrong.items():
                bad.setdefault(place, []).extend(self._reject(piece, place, column.index, *read.problems))
        self._stated.append(stated)
        named = self._header.only("part")
        assert named is not None, "the header was checked"
        keys = piece.columns[self._header.key.index].to_pylist()
        for place, (key, text) in enumerate(zip(keys, piece.columns[named.index].to_pylist(), strict=True)):
            problems: list[Problem] = []
            case = read_key(key or "")
            if isinstance(case, Problem):
                self._lost += self._reject(piece, place, self._header.key.index, case)
                continue
            name = part_name((text or "").strip(), Where(""), problems)
            parts = self._of.setdefault(case, [])
            if name is not None and any(part.name == name for part in parts):
                what = f"{quoted(name)} stands twice for this case"
                problems.append(Problem("case-name", what))
            if problems:
                bad.setdefault(place, []).extend(self._reject(piece, place, named.index, *problems))
            if place in bad:
                self._wrong.setdefault(case, []).extend(bad[place])
            parts.append(_Part(number, place, name or ""))

    def _with_parts(self, read: Read) -> Read:
        """The cases with their parts; those of which a part is wrong are rejected."""
        keys = read.keys.to_pylist()
        parts = [self._of.pop(key, []) for key in keys]
        bad = np.array([key in self._wrong for key in keys], np.bool_)
        found = list(read.rejects)
        for place in np.flatnonzero(bad).tolist():
            found += self._wrong.pop(keys[place])
            row = int(read.rows[place])
            what = f"a row of {self._header.file} about it is wrong"
            found += rejects(
                self._table.header.file, row, "", keys[place], [Problem("parts", what)], keys[place]
            )
        places = np.flatnonzero(~bad)
        own = [parts[place] for place in places.tolist()]
        most = max(map(len, own), default=0)
        joined = Read(
            Chunk(
                len(places),
                {name: kept(column, places) for name, column in read.chunk.root.items()},
                tuple(self._slot(own, place) for place in range(most)),
            ),
            read.keys.take(places),
            read.rows[places],
            in_order(found),
            read.rejected + int(bad.sum()),
            read.share,
            lambda place: self._case(read, int(places[place]), own[place]),
        )
        return broken(self._kb, joined, self._table.header.file) if self._kb.constraints else joined

    def _slot(self, parts: list[list[_Part]], number: int) -> Slot:
        """The n-th part of each case."""
        here = [each[number] if number < len(each) else None for each in parts]
        present = np.array([part is not None for part in here], np.bool_)
        columns = {}
        for name in dict.fromkeys(name for stated in self._stated for name in stated):
            columns[name] = _gathered([stated[name] for stated in self._stated], here)
        return Slot(present, tuple(part.name if part else "" for part in here), columns)

    def _case(self, read: Read, place: int, parts: list[_Part]) -> Any:
        assert read.row is not None, "it is read from a table"
        own = read.row(place)
        rows = [(part.name, self._row(part)) for part in parts]
        return case_of(self._kb, own, rows)

    def _row(self, part: _Part) -> Row:
        return row_of(self._header, self._pieces[part.piece], part.place)

    def _reject(self, piece: Piece, place: int, index: int, *problems: Problem) -> list[Reject]:
        column = self._header.columns[index]
        text = piece.columns[index][place].as_py() or ""
        key = piece.columns[self._header.key.index][place].as_py() or ""
        return rejects(self._header.file, int(piece.rows[place]), column.text, text, problems, key)


def _gathered(columns: list[Column], here: list[_Part | None]) -> Column:
    """What is stated at these places of the pieces; unknown where there is no part."""
    starts = np.cumsum([0, *(_length(column) for column in columns)])
    total = int(starts[-1])
    at = np.array([total if part is None else starts[part.piece] + part.place for part in here], np.int64)
    first = columns[0]
    if isinstance(first, Single):
        return Single(np.concatenate([*(c.codes for c in columns), [UNKNOWN]]).astype(np.int16)[at])  # type: ignore[union-attr]
    if isinstance(first, Numbers):
        numbers = np.concatenate([*(c.values for c in columns), [0.0]])  # type: ignore[union-attr]
        known = np.concatenate([*(c.known for c in columns), [False]])  # type: ignore[union-attr]
        return Numbers(numbers[at], known[at])
    none = np.zeros((len(first.inside), 1), np.bool_)
    inside = np.concatenate([*(c.inside for c in columns), none], axis=1)  # type: ignore[union-attr]
    outside = np.concatenate([*(c.outside for c in columns), none], axis=1)  # type: ignore[union-attr]
    return Members(inside[:, at], outside[:, at])


def _length(column: Column) -> int:
    match column:
        case Single(codes):
            return len(codes)
        case Numbers(values, _):
            return len(values)
        case Members(inside, _):
            return int(inside.shape[1])


def _no_case(place: int) -> Any:
    raise IndexError(place)
