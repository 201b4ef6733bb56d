"""kb check --deep and --explain as a user runs them."""

from __future__ import annotations

import ast
import io
import os
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

import cli
from engine.commands import progress
from engine.workbench.deep.codes import codes
from tests.workbench.running import data, run, told

ROOMS = "examples/rooms/kb"
CONFLICT = (
    "PROT-01 and REN-02 can both fire, and room.verdict is then leave and renovate at once"
    " (hint: let one of them override the other, or part their conditions)"
)


def test_the_garden_is_told(garden_copy: str) -> None:
    assert told("kb", "check", "--deep", "--kb", garden_copy).splitlines()[-1].endswith("up to 2 beds")


@pytest.fixture
def garden_copy(tmp_path: Path) -> str:
    folder = tmp_path / "garden"
    shutil.copytree("tests/workbench/garden", folder)
    return os.path.relpath(folder)


def test_a_witness_is_written_and_runs(tmp_path: Path) -> None:
    folder = str(tmp_path / "found")
    lines = told("kb", "check", "--deep", "--kb", ROOMS, "--witness", folder, exit=1).splitlines()
    place = lines.index(f"{ROOMS}/rules/20-rooms.yaml:35:3: warning[conflict]: {CONFLICT}")
    file = f"{folder}/conflict-PROT-01.yaml"
    assert lines[place + 1 : place + 3] == [
        f"    with REN-02 at {ROOMS}/rules/20-rooms.yaml:12:3",
        f"    to see it: advisor recommend {file} --kb {ROOMS}",
    ]
    assert lines[-1].endswith(": 1 warning and 3 notes, for cases of up to 3 rooms")
    answer = CliRunner().invoke(cli.main, ["recommend", file, "--kb", ROOMS])
    assert answer.exit_code == 0
    assert "  room1     " in answer.stdout
    assert os.listdir(folder) == ["conflict-PROT-01.yaml"]


def test_for_a_program() -> None:
    found = data("kb", "check", "--deep", "--kb", ROOMS, exit=1)
    assert found["parts"] == 3
    (conflict,) = [each for each in found["findings"] if each["code"] == "conflict"]
    assert conflict["also"] == [
        {"name": "REN-02", "file": f"{ROOMS}/rules/20-rooms.yaml", "line": 12, "col": 3}
    ]
    assert conflict["witness"].splitlines()[1] == 'case: "conflict PROT-01 REN-02"'
    proved = [each for each in found["findings"] if each["proof"] == "exhaustive"]
    assert proved
    assert not any(each["witness"] for each in proved if each["code"] == "redundant-condition")


def test_as_annotations() -> None:
    lines = told("kb", "check", "--deep", "--kb", ROOMS, "--format", "github", exit=1).splitlines()
    assert lines[1] == (
        f"::warning file={ROOMS}/rules/20-rooms.yaml,line=35,col=3,title=conflict::{CONFLICT}"
        "; shown by a case"
    )
    assert lines[0].startswith(
        f"::notice file={ROOMS}/rules/10-state.yaml,line=34,col=5,title=redundant-condition::"
    )
    assert lines[0].endswith("; proved by exhaustive solving for cases of up to 3 rooms")


def test_a_rule_without_a_case_is_told_with_one(garden_copy: str) -> None:
    for case in Path(garden_copy, "cases").iterdir():
        if case.name != "dig.yaml":
            case.unlink()
    found = data("kb", "check", "--deep", "--kb", garden_copy, exit=1)["findings"]
    untried = [each for each in found if each["code"] == "untried"]
    assert untried
    assert all(each["witness"] and each["proof"] == "cases" for each in untried)
    assert untried[0]["what"] == f"no case of the knowledge base makes {untried[0]['about']} fire"


def test_a_code_is_explained() -> None:
    assert told("kb", "check", "--explain", "idle-override").splitlines()[0] == (
        "idle-override  a finding of kb check --deep"
    )
    assert data("kb", "check", "--explain", "unread")["deep"] is False
    result = run("kb", "check", "--explain", "subsummed")
    assert (result.exit_code, "did you mean subsumed?" in result.stderr) == (2, True)


def test_progress_is_told_on_a_terminal_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "SOON", 0.0)
    monkeypatch.setattr(progress, "OFTEN", 0.0)
    for terminal in (True, False):
        stream = io.StringIO()
        monkeypatch.setattr(stream, "isatty", lambda terminal=terminal: terminal)
        monkeypatch.setattr("sys.stderr", stream)
        with progress.progress() as tell:
            tell("rules", 2, 7)
        assert stream.getvalue() == ("\r\x1b[Krules: 2 of 7\r\x1b[K" if terminal else "")


def test_options_that_do_not_go_together() -> None:
    assert "--witness goes with --deep." in run("kb", "check", "--witness", "x").stderr
    assert "--explain goes with neither" in run("kb", "check", "--deep", "--explain", "gap").stderr


def test_every_code_that_is_given_is_explained() -> None:
    assert given(Path("engine/knowledge")) | given(Path("engine/workbench/deep")) <= codes().keys()


ELSEWHERE = {"components", "digest", "plain-form", "disagreement"}
"""Given by what reads records, or by a fault of the program: no check gives them."""


def given(folder: Path) -> set[str]:
    """The codes with which the code in the folder makes problems and findings."""
    found = set()
    for file in folder.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            first = node.args[1] if name in ("_refuse",) and len(node.args) > 1 else node.args[0]
            if name in ("Problem", "Finding", "_warning", "add", "missing", "_refuse") and isinstance(
                first, ast.Constant
            ):
                found.add(str(first.value))
    return {code for code in found if code == code.lower() and " " not in code} - ELSEWHERE
