"""Boxes and lines in columns from left to right: where each goes. Knows numbers only.

Every box has a column past those of all boxes that lead to it. A line that passes a column on its way has a
place there as a box has, so that it crosses none; lines from the same box share these places.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from engine.frozen import frozen
from engine.render.report.ordering import centres, ordered

Link: TypeAlias = tuple[int, int]
Point: TypeAlias = tuple[float, float]
APART = 14.0
"""So far are boxes of a column from each other."""
THIN = 6.0
"""So high is the place of a line that passes a column."""
BETWEEN = 30.0
"""So wide is the space between columns, and wider where many lines go through."""
PORTS = 9.0
"""So far are the ends of lines at a box from each other, where there is room."""


@frozen
class Box:
    """Where a box is."""

    x: float
    y: float
    width: float
    height: float


@frozen
class Placed:
    """A box for each size, a route for each edge, and how large it all is.

    A route goes level from its first to its second point, in a curve to the third, level to the fourth, and
    so on; its last part is a curve.
    """

    boxes: tuple[Box, ...]
    routes: tuple[tuple[Point, ...], ...]
    width: float
    height: float


def place(
    sizes: Sequence[tuple[float, float]],
    edges: Sequence[Link],
    first: Iterable[int] = (),
    last: Iterable[int] = (),
) -> Placed:
    """The boxes of these (width, height) with those of `first` leftmost and those of `last` rightmost.

    No edge leads to one of `first` or from one of `last`. Raises ValueError where edges form a circle.
    """
    if not sizes:
        return Placed((), (), 0.0, 0.0)
    columns = _columns(len(sizes), edges, frozenset(first), frozenset(last))
    chains, links = _chains(columns, edges)
    column_of = dict(enumerate(columns))
    column_of.update((slot, column) for chain in chains.values() for column, slot in chain.items())
    rows: list[list[int]] = [[] for _ in range(max(columns) + 1)]
    for slot, column in sorted(column_of.items()):
        rows[column].append(slot)
    heights = {slot: sizes[slot][1] if slot < len(sizes) else THIN for slot in column_of}
    middle = centres(ordered(rows, links), links, heights, APART, frozenset(range(len(sizes), len(heights))))
    lefts, widths = _across(sizes, columns, [column_of[start] for start, _ in links])
    boxes = tuple(
        Box(lefts[columns[n]], round(middle[n] - height / 2, 1), width, height)
        for n, (width, height) in enumerate(sizes)
    )
    routes = _routes(edges, boxes, columns, chains, middle, lefts, widths)
    bottom = max(middle[slot] + heights[slot] / 2 for slot in column_of)
    return Placed(boxes, routes, lefts[-1] + widths[-1], round(bottom, 1))


def curve(route: Sequence[Point]) -> str:
    """The route as the data of an SVG path: level parts and soft curves between them."""
    (x, y), *rest = route
    drawn = [f"M{x:g} {y:g}"]
    for turn, (nx, ny) in enumerate(rest):
        if turn % 2 == 0:
            drawn += [f"H{nx:g}"] if nx != x else []
        elif ny == y:
            drawn.append(f"H{nx:g}")
        else:
            half = round((nx - x) / 2, 1)
            drawn.append(f"C{x + half:g} {y:g} {nx - half:g} {ny:g} {nx:g} {ny:g}")
        x, y = nx, ny
    return "".join(drawn)


def _columns(count: int, edges: Sequence[Link], first: frozenset[int], last: frozenset[int]) -> list[int]:
    """The column of each box: past all that lead to it; a box to which none leads is near where it leads."""
    ahead: list[list[int]] = [[] for _ in range(count)]
    behind: list[list[int]] = [[] for _ in range(count)]
    for start, end in edges:
        ahead[start].append(end)
        behind[end].append(start)
    found = [0 if n in first else 1 for n in range(count)]
    waiting = [len(each) for each in behind]
    order = [n for n in range(count) if not waiting[n]]
    for n in order:  # which grows by those of which nothing is waited for any more
        for end in ahead[n]:
            found[end] = max(found[end], found[n] + 1)
            waiting[end] -= 1
            if not waiting[end]:
                order.append(end)
    if len(order) < count:
        raise ValueError("the edges form a circle")
    top = max([found[n] for n in range(count) if n not in last], default=0) + 1
    for n in reversed(order):
        if n in last:
            found[n] = max(top, found[n])
        elif ahead[n] and not behind[n] and n not in first:
            found[n] = min(found[end] for end in ahead[n]) - 1
    used = {column: index for index, column in enumerate(sorted(set(found)))}
    return [used[column] for column in found]


def _chains(columns: Sequence[int], edges: Sequence[Link]) -> tuple[dict[int, dict[int, int]], list[Link]]:
    """For each box the places of its line in the columns that it passes; and all links of next columns."""
    chains: dict[int, dict[int, int]] = {}
    links: dict[Link, None] = {}
    new = len(columns)
    for start, end in edges:
        chain, slot = chains.setdefault(start, {}), start
        for column in range(columns[start] + 1, columns[end]):
            if column not in chain:
                chain[column] = new
                new += 1
            links[slot, chain[column]] = None
            slot = chain[column]
        links[slot, end] = None
    return chains, list(links)


def _across(
    sizes: Sequence[tuple[float, float]], columns: Sequence[int], starts: Sequence[int]
) -> tuple[list[float], list[float]]:
    """Where each column begins, and how wide it is; `starts` are the columns in which the links begin."""
    widths = [0.0] * (max(columns) + 1)
    for (width, _), column in zip(sizes, columns, strict=True):
        widths[column] = max(widths[column], width)
    lefts = [0.0]
    for column, width in enumerate(widths[:-1]):
        lefts.append(lefts[-1] + width + BETWEEN + min(1.5 * starts.count(column), BETWEEN))
    return lefts, widths


def _routes(
    edges: Sequence[Link],
    boxes: Sequence[Box],
    columns: Sequence[int],
    chains: Mapping[int, Mapping[int, int]],
    middle: Mapping[int, float],
    lefts: Sequence[float],
    widths: Sequence[float],
) -> tuple[tuple[Point, ...], ...]:
    """The points of each edge; those that end at the same box end apart, in the order of where they are."""
    before = [chains[start].get(columns[end] - 1, start) for start, end in edges]
    coming: dict[int, dict[int, None]] = {}
    for slot, (_, end) in sorted(zip(before, edges, strict=True), key=lambda each: (middle[each[0]], each)):
        coming.setdefault(end, {})[slot] = None
    found = []
    for slot, (start, end) in zip(before, edges, strict=True):
        box, slots = boxes[start], list(coming[end])
        points: list[Point] = [(box.x + box.width, round(middle[start], 1))]
        for column in range(columns[start], columns[end]):
            level = round(middle[chains[start][column]], 1) if column > columns[start] else points[0][1]
            points += [] if column == columns[start] else [(lefts[column], level)]
            points.append((lefts[column] + widths[column], level))
        spread = min(PORTS, (boxes[end].height - 2 * PORTS) / max(1, len(slots) - 1))
        port = boxes[end].y + boxes[end].height / 2 + spread * (slots.index(slot) - (len(slots) - 1) / 2)
        found.append((*points, (boxes[end].x, round(port, 1))))
    return tuple(found)
