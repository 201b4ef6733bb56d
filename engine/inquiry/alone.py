"""Which answers to one unknown settle verdicts by themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from engine.frozen import frozen
from engine.inquiry.answers import Supposed
from engine.inquiry.cells import Cell
from engine.inquiry.slots import Pair, Slot

if TYPE_CHECKING:
    from engine.inquiry.inquiry import View
    from engine.inquiry.solver import Literal

FEW = 2
"""So many open members of a set, or fewer, have no answers but those that are looked at."""


@frozen
class Settling:
    """With this answer the goal has this verdict, whatever the other unknowns are."""

    answer: Supposed
    goal: Pair
    verdict: str


def settling(view: View, pair: Pair, goals: Sequence[Pair]) -> tuple[tuple[Settling, ...], bool]:
    """The answers to the unknown that settle some of these goals, in the order of the vocabulary.

    Of a single-valued attribute that is every one, a number's neighbouring ranges as one. Of a set only the
    answers with none, one or all of the members that are open are looked at, and where a member does
    it whatever the others are, that one is told instead. And whether there are no other answers.
    Raises GaveUp.
    """
    slots = view.unknown[pair]
    if slots[0].member is None:
        return _values(view, pair, slots[0], goals), True
    return _members(view, pair, slots, goals), len(slots) <= FEW


def within(less: Supposed, more: Supposed) -> bool:
    """Whether the one answer says nothing that the other does not."""
    return set(less.values) <= set(more.values) and set(less.excluded) <= set(more.excluded)


def _values(view: View, pair: Pair, slot: Slot, goals: Sequence[Pair]) -> tuple[Settling, ...]:
    number = view.ground.kb.attributes[pair[1]].type == "number"
    forced = [(cell, _forced(view, [atom], goals)) for cell, atom in slot.options]
    found: list[Settling] = []
    for goal in goals:
        joined: tuple[Cell, str] | None = None  # a range that may go on
        for cell, verdicts in forced:
            verdict = verdicts.get(goal)
            if joined and verdict == joined[1] and number:
                found.pop()
                cell = replace(joined[0], high=cell.high, high_open=cell.high_open)
            if verdict is not None:
                supposed = Supposed(*pair, (cell.value,), cell=cell if number else None)
                found.append(Settling(supposed, goal, verdict))
            joined = None if verdict is None else (cell, verdict)
    return tuple(found)


def _members(view: View, pair: Pair, slots: Sequence[Slot], goals: Sequence[Pair]) -> tuple[Settling, ...]:
    found: list[Settling] = []
    for literals, answer in _sides(view, pair, slots):
        told = _forced(view, literals, goals)
        for goal, verdict in told.items():
            if not any(each.goal == goal and within(each.answer, answer) for each in found):
                found.append(Settling(answer, goal, verdict))
    return tuple(found)


def _sides(view: View, pair: Pair, slots: Sequence[Slot]) -> Iterator[tuple[list[Literal], Supposed]]:
    """Answers about the open members; what says less of them comes before what says more."""
    inside = {slot: slot.options[0][1] for slot in slots}
    outside = {slot: slot.options[1][1] for slot in slots}
    for slot in slots:
        yield [inside[slot]], _whole(view, pair, [slot], [])
    for one in ([slot] for slot in (None, *slots)):
        others = [slot for slot in slots if slot not in one]
        chosen = [slot for slot in slots if slot in one]
        literals = [*(inside[slot] for slot in chosen), *(outside[slot] for slot in others)]
        yield literals, _whole(view, pair, chosen, others)
    yield list(inside.values()), _whole(view, pair, slots, [])


def _whole(view: View, pair: Pair, members: Sequence[Slot], others: Sequence[Slot]) -> Supposed:
    """The answer with what is stated of the set already, where it says of every member on which side."""
    values = [slot.member for slot in members if slot.member is not None]
    excluded = [slot.member for slot in others if slot.member is not None]
    fact, domain = view.facts.get(pair), view.ground.kb.attributes[pair[1]].values
    if fact is not None and len(values) + len(excluded) == len(view.unknown[pair]):
        values, excluded = [*values, *fact.values], [*excluded, *fact.excluded]
    inside, outside = (tuple(v for v in domain if v in side) for side in (values, excluded))
    return Supposed(*pair, inside, outside)


def _forced(view: View, answer: Sequence[Literal], goals: Sequence[Pair]) -> dict[Pair, str]:
    """The goals that have one verdict in all completions with the answer; none where there are no such."""
    base, verdicts = [*view.assume(), *answer], view.ground.verdicts
    atoms = [atom for goal in goals for atom in verdicts[goal].values()]
    model = view.solver.solve(base, atoms)
    if model is None:
        return {}
    told = {goal: view.verdict_in(model, goal) for goal in goals}
    for goal in goals:
        if goal in told:
            other = view.solver.solve([*base, -verdicts[goal][told[goal]]], atoms)
            if other is not None:  # it may tell against further goals too
                told = {each: told[each] for each in told if view.verdict_in(other, each) == told[each]}
    return told
