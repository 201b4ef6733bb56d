"""Columns that have a type, as the text that a person would write."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from engine.portfolio.cells import ALONE
from engine.portfolio.readers.numbers import number_texts

_BLANK = r"[\pZ\x00-\x20\x7f-\x{a0}]"
_MORE = rf"^[+-]|;|^{_BLANK}|{_BLANK}$"
"""A member that means something else in a cell: a sign, several members, blanks that are left out."""


class Words:
    """The distinct texts of columns, which are mostly the same from one piece to the next."""

    def __init__(self) -> None:
        self._last: dict[int, tuple[Any, Any]] = {}

    def texts(self, place: int, column: Any) -> Any:
        """The column as text."""
        if not pa.types.is_dictionary(column.type):
            return texts_of(column)
        words, texts = self._last.get(place, (None, None))
        if words is None or not words.equals(column.dictionary):
            words, texts = column.dictionary, texts_of(column.dictionary)
            self._last[place] = words, texts
        return _coded(column.indices, texts)


def texts_of(column: Any) -> Any:
    """The column as text, null where it has nothing; lists as cells have sets."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        return _coded(column.indices, texts_of(column.dictionary))
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return _joined(column)
    if pa.types.is_boolean(kind):
        return pc.if_else(column, "true", "false")
    if pa.types.is_floating(kind):
        return number_texts(column)
    texts = pc.cast(column, pa.string())
    if not is_text(kind):
        return texts
    return pc.if_else(pc.equal(pc.utf8_trim_whitespace(texts), ""), None, texts)


def _coded(places: Any, words: Any) -> Any:
    """The column of these words at these places of theirs; null where the word is."""
    if words.null_count:
        places = pc.if_else(pc.take(words.is_valid(), places), places, None)
        words = pc.fill_null(words, "")
    return pa.DictionaryArray.from_arrays(places, words, safe=False)


def _joined(column: Any) -> Any:
    """Lists as cells have sets; an empty member stays one, what a cell takes for more is no member."""
    members = pc.fill_null(pc.cast(column.flatten(), pa.string()), "")
    more = pc.or_(pc.is_in(members, pa.array(ALONE)), pc.match_substring_regex(members, _MORE))
    if pc.any(more, min_count=0).as_py():
        marked = pc.binary_join_element_wise("[", pc.replace_substring(members, ";", "\\x3b"), "]", "")
        members = pc.if_else(more, marked, members)
    lengths = pc.fill_null(pc.list_value_length(column), 0).to_numpy(zero_copy_only=False)
    ends = np.cumsum(lengths, dtype=np.int64)
    lists = pa.LargeListArray.from_arrays(pa.array([0, *ends], pa.int64()), members)
    joined = pc.cast(pc.binary_join(lists, ";"), pa.string())
    nothing = pc.equal(joined, "")
    joined = pc.if_else(nothing, pc.if_else(pa.array(lengths == 0), "none", ";"), joined)
    return pc.if_else(column.is_valid(), joined, None)


def readable(kind: Any) -> bool:
    """Whether a column of this type can be read."""
    if pa.types.is_dictionary(kind):
        return readable(kind.value_type) and not pa.types.is_nested(kind.value_type)
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        of = kind.value_type
        return is_text(of) or (pa.types.is_dictionary(of) and is_text(of.value_type))
    tests = (
        *(pa.types.is_integer, pa.types.is_float32, pa.types.is_float64),
        *(pa.types.is_boolean, pa.types.is_date, pa.types.is_null),
    )
    return is_text(kind) or any(test(kind) for test in tests)


def is_text(kind: Any) -> bool:
    """Whether a column of this type holds texts."""
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))
