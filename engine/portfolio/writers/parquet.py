"""Answers as Parquet: words and lists as they are, nothing escaped."""

from __future__ import annotations

from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pyarrow.parquet as pq

WAITING = 2
"""So many batches may wait to be written: what is answered meanwhile is not more than these."""


class ParquetWriter:
    """Writes batches of one schema, beside whoever makes the next one; use it as a context."""

    def __init__(self, path: str, schema: Any) -> None:
        self._out = pq.ParquetWriter(path, schema)
        self._thread = ThreadPoolExecutor(1)
        self._waiting: deque[Future[None]] = deque()

    def write(self, batch: Any) -> None:
        """Add the rows of the batch. Raises what an earlier one could not be written for."""
        while len(self._waiting) >= WAITING:
            self._waiting.popleft().result()
        self._waiting.append(self._thread.submit(self._out.write_batch, batch))

    def __enter__(self) -> ParquetWriter:
        return self

    def __exit__(self, *_: object) -> None:
        try:
            while self._waiting:
                self._waiting.popleft().result()
        finally:
            self._thread.shutdown()
            self._out.close()
