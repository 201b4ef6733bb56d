"""Lists of labels, one a row, from columns of bits: what holds of a row, told by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from engine.portfolio.bits import Bits
from engine.portfolio.layout import Spot

Label = Callable[[str, str], str]
"""The label of (part, what), the part empty for the root."""


def listed(spots: Sequence[Spot], bits: Sequence[Bits], rows: int, names: Sequence[Any], label: Label) -> Any:
    """An array of lists: for each row the labels of the spots whose bit is set, in the order of the spots.

    `names` has for each slot the name of its part, or one a row.
    """
    if not spots:
        return pa.ListArray.from_arrays(pa.array(np.zeros(rows + 1, np.int32)), _coded([], []))
    counts, spot = _hits(bits, rows)
    offsets = np.zeros(rows + 1, np.int32)
    np.cumsum(counts, out=offsets[1:])
    if all(isinstance(name, str) for name in names):
        labels = [label("" if slot is None else names[slot], what) for slot, what in spots]
        return pa.ListArray.from_arrays(pa.array(offsets), _coded(spot, labels))
    row = np.repeat(np.arange(rows), counts)
    return pa.ListArray.from_arrays(pa.array(offsets), _own(spots, row, spot, names, label))


def _hits(bits: Sequence[Bits], rows: int) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """How many spots are set in each row, and which, row by row in their order."""
    words = np.stack(bits)
    marks = np.unpackbits(words.view(np.uint8), axis=1, count=rows, bitorder="little")
    turned = np.ascontiguousarray(marks.T)
    counts = np.add.reduce(marks, axis=0, dtype=np.int32)
    width = len(bits)
    hits = np.flatnonzero(turned.view(np.bool_))
    spot = hits.astype(np.int32) if rows * width < 2**31 else hits
    return counts, (spot - spot // width * width).astype(np.int32, copy=False)


def _own(spots: Sequence[Spot], row: Any, spot: Any, names: Sequence[Any], label: Label) -> Any:
    """The labels of the hits where each row has names of its own."""
    rows = len(names[0]) if names else 0
    own = [[name] * rows if isinstance(name, str) else name for name in names]
    known = {name: code for code, name in enumerate(dict.fromkeys(["", *(n for each in own for n in each)]))}
    codes = np.array([[known[name] for name in each] for each in own], np.int64).reshape(len(own), rows)
    slots = np.array([-1 if slot is None else slot for slot, _ in spots])
    whose = slots[spot]
    name_code = np.where(whose < 0, 0, codes[whose, row])
    whats = list(dict.fromkeys(what for _, what in spots))
    what_code = np.array([whats.index(what) for _, what in spots], np.int64)[spot]
    distinct, coded = np.unique(name_code * len(whats) + what_code, return_inverse=True)
    words = list(known)
    labels = [label(words[each // len(whats)], whats[each % len(whats)]) for each in distinct.tolist()]
    return _coded(coded, labels)


def _coded(codes: Any, labels: list[str]) -> Any:
    return pa.DictionaryArray.from_arrays(
        pa.array(np.asarray(codes, np.int32)), pa.array(labels, pa.string())
    )
