"""What an explanation says of each thing that can happen in a derivation."""

from __future__ import annotations

from typing import Any

import pytest

from engine.advice.advise import advise
from engine.advice.explain import explain, explain_all
from engine.advice.explanation import (
    Absent,
    Again,
    Choice,
    Concluded,
    Cut,
    Default,
    Given,
    Guarded,
    Obstacle,
    Overruled,
    Silenced,
    Unreached,
)
from engine.cases.model import Case
from engine.cases.reader import read_case
from engine.errors import UsageError
from engine.inference.derivation import Derivation
from engine.inference.infer import infer
from engine.knowledge.loader import load_knowledge
from engine.knowledge.model import KnowledgeBase
from engine.render.explain_text import explanation_text
from engine.render.paint import Paper
from tests.advice.test_properties import inside
from tests.inference.programs import case as read
from tests.inference.programs import knowledge, rule

SAYS = "says: {{true: it is {0}, false: it is not {0}}}"
ATTRIBUTES = [
    *(
        f"{{attribute: whole.{n}, type: boolean, label: {n}, question: 'Is it {n}?', {SAYS.format(n)}}}"
        for n in "abc"
    ),
    *(f"{{attribute: whole.{n}, type: boolean, label: {n}, {SAYS.format(n)}}}" for n in "pqr"),
    "{attribute: whole.s, type: set, values: [x, y], label: s, question: 'Which s?'}",
    "{attribute: whole.t, type: set, values: [x, y], label: t}",
]
Answered = tuple[KnowledgeBase, Case, Derivation]


def answered(facts: str, *rules: str) -> Answered:
    kb = knowledge(ATTRIBUTES, list(rules))
    case = read(kb, facts)
    return kb, case, infer(kb, case)


def nodes(answer: Answered, what: str | None = None, kind: type = object, **how: Any) -> list[Any]:
    return [n for n in inside(explain(*answer, what, **how).topics) if isinstance(n, kind)]


def test_every_way_is_shown_once_and_facts_once() -> None:
    answer = answered(
        "whole: {a: true, b: true}",
        rule("R1", "{whole.a: true}", "then: {whole.p: true}"),
        rule("R2", "{whole.b: true, whole.a: true}", "then: {whole.p: true}"),
    )
    (conclusion,) = nodes(answer, "p", Concluded)
    assert [way.rule.id for way in conclusion.ways] == ["R1", "R2"]
    assert [given.sentence for given in nodes(answer, "p", Given)] == ["it is a", "it is b"]
    assert [again.number for again in nodes(answer, "p", Again)] == [2]


def test_an_alternative_that_needs_the_conclusion_itself_is_no_reason() -> None:
    answer = answered(
        "whole.a: true",
        rule("R1", "{whole.a: true}", "then: {whole.p: true}"),
        rule("R2", "{whole.p: true}", "then: {whole.q: true}"),
        rule("R3", "{whole.q: true}", "then: {whole.p: true}"),
    )
    (p,) = nodes(answer, "p", Concluded)
    assert [way.rule.id for way in p.ways] == ["R1"]
    q, p = nodes(answer, "q", Concluded)
    assert [way.rule.id for way in (*q.ways, *p.ways)] == ["R2", "R1"]


def test_an_alternative_is_shown_without_its_circular_part() -> None:
    answer = answered(
        "whole: {a: true, b: true}",
        rule("R1", "{whole.a: true}", "then: {whole.p: true}"),
        rule("R2", "{whole.p: true}", "then: {whole.q: true}"),
        rule("R3", "{any: [{whole.q: true}, {whole.b: true}]}", "then: {whole.p: true}"),
    )
    p, *rest = nodes(answer, "p", Concluded)
    assert [way.rule.id for way in p.ways] == ["R1", "R3"]
    assert rest == []
    assert nodes(answer, "p", Choice) == []


