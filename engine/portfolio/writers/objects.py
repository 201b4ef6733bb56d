"""Rows of answers as JSON objects, a whole column at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from engine.portfolio.writers.texts import chosen, texts

NULL = "null"


class Objects:
    """Makes objects of batches of one schema, with keys in the order of `order`.

    `written` makes the JSON of a text; only texts that match the regex `odd` need it.
    """

    def __init__(
        self, schema: Any, written: Callable[[str], str], odd: str, order: Callable[[str], Any] | None = None
    ) -> None:
        self._written, self._odd, self._order = written, odd, order
        self._places = self._ordered(schema.names)
        self._before = self._keys([schema.names[place] for place in self._places])

    def pieces(self, batch: Any) -> list[Any]:
        """The pieces of each row (arrays, and strings that all rows share), its last bracket left out."""
        found: list[Any] = []
        for before, place in zip(self._before, self._places, strict=True):
            found += [before, self._values(batch.column(place))]
        return found

    def _values(self, column: Any) -> Any:
        """The column as JSON texts; as one text where all rows have the same."""
        if pa.types.is_null(column.type):
            return NULL
        if pa.types.is_list(column.type):
            values = self._values(column.values)
            if not isinstance(values, pa.Array):  # the same in all of them
                values = pa.repeat(values, len(column.values))
            items = pc.binary_join(pa.ListArray.from_arrays(column.offsets, values), ",")
            return _or_null(pc.binary_join_element_wise("[", items, "]", ""), column)
        if pa.types.is_struct(column.type):
            return _or_null(self._struct(column), column)
        if pa.types.is_dictionary(column.type):
            coded = [NULL if word is None else self._written(word) for word in column.dictionary.to_pylist()]
            return chosen(pa.array(coded, pa.string()), column.indices, NULL)
        inner = texts(column, lambda text: self._written(text)[1:-1], self._odd)
        return _or_null(pc.binary_join_element_wise('"', inner, '"', ""), column)

    def _struct(self, column: Any) -> Any:
        names = [field.name for field in column.type]
        places = self._ordered(names)
        found: list[Any] = []
        for before, place in zip(self._keys([names[place] for place in places]), places, strict=True):
            found += [before, self._values(column.field(place))]
        joined = pc.binary_join_element_wise(*found, "}", "")
        return joined if isinstance(joined, pa.Array) else pa.repeat(joined, len(column))

    def _ordered(self, names: list[str]) -> list[int]:
        order = self._order
        return sorted(range(len(names)), key=lambda place: order(names[place]) if order else place)

    def _keys(self, names: list[str]) -> list[str]:
        """What stands before each value."""
        return [f"{',' if place else '{'}{self._written(name)}:" for place, name in enumerate(names)]


def _or_null(found: Any, column: Any) -> Any:
    return pc.if_else(column.is_valid(), found, NULL) if column.null_count else found
