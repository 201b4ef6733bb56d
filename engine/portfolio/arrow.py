"""Portfolios in memory, as Arrow tables: `advise_table`, for all who have their cases in a data frame."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from engine import __version__
from engine.errors import CaseError, Problem, UsageError, Where
from engine.inference.infer import in_process
from engine.knowledge.loader import load_knowledge
from engine.knowledge.model import KnowledgeBase
from engine.portfolio.answering import Infer, answering, expecting
from engine.portfolio.answers import answers, schema
from engine.portfolio.header import Header, read_header
from engine.portfolio.layout import Layout
from engine.portfolio.readers.source import Piece
from engine.portfolio.readers.typed import readable, texts_of
from engine.portfolio.rejects import Reject
from engine.portfolio.renames import Renames
from engine.portfolio.sample import Sample
from engine.portfolio.table import Table

if TYPE_CHECKING:
    from engine.portfolio.keys import Again

ROWS = 65_536
"""So many rows are answered at once."""
FIRST = 2
"""The number of the first row, as a spreadsheet counts."""
REJECTED = "rejected"
WHY = pa.list_(pa.struct([(name, pa.string()) for name in ("column", "reason", "text")]))
"""Of a row that is rejected: each thing that is wrong with it."""


def advise_table(
    table: Any,
    kb: KnowledgeBase | str | Path,
    packs: Iterable[str] = (),
    renames: Mapping[str, str] | Renames | None = None,
    *,
    exact: bool = False,
    rejected: bool = False,
    verify: int | None = 32,
    seed: int = 1,
) -> Any:
    """The answers to the cases of a pyarrow.Table, a row a case: a table with a row for each, in their order.

    The columns of the table mean what those of a portfolio in a file do; `renames` says what other names of
    theirs mean. `kb` is a knowledge base, or the folder of one, and `packs` are those of it to go by.
    `exact`: exact statuses, as for one case. With `rejected` a row that is wrong has no answers, and in the
    column `rejected` what is wrong with it, which is null for all others. `verify` rows (None: all), chosen
    by `seed`, are derived and certified one by one, and compared.

    Raises CaseError with every problem of the columns; and with every problem of every row, unless
    `rejected`. KnowledgeError where the knowledge base cannot be used, CertificateError where a row is not
    what its derivation says.
    """
    if not isinstance(kb, KnowledgeBase):
        kb = load_knowledge(kb, packs)
    elif tuple(packs):
        what = "a knowledge base that is loaded has its packs already"
        raise UsageError(Problem("pack", what, None, "load it with them"))
    named = renames if isinstance(renames, Renames | None) else Renames(dict(renames))
    with ExitStack() as closing:
        infer: Infer | None = None
        if exact or verify != 0:
            infer = closing.enter_context(in_process(kb)).infer
        adviser = Adviser(kb, table.schema, "table", named, exact, infer)
        sample = Sample(verify, seed, expecting(adviser.layout, infer or _none))
        found: list[Reject] = []
        batches, start = [], FIRST
        for batch in table.to_batches(ROWS):
            advised = adviser.advise(batch, start)
            found += advised.rejects
            sample.add(advised.rows, advised.case, advised.answers, advised.sets)
            batches.append(advised.whole() if rejected else advised.answers)
            start += batch.num_rows
        if found and not rejected:
            raise CaseError(reject.problem() for reject in found)
        sample.verify()
    return pa.Table.from_batches(batches, adviser.schema(rejected))


@dataclass(frozen=True, slots=True, eq=False)
class Advised:
    """What was found out about some rows of a table."""

    answers: Any
    """A record batch: of those rows that are cases."""
    rows: NDArray[np.int64]
    """Their numbers."""
    rejects: Sequence[Reject]
    """What is wrong with the others."""
    piece: Piece
    key: int
    case: Callable[[int], Any]
    """The case of the answer at this place."""
    sets: Callable[[int], Mapping[str, Any]]
    """The three models of that case."""

    def whole(self) -> Any:
        """The answers to all rows, those that are rejected without any, and with why."""
        rows, start = len(self.piece.rows), int(self.piece.rows[0]) if len(self.piece.rows) else FIRST
        if not self.rejects:
            return _with(self.answers, pa.nulls(rows, WHY))
        places = np.full(rows, -1, np.int64)
        places[self.rows - start] = np.arange(len(self.rows))
        taken = self.answers.take(pa.array(places, mask=places < 0))
        why: dict[int, list[dict[str, str]]] = {}
        for each in self.rejects:
            one = {"column": each.column, "reason": each.reason, "text": each.text}
            why.setdefault(each.row - start, []).append(one)
        key = self.piece.columns[self.key]
        key = key.dictionary_decode() if pa.types.is_dictionary(key.type) else key
        names = pa.compute.if_else(pa.array(places < 0), key, taken.column(0))
        taken = taken.set_column(0, taken.schema.field(0), names)
        return _with(taken, pa.array([why.get(place) for place in range(rows)], WHY))


class Adviser:
    """A knowledge base and the columns of a table, made ready once for any number of its rows.

    `keys` tells which keys were there before; without it, those of all rows that are given must differ.
    """

    def __init__(
        self,
        kb: KnowledgeBase,
        columns: Any,
        file: str,
        renames: Renames | None,
        exact: bool,
        infer: Infer | None,
        keys: Again | None = None,
    ) -> None:
        self.header = header_of(kb, columns, file, renames)
        self.layout = Layout(kb, self.header.parts, __version__, exact)
        self._table = Table(kb, self.header, _Nothing(file, columns.names), keys)
        self._answer = answering(self.layout, infer or _none, file)

    def schema(self, rejected: bool = False) -> Any:
        """The schema of what is told."""
        own = schema(self.layout)
        return own.append(pa.field(REJECTED, WHY)) if rejected else own

    def advise(self, batch: Any, start: int = FIRST) -> Advised:
        """The answers to the rows of a batch, whose first row has this number."""
        used = {column.index for column in self.header.read}
        columns = [_texts(each) if place in used else None for place, each in enumerate(batch.columns)]
        piece = Piece(columns, np.arange(start, start + batch.num_rows, dtype=np.int64))
        read = self._table.read(piece)
        key = self.header.key.index
        if not read.chunk.rows:
            empty = pa.record_batch([pa.array([], f.type) for f in self.schema()], schema=self.schema())
            return Advised(empty, read.rows, read.rejects, piece, key, read.case, lambda place: {})
        answered, late = self._answer(read)
        told = answers(self.layout, read.keys, read.chunk.slots, answered)
        kept = np.ones(read.chunk.rows, np.bool_)
        kept[[place for place, _ in late]] = False
        places = np.flatnonzero(kept)
        return Advised(
            told.take(pa.array(places)) if late else told,
            read.rows[places],
            (*read.rejects, *(reject for _, reject in late)),
            piece,
            key,
            lambda place: read.case(int(places[place])),
            lambda place: answered.sets(int(places[place])),
        )


def header_of(kb: KnowledgeBase, columns: Any, file: str, renames: Renames | None) -> Header:
    """What the columns of this Arrow schema mean. Raises CaseError with all that is wrong with them."""
    header = read_header(kb, columns.names, file, renames)
    problems = []
    for column in header.read:
        kind = _plain(columns.field(column.index).type)
        if not readable(kind):
            what = f"the column {column.text!r} holds {kind}"
            hint = "text, numbers, true or false, days and lists of text are read"
            problems.append(Problem("column", what, Where(file, 1, column.index + 1), hint))
    if problems:
        raise CaseError(problems)
    return header


class _Nothing:
    """The source of a table whose rows come from elsewhere."""

    def __init__(self, file: str, names: list[str]) -> None:
        self.file, self.names = file, names

    def pieces(self, rows: int, used: Collection[int], key: int) -> Iterator[Piece]:
        """None."""
        return iter(())

    def close(self) -> None:
        """Nothing is open."""


def _plain(kind: Any) -> Any:
    """The type of which this one is a variant of its layout only."""
    if pa.types.is_string_view(kind) or pa.types.is_large_string(kind):
        return pa.string()
    views = (pa.types.is_list_view, pa.types.is_large_list_view, pa.types.is_list, pa.types.is_large_list)
    if any(test(kind) for test in views):
        return pa.list_(_plain(kind.value_type))
    if pa.types.is_dictionary(kind):
        return _plain(kind.value_type)
    return kind


def _texts(column: Any) -> Any:
    """The column as text, null where it has nothing."""
    plain = _plain(column.type)
    return texts_of(column if column.type == plain else column.cast(plain))


def _with(batch: Any, why: Any) -> Any:
    return pa.record_batch([*batch.columns, why], schema=batch.schema.append(pa.field(REJECTED, WHY)))


def _none(case: Any) -> Any:
    raise AssertionError("without exact statuses no case is inferred")
