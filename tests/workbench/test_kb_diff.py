"""advisor kb diff, as a user runs it."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from engine.commands import kb_diff
from engine.knowledge.loader import load_knowledge
from engine.workbench.diff import compare
from tests.workbench.running import data, run, told


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two knowledge bases about rooms, old and new: in the new, damp rooms are renovated only if used."""
    shutil.copytree("examples/rooms/kb", tmp_path / "old")
    shutil.copy("examples/rooms/case.yaml", tmp_path / "case.yaml")
    monkeypatch.chdir(tmp_path)
    shutil.copytree("old", "new")
    Path("cases").mkdir()
    for name in ("damp-everywhere", "limits", "nothing-known"):
        shutil.copy(f"old/cases/{name}.yaml", "cases")
    edit("rules/20-rooms.yaml", "when: {room.damp: true}", "when: {room.damp: true, room.used: true}")
    return tmp_path


def edit(file: str, old: str, new: str) -> None:
    path = Path("new", file)
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_text(desk: Path, snapshot: SnapshotAssertion) -> None:
    assert told("kb", "diff", "old", "new", exit=1) == snapshot


def test_text_verbose_with_cases(desk: Path, snapshot: SnapshotAssertion) -> None:
    edit("kb.yaml", "version: 1.0.0", "version: 1.1.0")
    assert told("kb", "diff", "old", "new", "--cases", "cases", "-v", exit=1) == snapshot


def test_markdown(desk: Path, snapshot: SnapshotAssertion) -> None:
    words = ("kb", "diff", "old", "new", "--cases", "cases", "--format", "markdown", "-v")
    assert told(*words, exit=1) == snapshot


def test_json(desk: Path) -> None:
    found = data("kb", "diff", "old", "new", "--cases", "cases", exit=1)
    assert (found["old"]["where"], found["new"]["where"], found["parts"], found["same"]) == (
        "old",
        "new",
        2,
        False,
    )
    kind = next(each for each in found["kinds"] if each["before"] == "renovate")
    assert kind["causes"] == [{"what": "rule", "name": "REN-01", "change": "changed"}]
    assert kind["witness"]["old"] == kind["witness"]["new"]
    assert [each["case"] for each in found["cases"] if each["outcome"] == "differs"] == [
        "damp-everywhere",
        "limits",
    ]
    assert found["decisions"] is None


def test_the_same_is_proved(desk: Path) -> None:
    edit("kb.yaml", "title: Which rooms", "title: All the rooms")
    assert told("kb", "diff", "old", "old") == (
        "OLD  old (rooms 1.0.0)\nNEW  old (rooms 1.0.0)\n\n"
        "For cases with up to 2 rooms no verdict ever differs: proved by exhaustive\n"
        "solving, each input stated or unknown.\n\n"
        "They say the same, word for word.\n"
    )
    found = data("kb", "diff", "old", "old", "--cases", "case.yaml", "--parts", "1")
    assert (found["same"], found["parts"], found["cases"][0]["outcome"]) == (True, 1, "same")


def test_only_words_differ(desk: Path) -> None:
    shutil.rmtree("new")
    shutil.copytree("old", "new")
    edit("kb.yaml", "title: Which rooms", "title: All the rooms")
    edit("rules/20-rooms.yaml", 'because: "{room} is damp"', 'because: "{room} is wet"')
    text = told("kb", "diff", "old", "new")
    assert "no verdict ever differs" in text
    assert text.endswith(
        "What they say\n"
        "  heading  changed\n"
        "  rules    1 changed (1 in words only)\n"
        "  (-v shows every place)\n"
    )


def test_witnesses_run_and_differ(desk: Path) -> None:
    told("kb", "diff", "old", "new", "--witness", "found", exit=1)
    files = sorted(path.name for path in Path("found").iterdir())
    kinds = compare(load_knowledge("old"), load_knowledge("new")).kinds
    assert len(files) == len(kinds)
    assert files[0] == "01-house.plan-move_out-brush.yaml"
    cases = data("kb", "diff", "old", "new", "--cases", "found", exit=1)["cases"]
    assert {each["outcome"] for each in cases} == {"differs"}
    for kind, file in zip(kinds, files, strict=True):
        for kb, verdict in (("old", kind.before), ("new", kind.after)):
            answer = data("recommend", f"found/{file}", "--kb", kb)["derivation"]["verdicts"]
            (found,) = (v for v in answer if (v["entity"], v["attribute"]) == (kind.entity, kind.attribute))
            assert (found["value"] or found["status"]) == verdict