def test_what_could_only_follow_from_itself() -> None:
    answer = answered(
        "whole.a: false",
        rule("R1", "{whole.a: true}", "then: {whole.p: true}"),
        rule("R2", "{whole.p: true}", "then: {whole.q: true}"),
        rule("R3", "{whole.q: true}", "then: {whole.p: true}"),
    )
    assert [n.standing for n in nodes(answer, "p", Unreached)] == ["excluded", "excluded"]
    (circle,) = (again for again in nodes(answer, "p", Again) if again.within)
    assert (circle.number, circle.refused) == (1, "excluded")


def test_absences_are_false_or_assumed() -> None:
    rules = (rule("R1", "{all: [{whole.a: true}], unless: [{whole.b: true}]}", "then: {whole.p: true}"),)
    (assumed,) = nodes(answered("whole.a: true", *rules), "p", Absent)
    assert (assumed.sentence, assumed.how) == ("it is b", "assumed")
    known = answered("whole: {a: true, b: false}", *rules)
    (false,) = nodes(known, "p", Absent)
    assert (false.how, false.why) == ("false", ())
    (shown,) = nodes(known, "p", Absent, everything=True)
    assert [given.sentence for given in shown.why] == ["it is not b"]


def test_an_overridden_rule_and_its_overrider() -> None:
    answer = answered(
        "whole: {a: true, b: true}",
        rule("R1", "{whole.a: true}", "then: {whole.p: false}"),
        rule("R2", "{whole.b: true}", "then: {whole.p: true}", "overrides: [R1]"),
    )
    (overruled,) = nodes(answer, "p", Overruled)
    assert (overruled.rule.id, overruled.sentence) == ("R1", "it is not p")
    assert [by.id for by in overruled.by] == ["R2"]
    assert overruled.premises == ()
    shown, *_ = nodes(answer, "p", Overruled, everything=True)
    assert [given.sentence for given in shown.premises] == ["it is a"]


def test_an_overrider_that_does_not_apply_is_told_while_it_could() -> None:
    rules = (
        rule("R1", "{whole.a: true}", "then: {whole.p: false}"),
        rule("R2", "{whole.b: true}", "then: {whole.p: true}", "overrides: [R1]"),
    )
    (guard,) = nodes(answered("whole.a: true", *rules), "p", Guarded)
    assert (guard.rule.id, guard.how) == ("R2", "assumed")
    known = answered("whole: {a: true, b: false}", *rules)
    assert nodes(known, "p", Guarded) == []
    assert [guard.how for guard in nodes(known, "p", Guarded, everything=True)] == ["false"]


def test_presumptions_speak_and_are_silent() -> None:
    rules = (
        rule("P1", "{whole.b: true}", "presume: {whole.a: false}"),
        rule("R1", "{whole.a: false}", "then: {whole.p: true}"),
    )
    presumed, *_ = nodes(answered("whole.b: true", *rules), "a", Concluded)
    assert presumed.ways[0].presumed == "assumed"
    stated = answered("whole: {a: false, b: true}", *rules)
    assert nodes(stated, "a", Silenced) == []
    (silent,) = nodes(stated, "P1", Silenced)
    assert silent.by == ()
    assert [given.sentence for given in silent.why] == ["it is not a"]


def test_a_conflict_shows_both_sides() -> None:
    answer = answered(
        "whole: {a: true, b: true, c: true}",
        rule("R1", "{whole.a: true}", "then: {whole.verdict: good}"),
        rule("R2", "{whole.b: true}", "then: {whole.verdict: bad}"),
        rule("R3", "{whole.a: true}", "then: {whole.p: true}"),
        rule("R4", "{whole.b: true}", "then: {whole.p: false}"),
    )
    told = advise(*answer)
    assert told.main.verdict.value == "conflict"
    assert [(reason.rule, reason.word) for reason in told.main.reasons] == [("R1", "good"), ("R2", "bad")]
    assert [(clash.label, clash.values) for clash in told.clashes] == [("p", ("no", "yes"))]
    assert [fact.attribute for fact in told.unused] == ["whole.c"]
    assert [c.atom.value for c in nodes(answer, None, Concluded)] == ["good", "bad"]


