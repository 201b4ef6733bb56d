"""What a chunk of cases states, column by column: what is between reading tables and evaluating rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

UNKNOWN = -1


@dataclass(frozen=True, slots=True, eq=False)
class Single:
    """One value a case, of a boolean or enum attribute."""

    codes: NDArray[np.int16]
    """Shape (rows,): the index of the value in `Attribute.values`, or UNKNOWN."""


@dataclass(frozen=True, slots=True, eq=False)
class Numbers:
    """One number a case."""

    values: NDArray[np.float64]
    """Shape (rows,), in the attribute's unit; anything where not known."""
    known: NDArray[np.bool_]
    """Shape (rows,)."""


@dataclass(frozen=True, slots=True, eq=False)
class Members:
    """Of a set, which members are in and which are out; a member that is neither is unknown."""

    inside: NDArray[np.bool_]
    """Shape (members of the domain, rows), in the order of `Attribute.values`."""
    outside: NDArray[np.bool_]
    """The same shape; never true where `inside` is."""


Column: TypeAlias = Single | Numbers | Members


def kept(column: Column, places: NDArray[Any]) -> Column:
    """The column at these places."""
    match column:
        case Single(codes):
            return Single(codes[places])
        case Numbers(values, known):
            return Numbers(values[places], known[places])
        case Members(inside, outside):
            return Members(inside[:, places], outside[:, places])


@dataclass(frozen=True, slots=True, eq=False)
class Slot:
    """The n-th part of each case, where the case has so many."""

    present: NDArray[np.bool_]
    """Shape (rows,)."""
    names: str | tuple[str, ...]
    """The part's name, the same in all rows; or one a row, "" where there is none."""
    columns: Mapping[str, Column]
    """By attribute; an attribute left out is unknown in all rows. Nothing is known where not present."""


@dataclass(frozen=True, slots=True, eq=False)
class Chunk:
    """What so many cases state. Cases without any slot present have no parts."""

    rows: int
    root: Mapping[str, Column]
    """By attribute of the root; an attribute left out is unknown in all rows."""
    slots: tuple[Slot, ...]
