"""Answers as a batch wrote them, read again: the canonical line of each row, from CSV, XLSX or Parquet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from engine.audit.row_proof import line_of
from engine.errors import AdvisorError, Problem, UsageError, Where, reason
from engine.knowledge.model import KnowledgeBase
from engine.knowledge.nearest import quoted
from engine.portfolio.backs import KEEP, NOTHING, Backs, written
from engine.portfolio.readers.opening import source_of
from engine.portfolio.rooted import Canonical

ROWS = 16_384


class Answered:
    """Lines, each read when it is asked for; `doubt` says then what may have been another text once."""

    def __init__(self, file: str, form: str, kb: KnowledgeBase, columns: Sequence[str]) -> None:
        self._file, self._form, self._columns = file, form, columns
        self._backs = Backs(form, kb, columns)

    @property
    def doubt(self) -> str:
        """Once they are read: what of them may have been written otherwise."""
        return self._backs.doubt

    def __iter__(self) -> Iterator[bytes]:
        """Raises UsageError where the file cannot be read, or a cell of it is none of an answer."""
        try:
            yield from self._parquet() if self._form == "parquet" else self._table()
        except UsageError:
            raise
        except AdvisorError as error:  # here it is a file of the command line that is wrong
            raise UsageError(error.problems) from None
        except (OSError, pa.ArrowException) as error:
            said = reason(error) if isinstance(error, OSError) else str(error).splitlines()[0][:200]
            raise self._wrong(f"it cannot be read: {said}") from None

    def _parquet(self) -> Iterator[bytes]:
        with pq.ParquetFile(self._file) as opened:
            schema = opened.schema_arrow
            self._named(schema.names, list(self._columns))
            for field in schema:
                if not _told(field.type):
                    raise self._wrong(f"the column {quoted(field.name)} holds {field.type}")
            canonical = Canonical(schema)
            for batch in opened.iter_batches(ROWS):
                yield from canonical.lines(batch)

    def _table(self) -> Iterator[bytes]:
        source = source_of(self._file, self._form)
        self._named(source.names, [written(name, self._form) for name in self._columns])
        for piece in source.pieces(ROWS, range(len(self._columns)), 0):
            if piece.rejects:
                raise UsageError(piece.rejects[0].problem())
            texts = [column.to_pylist() for column in piece.columns]
            for number, row in zip(piece.rows.tolist(), zip(*texts, strict=True), strict=True):
                told = self._backs.row(number, row)
                for name, value in told.items():
                    if value is NOTHING:
                        raise self._wrong(f"row {number}: {name} cannot be read back", KEEP)
                yield line_of(told)

    def _named(self, names: Sequence[str], wanted: Sequence[str]) -> None:
        if list(names) != list(wanted):
            raise self._wrong("its columns are not those of the batch")

    def _wrong(self, what: str, hint: str = "give the answers as advisor batch wrote them") -> UsageError:
        return UsageError(Problem("rows", what, Where(self._file), hint))


def _told(kind: Any) -> bool:
    """Whether a column of answers can have this type."""
    if pa.types.is_list(kind):
        return _told(kind.value_type)
    if pa.types.is_struct(kind):
        return all(_told(field.type) for field in kind)
    return bool(pa.types.is_string(kind.value_type if pa.types.is_dictionary(kind) else kind))