def test_rules_that_fail_on_the_same_fact_are_told_together() -> None:
    answer = answered(
        "whole: {a: false, b: false}",
        rule("R1", "{whole.a: true}", "then: {whole.p: true}"),
        rule("R2", "{whole.a: true}", "then: {whole.p: true}"),
        rule("R3", "{whole.b: true}", "then: {whole.p: true}"),
    )
    assert [[r.id for r in o.rules] for o in nodes(answer, "p", Obstacle)] == [["R1", "R2"], ["R3"]]


def test_one_excluded_condition_is_enough_unless_all_is_asked_for() -> None:
    answer = answered(
        "whole: {a: false, b: false}", rule("R1", "{whole.a: true, whole.b: true}", "then: {whole.p: true}")
    )
    assert [given.sentence for given in nodes(answer, "p", Given)] == ["it is not a"]
    assert len(nodes(answer, "p", Given, everything=True)) == 2


def test_what_a_copy_cannot_give_is_told_by_the_set_it_copies() -> None:
    """The rule may still fire, on what is unknown; the value is excluded since the set does not have it."""
    answer = answered(
        "whole.s: []",
        rule("R1", "{unless: [{whole.t: x}]}", "presume: {whole.b: true}"),
        rule("R3", "{whole.b: false}", "then: {whole.t: {same_as: whole.s}}"),
    )
    (unreached,) = nodes(answer, "b", Unreached, everything=True)
    (obstacle,) = unreached.obstacles
    assert [o.id for o in obstacle.rules] == ["R3"]
    assert [given.sentence for given in inside(obstacle.checks) if isinstance(given, Given)] == ["s: none"]
    assert nodes(answer, "b", Again, everything=True) == []


def test_depth_cuts_and_says_how_much() -> None:
    answer = answered(
        "whole.a: true",
        rule("R1", "{whole.a: true}", "then: {whole.p: true}"),
        rule("R2", "{whole.p: true}", "then: {whole.q: true}"),
        rule("R3", "{whole.q: true}", "then: {whole.r: true}"),
    )
    (cut,) = nodes(answer, "r", Cut, depth=1)
    assert (cut.sentence, cut.hidden) == ("it is q", 2)
    assert nodes(answer, "r", Cut, depth=3) == []
    assert nodes(answer, "r", Given, depth=1) == []


def test_a_default_verdict_says_what_excludes_every_rule() -> None:
    kb = load_knowledge("examples/rooms/kb")
    facts = "use: living, used: true, moisture: 5 percent, defects: none, coat: 1 years, protected: false"
    case = read(kb, f"house.for_sale: false\nrooms: {{hall: {{{facts}}}}}")
    answer = (kb, case, infer(kb, case))
    (default,) = nodes(answer, "hall", Default)
    told = {rule.id for obstacle in default.obstacles for rule in obstacle.rules}
    assert told == {rule.id for rule in kb.rules.values() if "room.verdict" in rule.attributes}
    assert all(obstacle.standing == "excluded" and obstacle.checks for obstacle in default.obstacles)


@pytest.mark.parametrize("braced", ["{0.__class__}", "{value}", "{whole.a}", "{{", "%s", "$x"])
def test_names_of_parts_are_never_templates(braced: str) -> None:
    import json

    kb = load_knowledge("examples/rooms/kb")
    case = read(kb, f"rooms: {{{json.dumps(braced)}: {{coat: 20 years}}}}")
    told = advise(kb, case, infer(kb, case))
    assert told.of(braced, "room.verdict").sentence == f"paint {braced}"
    assert explain_all(kb, case, infer(kb, case)).topics[1].heading == f"{braced}: Verdict"


