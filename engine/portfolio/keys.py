"""The key column: what the cases are called, each once."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from tempfile import TemporaryFile
from unicodedata import normalize

import numpy as np
from numpy.typing import NDArray

from engine.cases.names import is_hostile
from engine.errors import Problem, Where
from engine.knowledge.nearest import quoted

_NOWHERE = Where("")


def read_key(text: str) -> str | Problem:
    """The name of a case as it is kept, or what is wrong with it."""
    name = normalize("NFC", " ".join(text.split()))
    if not name:
        return Problem("case", "the row does not name its case", _NOWHERE)
    if is_hostile(name):
        return Problem("case", f"the name {quoted(name)} holds a character that cannot be seen", _NOWHERE)
    return name


class Keys:
    """Tells keys that were seen before.

    While all keys ascend, as text or with shorter ones first, each is new, and what would be needed later is
    put into a temporary file. After that it keeps eight bytes a key in memory: among n
    keys two different ones are then taken for the same with a chance of n*n/2^65.
    """

    def __init__(self) -> None:
        self._last: str | None = None
        self._orders = [_by_text, _by_length]
        self._aside = TemporaryFile()  # noqa: SIM115 - it is there as long as the table is read
        self._runs: list[NDArray[np.uint64]] = []

    def again(self, keys: Sequence[str]) -> list[int]:
        """The places of keys that were there before, earlier ones of this list included."""
        if not keys:
            return []
        hashes = np.fromiter((hash(key) & 0xFFFFFFFFFFFFFFFF for key in keys), np.uint64, len(keys))
        if self._orders:
            self._orders = [order for order in self._orders if order(self._last, keys)]
            self._last = keys[-1]
            if self._orders:
                self._aside.write(hashes.tobytes())
                return []
            self._aside.seek(0)
            self._keep(np.unique(np.frombuffer(self._aside.read(), np.uint64)))
            self._aside.close()
        order = np.argsort(hashes, kind="stable")
        ranked = hashes[order]
        twice = np.zeros(len(keys), np.bool_)
        twice[order[1:]] = ranked[1:] == ranked[:-1]
        for run in self._runs:
            if len(run):
                places = np.minimum(np.searchsorted(run, hashes), len(run) - 1)
                twice |= run[places] == hashes
        self._keep(np.unique(hashes))
        return [int(place) for place in np.flatnonzero(twice)]

    def _keep(self, hashes: NDArray[np.uint64]) -> None:
        """Sorted runs, each at least twice as long as the next, so that there are few of them."""
        self._runs.append(hashes)
        while len(self._runs) > 1 and len(self._runs[-2]) < 2 * len(self._runs[-1]):
            last = self._runs.pop()
            self._runs[-1] = np.union1d(self._runs[-1], last)


def _by_text(last: str | None, keys: Sequence[str]) -> bool:
    """Whether they ascend as text, after the last one before them."""
    every = keys if last is None else (last, *keys)
    return all(one < two for one, two in pairwise(every))


def _by_length(last: str | None, keys: Sequence[str]) -> bool:
    """Whether they ascend, shorter ones first, as numbers at their ends do."""
    every = keys if last is None else (last, *keys)
    return all((len(one), one) < (len(two), two) for one, two in pairwise(every))
