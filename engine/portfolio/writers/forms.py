"""Which form a file has, by its ending, and what writes it."""

from __future__ import annotations

from contextlib import AbstractContextManager
from importlib import import_module
from typing import Any, Protocol

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


def writer(form: str, path: str, schema: Any) -> AbstractContextManager[Writer]:
    """A writer of this form into the file; the schema is a pyarrow one."""
    module, name = FORMS[form]
    made = getattr(import_module(f"engine.portfolio.writers.{module}"), name)
    return made(path, schema)  # type: ignore[no-any-return]
