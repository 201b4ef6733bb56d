"""Two tables: one of cases, and one with a row for each of their parts, joined by the name of the case.

The second one is held in memory, since its rows may stand in any order. The rows that are counted are those
of cases; a row of a part goes with its case, and counts by itself only where no row is that case.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from engine.cases.model import Case
from engine.cases.names import part_name
from engine.errors import Problem, Where
from engine.knowledge.model import KnowledgeBase
from engine.knowledge.nearest import quoted
from engine.portfolio.cells import Cells
from engine.portfolio.columns import UNKNOWN, Chunk, Column, Members, Numbers, Single, Slot, kept
from engine.portfolio.forbidden import broken
from engine.portfolio.header import Column as Named
from engine.portfolio.header import Header
from engine.portfolio.keys import read_key
from engine.portfolio.readers.source import Piece, Source
from engine.portfolio.rejects import Read, Reject, in_order, rejects
from engine.portfolio.rows import Row, case_of
from engine.portfolio.table import Table, row_of

ROWS = 65_536


class _Part(NamedTuple):
    """Which of all rows about parts it is, from 0, and what the part is called."""

    at: int
    name: str


class Joined:
    """The cases of the first table, with the parts of the second."""

    def __init__(
        self, kb: KnowledgeBase, header: Header, source: Source, of_parts: Header, second: Source
    ) -> None:
        self._kb, self._table = kb, Table(kb, header, source, whole=False)
        self._header, self._second = of_parts, second
        self._pieces: list[Piece] = []
        self._starts: list[int] = []
        self._stated: dict[str, Column] = {}
        self._of: dict[str, list[_Part]] = {}
        self._wrong: dict[str, list[Reject]] = {}
        self._lost: list[Reject] = []

    def reads(self, rows: int) -> Iterator[Read]:
        """The cases, and at the end what is said of parts whose case is not there."""
        self._take_all()
        share = None
        for read in self._table.reads(rows):
            share = read.share
            yield self._with_parts(read)
        found = [*self._lost, *(reject for each in self._wrong.values() for reject in each)]
        for part in (part for parts in self._of.values() for part in parts):
            piece, place = self._place(part)
            key = piece.columns[self._header.key.index][place].as_py() or ""
            what = f"no row of {self._table.header.file} is the case {quoted(key)}"
            found += self._reject(piece, place, self._header.key, Problem("case", what))
        if found:
            none, lost = np.array([], np.int64), len({reject.row for reject in found})
            keys = pa.array([], pa.string())
            yield Read(Chunk(0, {}, ()), keys, none, in_order(found), lost, share, _no_case)

    def _take_all(self) -> None:
        """Read the rows of all parts."""
        columns = [(each, each.attribute) for each in self._header.attributes if each.attribute]
        cells = {column.index: Cells("", attribute) for column, attribute in columns}
        stated: dict[int, list[Column]] = {index: [] for index in cells}
        done = 0
        for piece in self._second.pieces(ROWS, self._header.used, self._header.key.index):
            self._pieces.append(piece)
            self._starts.append(done)
            bad: dict[int, list[Reject]] = {}
            for column, _ in columns:
                found, wrong = cells[column.index].column(piece.columns[column.index])
                stated[column.index].append(found)
                for place, read in wrong.items():
                    bad.setdefault(place, []).extend(self._reject(piece, place, column, *read.problems))
            self._take(piece, done, bad)
            done += len(piece.rows)
        for column, attribute in columns:
            if not column.unused:
                self._stated[attribute.name] = _one(stated[column.index])

    def _take(self, piece: Piece, start: int, bad: Mapping[int, list[Reject]]) -> None:
        """Whose parts the rows are about."""
        for reject in piece.rejects:
            case = read_key(reject.key)
            lost = self._lost if isinstance(case, Problem) else self._wrong.setdefault(case, [])
            lost.append(reject)
        texts = [piece.columns[column.index].to_pylist() for column in (self._header.key, self._header.part)]
        for place, (key, text) in enumerate(zip(*texts, strict=True)):
            case = read_key(key or "")
            if isinstance(case, Problem):
                self._lost += [*self._reject(piece, place, self._header.key, case), *bad.get(place, ())]
                continue
            problems: list[Problem] = []
            name = part_name((text or "").strip(), Where(""), problems)
            parts = self._of.setdefault(case, [])
            if name is not None and any(part.name == name for part in parts):
                problems.append(Problem("case-name", f"{quoted(name)} stands twice for this case"))
            wrong = [*bad.get(place, ()), *self._reject(piece, place, self._header.part, *problems)]
            if wrong:
                self._wrong.setdefault(case, []).extend(wrong)
            parts.append(_Part(start + place, name or ""))

    def _with_parts(self, read: Read) -> Read:
        """The cases with their parts; those of which a part is wrong are rejected."""
        keys = read.keys.to_pylist()
        parts = [self._of.pop(key, []) for key in keys]
        bad = np.array([key in self._wrong for key in keys], np.bool_)
        found = list(read.rejects)
        for place in np.flatnonzero(bad).tolist():
            found += self._wrong.pop(keys[place])
            problem = Problem("parts", f"a row of {self._header.file} about it is wrong")
            number = int(read.rows[place])
            found += rejects(self._table.header.file, number, "", keys[place], [problem], keys[place])
        for key in {read_key(reject.key) for reject in read.rejects}:
            if isinstance(key, str):
                self._of.pop(key, None)
                found += self._wrong.pop(key, ())
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
            extra=None if read.extra is None else read.extra.take(places),
        )
        return broken(self._kb, joined, self._table.header.file) if self._kb.constraints else joined

    def _slot(self, parts: list[list[_Part]], number: int) -> Slot:
        """The n-th part of each case."""
        here = [each[number] if number < len(each) else None for each in parts]
        at = np.array([-1 if part is None else part.at for part in here], np.int64)
        columns = {name: kept(column, at) for name, column in self._stated.items()}
        return Slot(at >= 0, tuple(part.name if part else "" for part in here), columns)

    def _case(self, read: Read, place: int, parts: list[_Part]) -> Case:
        if read.row is None:
            raise ValueError("the case was not read from a table")
        rows = [(part.name, self._row(part)) for part in parts]
        return case_of(self._kb, read.row(place), rows)

    def _row(self, part: _Part) -> Row:
        return row_of(self._header, *self._place(part))

    def _place(self, part: _Part) -> tuple[Piece, int]:
        """The piece that it stands in, and where there."""
        number = bisect_right(self._starts, part.at) - 1
        return self._pieces[number], part.at - self._starts[number]

    def _reject(self, piece: Piece, place: int, column: Named, *problems: Problem) -> list[Reject]:
        text = piece.columns[column.index][place].as_py() or ""
        key = piece.columns[self._header.key.index][place].as_py() or ""
        return rejects(self._header.file, int(piece.rows[place]), column.text, text, problems, key)


def _one(columns: list[Column]) -> Column:
    """The columns one after the other, and at the very end one row of which nothing is known."""
    singles = [column.codes for column in columns if isinstance(column, Single)]
    if singles:
        return Single(np.concatenate([*singles, np.array([UNKNOWN], np.int16)]))
    numbers = [column for column in columns if isinstance(column, Numbers)]
    if numbers:
        values = np.concatenate([*(column.values for column in numbers), [0.0]])
        return Numbers(values, np.concatenate([*(column.known for column in numbers), [False]]))
    members = [column for column in columns if isinstance(column, Members)]
    none = np.zeros((len(members[0].inside), 1), np.bool_)
    inside = np.concatenate([*(column.inside for column in members), none], axis=1)
    return Members(inside, np.concatenate([*(column.outside for column in members), none], axis=1))


def _no_case(place: int) -> Any:
    raise IndexError(place)
