"""What makes the difference between two cases: a chain from what is stated otherwise to the verdict."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from engine.advice.difference import Difference
from engine.advice.hypothetical import Chain
from engine.advice.speech import Speech
from engine.advice.standing import Standings
from engine.advice.what_if import what_if
from engine.cases.model import Case
from engine.inference.infer import in_process, infer
from engine.knowledge.model import KnowledgeBase
from tests.generate import random_case
from tests.inference.programs import case as read
from tests.inference.programs import knowledge, rule
from tests.inquiry.little import little

ASKED = [
    *(f"{{attribute: item.{n}, type: boolean, label: {n}, question: 'Is it {n}?'}}" for n in "ab"),
    *(f"{{attribute: whole.{n}, type: boolean, label: {n}, question: 'Is it {n}?'}}" for n in "cd"),
    "{attribute: whole.s, type: set, values: [x, y], label: s, question: 'Which s?'}",
    "{attribute: whole.t, type: set, values: [x, y], label: t}",
    "{attribute: whole.p, type: boolean, label: p}",
]


def speech(kb: KnowledgeBase, case: Case) -> Speech:
    return Speech(Standings(kb, case, infer(kb, case)))


def chain(before: str, after: str, *rules: str) -> Chain | None:
    """The chain to the verdict of the whole."""
    kb = knowledge(ASKED, rules)
    sides = [speech(kb, read(kb, text)) for text in (before, after)]
    return Difference(*sides).chain("", "whole.verdict")


def told(found: Chain | None) -> list[tuple[str, str, str]]:
    """Each link: its side, and its rule or what it is."""
    assert found is not None
    return [(link.side, link.rule.id if link.rule else link.kind, link.sentence) for link in found.links]


def test_a_new_fact() -> None:
    found = chain("{}", "whole.c: true", rule("R1", "{whole.c: true}", "then: {whole.verdict: good}"))
    assert told(found) == [("after", "fact", "c: yes"), ("after", "R1", "verdict: good")]


def test_a_fact_that_is_gone_took_something_out_of_the_way() -> None:
    found = chain(
        "whole.c: true",
        "whole.c: false",
        rule("R1", "{whole.c: true}", "then: {whole.p: true}"),
        rule("R2", "{unless: [{whole.p: true}]}", "then: {whole.verdict: good}"),
    )
    assert told(found) == [
        ("before", "fact", "c: yes"),
        ("before", "R1", "p: yes"),
        ("after", "R2", "verdict: good"),
    ]


def test_an_override_that_is_gone() -> None:
    found = chain(
        "whole.c: true",
        "whole.c: false",
        rule("R1", "{whole.c: true}", "then: {whole.p: true}", "overrides: [R2]"),
        rule("R2", "always", "then: {whole.verdict: good}"),
    )
    assert [(side, what) for side, what, _ in told(found)] == [
        ("before", "fact"),
        ("before", "R1"),
        ("after", "R2"),
    ]


def test_a_presumption_that_is_answered() -> None:
    found = chain(
        "{}",
        "whole.c: false",
        rule("R1", "always", "presume: {whole.c: true}"),
        rule("R2", "{whole.c: true}", "then: {whole.verdict: good}"),
    )
    assert told(found) == [
        ("after", "fact", "c: no"),
        ("before", "R1", "c: yes"),
        ("before", "R2", "verdict: good"),
    ]


def test_a_member_that_is_copied() -> None:
    found = chain(
        "whole.s: [x]",
        "whole.s: [x, y]",
        rule("R1", "{whole.s: x}", "then: {whole.t: {same_as: whole.s}}"),
        rule("R2", "{whole.t: y}", "then: {whole.verdict: good}"),
    )
    assert told(found) == [
        ("after", "fact", "s: x and y"),
        ("after", "R1", "t: y"),
        ("after", "R2", "verdict: good"),
    ]


def test_a_part_that_is_listed_ends_what_holds_for_every_one() -> None:
    found = chain(
        "items: {one: {a: true}}",
        "items: {one: {a: true}, other: {}}",
        rule("R1", "{every: item, where: {item.a: true}}", "then: {whole.verdict: good}"),
    )
    assert told(found) == [("after", "part", "other"), ("before", "R1", "verdict: good")]


def test_the_shortest_way_is_shown() -> None:
    found = chain(
        "{}",
        "{whole.c: true, whole.d: true}",
        rule("R1", "{whole.c: true}", "then: {whole.p: true}"),
        rule("R2", "{whole.p: true}", "then: {whole.verdict: good}"),
        rule("R3", "{whole.d: true}", "then: {whole.verdict: good}"),
    )
    assert [what for _, what, _ in told(found)] == ["fact", "R3"]


def test_every_verdict_that_becomes_another_one_has_its_chain() -> None:
    chains = 0
    for seed in range(40):
        program = little(seed, False)
        if program is None:
            continue
        kb, case = program
        others = [replace(case, facts=tuple(f for f in case.facts if f != fact)) for fact in case.facts]
        for after in (*others, random_case(Random(seed), kb)):
            chains += check(speech(kb, case), speech(kb, after), seed)
    assert chains > 30


def check(before: Speech, after: Speech, seed: int) -> int:
    """Every verdict with other values has a chain that begins with what is stated otherwise; how many."""
    sides, chains = {"before": before, "after": after}, 0
    cases = [side.standings.case for side in (before, after)]
    for entity, verdicts in after.standings.verdicts.items():
        for attribute, verdict in verdicts.items():
            old = before.standings.verdicts.get(entity, {}).get(attribute)
            if (old.values if old else ()) == verdict.values:
                continue
            chains += 1
            found = Difference(before, after).chain(entity, attribute)
            assert found is not None, (seed, entity, attribute)
            first, *rest = found.links
            side = sides[first.side]
            stated = [side.fact(f) for f in side.standings.case.facts if not all(f in c.facts for c in cases)]
            assert first.kind == "part" or first.sentence in stated, (seed, first)
            assert rest
            assert all(link.kind == "rule" for link in rest)
            for link in rest:
                assert link.rule is not None
                fired = {step.firing.rule for step in sides[link.side].standings.derivation.steps}
                assert link.rule.id in fired
    return chains


def test_what_no_rule_heeds() -> None:
    number = "{attribute: whole.n, type: number, label: n, range: [0, 9], question: 'How much n?'}"
    rules = [rule("R1", "{whole.n: {above: 5}}", "then: {whole.verdict: good}")]
    kb = knowledge([*ASKED, number], rules)
    with in_process(kb) as inference:
        cases = (read(kb, "{whole.c: true, whole.n: 1}"), read(kb, "{whole.c: false, whole.n: 4}"))
        found = what_if(kb, *cases, inference.infer)
    assert [(shift.name, shift.heed) for shift in found.shifts] == [
        ("whole.c", "unread"),
        ("whole.n", "alike"),
    ]
    assert (found.changed, found.gained, found.lost, found.chain) == ((), (), (), None)
