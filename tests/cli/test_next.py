"""What to find out next, on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema_rs
import pytest
import yaml

from engine.render.jsonform import SCHEMAS
from tests.cli.conftest import ROOT, Run, process
from tests.cli.test_schemas import EVERY

LANE = "examples/harbour-lane.yaml"


@pytest.mark.parametrize(("case", "kb"), EVERY, ids=lambda value: getattr(value, "stem", ""))
def test_every_case_obeys_the_schema_and_agrees_with_recommend(case: Path, kb: str, advisor: Run) -> None:
    where = (str(case.relative_to(ROOT)), "--kb", kb)
    schema = json.loads((SCHEMAS / "next.json").read_text(encoding="utf-8"))
    done = advisor("next", *where, "--format", "json", "-n", "1000")
    assert done.exit_code == 0, done.stderr
    data = json.loads(done.stdout)
    assert [error.message for error in jsonschema_rs.validator_for(schema).iter_errors(data)] == []
    recommended = json.loads(advisor("recommend", *where, "--format", "json").stdout)
    open_ = {
        (answer["verdict"]["entity"], answer["verdict"]["attribute"])
        for answer in recommended["answers"]
        if answer["verdict"]["status"] in ("provisional", "undetermined")
    }
    assert {(each["entity"], each["attribute"]) for each in data["open"]} == open_
    assert data["settled"] == (not open_)
    assert data["found"] == len(data["questions"])
    assert bool(data["questions"]) == bool(open_)


def test_the_schema_is_a_schema() -> None:
    assert jsonschema_rs.meta.is_valid(json.loads((SCHEMAS / "next.json").read_text(encoding="utf-8")))


def test_yaml_is_the_same_data(advisor: Run) -> None:
    as_yaml = advisor("next", LANE, "--format", "yaml").stdout
    assert yaml.safe_load(as_yaml) == json.loads(advisor("next", LANE, "--format", "json").stdout)


def test_settled_says_so(advisor: Run) -> None:
    done = advisor("next", LANE, "--set", "payroll.core=false")
    assert done.stdout == (
        "Harbour Lane Logistics\n\nNothing to ask: no missing fact can change any verdict.\n"
    )
    of_part = advisor("next", LANE, "--of", "recruiting")
    assert of_part.stdout == (
        "Harbour Lane Logistics\n\nNothing to ask: no missing fact can change the verdict on recruiting.\n"
    )


def test_an_answer_decides_what_is_said(advisor: Run) -> None:
    data = json.loads(advisor("next", LANE, "--format", "json").stdout)
    (question,) = data["questions"]
    assert question["name"] == "payroll.core"
    decides = {each["answer"]: each["verdict"] for each in question["decides"] if not each["more"]}
    assert decides == {"no": "bpo", "yes": "keep"}
    for answer, verdict in (("false", "bpo"), ("true", "keep")):
        done = advisor("recommend", LANE, "--set", f"payroll.core={answer}", "--format", "json")
        judged = [each["verdict"] for each in json.loads(done.stdout)["answers"]]
        found = next(each for each in judged if each["entity"] == "payroll")
        assert (found["value"], found["status"]) == (verdict, "settled")


def test_a_part_that_is_not_there(advisor: Run) -> None:
    done = advisor("next", LANE, "--of", "payrol")
    assert done.exit_code == 2
    assert done.stdout == ""
    assert "no function is called 'payrol' (hint: did you mean payroll?" in done.stderr


def test_a_solver_that_gives_up_says_so(advisor: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from engine.errors import Problem
    from engine.inquiry import solver

    def give_up(*_: object) -> None:
        raise solver.GaveUp(Problem("gave-up", "enough"))

    monkeypatch.setattr(solver.Solver, "_decided", give_up)
    done = advisor("next", LANE)
    assert done.exit_code == 0, done.stderr
    assert "payroll.core" in done.stdout
    assert "The solver gave up on some of these verdicts" in " ".join(done.stdout.split())


def test_every_answer_that_settles_alone_is_told(advisor: Run) -> None:
    rooms = ("examples/rooms/case.yaml", "--kb", "examples/rooms/kb", "--set", "attic.protected=no")
    done = advisor("next", *rooms)
    assert "unsafe wiring decides house: in turn; attic: renovate\n" in done.stdout
    assert "among others: answers with several members may decide something as well" in done.stdout
    (broken, *_) = json.loads(advisor("next", *rooms, "--format", "json").stdout)["questions"]
    alone = {(each["answer"], each["verdict"]) for each in broken["decides"] if not each["more"]}
    assert alone == {("unsafe wiring", "in_turn"), ("unsafe wiring", "renovate")}
    assert not broken["whole"]


def test_no_answer_depends_on_the_order_of_hashes() -> None:
    """Sets of text are walked through in another order in each process."""
    for command in ("next", "recommend"):
        words = (command, "examples/harbour-lane.yaml", "--pack", "practice", "-v")
        told = {process(*words, env={"PYTHONHASHSEED": seed}).stdout for seed in ("0", "3", "5")}
        assert len(told) == 1, command
