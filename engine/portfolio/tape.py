"""Operations on bits, recorded once for a knowledge base and played on every chunk."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, cast

import numpy as np

from engine.portfolio.bits import Bits

Read = Callable[[Any], Bits]
"""What reads bits off the inputs of a chunk."""
_NOTHING, _EVERYTHING = 0, 1


class Recorded:
    """Bits that a tape will have: they take the place of bits while rules are recorded."""

    __slots__ = ("inside", "number", "tape")

    def __init__(self, tape: Tape, number: int, inside: int | None) -> None:
        self.tape, self.number, self.inside = tape, number, inside
        """`inside` is the number of bits without which these are never set, where such are known."""

    def __and__(self, other: Recorded) -> Recorded:
        return self.tape.step(np.bitwise_and, self, other)

    def __or__(self, other: Recorded) -> Recorded:
        return self.tape.step(np.bitwise_or, self, other)

    def __invert__(self) -> Recorded:
        return self.tape.step(np.bitwise_xor, self, self.tape.bits[_EVERYTHING])


class Tape:
    """A recording. An operation on the same bits is recorded once, and none that changes nothing."""

    def __init__(self) -> None:
        self.bits: list[Recorded] = []
        self._sources: dict[int, Read] = {}
        self._steps: dict[int, tuple[np.ufunc, int, int]] = {}
        self._made: dict[tuple[np.ufunc, int, int], Recorded] = {}
        self._plan: list[tuple[np.ufunc, int, int, int]] = []
        self._reads: list[Read] = []
        self._rooms = 0
        self.places: dict[int, int] = {}
        self.nothing = self.source(lambda inputs: inputs.none)
        self.everything = self.source(lambda inputs: inputs.present[None])

    def source(self, read: Read, inside: Bits | None = None) -> Bits:
        """Bits of the inputs; `inside` are those without which they are never set."""
        found = Recorded(self, len(self.bits), None if inside is None else cast(Recorded, inside).number)
        self._sources[found.number] = read
        self.bits.append(found)
        return cast(Bits, found)

    def step(self, join: np.ufunc, one: Recorded, two: Recorded) -> Recorded:
        """What comes of the operation."""
        low, high = sorted((one.number, two.number))
        known = self._known(join, low, high)
        if known is not None:
            return self.bits[known]
        key = join, low, high
        if key not in self._made:
            inside = None
            if join is np.bitwise_and:
                inside = two.inside if one.inside is None else one.inside
            elif join is np.bitwise_or and one.inside == two.inside:
                inside = one.inside
            self._made[key] = found = Recorded(self, len(self.bits), inside)
            self._steps[found.number] = key
            self.bits.append(found)
        return self._made[key]

    def _known(self, join: np.ufunc, low: int, high: int) -> int | None:
        """The number of what comes of it, where that is there without an operation."""
        if join is np.bitwise_xor:
            return _EVERYTHING - low if high == _EVERYTHING else None
        if low == high:
            return low
        if low in (_NOTHING, _EVERYTHING):
            return high if (low == _EVERYTHING) == (join is np.bitwise_and) else low
        if join is np.bitwise_and:
            for one, two in ((low, high), (high, low)):
                if self.bits[one].inside == two:
                    return one
        return None

    def close(self, kept: Iterable[Bits]) -> None:
        """Lay the operations out so that these are kept and all others make room once they are used."""
        last = {each.number: len(self.bits) for each in cast("Iterable[Recorded]", kept)}
        for number in reversed(self._steps):
            if number in last:
                for used in self._steps[number][1:]:
                    last.setdefault(used, number)
        for number, read in self._sources.items():
            if number in last:
                self.places[number] = len(self._reads)
                self._reads.append(read)
        rooms, free = len(self._reads), list[int]()
        for number, (join, one, two) in self._steps.items():
            if number not in last:
                continue
            free += [self.places[n] for n in {one, two} if last[n] == number and n in self._steps]
            if not free:
                free.append(rooms)
                rooms += 1
            self.places[number] = free.pop()
            self._plan.append((join, self.places[one], self.places[two], self.places[number]))
        self._rooms = rooms - len(self._reads)

    def play(self, inputs: Any) -> list[Bits]:
        """The bits of a chunk, by place."""
        bits: list[Any] = [*[read(inputs) for read in self._reads], *[None] * self._rooms]
        for join, one, two, into in self._plan:
            bits[into] = join(bits[one], bits[two], bits[into])
        return bits

    def place(self, bits: Bits) -> int:
        """Where kept bits are found after playing."""
        return self.places[cast(Recorded, bits).number]
