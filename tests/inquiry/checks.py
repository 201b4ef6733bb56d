"""One generated program through the solver: what it says of a case as it stands and of its completions."""

from __future__ import annotations

from random import Random

import pytest

from engine.advice.exact import exact
from engine.cases.model import Case
from engine.errors import CaseError
from engine.inference.infer import in_process
from engine.inquiry.answers import Branch, Supposed
from engine.inquiry.inquiry import Inquiry
from engine.inquiry.supposed import suppose
from engine.knowledge.model import KnowledgeBase
from tests.completions import completions, count_completions
from tests.generate import random_case, random_kb
from tests.inquiry.brute import outcomes, verdicts

MOST = 64
"""Cases with more completions than this are not tried."""


def check_standing(seed: int) -> None:
    """The one answer set of the facts, unknowns kept unknown, has the verdicts of the three models."""
    rng = Random(seed)
    kb = random_kb(rng)
    case = random_case(rng, kb)
    view = Inquiry(kb, case).standing
    model = view.solver.solve(view.assume())
    assert model is not None, seed
    found = {goal: view.verdict_in(model, goal) for goal in view.ground.verdicts}
    assert found == verdicts(kb, case), seed
    for goal, value in found.items():
        other = view.solver.solve([*view.assume(), -view.ground.verdicts[goal][value]])
        assert other is None, (seed, goal)


def check_completions(seed: int) -> bool:
    """The outlooks are what trying every completion gives; whether that could be tried."""
    rng = Random(seed)
    kb = random_kb(rng)
    case = random_case(rng, kb)
    if count_completions(kb, case) > MOST:
        return False
    _check_outlooks(kb, case, seed)
    return True


def _check_outlooks(kb: KnowledgeBase, case: Case, seed: int) -> None:
    wanted = outcomes(kb, case)
    with in_process(kb) as inference:
        derivation = inference.infer(case)
        if not wanted and derivation.verdicts:
            if any(v.status in ("provisional", "undetermined") for v in derivation.verdicts):
                with pytest.raises(CaseError):
                    exact(kb, case, derivation, inference.infer)
            return
        found = exact(kb, case, derivation, inference.infer)
    for outlook, verdict in zip(found, derivation.verdicts, strict=True):
        goal = (outlook.entity, outlook.attribute)
        assert goal == (verdict.entity, verdict.attribute)
        assert (outlook.status in ("settled", "not applicable")) == (len(wanted[goal]) == 1), (seed, goal)
        if len(wanted[goal]) == 1:
            assert {outlook.verdict} == wanted[goal], (seed, goal)
            assert outlook.proof in ("bounds", "cases", "solver")
            _check_branches(kb, case, outlook.branches)
            continue
        assert {outcome.verdict for outcome in outlook.outcomes} == wanted[goal], (seed, goal)
        assert outlook.sound == (verdict.value is None or verdict.value in wanted[goal])
        for outcome in outlook.outcomes:
            assert verdicts(kb, outcome.witness)[goal] == outcome.verdict, (seed, goal)
            assert outcomes(kb, suppose(case, kb, outcome.answers))[goal] == {outcome.verdict}, (seed, goal)
            for answer in outcome.answers:
                fewer = [other for other in outcome.answers if other != answer]
                assert outcomes(kb, suppose(case, kb, fewer))[goal] != {outcome.verdict}, (seed, goal)


def _check_branches(kb: KnowledgeBase, case: Case, branches: tuple[Branch, ...]) -> None:
    """Each completion is in one of the cases distinguished."""
    for complete in completions(kb, case) if branches else ():
        assert sum(all(_is_so(complete, answer) for answer in branch.answers) for branch in branches) == 1


def _is_so(case: Case, answer: Supposed) -> bool:
    fact = case.fact(answer.entity, answer.attribute)
    assert fact is not None
    if answer.cell is not None:
        return answer.cell.holds(fact.values[0])
    return set(answer.values) <= set(fact.values) and not set(answer.excluded) & set(fact.values)
