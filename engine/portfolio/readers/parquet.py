"""Parquet: typed columns as the text that a person would write."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from engine.errors import CaseError, Problem, UsageError, Where, reason
from engine.knowledge.nearest import quoted
from engine.portfolio.cells import ALONE
from engine.portfolio.readers.numbers import number_texts
from engine.portfolio.readers.source import Piece


class ParquetSource:
    """A table in a Parquet file."""

    def __init__(self, file: str) -> None:
        self.file = file
        with open(file, "rb"):
            pass  # the system says better than the library why it cannot be read
        self._stream = pa.OSFile(file)
        try:
            self._schema = pq.read_schema(self._stream)
        except (pa.ArrowException, OSError, ValueError) as error:
            self.close()
            raise CaseError(_broken(file, error)) from None
        self.names = list(self._schema.names)

    def close(self) -> None:
        """Close the file."""
        self._stream.close()

    def pieces(self, rows: int, used: Collection[int], key: int) -> Iterator[Piece]:
        """The rows, so many at most a piece."""
        try:
            self._check(used)
            yield from _ahead(self._pieces(rows, used, key))
        except (pa.ArrowException, ValueError) as error:
            raise CaseError(_broken(self.file, error)) from None
        except OSError as error:
            if error.errno:
                raise UsageError(Problem("file", f"cannot read {self.file}: {reason(error)}")) from None
            raise CaseError(_broken(self.file, error)) from None
        finally:
            self.close()

    def _pieces(self, rows: int, used: Collection[int], key: int) -> Iterator[Piece]:
        texts = [
            field.name for place, field in enumerate(self._schema) if place != key and _is_text(field.type)
        ]
        self._stream.seek(0)
        table = pq.ParquetFile(self._stream, read_dictionary=texts)
        done, total = 0, table.metadata.num_rows
        twins = len(set(self.names)) < len(self.names)
        wanted = sorted(range(len(self.names)) if twins else used)
        words = _Words()
        names = None if twins else [self.names[p] for p in wanted]
        for batch in _batches(table, rows, names):
            read = dict(zip(wanted, batch.columns, strict=True))
            columns = [
                words.texts(place, read[place]) if place in used else None for place in range(len(self.names))
            ]
            numbers = np.arange(done + 2, done + 2 + batch.num_rows, dtype=np.int64)
            done += batch.num_rows
            yield Piece(columns, numbers, (), done / total)
        if not total:
            none = pa.array([], pa.string())
            yield Piece([none if p in used else None for p in range(len(self.names))], np.array([], np.int64))

    def _check(self, used: Collection[int]) -> None:
        hint = "text, numbers, true or false, days and lists of text are read"
        problems = [
            Problem(
                "parquet",
                f"the column {quoted(field.name)} holds {str(field.type)[:80]}",
                Where(self.file, 1, place + 1),
                hint,
            )
            for place, field in enumerate(self._schema)
            if place in used and not readable(field.type)
        ]
        if problems:
            raise CaseError(problems)


def _ahead(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """The same ones, the next read while the one before is being answered."""
    with ThreadPoolExecutor(1) as thread:
        waiting = thread.submit(next, pieces, None)
        while (piece := waiting.result()) is not None:
            waiting = thread.submit(next, pieces, None)
            yield piece


def _batches(table: Any, rows: int, names: list[str] | None) -> Iterator[Any]:
    """So many rows at most, by row groups: a reader that goes through them all keeps what it read of each.

    Small ones are put together, since each piece costs as much as many rows.
    """
    sizes = [table.metadata.row_group(place).num_rows for place in range(table.num_row_groups)]
    first = 0
    while first < len(sizes):
        after, held = first + 1, sizes[first]
        while after < len(sizes) and held + sizes[after] <= rows // 2:
            held += sizes[after]
            after += 1
        batches = table.iter_batches(rows, row_groups=list(range(first, after)), columns=names)
        if held > rows:
            yield from batches
        elif held:
            yield from pa.Table.from_batches(batches).unify_dictionaries().combine_chunks().to_batches()
        first = after


class _Words:
    """The distinct texts of columns, which are mostly the same from one piece to the next."""

    def __init__(self) -> None:
        self._last: dict[int, tuple[Any, Any]] = {}

    def texts(self, place: int, column: Any) -> Any:
        """The column as text."""
        if not pa.types.is_dictionary(column.type):
            return texts_of(column)
        words, texts = self._last.get(place, (None, None))
        if words is None or not words.equals(column.dictionary):
            words, texts = column.dictionary, texts_of(column.dictionary)
            self._last[place] = words, texts
        return _coded(column.indices, texts)


def texts_of(column: Any) -> Any:
    """The column as text, null where it has nothing; lists as cells have sets."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        return _coded(column.indices, texts_of(column.dictionary))
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return _joined(column)
    if pa.types.is_boolean(kind):
        return pc.if_else(column, "true", "false")
    if pa.types.is_floating(kind):
        return number_texts(column)
    texts = pc.cast(column, pa.string())
    if not _is_text(kind):
        return texts
    return pc.if_else(pc.equal(pc.utf8_trim_whitespace(texts), ""), None, texts)


def _coded(places: Any, words: Any) -> Any:
    """The column of these words at these places of theirs; null where the word is."""
    if words.null_count:
        places = pc.if_else(pc.take(words.is_valid(), places), places, None)
        words = pc.fill_null(words, "")
    return pa.DictionaryArray.from_arrays(places, words, safe=False)


def _joined(column: Any) -> Any:
    """Lists as cells have sets; a member that is nothing stays one, a word that stands alone is no member."""
    members = pc.fill_null(pc.cast(column.flatten(), pa.string()), "")
    alone = pc.is_in(members, pa.array(ALONE))
    members = pc.if_else(alone, pc.binary_join_element_wise("[", members, "]", ""), members)
    lengths = pc.fill_null(pc.list_value_length(column), 0).to_numpy(zero_copy_only=False)
    ends = np.cumsum(lengths, dtype=np.int64)
    lists = pa.LargeListArray.from_arrays(pa.array([0, *ends], pa.int64()), members)
    joined = pc.cast(pc.binary_join(lists, ";"), pa.string())
    nothing = pc.equal(joined, "")
    joined = pc.if_else(nothing, pc.if_else(pa.array(lengths == 0), "none", ";"), joined)
    return pc.if_else(column.is_valid(), joined, None)


def readable(kind: Any) -> bool:
    """Whether a column of this type can be read."""
    if pa.types.is_dictionary(kind):
        return readable(kind.value_type) and not pa.types.is_nested(kind.value_type)
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        of = kind.value_type
        return _is_text(of) or (pa.types.is_dictionary(of) and _is_text(of.value_type))
    tests = (
        *(pa.types.is_integer, pa.types.is_float32, pa.types.is_float64),
        *(pa.types.is_boolean, pa.types.is_date, pa.types.is_null),
    )
    return _is_text(kind) or any(test(kind) for test in tests)


def _is_text(kind: Any) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _broken(file: str, error: Exception) -> Problem:
    said = (str(error).splitlines() or [""])[0][:200]
    return Problem("parquet", f"this is no Parquet file that can be read: {said}", Where(file))
