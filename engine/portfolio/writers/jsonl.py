"""Answers as JSON Lines: one object a row, its lists as arrays."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from engine.portfolio.writers.texts import chosen, lines, texts, words
from engine.render.escape import json_text

_ODD = r"""["\\]|[^\x20-\x7e]"""


class JsonlWriter:
    """Writes batches of one schema; use it as a context."""

    def __init__(self, path: str, schema: Any) -> None:
        self._out = open(path, "wb", buffering=1 << 20)  # noqa: SIM115  closed by __exit__
        keys = [f"{json_text(name)}:" for name in schema.names]
        self._before = ["{" + keys[0], *("," + key for key in keys[1:])]

    def write(self, batch: Any) -> None:
        """Add the rows of the batch."""
        if batch.num_rows:
            pieces: list[Any] = []
            for before, column in zip(self._before, batch.columns, strict=True):
                pieces += [before, _json(column)]
            self._out.write(lines([*pieces, "}\n"]))

    def __enter__(self) -> JsonlWriter:
        return self

    def __exit__(self, *_: object) -> None:
        self._out.close()


def _json(column: Any) -> Any:
    """The column as JSON texts; as one text where all rows have the same."""
    if pa.types.is_list(column.type):
        values = _json(column.values)
        if not isinstance(values, pa.Array):  # the same in all of them
            values = pa.repeat(values, len(column.values))
        items = pc.binary_join(pa.ListArray.from_arrays(column.offsets, values), ",")
        return pc.binary_join_element_wise("[", items, "]", "")
    if pa.types.is_struct(column.type):
        pieces: list[Any] = []
        for index, field in enumerate(column.type):
            pieces += ["," if index else "{", f"{json_text(field.name)}:", _json(column.field(index))]
        return pc.binary_join_element_wise(*pieces, "}", "")
    if pa.types.is_dictionary(column.type):
        coded = [json_text(word) for word in column.dictionary.to_pylist()]
        return chosen(pa.array(coded, pa.string()), column.indices, "null")
    inner = texts(words(column), lambda text: json_text(text)[1:-1], _ODD)
    return pc.binary_join_element_wise('"', inner, '"', "")
