"""The searches say so where they end early, and then have found what has the fewest changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, islice

import pytest

from engine.cases.model import Case, Fact
from engine.inquiry.answers import Change
from engine.inquiry.cells import Cell
from engine.inquiry.changes import Changes
from engine.inquiry.flips import Flipper
from engine.inquiry.inquiry import Inquiry
from engine.inquiry.reasons import reasons
from engine.inquiry.slots import IN
from engine.inquiry.solver import Model
from engine.knowledge.model import KnowledgeBase
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


@pytest.mark.parametrize("most", [1, 2, 5])
def test_a_search_that_ends_early_has_found_the_smallest(most: int) -> None:
    """In whatever order the solver comes upon them: here it comes upon the largest first."""
    flipper = Flipper(Inquiry(KB, CASE).complete, GOAL, "x")
    minimal = flipper.solver.minimal

    def largest_first(assumptions: Sequence[int], most: int, _: int | None) -> Iterator[Model]:
        models = list(minimal(assumptions))
        return islice(sorted(models, key=lambda m: -sum(map(m.holds, flipper._changed.values()))), most)

    flipper.solver.minimal = largest_first  # type: ignore[method-assign]
    found = flipper.flips(most=most)
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


def changes_from(kb: KnowledgeBase, case: Case, *chosen: Cell | None) -> tuple[Change, ...]:
    """The changes of all facts that give x, made plain from an answer set with the values chosen."""
    view = Inquiry(kb, case).complete
    pairs = list(view.given)
    base = [*view.assume([]), view.ground.verdicts[GOAL]["x"]]
    slots = [slot for pair in pairs for slot in view.told(pair)]
    wanted = [dict(slot.options)[cell] for slot, cell in zip(slots, chosen, strict=True) if cell]
    model = view.solver.solve([*base, *wanted])
    assert model is not None
    changes = Changes(view)
    return changes.of(changes.plainest(pairs, model, base), base[:-1], base[-1])


def test_the_other_values_are_those_with_the_changes_as_they_are() -> None:
    """The number moves to the nearest that does, and then only one of the kinds is left."""
    kb = knowledge(
        """
        - {id: R1, scope: whole, when: {any: [{whole.kind: green, whole.n: {below: 5}},
            {whole.kind: blue, whole.n: {below: 3}}]}, then: {whole.verdict: x}}
        """,
        otherwise="z",
    )
    case = Case("two", (Fact("", "whole.kind", ("red",)), Fact("", "whole.n", (9,))))
    low = Cell(0, 0, 3, False, True)
    kind, number = sorted(changes_from(kb, case, *_in_order(kb, case, low)), key=lambda c: c.before.attribute)
    assert [cell.value for cell in kind.cells] == [kind.after.values[0]] == ["green"]
    assert [(cell.low, cell.high, cell.high_open) for cell in number.cells] == [(0, 3, True), (3, 5, True)]
    assert number.after.values == (4,)


def _in_order(kb: KnowledgeBase, case: Case, low: Cell) -> list[Cell | None]:
    """For each slot the value to begin with: for the number the low one."""
    view = Inquiry(kb, case).complete
    return [low if pair[1] == "whole.n" else None for pair in view.given]


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
    (change,) = changes_from(kb, case, IN, IN, IN)
    assert [way.values for way in (change.after, *change.ways)] == [("r",), ("p", "q")]
    back = Case("set", (Fact("", "whole.s", ("p", "q", "r")),))
    (flip,) = Flipper(Inquiry(kb, back).complete, GOAL, "x").flips().found
    (change,) = flip.changes
    assert [way.excluded for way in (change.after, *change.ways)] == [("p", "r"), ("q", "r")]


@pytest.mark.parametrize(("parts", "needed"), [(3, 2), (4, 2), (5, 3), (6, 2), (6, 5)])
def test_so_many_of_many(parts: int, needed: int) -> None:
    """Where so many parts are needed, every so many are a reason, and one more than can be spared a flip."""
    kb = knowledge(
        f"""
        - {{id: R1, scope: whole, when: {{at_least: {needed}, of: item, where: {{item.a: true}}}},
           then: {{whole.verdict: x}}}}
        """,
        otherwise="z",
    )
    names = PARTS[:parts]
    case = Case("many", tuple(Fact(part, "item.a", (True,)) for part in names), names)
    view = Inquiry(kb, case).complete
    found = reasons(view, GOAL, "x")
    assert [tuple(fact.entity for fact in facts) for facts in found.found] == [*combinations(names, needed)]
    changed = Flipper(view, GOAL, "x").flips().found
    assert [tuple(c.before.entity for c in flip.changes) for flip in changed] == [
        *combinations(names, parts - needed + 1)
    ]


def test_only_values_with_which_it_is_sure_are_told() -> None:
    """With blue, or q, it would be x only if an unknown were so: these are not told beside what is sure."""
    kb = knowledge(
        """
        - {id: R1, scope: whole, when: {any: [{whole.kind: green}, {whole.kind: blue, whole.a: true}]},
           then: {whole.verdict: x}}
        - {id: R2, scope: whole, when: {any: [{whole.s: p}, {whole.s: q, whole.a: true}]},
           then: {whole.verdict: x}}
        """,
        otherwise="z",
    )
    facts = (Fact("", "whole.kind", ("red",)), Fact("", "whole.s", (), ("p", "q", "r")))
    inquiry = Inquiry(kb, Case("unsure", facts))
    kind, members = (flip.changes[0] for flip in Flipper(inquiry.complete, GOAL, "z").flips().found)
    if kind.before.attribute != "whole.kind":
        kind, members = members, kind
    assert [cell.value for cell in kind.cells] == [kind.after.values[0]] == ["green"]
    assert (members.after.values, members.ways, members.whole) == (("p",), (), False)