def test_a_case_that_only_one_can_read(desk: Path, snapshot: SnapshotAssertion) -> None:
    Path("far.yaml").write_text("case: far\nrooms: {den: {moisture: 90 percent, colour: red}}\n")
    result = run("kb", "diff", "old", "old", "--cases", "far.yaml")
    assert result.exit_code == 1
    assert result.stdout == snapshot


def test_a_log(desk: Path) -> None:
    for case in ("case.yaml", "old/cases/limits.yaml"):
        assert run("recommend", case, "--kb", "old", "--log", "audit.db").exit_code == 0
    found = data("kb", "diff", "old", "new", "--log", "audit.db", exit=1)["decisions"]
    assert [each["same"] for each in found] == [True, False]
    text = told("kb", "diff", "old", "new", "--log", "audit.db", exit=1)
    assert "2 recorded decisions: 1 as recorded, 1 different\n" in text
    assert "room.verdict of 'kitchen': renovate, settled -> undetermined\n    REN-01 was changed" in text
    assert data("kb", "diff", "old", "old", "--log", "audit.db")["same"]
    other = ("harbour.yaml", "--kb", str(Path(__file__).parents[2] / "kb"))
    shutil.copy(Path(__file__).parents[2] / "examples" / "harbour-lane.yaml", "harbour.yaml")
    assert run("recommend", *other, "--log", "audit.db").exit_code == 0
    text = told("kb", "diff", "old", "old", "--log", "audit.db")
    count = "3 recorded decisions: 2 as recorded, 0 different, 1 of another knowledge base, not compared\n"
    assert count in text


def test_parts_that_are_called_otherwise(desk: Path) -> None:
    """Cases of the one are no cases of the other, so a witness is a file for each."""
    edit("kb.yaml", "plural: rooms", "plural: chambers")
    edit("kb.yaml", "{rooms with", "{chambers with")
    result = run("kb", "diff", "old", "new", "--witness", "found")
    text = " ".join(result.stdout.split())
    assert (
        "The parts are called rooms in OLD and chambers in NEW, so neither reads the other's case files as "
        "they are." in text
    )
    assert "words for the whole and its parts changed" in text
    names = {path.name for path in Path("found").iterdir()}
    assert {
        "01-house.plan-move_out-brush.old.yaml",
        "01-house.plan-move_out-brush.new.yaml",
    } <= names
    new = Path("found/01-house.plan-move_out-brush.new.yaml")
    assert 'chambers:\n  "room 1":\n' in new.read_text()
    assert run("recommend", str(new), "--kb", "new").exit_code == 0


def test_a_part_that_is_called_otherwise(desk: Path) -> None:
    """Its attributes are called after it, so none of them is the same."""
    for path in Path("new").rglob("*.yaml"):
        path.write_text(re.sub(r"\broom\b(?! of)", "chamber", path.read_text("utf-8")), "utf-8")
    found = data("kb", "diff", "old", "new", exit=1)
    assert found["goals"] == {"shared": ["house.plan"], "old": ["room.verdict"], "new": ["chamber.verdict"]}
    assert "room.moisture" in found["unshared"]["old"]
    text = " ".join(run("kb", "diff", "old", "new").stdout.split())
    assert (
        "A part is called room in OLD and chamber in NEW, and its attributes after it: nothing that is said "
        "of a part is compared." in text
    )


def test_other_fields_share_no_goal(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(Path(__file__).parents[2])
    text = " ".join(told("kb", "diff", "examples/rooms/kb", "tests/workbench/garden", exit=1).split())
    assert (
        "They share no goal, so there is no verdict to compare. Only OLD decides house.plan and room.verdict."
        in text
    )
    assert data("kb", "diff", "examples/rooms/kb", "tests/workbench/garden", exit=1)["goals"]["shared"] == []


def test_revisions(desk: Path) -> None:
    for words in (("init", "-q"), ("add", "old"), ("commit", "-q", "-m", "one")):
        who = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
        subprocess.run(["git", *who, *words], check=True, capture_output=True)
    assert data("kb", "diff", "HEAD:old", "old")["old"]["where"] == "HEAD:old"
    assert data("kb", "diff", "HEAD:old", "new", exit=1)["kinds"]
    result = run("kb", "diff", "nope:old", "new")
    assert (result.exit_code, result.stderr) == (
        2,
        "nope:old: error[revision]: there is no such revision in this repository\n",
    )


def test_progress_is_shown_to_people_only(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("kb", "diff", "old", "old").stderr == ""
    shown: list[str] = []
    monkeypatch.setattr(kb_diff, "_silent", shown.append)
    run("kb", "diff", "old", "old", "--cases", "case.yaml")
    assert shown == ["cases with 0 rooms", "cases with 1 room", "cases with 2 rooms", "case.yaml", ""]
