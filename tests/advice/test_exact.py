"""What exact reasoning adds to an answer: in every case, what it could become, faults, and giving up."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from engine.advice.advise import advise
from engine.advice.exact import exact
from engine.advice.explain import explain
from engine.advice.recommendation import Recommendation
from engine.cases.model import Case
from engine.cases.reader import read_case
from engine.errors import CaseError, Problem
from engine.inference.infer import infer
from engine.inquiry.answers import Outlook
from engine.inquiry.solver import GaveUp, Solver
from engine.knowledge.conditions import OneOf
from engine.knowledge.loader import load_knowledge
from engine.knowledge.model import Constraint, KnowledgeBase
from engine.render import details
from engine.render.explain_text import explanation_text
from engine.render.paint import Paper
from engine.render.text import recommendation_text
from tests.inference.programs import case, knowledge, rule

ATTRIBUTES = [
    "{attribute: whole.wet, type: boolean, label: wet, question: 'Wet?', "
    "says: {true: it is wet, false: it is dry}}",
    "{attribute: whole.size, type: number, range: [0, 9], label: size, question: 'Size?'}",
]
EITHER = (
    rule("R1", "{whole.wet: true}", "then: {whole.verdict: good}"),
    rule("R2", "{whole.wet: false}", "then: {whole.verdict: good}"),
)


def answered(facts: str, *rules: str) -> tuple[KnowledgeBase, Case, tuple[Outlook, ...], Recommendation]:
    kb = knowledge(ATTRIBUTES, list(rules))
    read = case(kb, facts)
    derivation = infer(kb, read)
    outlooks = exact(kb, read, derivation, lambda other: infer(kb, other))
    return kb, read, outlooks, advise(kb, read, derivation, outlooks)


def lines(recommendation: Recommendation) -> list[str]:
    return [" ".join(line.split()) for line in recommendation_text(recommendation, Paper()).splitlines()]


def test_settled_in_every_case_by_cases_that_the_bounds_end() -> None:
    kb, read, (outlook,), told = answered("{}", *EITHER)
    assert (outlook.verdict, outlook.status, outlook.proof, outlook.sound) == (
        "good",
        "settled",
        "cases",
        True,
    )
    assert [answer.values for branch in outlook.branches for answer in branch.answers] == [(False,), (True,)]
    assert (told.main.verdict.value, told.main.verdict.status, told.open, told.idle) == (
        "good",
        "settled",
        (),
        2,
    )
    assert "Settled in every case, whatever whole.wet may be (2 cases distinguished)" in lines(told)
    explanation = explain(kb, read, infer(kb, read), outlooks=(outlook,))
    text = explanation_text(explanation, Paper(), False)
    assert (
        "good if it is dry, whatever else is unknown\ngood if it is wet, whatever else is unknown\n" in text
    )


def explained(facts: str, *rules: str) -> list[str]:
    kb, read, outlooks, _ = answered(facts, *rules)
    explanation = explain(kb, read, infer(kb, read), outlooks=outlooks)
    return [" ".join(line.split()) for line in explanation_text(explanation, Paper(), False).splitlines()]


def test_the_rules_of_the_cases_are_named() -> None:
    text = explained("{}", *EITHER)
    at = text.index("in each of these cases one of these rules gives it:")
    assert [line.partition(" [")[0] for line in text[at + 1 :] if " does not apply yet" in line] == [
        "R1 (verdict: good) does not apply yet",
        "R2 (verdict: good) does not apply yet",
    ]
    assert any(line.startswith("C1 ") for line in text[at:])


def test_a_rule_that_is_shown_is_not_named_again() -> None:
    """It is presumed to be good; where it is wet a rule says so."""
    presumed = rule("P1", "always", "presume: {whole.verdict: good}")
    text = explained("{}", presumed, rule("R1", "{whole.wet: true}", "then: {whole.verdict: good}"))
    at = text.index("in each of these cases a rule shown above or one of these gives it:")
    assert [line.partition(" [")[0] for line in text[at + 1 :] if " does not apply" in line] == [
        "R1 (verdict: good) does not apply yet",
    ]


def test_what_it_could_become() -> None:
    _, _, (outlook,), told = answered(
        "{}",
        rule("R1", "{whole.size: {at_least: 4}}", "then: {whole.verdict: good}"),
        rule("R2", "{all: [{whole.wet: true}, {whole.size: {below: 2}}]}", "then: {whole.verdict: bad}"),
    )
    assert [each.verdict for each in outlook.outcomes] == ["good", "bad", "not applicable"]
    assert outlook.matters == (("", "whole.wet"), ("", "whole.size"))
    said = [[each.says for each in possible.supposing] for possible in told.main.prospect.possibilities]
    assert said[0] == ["size is at least 4"]
    assert said[1] == ["it is wet", "size is below 2"]
    assert "Could become good, for example if size is at least 4" in lines(told)
    assert "bad, for example if it is wet and size is below 2" in lines(told)


def test_the_only_way_is_told_without_example() -> None:
    _, _, _, told = answered("{}", rule("R1", "{whole.wet: true}", "then: {whole.verdict: good}"))
    assert [each.only for each in told.main.prospect.possibilities] == [True, True]
    assert "Could become good, if it is wet" in lines(told)


def test_rules_that_say_what_no_case_bears_out() -> None:
    """As long as nothing is known the absence holds; in every case in which all is known it does not."""
    _, _, (outlook,), told = answered(
        "{}",
        *EITHER,
        rule("R3", "{unless: [{whole.wet: {any_of: [true, false]}}]}", "then: {whole.verdict: bad}"),
    )
    assert (outlook.verdict, outlook.sound) == ("good", False)
    assert told.main.verdict.value == "good"
    assert any(
        line.startswith("Contradiction Verdict: on what is known the rules say") for line in lines(told)
    )


def test_a_solver_that_gives_up_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def give_up(self: Solver, assumptions: object) -> None:
        raise GaveUp(Problem("gave-up", "the solver gave up"))

    monkeypatch.setattr(Solver, "solve", give_up)
    _, _, (outlook,), told = answered("{}", *EITHER)
    assert (outlook.verdict, outlook.status, outlook.proof) == ("undetermined", "undetermined", "none")
    assert [unknown.attribute for unknown in told.open] == ["whole.wet"]
    assert any(line.startswith("Mind the solver gave up, so what is called") for line in lines(told))


def test_facts_that_no_completion_fits() -> None:
    kb = knowledge(ATTRIBUTES, list(EITHER))
    barred = replace(kb, constraints=(Constraint("K1", "root", OneOf("whole.wet", (True, False)), "never"),))
    read = case(kb, "{}")
    with pytest.raises(CaseError, match="whatever the unknowns are, the facts break a constraint"):
        exact(barred, read, infer(barred, read), lambda other: infer(barred, other))


@pytest.mark.parametrize("shown", [3, 0])
def test_what_verbose_adds_is_counted_and_the_shortest_is_told(
    shown: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    kb = load_knowledge(str(Path(__file__).parents[2] / "kb"))
    read = read_case(kb, None, "", ("functions[desk].kind=other",))
    derivation = infer(kb, read)
    told = advise(kb, read, derivation, exact(kb, read, derivation, lambda other: infer(kb, other)))
    monkeypatch.setattr(details, "SHOWN_SUPPOSITIONS", shown)
    few, every = ([row.text for row in details.prospect_rows(told, verbose)] for verbose in (False, True))
    left = [text for text in every if text not in few]
    assert few[-1] == f"({len(left)} further possibilities: -v)"
    if shown == 0:
        (one, _) = few
        assert one in every
        assert len(one) == min(map(len, every))
