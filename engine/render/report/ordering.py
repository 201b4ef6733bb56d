"""The order of what stands in columns, so that few lines cross, and how high, so that they are straight."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import TypeAlias

Row: TypeAlias = list[int]
"""What stands in a column, from the top."""
Near: TypeAlias = Mapping[int, Sequence[int]]
TRIES = 24
"""So often the order in all columns is gone through, there and back."""
ROUNDS = 80
"""So often the heights are."""
STRAIGHT = 4.0
"""So much more it counts that a passing line is straight than that a box is near its neighbours."""


def ordered(rows: Sequence[Row], links: Iterable[tuple[int, int]]) -> list[Row]:
    """The rows with each thing near the middle of its neighbours; of all tries that with fewest crossings."""
    before, after = _neighbours(links)
    now = [list(row) for row in rows]
    best, fewest = now, crossings(now, after)
    for turn in range(2 * TRIES):
        if not fewest:
            break
        now = [list(row) for row in now]
        forth = turn % 2 == 0
        steps = range(1, len(now)) if forth else range(len(now) - 2, -1, -1)
        for index in steps:
            other = now[index - 1 if forth else index + 1]
            now[index] = _nearer(now[index], other, before if forth else after)
        _swap(now, before, after)
        count = crossings(now, after)
        if count < fewest:
            best, fewest = now, count
    return best


def crossings(rows: Sequence[Row], after: Near) -> int:
    """How many pairs of lines cross."""
    total = 0
    for row, following in pairwise(rows):
        place = {slot: index for index, slot in enumerate(following)}
        seen: list[int] = []
        for slot in row:
            ends = sorted(place[end] for end in after.get(slot, ()))
            total += sum(len(seen) - bisect_right(seen, end) for end in ends)
            for end in ends:
                insort(seen, end)
    return total


def centres(
    rows: Sequence[Row],
    links: Iterable[tuple[int, int]],
    heights: Mapping[int, float],
    apart: float,
    passing: frozenset[int],
) -> dict[int, float]:
    """How high the middle of each thing is: near those of its neighbours, and nothing over anything else.

    `passing` are places of lines. The least upper end is at 0.
    """
    before, after = _neighbours(links)
    both = {slot: [*before.get(slot, ()), *after.get(slot, ())] for row in rows for slot in row}
    weights = {slot: STRAIGHT if slot in passing else 1.0 for slot in both}
    found: dict[int, float] = dict.fromkeys(both, 0.0)
    found = {slot: y for row in rows for slot, y in _apart(row, found, weights, heights, apart).items()}
    for turn in range(2 * ROUNDS):
        near = both if turn >= TRIES else before if turn % 2 == 0 else after
        for row in rows if turn % 2 == 0 else reversed(rows):
            wanted = {slot: _mean(near.get(slot, ()), found, found[slot]) for slot in row}
            found.update(_apart(row, wanted, weights, heights, apart))
    return _closer(found, heights, 2 * apart)


def _apart(
    row: Row,
    wanted: Mapping[int, float],
    weights: Mapping[int, float],
    heights: Mapping[int, float],
    apart: float,
) -> dict[int, float]:
    """The heights that are wanted, moved as little as may be so that the row keeps its order and distances.

    Least squares: neighbours that would come too near are moved together, to the mean of what they want.
    """
    blocks: list[tuple[float, float, list[tuple[int, float]]]] = []
    offset = 0.0
    for index, slot in enumerate(row):
        if index:
            offset += (heights[row[index - 1]] + heights[slot]) / 2 + apart
        mean, weight, members = wanted[slot] - offset, weights[slot], [(slot, offset)]
        while blocks and blocks[-1][0] > mean:
            other, more, earlier = blocks.pop()
            mean = (mean * weight + other * more) / (weight + more)
            weight, members = weight + more, earlier + members
        blocks.append((mean, weight, members))
    return {slot: mean + place for mean, _, members in blocks for slot, place in members}


def _closer(found: Mapping[int, float], heights: Mapping[int, float], most: float) -> dict[int, float]:
    """The same from 0 on, and with no stripe wider than this in which there is nothing at all."""
    closer: dict[int, float] = {}
    end, moved = 0.0, 0.0
    for slot in sorted(found, key=lambda slot: (found[slot] - heights[slot] / 2, slot)):
        top = found[slot] - heights[slot] / 2
        moved = -top if not closer else min(moved, end + most - top)
        closer[slot] = found[slot] + moved
        end = max(end, closer[slot] + heights[slot] / 2)
    return closer


def _nearer(row: Row, other: Row, near: Near) -> Row:
    """The row by the mean place of each one's neighbours in the other; one without any stays where it is."""
    place = {slot: float(index) for index, slot in enumerate(other)}
    scale = (len(other) - 1) / max(1, len(row) - 1)
    means = {slot: _mean(near.get(slot, ()), place, at * scale) for at, slot in enumerate(row)}
    return sorted(row, key=means.__getitem__)


def _swap(rows: Sequence[Row], before: Near, after: Near) -> None:
    """Neighbours in a row are exchanged as long as that takes crossings away."""
    for index, row in enumerate(rows):
        places = [
            (near, {slot: at for at, slot in enumerate(rows[index + side])})
            for side, near in ((-1, before), (1, after))
            if 0 <= index + side < len(rows)
        ]
        better = True
        while better:
            better = False
            for at in range(len(row) - 1):
                here, there = _both_ways(row[at], row[at + 1], places)
                if there < here:
                    row[at], row[at + 1], better = row[at + 1], row[at], True


def _both_ways(one: int, two: int, places: Sequence[tuple[Near, Mapping[int, int]]]) -> tuple[int, int]:
    """How many lines of the two cross where the one is above, and where it is below."""
    here = there = 0
    for near, place in places:
        for a in near.get(one, ()):
            for b in near.get(two, ()):
                here += place[a] > place[b]
                there += place[b] > place[a]
    return here, there


def _neighbours(links: Iterable[tuple[int, int]]) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
    before: dict[int, list[int]] = {}
    after: dict[int, list[int]] = {}
    for start, end in links:
        after.setdefault(start, []).append(end)
        before.setdefault(end, []).append(start)
    return before, after


def _mean(slots: Sequence[int], of: Mapping[int, float], otherwise: float) -> float:
    return sum(map(of.__getitem__, slots)) / len(slots) if slots else otherwise
