"""Which unknown facts are said to matter."""

from __future__ import annotations

import pytest

from engine.advice.advise import advise
from engine.inference.infer import infer
from tests.advice.test_explanations import ATTRIBUTES
from tests.inference.programs import case as read
from tests.inference.programs import knowledge, rule

GOOD = "then: {whole.verdict: good}"


@pytest.mark.parametrize(
    ("facts", "rules", "mattering"),
    [
        ("{}", [rule("R1", "{whole.a: true}", GOOD)], "a"),
        ("whole.a: true", [rule("R1", "{whole.a: true, whole.b: true}", GOOD)], "b"),
        ("whole.a: false", [rule("R1", "{whole.a: true, whole.b: true}", GOOD)], ""),
        ("whole.a: true", [rule("R1", "{any: [{whole.a: true}, {whole.b: true}]}", GOOD)], ""),
        ("whole.a: true", [rule("R1", "{all: [{whole.a: true}], unless: [{whole.b: true}]}", GOOD)], "b"),
        (  # what would reach the attribute silences the presumption about it
            "{}",
            [
                rule("P1", "always", "presume: {whole.p: true}"),
                rule("R1", "{whole.a: true}", "then: {whole.p: false}"),
                rule("R2", "{whole.p: true}", GOOD),
            ],
            "a",
        ),
        (  # what would override the rule
            "whole.a: true",
            [
                rule("R1", "{whole.a: true}", GOOD),
                rule("R2", "{whole.b: true}", "then: {whole.q: true}", "overrides: [R1]"),
            ],
            "b",
        ),
        (  # what would make a presumption about an asked attribute speak
            "{}",
            [rule("P1", "{whole.b: true}", "presume: {whole.a: true}"), rule("R1", "{whole.a: true}", GOOD)],
            "ab",
        ),
        (  # but not a second reason for what is presumed anyway
            "{}",
            [
                rule("P1", "always", "presume: {whole.a: true}"),
                rule("P2", "{whole.b: true}", "presume: {whole.a: true}"),
                rule("R1", "{whole.a: true}", GOOD),
            ],
            "a",
        ),
    ],
)
def test_what_matters(facts: str, rules: list[str], mattering: str) -> None:
    kb = knowledge(ATTRIBUTES, rules)
    case = read(kb, facts)
    told = advise(kb, case, infer(kb, case))
    assert "".join(unknown.attribute.removeprefix("whole.") for unknown in told.open) == mattering
    stated = len(case.facts)
    assert told.idle == 4 - stated - len(mattering)
    assert told.main.missing == told.open
