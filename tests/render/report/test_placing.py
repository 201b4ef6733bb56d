"""Boxes never overlap, lines lead rightwards and end at their boxes, and it is always the same drawing."""

from __future__ import annotations

import re
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.render.report.ordering import crossings, ordered
from engine.render.report.placing import APART, THIN, Box, Placed, Point, curve, place

Task = tuple[list[tuple[float, float]], list[tuple[int, int]], list[int], list[int]]
SLACK = 0.11
"""Places are rounded to a tenth."""


@st.composite
def tasks(draw: st.DrawFn) -> Task:
    """Boxes, edges without circles, and some that stand first and last."""
    count = draw(st.integers(1, 14))
    side = st.integers(20, 220).map(float)
    sizes = [(draw(side), draw(side)) for _ in range(count)]
    first, last = draw(st.integers(0, count)), draw(st.integers(0, count))
    pairs = [(a, b) for a, b in combinations(range(count), 2) if b >= first and a < max(first, last)]
    edges = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=30)) if pairs else []
    starts, names = list(range(first)), draw(st.permutations(range(count)))
    ends = list(range(max(first, last), count))
    return (
        [sizes[names.index(n)] for n in range(count)],
        [(names[a], names[b]) for a, b in edges],
        [names[n] for n in starts],
        [names[n] for n in ends],
    )


def overlap(one: Box, two: Box, apart: float = 0.0) -> bool:
    return (
        one.x < two.x + two.width
        and two.x < one.x + one.width
        and one.y < two.y + two.height + apart
        and two.y < one.y + one.height + apart
    )


@settings(max_examples=200, deadline=None)
@given(tasks())
def test_no_boxes_overlap(task: Task) -> None:
    placed = place(*task)
    assert [(box.width, box.height) for box in placed.boxes] == task[0]
    for one, two in combinations(placed.boxes, 2):
        assert not overlap(one, two, APART - SLACK)
    for box in placed.boxes:
        assert box.x >= -SLACK
        assert box.y >= -SLACK
        assert box.x + box.width <= placed.width + SLACK
        assert box.y + box.height <= placed.height + SLACK


@settings(max_examples=200, deadline=None)
@given(tasks())
def test_lines_lead_rightwards_and_end_at_their_boxes(task: Task) -> None:
    placed = place(*task)
    assert len(placed.routes) == len(task[1])
    for (start, end), route in zip(task[1], placed.routes, strict=True):
        one, two = placed.boxes[start], placed.boxes[end]
        assert route[0][0] == one.x + one.width
        assert one.y < route[0][1] < one.y + one.height
        assert route[-1][0] == two.x
        assert two.y < route[-1][1] < two.y + two.height
        assert one.x + one.width < two.x
        for turn, ((x, y), (nx, ny)) in enumerate(pairwise(route)):
            assert (x <= nx and y == ny) if turn % 2 == 0 else x < nx


@settings(max_examples=200, deadline=None)
@given(tasks())
def test_no_line_crosses_a_box(task: Task) -> None:
    placed = place(*task)
    for (start, _), route in zip(task[1], placed.routes, strict=True):
        for (x, y), (nx, _) in list(pairwise(route))[::2]:
            passing = Box(x, y - THIN / 2, nx - x, THIN)
            for n, box in enumerate(placed.boxes):
                assert n == start or not overlap(passing, box, APART - 2 * SLACK)
        for (x, y), (nx, ny) in list(pairwise(route))[1::2]:
            turning = Box(x + SLACK, min(y, ny), nx - x - 2 * SLACK, max(abs(ny - y), SLACK))
            assert not any(overlap(turning, box) for box in placed.boxes)


@settings(max_examples=100, deadline=None)
@given(tasks())
def test_columns_are_kept(task: Task) -> None:
    _, edges, first, last = task
    boxes = place(*task).boxes
    others = [n for n in range(len(boxes)) if n not in first and n not in last]
    for n in first:
        assert boxes[n].x == 0
    for n in last:
        assert all(boxes[n].x > boxes[m].x for m in (*others, *first))
        assert boxes[n].x == boxes[last[0]].x or any(end == n for _, end in edges)


@settings(max_examples=50, deadline=None)
@given(tasks())
def test_it_is_always_the_same(task: Task) -> None:
    assert place(*task) == place(*task)


@settings(max_examples=100, deadline=None)
@given(tasks())
def test_ends_at_a_box_are_apart(task: Task) -> None:
    """Lines that come from different places never end at one; lines of the same box may share their end."""
    ends: dict[tuple[int, Point], set[Point]] = {}
    placed = place(*task)
    for (_, end), route in zip(task[1], placed.routes, strict=True):
        ends.setdefault((end, route[-1]), set()).add(route[-2])
    crowded = {n for n, (_, high) in enumerate(task[0]) if high < 40}
    assert all(len(origins) == 1 for (end, _), origins in ends.items() if end not in crowded)


def test_a_circle_is_refused() -> None:
    with pytest.raises(ValueError, match="circle"):
        place([(10, 10)] * 3, [(0, 1), (1, 2), (2, 1)])


def test_nothing_is_no_drawing() -> None:
    assert place([], []) == Placed((), (), 0.0, 0.0)


def test_lines_that_need_not_cross_do_not() -> None:
    rows = [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10, 11]]
    links = [(0, 7), (1, 6), (2, 5), (3, 4), (7, 9), (6, 8), (5, 11), (4, 10)]
    after = {start: [end for s, end in links if s == start] for start, _ in links}
    assert crossings(rows, after) == 10
    assert crossings(ordered(rows, links), after) == 0
    assert sorted(map(sorted, ordered(rows, links))) == rows


def test_crossings_are_counted_as_they_are() -> None:
    assert crossings([[0, 1], [2, 3]], {0: [2, 3], 1: [2, 3]}) == 1
    assert crossings([[0, 1], [2]], {0: [2], 1: [2]}) == 0
    assert crossings([[0, 1, 2], [3, 4, 5]], {0: [5], 1: [4], 2: [3]}) == 3


def test_things_apart_stay_near() -> None:
    """Two drawings in one that have nothing to do with each other leave no wide stripe between them."""
    sizes = [(100.0, 30.0)] * 24
    edges = [*((n, 20) for n in range(10)), *((n, 21) for n in range(10, 20)), (20, 22), (21, 23)]
    boxes = sorted(place(sizes, edges, range(20), (22, 23)).boxes, key=lambda box: box.y)
    assert all(two.y - (one.y + one.height) <= 2 * APART for one, two in pairwise(boxes))


def test_a_line_straight_ahead_is_straight() -> None:
    placed = place([(50, 40)] * 3, [(0, 1), (1, 2)])
    assert {y for route in placed.routes for _, y in route} == {20.0}
    assert [curve(route) for route in placed.routes] == ["M50 20H81.5", "M131.5 20H163"]


def test_the_path_goes_through_the_points() -> None:
    drawn = curve(((0, 0), (10, 0), (50, 30.5), (90, 30.5), (100, 40)))
    assert drawn == "M0 0H10C30 0 30 30.5 50 30.5H90C95 30.5 95 40 100 40"
    assert re.fullmatch(r"[MHC0-9. ]+", drawn)
