"""Answers as JSON Lines: one object a row, its lists as arrays."""

from __future__ import annotations

from typing import Any

from engine.portfolio.writers.objects import Objects
from engine.portfolio.writers.texts import lines
from engine.render.escape import json_text

_ODD = r"""["\\]|[^\x20-\x7e]"""


class JsonlWriter:
    """Writes batches of one schema; use it as a context."""

    def __init__(self, path: str, schema: Any) -> None:
        self._out = open(path, "wb", buffering=1 << 20)  # noqa: SIM115  closed by __exit__
        self._objects = Objects(schema, json_text, _ODD)

    def write(self, batch: Any) -> None:
        """Add the rows of the batch."""
        if batch.num_rows:
            self._out.write(lines([*self._objects.pieces(batch), "}\n"]))

    def __enter__(self) -> JsonlWriter:
        return self

    def __exit__(self, *_: object) -> None:
        self._out.close()
