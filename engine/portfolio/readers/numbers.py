"""Numbers that a file holds as such, in the text that a person would write."""

from __future__ import annotations

from decimal import Decimal
from math import isfinite
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from engine.knowledge.values import MAX_DIGITS

SHORT = r"^-?[0-9]{1,9}(\.[0-9]{1,6})?$"
"""Texts that are right as they come; they have no more digits than a number may have."""


def number_text(number: int | float) -> str:
    """The number to fifteen digits, as a spreadsheet shows it; without a fraction where it has none."""
    if not isfinite(number):
        return str(number)
    exact = Decimal(number) if isinstance(number, int) else Decimal(f"{number:.{MAX_DIGITS}g}")
    text = format(exact, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def number_texts(column: Any) -> Any:
    """An array of floating numbers as an array of strings."""
    texts = pc.cast(column, pa.string())
    odd = pc.invert(pc.match_substring_regex(texts, SHORT))
    if not pc.any(odd, min_count=0).as_py():
        return texts
    wide = pc.cast(pc.if_else(odd, column, None), pa.float64()).dictionary_encode()
    words = pa.array([number_text(number) for number in wide.dictionary.to_pylist()], pa.string())
    return pc.if_else(odd, pc.take(words, wide.indices), texts)
