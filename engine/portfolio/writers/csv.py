"""Answers as CSV (RFC 4180, UTF-8), in which no spreadsheet finds a formula."""

from __future__ import annotations

from typing import Any

from engine.portfolio.writers.texts import lines, texts
from engine.render.escape import cell

_ODD = r"""^[=+\-@]|[",]|[^\x20-\x7e]"""


class CsvWriter:
    """Writes batches of one schema; use it as a context."""

    def __init__(self, path: str, schema: Any) -> None:
        self._out = open(path, "wb", buffering=1 << 20)  # noqa: SIM115  closed by __exit__
        self._out.write(csv_line(schema.names))

    def write(self, batch: Any) -> None:
        """Add the rows of the batch."""
        if batch.num_rows:
            pieces: list[Any] = []
            for column in batch.columns:
                pieces += [",", texts(column, _written, _ODD)]
            self._out.write(lines([*pieces[1:], "\r\n"]))

    def __enter__(self) -> CsvWriter:
        return self

    def __exit__(self, *_: object) -> None:
        self._out.close()


def csv_line(cells: list[str]) -> bytes:
    """One record, with its end."""
    return (",".join(map(_written, cells)) + "\r\n").encode()


def _written(text: str) -> str:
    plain = cell(text)
    if '"' in plain or "," in plain:
        return '"' + plain.replace('"', '""') + '"'
    return plain
