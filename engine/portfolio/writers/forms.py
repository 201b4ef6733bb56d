"""Which form a file has, by its ending, and what writes it."""

from __future__ import annotations

from contextlib import AbstractContextManager
from importlib import import_module
from typing import Any, Protocol

from engine.portfolio.writers.staged import telling

FORMS = {
    "csv": ("csv", "CsvWriter"),
    "jsonl": ("jsonl", "JsonlWriter"),
    "xlsx": ("xlsx", "XlsxWriter"),
    "parquet": ("parquet", "ParquetWriter"),
}
"""By the ending of the file: the module, which loads what it needs, and the class."""


class Writer(Protocol):
    """What takes the answers."""

    def write(self, batch: Any) -> None:
        """Add the rows of the batch (a pyarrow RecordBatch)."""


def writer(form: str, path: str, schema: Any, file: str = "") -> AbstractContextManager[Writer]:
    """A writer of this form into the file of this path, called `file` where it cannot be written; the schema
    is a pyarrow one. It raises UsageError then."""
    module, name = FORMS[form]
    return _Telling(getattr(import_module(f"engine.portfolio.writers.{module}"), name), path, schema, file)


class _Telling(AbstractContextManager[Writer]):
    """A writer that tells what keeps its file from being written."""

    def __init__(self, made: Any, path: str, schema: Any, file: str) -> None:
        self._file = file or path
        with telling(self._file):
            self._out = made(path, schema)

    def write(self, batch: Any) -> None:
        with telling(self._file):
            self._out.write(batch)

    def __enter__(self) -> Writer:
        return self

    def __exit__(self, *raised: Any) -> None:
        with telling(self._file):
            self._out.__exit__(*raised)
