"""Why not: cases that no shipped knowledge base has."""

from __future__ import annotations

from engine.advice.refused import WhyNot
from engine.advice.why_not import why_not
from engine.inference.infer import in_process
from engine.render.paint import Paper
from engine.render.why_not_text import why_not_text
from tests.inference.programs import case as read
from tests.inference.programs import knowledge, rule

ASKED = [
    *(f"{{attribute: whole.{n}, type: boolean, label: {n}, question: 'Is it {n}?'}}" for n in "cd"),
    "{attribute: whole.p, type: boolean, label: p}",
]


def asked(facts: str, value: str, *rules: str) -> WhyNot:
    kb = knowledge(ASKED, [*rules])
    with in_process(kb) as inference:
        case = read(kb, facts)
        goal = ("", "whole.verdict")
        return why_not(kb, case, inference.infer(case), inference.infer, goal, value)


def test_what_is_so_in_every_case_though_no_rule_gives_it_yet() -> None:
    rules = [
        rule("R1", "{whole.c: true}", "then: {whole.verdict: good}"),
        rule("R2", "{whole.c: false}", "then: {whole.verdict: good}"),
    ]
    found = asked("{}", "good", *rules)
    assert (found.reached, found.answers, found.excluded_by) == ("every", (), ())
    assert [(each.how, each.rules) for each in found.refusals] == [("could", ("R1", "R2"))]
    text = why_not_text(found, Paper())
    assert "It is 'good' whatever the unknown facts are, though no rule gives it yet.\n" in text
    assert asked("{}", "bad", *rules).reached == "never"


def test_a_rule_that_could_apply_only_in_a_conflict() -> None:
    found = asked(
        "whole.c: true",
        "bad",
        rule("R1", "{whole.c: true}", "then: {whole.verdict: good}"),
        rule("R2", "{whole.d: true}", "then: {whole.verdict: bad}"),
    )
    assert found.reached == "never"
    assert found.excluded_by is not None
    assert [stated.sentence for stated in found.excluded_by] == ["c: yes"]
    assert [each.how for each in found.refusals] == ["could"]
    conflict = "Wherever one of these applies, other rules contradict it: a conflict.\n"
    assert conflict in why_not_text(found, Paper())


def test_a_verdict_that_no_rule_gives() -> None:
    found = asked("whole.c: true", "bad", rule("R1", "{whole.c: true}", "then: {whole.verdict: good}"))
    assert (found.reached, found.excluded_by, found.refusals) == ("never", (), ())
    text = why_not_text(found, Paper())
    assert "It cannot be 'bad', whatever the unknown facts are.\n\nNo rule gives it.\n" in text
    assert "No change of what is stated would make it 'bad' by itself.\n" in text


def test_who_overrides_is_told_with_its_reason() -> None:
    found = asked(
        "{whole.c: true, whole.d: true}",
        "bad",
        rule("R1", "{whole.c: true}", "then: {whole.verdict: good}", "overrides: [R2]"),
        rule("R2", "{whole.d: true}", "then: {whole.verdict: bad}"),
    )
    (refusal,) = found.refusals
    assert (refusal.how, refusal.rules) == ("kept back", ("R2",))
    text = why_not_text(found, Paper())
    assert "R2 would give that verdict: bad, and is overridden by R1" in text
    assert "2  c: yes" in text
    assert found.contrast is not None
    assert found.contrast.change is not None
    assert [each.before.sentence for each in found.contrast.change.changes] == ["c: yes"]
