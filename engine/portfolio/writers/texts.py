"""Columns of answers as columns of text, and these as lines, for the forms that are nothing but text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

BETWEEN = ";"
"""Between the words of a list in a cell."""


def texts(column: Any, made: Callable[[str], str], odd: str) -> Any:
    """The column (an array of words, or of lists of them) as an array of strings, a list as one text; as
    a string where all rows have the same.

    What is null is empty. Texts that match the regex `odd` are replaced by what is `made` of them, each
    distinct one once.
    """
    if pa.types.is_dictionary(column.type):
        return chosen(_mended(column.dictionary, made, odd), column.indices, "")
    return _mended(_joined(column) if pa.types.is_list(column.type) else column, made, odd)


def chosen(texts: Any, indices: Any, absent: str) -> Any:
    """Of the texts the chosen one for each row; a string where it is the same for all of them."""
    if len(texts) == 1 and not indices.null_count:
        return texts[0].as_py()
    found = pa.DictionaryArray.from_arrays(indices, texts).cast(pa.string())
    return found.fill_null(absent) if indices.null_count else found


def lines(pieces: list[Any]) -> memoryview:
    """The pieces of each row (arrays, and strings that all rows share), one after another, as one buffer.

    At least one piece is an array.
    """
    merged: list[Any] = []
    for piece in pieces:
        if isinstance(piece, str) and merged and isinstance(merged[-1], str):
            merged[-1] += piece
        else:
            merged.append(piece)
    rows = pc.binary_join_element_wise(*merged, "")
    offsets, data = rows.buffers()[1:]
    ends = memoryview(offsets).cast("i")
    return memoryview(data)[ends[rows.offset] : ends[rows.offset + len(rows)]]


def words(column: Any) -> Any:
    """The column's values as strings, however they are encoded."""
    return column.cast(pa.string()) if pa.types.is_dictionary(column.type) else column


def _joined(column: Any) -> Any:
    """The lists as one text each, of structs as `PART: VERDICT (STATUS)`."""
    values, between = column.values, BETWEEN
    if pa.types.is_struct(values.type):
        part, goal, verdict, status = map(words, values.flatten())
        several = len(values.field("goal").dictionary) > 1
        said = [part, ": ", *([goal, " "] if several else []), verdict, " (", status, ")"]
        values, between = pc.binary_join_element_wise(*said, ""), f"{BETWEEN} "
    return pc.binary_join(pa.ListArray.from_arrays(column.offsets, words(values)), between)


def _mended(found: Any, made: Callable[[str], str], odd: str) -> Any:
    matching = pc.match_substring_regex(found, odd)
    if not pc.any(matching).as_py():
        return found
    coded = pc.filter(found, matching).dictionary_encode()
    mended = pa.array([made(text) for text in coded.dictionary.to_pylist()], pa.string())
    return pc.replace_with_mask(found, matching, mended.take(coded.indices))
