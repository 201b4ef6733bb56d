"""Answers as Parquet: words and lists as they are, nothing escaped."""

from __future__ import annotations

from typing import Any

import pyarrow.parquet as pq


class ParquetWriter:
    """Writes batches of one schema; use it as a context."""

    def __init__(self, path: str, schema: Any) -> None:
        self._out = pq.ParquetWriter(path, schema)

    def write(self, batch: Any) -> None:
        """Add the rows of the batch."""
        self._out.write_batch(batch)

    def __enter__(self) -> ParquetWriter:
        return self

    def __exit__(self, *_: object) -> None:
        self._out.close()
