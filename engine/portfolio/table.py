"""A table and what it states: pieces of text to chunks of cases, with what is wrong put aside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from engine.cases.model import ROOT
from engine.errors import Problem
from engine.knowledge.model import KnowledgeBase
from engine.portfolio.cells import Cells, read_day, read_note
from engine.portfolio.columns import Chunk, Column, Slot, kept
from engine.portfolio.forbidden import broken
from engine.portfolio.header import Column as Named
from engine.portfolio.header import Header
from engine.portfolio.header_names import Role
from engine.portfolio.keys import PLAIN, Again, Keys, all_plain, read_key
from engine.portfolio.readers.source import Piece, Source
from engine.portfolio.rejects import Read, Reject, in_order, rejects
from engine.portfolio.rows import Row, case_of


class Table:
    """One table of cases, read piece by piece; `keys` tells which keys were there before.

    Not `whole`: another table says more of its cases, and no constraint can be looked at yet.
    """

    def __init__(
        self, kb: KnowledgeBase, header: Header, source: Source, keys: Again | None = None, whole: bool = True
    ) -> None:
        self.kb, self.header, self.source, self._whole = kb, header, source, whole
        self._cells = {
            column.index: Cells(column.entity, column.attribute)
            for column in header.attributes
            if column.attribute is not None
        }
        self._own: dict[str, list[Named]] = {}
        for column in header.attributes:
            self._own.setdefault(column.entity, []).append(column)
        self._keys: Again = keys or Keys()

    def reads(self, rows: int) -> Iterator[Read]:
        """The cases, so many rows at most at once. Raises CaseError for what ends the whole table."""
        for piece in self.source.pieces(rows, self.header.used, self.header.key.index):
            yield self.read(piece)

    def read(self, piece: Piece) -> Read:
        """The cases of a piece."""
        found = list(piece.rejects)
        count = len(piece.rows)
        keys, bad = self._named(piece, found)
        stated: dict[int, Column] = {}
        for column in self.header.attributes:
            texts = piece.columns[column.index]
            stated[column.index], wrong = self._cells[column.index].column(texts)
            for place, read in wrong.items():
                bad[place] = True
                found += self._rejects(piece, place, column, read.problems)
        self._other(piece, bad, found)
        places = np.flatnonzero(~bad)
        whole = len(places) == count
        chunk = Chunk(
            len(places),
            {
                column.attribute.name: stated[column.index] if whole else kept(stated[column.index], places)
                for column in self.header.attributes
                if column.attribute and column.entity == ROOT and not column.unused
            },
            tuple(self._slot(name, piece, stated, places) for name in self.header.parts),
        )

        def row(place: int) -> Row:
            return row_of(self.header, piece, int(places[place]))

        told = Read(
            chunk,
            keys if whole else keys.take(places),
            piece.rows[places],
            in_order(found),
            len({reject.row for reject in found}),
            piece.share,
            lambda place: case_of(self.kb, row(place)),
            row,
            None if self.header.extra is None else piece.columns[self.header.extra].take(places),
        )
        return broken(self.kb, told, self.header.file) if self._whole and self.kb.constraints else told

    def _named(self, piece: Piece, found: list[Reject]) -> tuple[Any, NDArray[np.bool_]]:
        """The keys, and where a row cannot be told by one."""
        column = self.header.key
        keys = piece.columns[column.index]
        keys = keys.dictionary_decode() if pa.types.is_dictionary(keys.type) else keys
        bad = np.zeros(len(keys), np.bool_)
        if not all_plain(keys):
            odd = pc.invert(pc.fill_null(pc.match_substring_regex(keys, PLAIN), False))
            names = keys.to_pylist()
            for place in np.flatnonzero(odd.to_numpy(zero_copy_only=False)).tolist():
                name = read_key(names[place] or "")
                bad[place] = isinstance(name, Problem)
                if isinstance(name, Problem):
                    found += self._rejects(piece, place, column, [name])
                names[place] = "" if isinstance(name, Problem) else name
            keys = pa.array(names, pa.string())
        told = np.flatnonzero(~bad)
        for place in self._again(piece, told, keys if len(told) == len(keys) else keys.take(pa.array(told))):
            bad[place] = True
            what = "a row before has this case already"
            found += self._rejects(piece, place, column, [Problem("case", what)])
        return keys, bad

    def _again(self, piece: Piece, told: NDArray[Any], keys: Any) -> list[int]:
        """Of these places with these keys those whose key a row before has, be it one that is no row."""
        lost = {each.row: key for each in piece.rejects if isinstance(key := read_key(each.key), str)}
        if not lost:
            return [int(told[again]) for again in self._keys.again(keys)]
        rows = np.concatenate([piece.rows[told], np.fromiter(lost, np.int64)])
        order = np.argsort(rows, kind="stable")
        both = pa.concat_arrays([keys.cast(pa.string()), pa.array(lost.values(), pa.string())])
        found = (int(order[again]) for again in self._keys.again(both.take(pa.array(order))))
        return [int(told[place]) for place in found if place < len(told)]

    def _other(self, piece: Piece, bad: NDArray[np.bool_], found: list[Reject]) -> None:
        """The day and the note of each row, which must be right though no rule reads them."""
        parsers: tuple[tuple[Role, Any], ...] = (("as_of", read_day), ("note", read_note))
        for role, parse in parsers:
            column = self.header.only(role)
            if column is None:
                continue
            texts = piece.columns[column.index]
            coded = texts if pa.types.is_dictionary(texts.type) else texts.dictionary_encode()
            wrong = {
                code: read
                for code, text in enumerate(coded.dictionary.to_pylist())
                if isinstance(read := parse(text), Problem)
            }
            if wrong:
                for place, code in enumerate(coded.indices.to_pylist()):
                    if code in wrong:
                        bad[place] = True
                        found += self._rejects(piece, place, column, [wrong[code]])

    def _slot(self, name: str, piece: Piece, stated: Mapping[int, Column], places: NDArray[Any]) -> Slot:
        own = self._own[name]
        present = np.zeros(len(piece.rows), np.bool_)
        for column in own:
            present |= piece.columns[column.index].is_valid().to_numpy(zero_copy_only=False)
        whole = len(places) == len(piece.rows)
        columns = {
            column.attribute.name: stated[column.index] if whole else kept(stated[column.index], places)
            for column in own
            if column.attribute and not column.unused
        }
        return Slot(present if whole else present[places], name, columns)

    def _rejects(self, piece: Piece, place: int, column: Named, problems: Sequence[Problem]) -> list[Reject]:
        text = piece.columns[column.index][place].as_py() or ""
        key = piece.columns[self.header.key.index][place].as_py() or ""
        return rejects(self.header.file, int(piece.rows[place]), column.text, text, problems, key)


def row_of(header: Header, piece: Piece, place: int) -> Row:
    """The texts of one row."""
    texts = {}
    for column in header.read:
        text = piece.columns[column.index][place].as_py()
        if text is not None:
            texts[column.index] = text
    return Row(header, int(piece.rows[place]), texts)
