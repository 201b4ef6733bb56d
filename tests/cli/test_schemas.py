"""Every JSON output obeys its published schema, and YAML says the same."""

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml

from engine.render.jsonform import SCHEMAS
from tests.cli.conftest import ROOT, Run

CASES = sorted((ROOT / "examples").glob("*.yaml")) + sorted((ROOT / "kb" / "cases").glob("*.yaml"))
ROOMS = sorted((ROOT / "examples" / "rooms").glob("*.yaml"))
ROOMS += sorted((ROOT / "examples" / "rooms" / "kb" / "cases").glob("*.yaml"))
EVERY = [(case, "kb") for case in CASES] + [(case, "examples/rooms/kb") for case in ROOMS]
PACKED = [(case, case.parts[-3]) for case in sorted((ROOT / "kb" / "packs").glob("*/cases/*.yaml"))]


def schema(name: str) -> Any:
    return jsonschema_rs.validator_for(json.loads((SCHEMAS / f"{name}.json").read_text(encoding="utf-8")))


def valid(name: str, text: str) -> dict[str, Any]:
    data = json.loads(text)
    assert [error.message for error in schema(name).iter_errors(data)] == []
    assert data["schema"] == f"advisor/{name}/1"
    assert isinstance(data, dict)
    return data


@pytest.mark.parametrize("name", ["recommendation", "explanation"])
def test_the_schemas_are_schemas(name: str) -> None:
    assert jsonschema_rs.meta.is_valid(json.loads((SCHEMAS / f"{name}.json").read_text(encoding="utf-8")))


@pytest.mark.parametrize(("case", "kb"), EVERY, ids=lambda value: getattr(value, "stem", ""))
def test_every_case(case: Path, kb: str, advisor: Run) -> None:
    where = (str(case.relative_to(ROOT)), "--kb", kb)
    recommended = valid("recommendation", advisor("recommend", *where, "--format", "json").stdout)
    explained = valid("explanation", advisor("explain", *where, "--all", "--format", "json").stdout)
    assert recommended["case"] == explained["case"]
    assert recommended["knowledge"]["digest"] == recommended["derivation"]["knowledge"]


@pytest.mark.parametrize(("case", "pack"), PACKED, ids=lambda value: getattr(value, "stem", ""))
def test_every_case_of_a_pack(case: Path, pack: str, advisor: Run) -> None:
    where = (str(case.relative_to(ROOT)), "--pack", pack)
    recommended = valid("recommendation", advisor("recommend", *where, "--format", "json").stdout)
    valid("explanation", advisor("explain", *where, "--all", "--format", "json").stdout)
    assert [each["name"] for each in recommended["knowledge"]["packs"]] == [pack]


def test_every_subject_of_a_case(advisor: Run) -> None:
    where = ("examples/rooms/case.yaml", "--kb", "examples/rooms/kb")
    data = valid("recommendation", advisor("recommend", *where, "--format", "json").stdout)
    rules = {step["rule"] for step in data["derivation"]["steps"]}
    for what in ("kitchen", "house", "room.damp", "attic.used", "leave", "undetermined", "PLAN-02", *rules):
        for depth in ((), ("--depth", "1")):
            result = advisor("explain", *where[:1], what, *where[1:], *depth, "--format", "json")
            assert valid("explanation", result.stdout)["what"] == what


@pytest.mark.parametrize("command", ["recommend", "explain"])
def test_yaml_is_the_same_data(command: str, advisor: Run) -> None:
    case = "examples/harbour-lane.yaml"
    as_yaml = advisor(command, case, "--format", "yaml").stdout
    assert yaml.safe_load(as_yaml) == json.loads(advisor(command, case, "--format", "json").stdout)


def test_origins_reach_the_data(advisor: Run) -> None:
    result = advisor(
        "recommend", "examples/harbour-lane.yaml", "--set", "payroll.core=true", "--format", "json"
    )
    facts = {
        (f["entity"], f["attribute"]): f for f in valid("recommendation", result.stdout)["case"]["facts"]
    }
    assert facts["payroll", "function.core"]["origin"]["kind"] == "set"
    origin = facts["", "hiring.struggles"]["origin"]
    assert origin["source"] == "HR dashboard, October 2026"
    assert origin["where"]["file"] == "examples/harbour-lane.yaml"
    assert origin["where"]["line"] > 1
