"""The solver answers about its own atoms only, whatever it makes of the program inside."""

from __future__ import annotations

from itertools import combinations, product
from random import Random

import pytest

from engine.inquiry.solver import GaveUp, Solver

Rule = tuple[int, int, list[int]]
"""Head, how many of the body are needed, body."""


def holds(literal: int, model: frozenset[int]) -> bool:
    return (literal in model) if literal > 0 else (-literal not in model)


def answer_sets(free: list[int], rules: list[Rule]) -> list[frozenset[int]]:
    """One for each choice: every rule reads only atoms that come before its head."""
    found = []
    for chosen in product((False, True), repeat=len(free)):
        model = {atom for atom, there in zip(free, chosen, strict=True) if there}
        for head, count, body in rules:
            if sum(holds(literal, frozenset(model)) for literal in body) >= count:
                model.add(head)
        found.append(frozenset(model))
    return found


def test_assumptions_about_any_atom() -> None:
    """Also about atoms whose rules can never apply, in programs with counts (clasp makes atoms for these)."""
    asked = impossible = 0
    for seed in range(400):
        rng = Random(seed)
        solver = Solver()
        free = [solver.atom() for _ in range(rng.randint(1, 9))]
        for atom in free:
            solver.choice(atom)
        atoms = [solver.true, *free]
        rules: list[Rule] = [(solver.true, 0, [])]
        for _ in range(rng.randint(1, 12)):
            head = solver.atom()
            for _ in range(rng.choice([0, 1, 1, 2])):
                body = [
                    rng.choice([1, 1, -1]) * a for a in rng.sample(atoms, min(len(atoms), rng.randint(0, 7)))
                ]
                if rng.random() < 0.4:
                    count = rng.randint(1, max(1, len(body)))
                    solver.at_least(head, count, body)
                else:
                    count = len(body)
                    solver.rule(head, body)
                rules.append((head, count, body))
            atoms.append(head)
        several = solver.atom()
        solver.at_least(several, 2, free)
        solver.forbid([several])
        never = solver.atom()
        solver.rule(never, [rng.choice(atoms), -solver.true])
        atoms.append(never)
        models = [m for m in answer_sets(free, rules) if len(m.intersection(free)) < 2]
        for atom in atoms:
            solver.watch(atom)
        for _ in range(6):
            wanted = [rng.choice([1, -1]) * a for a in rng.sample(atoms, min(len(atoms), rng.randint(1, 3)))]
            possible = [model for model in models if all(holds(literal, model) for literal in wanted)]
            found = solver.solve(wanted)
            asked += 1
            impossible += not possible
            assert (found is not None) == bool(possible), (seed, wanted)
            if found is not None:
                assert frozenset(a for a in atoms if found.holds(a)) in possible
            core = solver.core(wanted)
            assert (core is None) == bool(possible), (seed, wanted)
            if core is not None:
                assert not any(all(holds(literal, model) for literal in core) for model in models)
    assert 200 < impossible < asked - 200


def pigeons(holes: int, conflicts: int) -> Solver:
    """One pigeon more than there are holes: hard to refute."""
    solver = Solver(conflicts)
    places = [[solver.atom() for _ in range(holes)] for _ in range(holes + 1)]
    for own in places:
        for atom in own:
            solver.choice(atom)
        solver.forbid([-atom for atom in own])
    for hole in range(holes):
        for one in range(holes + 1):
            for other in range(one):
                solver.forbid([places[one][hole], places[other][hole]])
    return solver


def test_a_question_that_takes_too_many_wrong_turns_is_given_up() -> None:
    assert pigeons(4, 100_000).solve([]) is None
    with pytest.raises(GaveUp, match="the solver gave up after 20 conflicts"):
        pigeons(8, 20).solve([])


def test_too_many_questions_are_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """A question counts as often as the program has atoms: here 7, and the one that ends the rules."""
    solver = pigeons(2, 100)
    monkeypatch.setattr("engine.inquiry.solver.WORK", 80)
    for _ in range(10):
        assert solver.solve([]) is None
    with pytest.raises(GaveUp, match="the solver gave up after 11 questions"):
        solver.solve([])


def test_a_search_that_is_cut_short_after_an_answer_set_is_no_end() -> None:
    """Either atom does, but one of them only with nine pigeons in eight holes, which takes long to refute."""
    first: list[list[bool]] = []
    for hard in (0, 1):
        solver = Solver()
        either = [solver.watch(solver.atom()) for _ in range(2)]
        sits = {(pigeon, hole): solver.atom() for pigeon in range(9) for hole in range(8)}
        for atom in (*either, *sits.values()):
            solver.choice(atom)
        for atom in either:
            solver.prefer_false(atom)
        solver.forbid([-atom for atom in either])
        for pigeon in range(9):
            solver.forbid([-either[1 - hard], *(-sits[pigeon, hole] for hole in range(8))])
        for hole in range(8):
            for pigeon, other in combinations(range(9), 2):
                solver.forbid([sits[pigeon, hole], sits[other, hole]])
        found: list[bool] = []
        with pytest.raises(GaveUp, match="after 100 conflicts"):
            found.extend(model.holds(either[1 - hard]) for model in solver.minimal([], conflicts=100))
        first.append(found)
    assert sorted(first) == [[], [True]]
