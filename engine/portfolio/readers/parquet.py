"""Parquet: typed columns as the text that a person would write."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from engine.errors import CaseError, Problem, Where
from engine.portfolio.readers.source import Piece


class ParquetSource:
    """A table in a Parquet file."""

    def __init__(self, file: str) -> None:
        self.file = file
        try:
            texts = [
                field.name
                for field in pq.read_schema(file)
                if pa.types.is_string(field.type) or pa.types.is_large_string(field.type)
            ]
            self._table = pq.ParquetFile(file, read_dictionary=texts)
        except (pa.ArrowException, ValueError) as error:
            what = f"this is no Parquet file: {str(error).splitlines()[0][:200]}"
            raise CaseError(Problem("parquet", what, Where(file))) from None
        self.names = list(self._table.schema_arrow.names)
        for place, field in enumerate(self._table.schema_arrow):
            if not _readable(field.type):
                what = f"the column {field.name!r} holds {field.type}"
                hint = "text, numbers, true or false, days and lists of text are read"
                raise CaseError(Problem("parquet", what, Where(file, 1, place + 1), hint))

    def pieces(self, rows: int) -> Iterator[Piece]:
        """The rows, so many at most a piece."""
        done, total = 0, self._table.metadata.num_rows
        for batch in self._table.iter_batches(rows):
            columns = [texts_of(column) for column in batch.columns]
            numbers = np.arange(done + 2, done + 2 + batch.num_rows, dtype=np.int64)
            done += batch.num_rows
            yield Piece(columns, numbers, (), done / total if total else None)


def texts_of(column: Any) -> Any:
    """The column as text, null where it has nothing; lists as cells have sets."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        words = texts_of(column.dictionary)
        return pa.DictionaryArray.from_arrays(column.indices, words)
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        members = pa.compute.cast(column, pa.list_(pa.string()))
        joined = pc.binary_join(members, ";")
        return pc.if_else(pc.equal(joined, ""), "none", joined)
    if pa.types.is_boolean(kind):
        return pc.if_else(column, "true", "false")
    if pa.types.is_floating(kind):
        return pa.array([None if x is None else repr(_short(x)) for x in column.to_pylist()], pa.string())
    if pa.types.is_date(kind) or pa.types.is_integer(kind):
        return pc.cast(column, pa.string())
    texts = pc.cast(column, pa.string())
    return pc.if_else(pc.equal(pc.utf8_trim_whitespace(texts), ""), None, texts)


def _short(number: float) -> int | float:
    """The number to fifteen digits, as a spreadsheet shows it; without a fraction where it has none."""
    if number != number or number in (float("inf"), float("-inf")):
        return number
    rounded = float(f"{number:.15g}")
    return int(rounded) if rounded.is_integer() and abs(rounded) < 1e15 else rounded


def _readable(kind: Any) -> bool:
    if pa.types.is_dictionary(kind):
        return _readable(kind.value_type)
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return bool(pa.types.is_string(kind.value_type) or pa.types.is_dictionary(kind.value_type))
    tests = (
        *(pa.types.is_string, pa.types.is_large_string, pa.types.is_integer, pa.types.is_floating),
        *(pa.types.is_boolean, pa.types.is_date, pa.types.is_null),
    )
    return any(test(kind) for test in tests)
