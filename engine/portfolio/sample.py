"""The rows of a portfolio that are derived and certified one by one, and compared with their columns."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.cases.model import Case
from engine.errors import CertificateError, Problem
from engine.frozen import frozen
from engine.knowledge.nearest import quoted

Expect = Callable[[Case], dict[str, Any]]
"""What must be told of the case: of its row by column, and of the three models."""


@frozen
class Kept:
    """A row of the sample: its number, the case, and what was told of it."""

    row: int
    case: Case
    told: dict[str, Any]


class Sample:
    """Rows drawn by a hash of seed and row number: the same ones, however the rows come in chunks.

    `size` None is all rows; then each is compared as it comes, and none is kept.
    """

    def __init__(self, size: int | None, seed: int, expect: Expect) -> None:
        self._size, self._seed, self._expect = size, seed, expect
        self._kept: list[tuple[int, int, Kept]] = []
        self.verified = 0

    def add(
        self,
        rows: NDArray[np.int64],
        case: Callable[[int], Case],
        batch: Any,
        sets: Callable[[int], Mapping[str, Any]] = lambda place: {},
    ) -> None:
        """Look at the rows of one batch, and at the `sets` behind them.

        Raises CertificateError where one differs from its case.
        """
        if self._size is None:
            for place, told in enumerate(batch.to_pylist()):
                self._compare(Kept(int(rows[place]), case(place), {**told, **sets(place)}))
            return
        drawn = _mixed(rows, self._seed)
        full = bool(self._kept) and len(self._kept) == self._size
        places = np.flatnonzero(drawn <= -self._kept[0][0]) if full else np.arange(len(drawn))
        for place in places[np.argsort(drawn[places], kind="stable")][: self._size].tolist():
            hashed, row = int(drawn[place]), int(rows[place])
            if len(self._kept) == self._size and (-hashed, -row) <= self._kept[0][:2]:
                return
            told = {**batch.slice(place, 1).to_pylist()[0], **sets(place)}
            kept = Kept(row, case(place), told)
            heapq.heappush(self._kept, (-hashed, -row, kept))
            if len(self._kept) > self._size:
                heapq.heappop(self._kept)

    def verify(self) -> None:
        """Compare the rows that were kept. Raises CertificateError where one differs from its case."""
        for kept in sorted((kept for _, _, kept in self._kept), key=lambda kept: kept.row):
            self._compare(kept)

    def _compare(self, kept: Kept) -> None:
        wanted = self._expect(kept.case)
        for column, value in wanted.items():
            told = kept.told[column]
            if told != value:
                if isinstance(value, frozenset):  # only what differs: they are long
                    extra, missing = told - value, value - told
                    told, value = sorted(map(str, extra)), sorted(map(str, missing))
                what = (
                    f"row {kept.row} ({quoted(kept.case.name)}) is not what its certified derivation says: "
                    f"{column} is {told!r}, and should be {value!r}"
                )
                raise CertificateError(Problem("batch-differs", what, None, "please report it"))
        self.verified += 1


def _mixed(rows: NDArray[np.int64], seed: int) -> NDArray[np.uint64]:
    """A hash of each number and the seed (splitmix64)."""
    with np.errstate(over="ignore"):
        mixed = rows.astype(np.uint64) + np.uint64(seed % 2**64) * np.uint64(0x9E3779B97F4A7C15)
        for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
            mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
    hashed: NDArray[np.uint64] = mixed ^ (mixed >> np.uint64(31))
    return hashed
