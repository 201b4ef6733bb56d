"""The mutation test looks only at what a change can reach: the same comes out as from the whole of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random

import pytest

from engine.cases.model import Case, Expected
from engine.errors import CaseError, Problem
from engine.inference.bounds import bound as bounds
from engine.inference.derivation import Derivation
from engine.inference.evaluate import Model, inputs
from engine.inference.infer import in_process
from engine.inference.prepared import prepare
from engine.inquiry.inquiry import Inquiry
from engine.inquiry.outlooks import statuses
from engine.inquiry.solver import GaveUp
from engine.inquiry.verdicts import exact_verdicts
from engine.knowledge.loader import load_knowledge
from engine.knowledge.model import KnowledgeBase
from engine.knowledge.strata import stratify
from engine.workbench.casetests import Outcome
from engine.workbench.changes import unaffected
from engine.workbench.expectations import compare
from engine.workbench.links import index
from engine.workbench.mutation.changing import Changing
from engine.workbench.mutation.cone import changed, cone
from engine.workbench.mutation.killing import Killer, likely, tried
from engine.workbench.mutation.missing import told
from engine.workbench.mutation.mutants import Mutant, mutants
from engine.workbench.mutation.replay import based, completed, state
from engine.workbench.mutation.search import Search
from engine.workbench.mutation.witness import bound, find
from tests.completions import completions
from tests.generate import random_case, random_kb
from tests.naive import forbidden
from tests.workbench.test_mutation_naive import seen

PROGRAMS = 7


def made(seeds: range, each: int) -> Iterator[tuple[int, Random, KnowledgeBase, list[Mutant]]]:
    """Generated knowledge bases, with so many of their mutants."""
    for seed in seeds:
        rng = Random(seed)
        kb = random_kb(rng)
        found = mutants(kb).found
        yield seed, rng, kb, rng.sample(found, min(each, len(found)))


def test_the_cone_is_all_that_can_fire_otherwise() -> None:
    for seed, _, kb, chosen in made(range(PROGRAMS), 40):
        for mutant in chosen:
            new, where = mutant.kb, (seed, mutant.id)
            order, cycles = stratify(new.rules.values())
            assert not cycles, where
            assert sorted(order) == sorted(new.components), where
            place = {rule: number for number, group in enumerate(new.components) for rule in group}
            alike = (kb.rules.keys() & new.rules.keys()) - mutant.reach.rules
            assert all(place[rule] < len(new.components) - len(mutant.reach.order) for rule in alike), where
            assert unaffected(kb, new) <= alike, where
            if mutant.other:
                assert unaffected(kb, new) == alike, where


def test_a_change_is_refused_where_the_whole_is() -> None:
    refused = 0
    for seed in range(PROGRAMS):
        kb = random_kb(Random(seed))
        links = index(kb)
        for rule in kb.rules.values():
            for loser in kb.rules:
                if loser == rule.id or loser in rule.overrides:
                    continue
                other = replace(rule, overrides=(*rule.overrides, loser))
                reach, cycles = cone(kb, links, rule, other)
                _, whole = stratify(changed(kb, rule, other, reach).rules.values())
                assert bool(cycles) == bool(whole), (seed, rule.id, loser)
                refused += bool(cycles)
    assert refused > 20


def as_sets(model: Model) -> tuple[object, ...]:
    return model.fired, set(model.atoms()), model.free


def established(derivation: Derivation) -> tuple[object, ...]:
    atoms = {*derivation.inputs, *(atom for step in derivation.steps for atom in step.concludes)}
    return {step.firing for step in derivation.steps}, atoms, set()


def test_a_replay_is_what_the_engine_infers() -> None:
    moved = 0
    for seed, rng, kb, chosen in made(range(100, 100 + PROGRAMS), 12):
        base, cases = based(kb), [random_case(rng, kb) for _ in range(8)]
        with in_process(kb) as inference:
            states = [state(base, case, inference.infer(case)) for case in cases]
        for mutant in chosen:
            changing, new = Changing(base, mutant), mutant.kb
            ready = prepare(new)
            with in_process(new) as inference:
                for case, before in zip(cases, states, strict=True):
                    where = (seed, mutant.id, case)
                    after, derivation = changing.models(before), inference.infer(case)
                    assert as_sets(after.established) == established(derivation), where
                    firm, possible = bounds(ready, case, inputs(case))
                    assert as_sets(after.firm) == as_sets(firm), where
                    assert as_sets(after.possible) == as_sets(possible), where
                    for verdict in derivation.verdicts:
                        found = told(kb.goal(verdict.attribute), verdict.entity, after)
                        assert found.word == (verdict.value or verdict.status), where
                        assert found.status == verdict.status, where
                    assert changing.derivation(case, after) == derivation or not same_order(kb, new), where
                    moved += as_sets(after.possible) != as_sets(before.models.possible)
    assert moved > 50


def same_order(kb: KnowledgeBase, new: KnowledgeBase) -> bool:
    return kb.components == new.components


def test_a_replay_of_a_completion_is_what_the_engine_infers() -> None:
    for seed, rng, kb, chosen in made(range(200, 200 + PROGRAMS), 8):
        base, case = based(kb), random_case(rng, kb)
        every = [each for each, _ in zip(completions(kb, case), range(4), strict=False)]
        for mutant in chosen:
            changing = Changing(base, mutant)
            with in_process(mutant.kb) as inference:
                for each in every:
                    after = changing.models(completed(base, each))
                    assert as_sets(after.established)[:2] == established(inference.infer(each))[:2], (
                        seed,
                        mutant.id,
                    )


def compared(kb: KnowledgeBase, chosen: list[Mutant]) -> tuple[int, int]:
    """How many of the mutants have no witness, and how many have one, in either way of looking."""
    same = differ = 0
    most = bound(kb)
    search = Search(kb, index(kb), chosen, most)
    for place, mutant in enumerate(chosen):
        new = mutant.kb
        try:
            witness, other = search.find(place, new), find(kb, new, mutant.rule, most)
        except GaveUp:
            continue
        assert (witness is None) == (other is None), mutant.id
        if witness is None or other is None:
            same += 1
        else:
            differ += 1
            assert len(witness.parts or ()) == len(other.parts or ()), mutant.id
            assert not forbidden(kb, witness), mutant.id
            assert seen(kb, witness) != seen(new, witness), mutant.id
    return same, differ


def test_a_witness_is_found_where_the_whole_has_one() -> None:
    found = [compared(kb, chosen) for _, _, kb, chosen in made(range(300, 300 + PROGRAMS), 15)]
    assert sum(same for same, _ in found) > 15
    assert sum(differ for _, differ in found) > 10


def presumes(mutant: Mutant) -> bool:
    """Whether the change reaches a presumption about something that is asked."""
    rules = [mutant.base.rules[id] for id in mutant.reach.rules]
    return any(rule.presumption and mutant.base.attributes[rule.then[0].attribute].asked for rule in rules)


def test_a_witness_is_found_beside_presumptions() -> None:
    found = 0
    for seed in (305, 312, 315):
        kb = random_kb(Random(seed))
        chosen = [mutant for mutant in mutants(kb).found if presumes(mutant)]
        found += sum(compared(kb, Random(seed).sample(chosen, min(20, len(chosen)))))
    assert found > 30


def test_a_witness_is_found_between_the_thresholds_of_both() -> None:
    kb = load_knowledge("examples/rooms/kb")
    moved = ("strict", "wider", "narrower")
    chosen = [mutant for mutant in mutants(kb).found if any(word in mutant.id for word in moved)]
    _, differ = compared(kb, chosen)
    assert differ > 3


def test_where_the_shared_program_gives_up_one_is_made_for_the_mutant(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kb = load_knowledge("examples/rooms/kb")
    chosen = [mutant for mutant in mutants(kb).found if mutant.rule == "DAMP-01"]
    asked: list[str] = []

    def gives_up(*_: object) -> None:
        asked.append("shared")
        raise GaveUp(Problem("gave-up", "for once", None, ""))

    monkeypatch.setattr("engine.workbench.mutation.search.differing", gives_up)
    assert compared(kb, chosen)[1] > 3
    assert len(asked) == len(chosen)


def expecting(kb: KnowledgeBase, case: Case, derivation: Derivation, rng: Random) -> Outcome:
    """The case with all of its own answer expected, or some of it."""
    exact = replace(
        derivation, verdicts=exact_verdicts(derivation, statuses(Inquiry(kb, case), derivation))
    ).verdicts
    fired = [step.firing for step in derivation.steps]
    silent = [firing for firing in derivation.bounds.possible_firings if firing not in fired]
    atoms = [atom for step in derivation.steps for atom in step.concludes]
    expected = Expected(
        {(v.entity, v.attribute): v.value or v.status for v in exact if rng.random() < 0.5},
        {(v.entity, v.attribute): v.status for v in exact if rng.random() < 0.5},
        tuple((each.rule, each.entity) for each in fired if rng.random() < 0.1),
        tuple((each.rule, each.entity) for each in silent if rng.random() < 0.1),
        tuple((atom, True) for atom in atoms if rng.random() < 0.1),
    )
    return Outcome(case.name, replace(case, expected=expected), derivation)


def noticed(kb: KnowledgeBase, outcome: Outcome) -> bool:
    """Whether the case notices that this is another knowledge base."""
    assert outcome.case is not None
    assert outcome.case.expected is not None
    with in_process(kb) as inference:
        derivation = inference.infer(outcome.case)
    told = exact_verdicts(derivation, statuses(Inquiry(kb, outcome.case), derivation))
    return bool(compare(outcome.case.expected, replace(derivation, verdicts=told)))


def test_cases_kill_what_they_kill_when_run() -> None:
    killed = spared = 0
    for seed, rng, kb, chosen in made(range(400, 400 + PROGRAMS), 30):
        outcomes, base = [], based(kb)
        with in_process(kb) as inference:
            for number in range(5):
                case = replace(random_case(rng, kb), name=str(number))
                try:
                    outcomes.append(expecting(kb, case, inference.infer(case), rng))
                except CaseError:
                    continue  # no completion of it is allowed
        cases = tried(base, outcomes)
        for mutant in chosen:
            new = mutant.kb
            by = {outcome.file for outcome in outcomes if noticed(new, outcome)}
            killer = Killer(Changing(base, mutant), likely(cases, mutant.rule))
            found = killer.by_bounds() or killer.exactly(lambda _: True)
            assert (found.file in by) if found else not by, (seed, mutant.id, by, found)
            killed, spared = killed + bool(found), spared + (not found)
    assert killed > 20
    assert spared > 20
