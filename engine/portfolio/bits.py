"""Bits: one a row, packed into words, the lowest first; what is beyond the rows is zero."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Bits = NDArray[np.uint64]
"""Shape (words of 64 rows,)."""


def packed(marks: NDArray[np.bool_]) -> Bits:
    """The bits of one mark a row."""
    bytes_ = np.packbits(marks, bitorder="little")
    whole = -(-len(bytes_) // 8) * 8
    if whole != len(bytes_):
        bytes_ = np.concatenate([bytes_, np.zeros(whole - len(bytes_), np.uint8)])
    return bytes_.view(np.uint64)


def unpacked(bits: Bits, rows: int) -> NDArray[np.bool_]:
    """One mark a row."""
    return np.unpackbits(bits.view(np.uint8), count=rows, bitorder="little").view(np.bool_)


def nothing(rows: int) -> Bits:
    """No row."""
    return np.zeros(-(-rows // 64), np.uint64)


def everything(rows: int) -> Bits:
    """Every row, and nothing beyond them."""
    return packed(np.ones(rows, np.bool_))
