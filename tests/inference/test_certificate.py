"""The checker accepts the derivation of the case, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random

import pytest

from engine.cases.model import Atom, Case
from engine.errors import CertificateError
from engine.inference.certificate import certify
from engine.inference.derivation import (
    Absence,
    Bounds,
    Defeat,
    Derivation,
    Firing,
    Guard,
    Held,
    Silence,
    Step,
    Verdict,
)
from engine.inference.infer import infer
from engine.knowledge.model import KnowledgeBase
from tests.generate import random_case, random_kb
from tests.inference.mutants import mutants
from tests.inference.small import judge, knowledge
from tests.strata import components
from tests.tally import held

CHUNKS, PROGRAMS = 6, 6


def accepted(kb: KnowledgeBase, case: Case, derivation: Derivation) -> bool:
    """Whether the checker accepts it; it may raise nothing but a CertificateError."""
    try:
        certify(kb, case, derivation)
    except CertificateError:
        return False
    return True


def programs(seeds: range) -> Iterator[tuple[KnowledgeBase, Case, Derivation]]:
    for seed in seeds:
        rng = Random(seed)
        kb = random_kb(rng)
        case = random_case(rng, kb)
        yield kb, case, infer(kb, case)


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_every_mutant_is_rejected(chunk: int) -> None:
    for kb, case, derivation in programs(range(chunk * PROGRAMS, (chunk + 1) * PROGRAMS)):
        assert accepted(kb, case, derivation)
        survivors = [path for path, mutant in mutants(kb, derivation) if accepted(kb, case, mutant)]
        assert not survivors


def test_mutants_reach_every_field() -> None:
    """What the test above changes: each field of a derivation, down to the leaves."""
    seen: set[str] = set()
    for kb, _, derivation in programs(range(CHUNKS * PROGRAMS)):
        for path, _ in mutants(kb, derivation):
            seen.update(name.partition("[")[0] for name in path.split(" ")[0].split("."))
    for type_ in (Derivation, Bounds, Step, Defeat, Silence, Verdict, Held, Absence):
        assert set(type_.__slots__) <= seen


def concluding(steps: tuple[Step, ...], atom: Atom) -> list[int]:
    """Indexes of the steps that conclude the atom."""
    return [index for index, step in enumerate(steps) if atom in step.concludes]


def test_a_step_cannot_stand_before_its_premises() -> None:
    moved = 0
    for kb, case, derivation in programs(range(60)):
        steps = derivation.steps
        for late, step in enumerate(steps):
            for early in range(late):
                alone = [atom for atom in held(step.support) if concluding(steps[:late], atom) == [early]]
                if set(alone).difference(derivation.inputs):
                    order = (*steps[:early], step, *steps[early:late], *steps[late + 1 :])
                    assert not accepted(kb, case, replace(derivation, steps=order))
                    moved += 1
    assert moved > 20


RULES = """
- {id: A, scope: whole, when: {whole.a: true}, then: {whole.d: true}}
- {id: B, scope: whole, when: {whole.b: true}, then: {whole.e: true}}
- {id: C, scope: whole, when: {any: [{whole.d: true}, {whole.e: true}]}, then: {whole.f: true}}
"""


def test_any_order_is_accepted_in_which_supports_are_whole() -> None:
    judged = judge(RULES, "{whole: {a: true, b: true}}")
    a, b, c = judged.derivation.steps
    assert accepted(judged.kb, judged.case, replace(judged.derivation, steps=(b, a, c)))
    assert not accepted(judged.kb, judged.case, replace(judged.derivation, steps=(a, c, b)))


def test_a_set_is_copied_only_when_it_is_whole() -> None:
    judged = judge(
        """
    - {id: A, scope: whole, when: {whole.a: true}, then: {whole.t: p}}
    - {id: B, scope: whole, when: always, then: {whole.u: {same_as: whole.t}}}
    """,
        "{whole: {a: true}}",
    )
    a, b = judged.derivation.steps
    for early, words in (
        (b, "the right concludes"),
        (replace(b, concludes=()), "copies a set that is not whole yet"),
    ):
        with pytest.raises(CertificateError, match=words):
            certify(judged.kb, judged.case, replace(judged.derivation, steps=(early, a)))


def test_a_circle_proves_nothing() -> None:
    """Two steps that rest on each other, and bounds that agree with them."""
    kb = knowledge("""
    - {id: A, scope: whole, when: {whole.d: true}, then: {whole.e: true}}
    - {id: B, scope: whole, when: {whole.e: true}, then: {whole.d: true}}
    """)
    judged = judge(kb)
    d, e = Atom("", "whole.d", True), Atom("", "whole.e", True)
    a, b = Step(Firing("A", ""), Held((d,)), (e,)), Step(Firing("B", ""), Held((e,)), (d,))
    bounds = judged.derivation.bounds
    fired = (a.firing, b.firing)
    for forged_bounds in (bounds, Bounds((d, e), tuple(sorted({*bounds.possible, d, e})), fired, fired)):
        for steps in ((a, b), (b, a)):
            forged = replace(judged.derivation, steps=steps, bounds=forged_bounds, firing_order=fired)
            assert not accepted(kb, judged.case, forged)


def test_what_was_kept_back_cannot_pose_as_a_step() -> None:
    """It is possible, soundly supported and contradicts nothing: only what kept it back gives it away."""
    judged = judge(
        """
        - {id: MAYBE, scope: whole, when: always, presume: {whole.b: true}}
        - {id: BLOCK, scope: whole, when: {whole.b: true}, then: {whole.t: r}, overrides: [A]}
        - {id: A, scope: whole, when: {whole.a: true}, then: {whole.d: true}}
        - {id: P, scope: whole, when: {whole.a: true}, presume: {whole.t: p}}
        """,
        "{whole: {a: true}}",
    )
    derivation, support = judged.derivation, judged.defeat("A").support
    a = Step(Firing("A", ""), support, (Atom("", "whole.d", True),), (Guard(Firing("BLOCK", ""), "assumed"),))
    p = Step(Firing("P", ""), support, (Atom("", "whole.t", "p"),), silence="assumed")
    for step, kept in ((a, {"defeated": ()}), (p, {"silent": ()})):
        order = (*derivation.firing_order, step.firing)
        forged = replace(derivation, steps=(*derivation.steps, step), firing_order=order, **kept)
        with pytest.raises(CertificateError, match=r"step 3 \([AP]\) does not fire"):
            certify(judged.kb, judged.case, forged)


def test_bounds_that_rest_on_themselves_are_rejected() -> None:
    kb = knowledge("""
    - {id: A, scope: whole, when: {whole.d: true}, then: {whole.e: true}}
    - {id: B, scope: whole, when: {whole.e: true}, then: {whole.d: true}}
    """)
    judged = judge(kb, "{whole: {a: true}}")
    extra, fired = (Atom("", "whole.d", True), Atom("", "whole.e", True)), (Firing("A", ""), Firing("B", ""))
    bounds = judged.derivation.bounds
    possible = replace(bounds, possible=tuple(sorted((*bounds.possible, *extra))), possible_firings=fired)
    firm = replace(possible, firm=tuple(sorted((*bounds.firm, *extra))), firm_firings=fired)
    for forged in (possible, firm):
        assert not accepted(kb, judged.case, replace(judged.derivation, bounds=forged))


def test_the_derivation_of_another_case_is_rejected() -> None:
    for seed in range(60):
        rng = Random(seed)
        kb = random_kb(rng)
        one, other = random_case(rng, kb), random_case(rng, kb)
        derivation = infer(kb, other)
        assert accepted(kb, one, derivation) == (infer(kb, one) == derivation)


def test_the_derivation_of_an_engine_that_lost_a_rule_is_rejected() -> None:
    """Consistent in itself, with all bounds and verdicts; only closure shows it."""
    rejected = 0
    for kb, case, derivation in programs(range(40)):
        for lost in kb.rules:
            smaller = infer(_without(kb, lost), case)
            right = _sorted(smaller) == _sorted(derivation)
            assert accepted(kb, case, smaller) == right
            rejected += not right
    assert rejected > 100


def _sorted(derivation: Derivation) -> Derivation:
    return replace(derivation, steps=tuple(sorted(derivation.steps, key=lambda step: step.firing)))


def _without(kb: KnowledgeBase, lost: str) -> KnowledgeBase:
    rules = {
        name: replace(rule, overrides=tuple(other for other in rule.overrides if other != lost))
        for name, rule in kb.rules.items()
        if name != lost
    }
    smaller = replace(kb, rules=rules)
    return replace(smaller, components=components(smaller))


def test_another_knowledge_base_is_noticed() -> None:
    judged = judge(RULES, "{whole: {a: true}}")
    other = knowledge(RULES + "- {id: X, scope: whole, when: {whole.c: true}, then: {whole.f: true}}")
    with pytest.raises(CertificateError, match="knowledge"):
        certify(other, judged.case, judged.derivation)
    with pytest.raises(CertificateError, match="possible_firings"):
        certify(other, judged.case, replace(judged.derivation, knowledge=other.digest))


def test_a_refusal_says_which_step_and_what() -> None:
    judged = judge(RULES, "{whole: {a: true, b: true}}")
    a, b, c = judged.derivation.steps
    for steps, words in (
        ((a, b, replace(c, support=a.support)), r"step 3 \(C\) has not exactly the right support"),
        ((a, b), "C applies, and there is no step for it"),
        ((a, b, c, c), r"step 4 \(C\) is no firing of this case, or fired before"),
        ((c, a, b), r"step 1 \(C\) does not fire on what earlier steps establish"),
        ((a, b, replace(c, firing=Firing("D", ""))), r"step 3 \(D\) is no firing of this case"),
    ):
        with pytest.raises(CertificateError, match=words) as refused:
            certify(judged.kb, judged.case, replace(judged.derivation, steps=steps))
        assert [problem.code for problem in refused.value.problems] == ["certificate"]


def test_what_is_not_well_formed_is_refused_as_well() -> None:
    judged = judge(RULES, "{whole: {a: true}}")
    bounds = judged.derivation.bounds
    strange = (Atom("", "whole.verdict", 3), Atom("", "whole.verdict", "x"), Atom("", "whole.n", "many"))
    for forged in (replace(bounds, possible=strange), replace(bounds, firm=strange)):
        assert not accepted(judged.kb, judged.case, replace(judged.derivation, bounds=forged))
