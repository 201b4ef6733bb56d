"""Parquet: typed columns as the text that a person would write."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from engine.errors import CaseError, Problem, UsageError, Where, reason
from engine.knowledge.nearest import quoted
from engine.portfolio.readers.source import Piece
from engine.portfolio.readers.typed import Words, is_text, readable


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
            field.name for place, field in enumerate(self._schema) if place != key and is_text(field.type)
        ]
        self._stream.seek(0)
        table = pq.ParquetFile(self._stream, read_dictionary=texts)
        done, total = 0, table.metadata.num_rows
        wanted, words = sorted(used), Words()
        for batch in _batches(table, rows, self._leaves(wanted)):
            if batch.schema.names != [self.names[place] for place in wanted]:
                raise ValueError("its columns are laid out in an unusual way")
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

    def _leaves(self, wanted: Collection[int]) -> list[int]:
        """Where the columns of the file stand that make up these of the table."""
        found: list[int] = []
        before = 0
        for place, field in enumerate(self._schema):
            count = _width(field.type)
            if place in wanted:
                found += range(before, before + count)
            before += count
        return found

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


def _batches(table: Any, rows: int, columns: list[int]) -> Iterator[Any]:
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
        groups = list(range(first, after))
        # By place, not by name: a name with a dot would also mean what lies inside a column.
        batches = table.reader.iter_batches(rows, row_groups=groups, column_indices=columns)
        if held > rows:
            yield from batches
        elif held:
            yield from pa.Table.from_batches(batches).unify_dictionaries().combine_chunks().to_batches()
        first = after


def _width(kind: Any) -> int:
    """How many columns of the file make up one of this type."""
    if not pa.types.is_nested(kind):
        return 1
    return sum(_width(kind.field(place).type) for place in range(kind.num_fields))


def _broken(file: str, error: Exception) -> Problem:
    said = (str(error).splitlines() or [""])[0][:200]
    return Problem("parquet", f"this is no Parquet file that can be read: {said}", Where(file))
