"""The key column: what the cases are called, each once."""

from __future__ import annotations

from collections.abc import Iterator
from tempfile import TemporaryFile
from typing import Any, Protocol
from unicodedata import normalize

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from engine.cases.names import is_hostile
from engine.errors import Problem, Where
from engine.knowledge.nearest import quoted
from engine.knowledge.nodes import Scalar
from engine.knowledge.values import parse_text

_NOWHERE = Where("")


PLAIN = r"^[!-~]+( [!-~]+)*$"
"""A name that is kept as it stands."""


def all_plain(keys: Any) -> bool:
    """Whether all strings of the array are plain names; where it is false they may yet be."""
    if keys.null_count or not len(keys):
        return False
    _, places, data = keys.buffers()
    places = np.frombuffer(places, np.int32)[keys.offset : keys.offset + len(keys) + 1]
    text = np.frombuffer(data, np.uint8)[places[0] : places[-1]]
    if not (np.diff(places) > 0).all() or text.min() < ord(" ") or text.max() > ord("~"):
        return False
    blank = text == ord(" ")
    starts = places[:-1] - places[0]
    ends = places[1:] - places[0] - 1
    return not ((blank[1:] & blank[:-1]).any() or blank[starts].any() or blank[ends].any())


def read_key(text: str) -> str | Problem:
    """The name of a case as it is kept, or what is wrong with it."""
    told = parse_text(Scalar(text.replace("\r", "\n"), False, _NOWHERE), "case")
    if isinstance(told, Problem):
        return Problem("case", "the row does not name its case", _NOWHERE)
    name = normalize("NFC", told)
    if is_hostile(name):
        return Problem("case", f"the name {quoted(name)} holds a character that cannot be seen", _NOWHERE)
    return name


class Again(Protocol):
    """What tells keys that were seen before."""

    def again(self, keys: Any) -> list[int]:
        """The places of keys (an array of strings, none null) that were there before, here or earlier."""


class Keys:
    """Tells keys that were seen before.

    While all keys ascend, as text or with shorter ones first, each is new, and what would be needed later is
    put into a temporary file. After that it keeps eight bytes a key in memory: among n keys two different
    ones are then taken for the same with a chance of n*n/2^65.
    """

    def __init__(self) -> None:
        self._last: Any = None
        self._orders = [_by_text, _by_length]
        self._aside: Aside | None = None
        self._runs: list[NDArray[np.uint64]] = []

    def again(self, keys: Any) -> list[int]:
        """The places of keys that were there before, earlier ones of this array included."""
        if not len(keys):
            return []
        if self._orders:
            every = keys if self._last is None else pa.concat_arrays([self._last, keys])
            self._orders = [order for order in self._orders if order(every)]
            self._last = keys.slice(len(keys) - 1)
            self._aside = self._aside or Aside()
            if self._orders:
                self._aside.put(keys)
                return []
            for before in self._aside.back():
                self._keep(np.unique(_hashes(before)))
        hashes = _hashes(keys)
        order = np.argsort(hashes, kind="stable")
        ranked = hashes[order]
        twice = np.zeros(len(keys), np.bool_)
        twice[order[1:]] = ranked[1:] == ranked[:-1]
        for run in self._runs:
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


class Aside:
    """Arrays of strings in a temporary file."""

    def __init__(self) -> None:
        self._file = TemporaryFile()  # noqa: SIM115 - it is there as long as the table is read
        self._stream = pa.ipc.new_stream(self._file, pa.schema([("key", pa.string())]))

    def put(self, keys: Any) -> None:
        """Write an array."""
        self._stream.write_batch(pa.record_batch([keys], names=["key"]))

    def back(self) -> Iterator[Any]:
        """The arrays again. Nothing can be put aside any more."""
        self._stream.close()
        self._file.seek(0)
        with self._file, pa.ipc.open_stream(self._file) as stream:
            for batch in stream:
                yield batch.column(0)


def _hashes(keys: Any) -> NDArray[np.uint64]:
    found = (hash(key) & 0xFFFFFFFFFFFFFFFF for key in keys.to_pylist())
    return np.fromiter(found, np.uint64, len(keys))


def _by_text(keys: Any) -> bool:
    """Whether they ascend as text."""
    return bool(pc.all(pc.less(keys.slice(0, len(keys) - 1), keys.slice(1)), min_count=0).as_py())


def _by_length(keys: Any) -> bool:
    """Whether they ascend, shorter ones first, as numbers at their ends do."""
    lengths = pc.binary_length(keys).to_numpy(zero_copy_only=False)
    if (lengths[1:] < lengths[:-1]).any():
        return False
    less = pc.less(keys.slice(0, len(keys) - 1), keys.slice(1)).to_numpy(zero_copy_only=False)
    return bool((less | (lengths[1:] > lengths[:-1])).all())
