"""One generated program through everything that can judge it: the engine, the checker, the reference."""

from __future__ import annotations

from random import Random

from engine.cases.constraints import violations
from engine.cases.model import Case
from engine.inference.derivation import Derivation
from engine.inference.infer import in_process
from engine.knowledge.model import KnowledgeBase
from tests.completions import completions, count_completions
from tests.generate import any_case, random_case, random_kb
from tests.naive import NaiveResult, evaluate, forbidden
from tests.strata import canonical

CASES = 2
"""Cases for each knowledge base."""


def check_program(seed: int, most_completions: int = 24) -> None:
    """AssertionError where anything differs; `infer` has its own derivation certified."""
    rng = Random(seed)
    kb = random_kb(rng)
    some = any_case(rng, kb)
    refused = sorted(problem.code for problem in violations(kb, some))
    assert refused == sorted(name for name, _ in forbidden(kb, some)), f"seed {seed}: constraints"
    with in_process(kb) as inference:
        for number in range(CASES):
            case = random_case(rng, kb)
            wanted = evaluate(kb, case)
            difference = compare(kb, case, wanted, inference.infer(case))
            assert not difference, f"seed {seed}, case {number}: {difference}"
            if 1 < count_completions(kb, case) <= most_completions:
                difference = unsettled(kb, case, wanted)
                assert not difference, f"seed {seed}, case {number}: {difference}"


def compare(kb: KnowledgeBase, case: Case, wanted: NaiveResult, found: Derivation) -> str:
    """What of the derivation is not what the reference says, or ""."""
    verdicts = {
        (v.entity, v.attribute): (v.value, v.status, set(v.values), set(v.possible), v.otherwise)
        for v in found.verdicts
    }
    reference = {
        pair: (j.value, j.status, set(j.values), set(j.possible), j.otherwise)
        for pair, j in wanted.verdicts.items()
    }
    atoms = {*found.inputs, *(atom for step in found.steps for atom in step.concludes)}
    same = {
        "order of steps": [step.firing for step in found.steps]
        == list(canonical(kb, case, wanted.established)),
        "established firings": {step.firing for step in found.steps} == wanted.established.firings,
        "established atoms": atoms == wanted.established.atoms,
        "firm atoms": set(found.bounds.firm) == wanted.firm.atoms,
        "firm firings": set(found.bounds.firm_firings) == wanted.firm.firings,
        "possible atoms": set(found.bounds.possible) == wanted.possible.atoms,
        "possible firings": set(found.bounds.possible_firings) == wanted.possible.firings,
        "verdicts": verdicts == reference,
        "conflicts": found.conflicts == wanted.conflicts,
        "firm in established": wanted.firm.firings <= wanted.established.firings,
        "established in possible": wanted.established.firings <= wanted.possible.firings,
    }
    return ", ".join(what for what, right in same.items() if not right)


def unsettled(kb: KnowledgeBase, case: Case, result: NaiveResult) -> str:
    """The first completion that has what the bounds exclude, or ""."""
    for complete in completions(kb, case):
        full = evaluate(kb, complete)
        if not result.firm.atoms <= full.established.atoms:
            return f"firm, but not in {complete.facts}"
        for pair, judgement in result.verdicts.items():
            other = full.verdicts[pair]
            if judgement.status == "settled" and other.value != judgement.value:
                return f"{pair} is settled, but {other.value} in {complete.facts}"
            if not set(other.values) <= set(judgement.possible):
                return f"{pair} has values that were not possible in {complete.facts}"
    return ""
