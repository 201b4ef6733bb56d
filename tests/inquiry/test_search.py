"""The searches say so where they end early, and then have found what has the fewest changes."""

from __future__ import annotations

from engine.cases.model import Case, Fact
from engine.inquiry.flips import Flipper
from engine.inquiry.inquiry import Inquiry
from engine.inquiry.reasons import reasons
from tests.inference.small import knowledge

GOAL = ("", "whole.verdict")
PARTS = tuple(f"p{i}" for i in range(7))
KB = knowledge(
    """
    - {id: R1, scope: whole, when: {some: item, where: {item.a: true, item.b: true}},
       then: {whole.verdict: x}}
    - {id: R2, scope: whole, when: {whole.a: true}, then: {whole.verdict: y}, overrides: [R1]}
    """,
    otherwise="z",
)
"""Two facts of each of seven parts give x: a flip to z changes one of each; one of the whole makes it y."""
CASE = Case(
    "many",
    (
        Fact("", "whole.a", (False,)),
        *(Fact(part, f"item.{name}", (True,)) for part in PARTS for name in "ab"),
    ),
    PARTS,
)


def test_all_of_many_flips() -> None:
    flipper = Flipper(Inquiry(KB, CASE).complete, GOAL, "x")
    found = flipper.flips(shown=3)
    assert (found.count, found.all, found.gave_up) == (2**7 + 1, True, False)
    assert [len(flip.changes) for flip in found.found] == [1, 7, 7]
    assert [flip.verdict for flip in found.found] == ["y", "z", "z"]


def test_a_search_that_ends_early_has_found_the_smallest() -> None:
    """However the solver goes about it, the one flip with a single change is among the first two."""
    for most in (1, 2, 5):
        found = Flipper(Inquiry(KB, CASE).complete, GOAL, "x").flips(most=most)
        assert (found.count, found.all, found.gave_up) == (most, False, False)
        assert [len(flip.changes) for flip in found.found] == [1, *[7] * (most - 1)]


def test_reasons_are_found_though_flips_are_too_many() -> None:
    found = reasons(Inquiry(KB, CASE).complete, GOAL, "x", most=20)
    assert (found.all, found.gave_up, found.idle) == (False, False, ())
    assert [[fact.entity for fact in facts] for facts in found.found] == [["", part, part] for part in PARTS]
    every = reasons(Inquiry(KB, CASE).complete, GOAL, "x")
    assert (every.all, every.idle, every.found) == (True, (), found.found)


def test_too_many_reasons() -> None:
    found = reasons(Inquiry(KB, CASE).complete, GOAL, "x", most=3)
    assert (len(found.found), found.all, found.gave_up) == (3, False, False)


def test_a_solver_that_gives_up_is_no_end() -> None:
    inquiry = Inquiry(KB, CASE, conflicts=1)
    flips = Flipper(inquiry.complete, GOAL, "x").flips()
    assert (flips.all, flips.gave_up) == (False, True)
    found = reasons(Inquiry(KB, CASE, conflicts=0).complete, GOAL, "x")
    assert (found.all, found.gave_up, found.idle) == (False, True, ())


def test_the_other_values_are_those_with_the_changes_as_they_are() -> None:
    """Each fact alone could be other values if the other were; told is what does as the other now is."""
    kb = knowledge(
        """
        - {id: R1, scope: whole, when: {any: [{whole.kind: green, whole.n: {below: 3}},
            {whole.kind: blue, whole.n: {below: 5}}]}, then: {whole.verdict: x}}
        """,
        otherwise="z",
    )
    case = Case("two", (Fact("", "whole.kind", ("red",)), Fact("", "whole.n", (9,))))
    (flip,) = Flipper(Inquiry(kb, case).complete, GOAL, "z").flips().found
    kind, number = flip.changes
    said = (kind.after.values[0], [cell.value for cell in kind.cells], number.after.values[0])
    assert said in (("green", ["green", "blue"], 2), ("blue", ["blue"], 4))
    assert [(cell.low, cell.high, cell.high_open) for cell in number.cells][-1] in (
        (0, 3, True),
        (3, 5, True),
    )


def test_all_ways_to_change_the_members_of_a_set() -> None:
    """None of them is part of another, whichever way leads there."""
    kb = knowledge(
        """
        - {id: R1, scope: whole, when: {any: [{whole.s: r}, {all: [{whole.s: p}, {whole.s: q}]}]},
           then: {whole.verdict: x}}
        """,
        otherwise="z",
    )
    case = Case("set", (Fact("", "whole.s", (), ("p", "q", "r")),))
    (flip,) = Flipper(Inquiry(kb, case).complete, GOAL, "z").flips().found
    (change,) = flip.changes
    assert [way.values for way in (change.after, *change.ways)] == [("r",), ("p", "q")]
    assert change.whole
    back = Case("set", (Fact("", "whole.s", ("p", "q", "r")),))
    (flip,) = Flipper(Inquiry(kb, back).complete, GOAL, "x").flips().found
    (change,) = flip.changes
    assert [way.excluded for way in (change.after, *change.ways)] == [("p", "r"), ("q", "r")]