def test_whose_name_comes_first() -> None:
    kb = load_knowledge("examples/rooms/kb")
    case = read(kb, "rooms: {paint: {coat: 1 years}, room: {}, 'a.b': {coat: 30 years}}")
    answer = (kb, case, infer(kb, case))
    for what, kind in (
        ("paint", "verdict"),
        ("leave", "verdict"),
        ("house", "verdict"),
        ("a.b.coat", "attribute"),
        ("rooms[a.b].coat", "attribute"),
        ("room.coat", "attribute"),
        ("coat", "attribute"),
        ("paint-01", "rule"),
    ):
        assert {topic.kind for topic in explain(*answer, what).topics} == {kind}, what
    assert explain(*answer, "paint").topics[0].heading == "paint: Verdict"
    for what in ("", "nothing at all", "rooms[x].coat", "coat.paint"):
        with pytest.raises(UsageError):
            explain(*answer, what)


def test_facts_are_named_as_set_takes_them() -> None:
    kb = load_knowledge("examples/rooms/kb")
    case = read(kb, "rooms: {hall: {}, 'the hall': {}, room: {}}")
    names = {unknown.name for unknown in advise(kb, case, infer(kb, case)).open}
    assert {"hall.coat", "rooms[the hall].coat", "rooms[room].coat"} <= names


def test_an_absence_from_a_set_names_the_list_that_says_so() -> None:
    kb = knowledge(
        ATTRIBUTES,
        [rule("R1", "{all: [{whole.a: true}], unless: [{whole.s: x}]}", "then: {whole.p: true}")],
    )
    for said, why in (("[y]", ["s: y"]), ("[]", ["s: none"]), ("{excludes: [x]}", ["s: not x"])):
        case = read(kb, f"whole: {{a: true, s: {said}}}")
        answer = (kb, case, infer(kb, case))
        (absent,) = nodes(answer, "p", Absent)
        assert (absent.how, [given.sentence for given in absent.why]) == ("false", why)
        text = explanation_text(explain(*answer, "p"), Paper())
        assert f"   it is excluded that s: x\n      3  {why[0]}\n         given in case.yaml:1\n" in text
    case = read(kb, "whole.a: true")
    (absent,) = nodes((kb, case, infer(kb, case)), "p", Absent)
    assert (absent.how, absent.why) == ("assumed", ())


def test_a_reason_that_names_nothing_is_followed_by_the_next_one() -> None:
    because = "because: it is so"

    def told(*rules: str) -> list[str]:
        answer = answered("whole: {a: true, b: true}", *rules)
        return [reason.text for reason in advise(*answer).main.reasons]

    verdict = rule("R9", "{whole.a: true, whole.p: true}", "then: {whole.verdict: good}")
    ways = [
        rule(f"R{n}", f"{{whole.{n}: true}}", "then: {whole.p: true}").replace(
            because, f"because: {n} says so"
        )
        for n in "ab"
    ]
    assert told(verdict, ways[0]) == ["it is so: a says so"]
    assert told(verdict, *ways) == ["it is so: a says so, and 1 more reason"]
    assert told(verdict.replace("it is so", "'a is {whole.a}'"), *ways) == ["a is yes"]
    assert told(verdict.replace("whole.p", "whole.b"), *ways) == ["it is so"]


def test_brackets_in_the_name_of_a_part_are_unambiguous() -> None:
    kb = load_knowledge("examples/rooms/kb")
    case = read(kb, "rooms: {'a]b[c': {}}")
    answer = (kb, case, infer(kb, case))
    names = {unknown.name for unknown in advise(*answer).open}
    assert "rooms[a]]b[c].coat" in names
    assert read_case(kb, None, "", ("rooms[a]]b[c].coat=3 years",)).parts == ("a]b[c",)
    assert explain(*answer, "rooms[a]]b[c].coat").topics[0].heading == "a]b[c: age of the paint"
