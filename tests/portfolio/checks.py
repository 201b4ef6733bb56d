"""Whole columns compared with inference, row by row: all three models, verdicts, unknown facts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random

from engine.advice.standing import Standings
from engine.advice.unknowns import Slices
from engine.cases.model import Case
from engine.errors import EngineError
from engine.inference.infer import in_process
from engine.inference.prepared import prepare
from engine.knowledge.model import KnowledgeBase
from engine.portfolio.answers import CONFLICT, NONE
from engine.portfolio.bits import unpacked
from engine.portfolio.evaluate import Evaluated
from engine.portfolio.layout import STATUSES, Layout
from engine.portfolio.mattering import Mattering
from engine.portfolio.places import places_of
from engine.portfolio.verdicts import verdict
from tests.generate import random_case, random_kb
from tests.portfolio.told import chunk_of


def check_columns(seed: int) -> None:
    """AssertionError where columns of random cases of a random knowledge base say anything else."""
    rng = Random(seed)
    kb = random_kb(rng)
    made = (random_case(rng, kb) for _ in range(rng.choice([1, 7, 65])))
    check(kb, [replace(case, part_order=case.parts or ()) for case in made])


def check(kb: KnowledgeBase, cases: Sequence[Case]) -> None:
    """Compare every row with its case."""
    chunk = chunk_of(Layout(kb, None, "t"), cases)
    done, rows = Evaluated(prepare(kb), chunk), len(cases)
    verdicts = {
        (slot, goal.attribute): verdict(done, goal, slot, rows)
        for goal in kb.goals
        for slot in ((None,) if goal.scope == "root" else done.inputs.slots)
    }
    unknowns = Mattering(done, {pair: found[2] for pair, found in verdicts.items()}).found
    models = [
        {key: unpacked(levels[place], rows) for key, levels in done.atoms.items()} for place in range(3)
    ]
    fired = [{key: unpacked(levels[place], rows) for key, levels in done.fired.items()} for place in range(3)]
    found_unknown = {key: unpacked(bits, rows) for key, bits in unknowns.items()}
    numbers = {name for name, each in kb.attributes.items() if each.type == "number"}
    with in_process(kb) as inference:
        for row, case in enumerate(cases):
            try:
                derivation = inference.infer(case)
            except EngineError:
                continue
            places, bounds = places_of(chunk.slots, row), derivation.bounds
            established = {*derivation.inputs, *(a for step in derivation.steps for a in step.concludes)}
            for model, atoms in zip(models, (bounds.firm, established, bounds.possible), strict=True):
                wanted = {
                    (places[a.entity], a.attribute, a.value) for a in atoms if a.attribute not in numbers
                }
                told = {key for key, bits in model.items() if bits[row] and key[1] not in numbers}
                assert told == wanted
            steps = [step.firing for step in derivation.steps]
            for model, firings in zip(
                fired, (bounds.firm_firings, steps, bounds.possible_firings), strict=True
            ):
                wanted_fired = {(places[f.entity], f.rule) for f in firings}
                assert {key for key, bits in model.items() if bits[row]} == wanted_fired
            slices, matter = Slices(Standings(kb, case, derivation)), set()
            for each in derivation.verdicts:
                codes, statuses, _ = verdicts[places[each.entity], each.attribute]
                values = [str(value) for value in kb.attributes[each.attribute].values]
                value = CONFLICT if each.value == "conflict" else NONE
                value = values.index(each.value) if each.value in values else value
                assert (codes[row], STATUSES[statuses[row]]) == (value, each.status)
                matter |= {(places[entity], name) for entity, name in slices.of(each)}
            assert {key for key, bits in found_unknown.items() if bits[row]} == matter
