"""The root over the answers of a batch: their canonical JSON (RFC 8785), column by column, and its tree."""

from __future__ import annotations

import json
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from engine.audit.growing import Growing
from engine.portfolio.writers.forms import Writer
from engine.portfolio.writers.objects import Objects

_ODD = r"""["\\\x00-\x1f]"""
_written = json.JSONEncoder(ensure_ascii=False).encode


class Canonical:
    """Makes the canonical lines of batches of one schema: of each row what audit.row_proof.line_of has."""

    def __init__(self, schema: Any) -> None:
        self._objects = Objects(schema, _written, _ODD, lambda name: name.encode("utf-16-be"))

    def lines(self, batch: Any) -> list[bytes]:
        """The lines, one a row."""
        if not batch.num_rows:
            return []
        found = pc.binary_join_element_wise(*self._objects.pieces(batch), "}", "")
        if not isinstance(found, pa.Array):  # the same in all rows
            return [found.as_py().encode()] * batch.num_rows
        return found.cast(pa.binary()).to_pylist()  # type: ignore[no-any-return]


class Rooted:
    """A writer that hands on what it is given, and has the root over it."""

    def __init__(self, inner: Writer, schema: Any) -> None:
        self._inner, self._canonical, self.tree = inner, Canonical(schema), Growing()

    def write(self, batch: Any) -> None:
        """Add the rows of the batch."""
        self._inner.write(batch)
        self.tree.extend(self._canonical.lines(batch))
