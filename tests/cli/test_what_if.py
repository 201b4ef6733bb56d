"""What would follow if a case were otherwise: both sides, and what is refused."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
import yaml

from engine.advice.what_if import what_if
from engine.cases.reader import read_case
from engine.inference.infer import in_process
from engine.knowledge.loader import load_knowledge
from engine.render.jsonform import to_json
from engine.render.paint import Paper
from engine.render.what_if_json import what_if_plain
from engine.render.what_if_text import what_if_text
from tests.cli.conftest import ROOT, Run
from tests.cli.test_schemas import schema, valid

ROOMS = ("--kb", "examples/rooms/kb")
LANE = "examples/harbour-lane.yaml"
CASE = "examples/rooms/case.yaml"


def data(advisor: Run, *words: str) -> dict[str, Any]:
    return valid("what-if", advisor("what-if", *words, "--format", "json").stdout)


def changed(found: dict[str, Any]) -> dict[str, tuple[str, str]]:
    """The verdicts that change, by whose they are: before and after, with how sure they are."""
    return {
        each["entity"] or each["label"]: tuple(  # type: ignore[misc]
            f"{side['verdict']}, {side['status']}" if side else "" for side in (each["before"], each["after"])
        )
        for each in found["verdicts"]
        if each["changed"]
    }


@pytest.mark.parametrize(
    ("directory", "pattern"), [("kb", "examples/*.yaml"), (ROOMS[1], "examples/rooms/*.yaml")]
)
def test_every_fact_of_every_example(directory: str, pattern: str) -> None:
    kb, tried = load_knowledge(directory), 0
    validator = schema("what-if")
    with in_process(kb) as inference:
        for file in sorted(ROOT.glob(pattern)):
            case = read_case(kb, file.read_bytes(), str(file.relative_to(ROOT)))
            for fact in case.facts:
                after = replace(case, facts=tuple(each for each in case.facts if each != fact))
                found = what_if(kb, case, after, inference.infer)
                plain = json.loads(to_json(what_if_plain(found, case, after, "0")))
                assert [error.message for error in validator.iter_errors(plain)] == []
                assert max(map(len, what_if_text(found, Paper(), (), True).splitlines())) <= 80
                assert [(shift.entity, shift.attribute) for shift in found.shifts] == [
                    (fact.entity, fact.attribute)
                ]
                tried += 1
    assert tried > 10


def test_both_sides_are_what_recommend_says_of_each(advisor: Run) -> None:
    words = ("--set", "hiring.struggles=none", "--set", "hiring.bottleneck=unknown")
    found = data(advisor, LANE, "--set", "hiring.struggles=none", "--unset", "hiring.bottleneck")
    for side, more in (("before", ()), ("after", words)):
        answer = json.loads(advisor("recommend", LANE, *more, "--format", "json").stdout)
        rules = {(step["rule"], step["entity"]) for step in answer["derivation"]["steps"]}
        other = "gained" if side == "before" else "lost"
        here = "lost" if side == "before" else "gained"
        assert {(each["rule"]["id"], each["entity"]) for each in found[here]} <= rules
        assert not {(each["rule"]["id"], each["entity"]) for each in found[other]} & rules
        assert found[side]["facts"] == answer["case"]["facts"]


def test_what_changes_and_why(advisor: Run) -> None:
    found = data(advisor, LANE, "--set", "payroll.core=true")
    assert changed(found) == {"payroll": ("bpo, provisional", "keep, settled")}
    assert [each["rule"]["id"] for each in found["gained"]] == ["FIT-03"]
    assert [each["name"] for each in found["closed"]] == ["payroll.core"]
    links = found["chain"]["links"]
    assert [(each["side"], each["kind"], each["sentence"]) for each in links] == [
        ("after", "fact", "payroll is core"),
        ("after", "rule", "payroll is best not handed over"),
    ]


def test_parts_come_and_go(advisor: Run) -> None:
    found = data(advisor, LANE, "--set", "functions[desk].core=false", "--set", "desk.needs=cost")
    assert found["added"] == ["desk"]
    assert changed(found) == {"desk": ("", "bpo, provisional")}
    found = data(advisor, LANE, "--set", "functions=none")
    assert found["removed"] == ["payroll", "it_support", "warehousing", "recruiting"]
    first = found["chain"]["links"][0]
    assert (first["side"], first["kind"], first["sentence"]) == ("before", "part", "it_support")


def test_a_part_that_is_added_by_mistake_is_asked_about(advisor: Run) -> None:
    text = advisor("what-if", LANE, "--set", "functions[pay].core=true").stdout
    assert "- mind: it adds the function 'pay' to those of the file; is payroll meant?\n" in text


def test_nothing_changes(advisor: Run) -> None:
    text = advisor("what-if", LANE, "--set", "hiring.open_roles=true", "-q").stdout
    assert text.endswith(
        "Every verdict stays as it is.\nNo rule applies that did not, and every rule that did still does.\n"
    )
    text = advisor("what-if", LANE, "--set", "payroll.needs=cost").stdout
    assert "- nothing is otherwise: what is set is what the case says\n" in text


def test_the_case_may_come_from_standard_input(advisor: Run) -> None:
    words = ("--set", "payroll.core=true", "--format", "json")
    piped = advisor("what-if", "-", *words, input=(ROOT / LANE).read_bytes())
    assert changed(json.loads(piped.stdout)) == changed(data(advisor, LANE, *words[:2]))


def test_yaml_is_the_same_data(advisor: Run) -> None:
    words = ("what-if", CASE, *ROOMS, "--unset", "attic.use", "--format")
    assert yaml.safe_load(advisor(*words, "yaml").stdout) == json.loads(advisor(*words, "json").stdout)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            (),
            "error[what-if]: nothing is supposed to be otherwise "
            "(hint: say what with --set NAME=VALUE or --unset NAME)",
        ),
        (
            ("--unset", "payroll.core=true"),
            "error[what-if]: --unset payroll.core=true: it takes the name of a fact, not a value "
            "(hint: write --unset payroll.core)",
        ),
        (
            ("--unset", "paryoll.core"),
            "--unset paryoll.core: error[case-name]: no function is called 'paryoll' "
            "(hint: did you mean payroll? functions[paryoll].core=... adds it)",
        ),
    ],
)
def test_wrong_names(words: tuple[str, ...], message: str, advisor: Run) -> None:
    result = advisor("what-if", LANE, *words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.rstrip("\n") == message
