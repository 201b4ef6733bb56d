"""A recorded decision is shown as it was given, from its record alone."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from engine.audit import record, snapshot
from engine.audit.log import Log
from engine.audit.receipt import parse_receipt
from engine.knowledge.loader import load_knowledge
from tests.audit.decisions import ROOMS, advisor, answer, data, ran, rooms, setting, valid

FORMATS = ("text", "json", "yaml", "markdown", "mermaid", "tree")
SUBJECTS = ((), ("attic",), ("PAINT-01",), ("kitchen.damp", "--depth", "1"), ("house", "--all"))


def answered(shown: str, form: str) -> str:
    """What is shown without what stands above it."""
    if form not in ("text", "markdown"):
        return shown
    assert shown.startswith(("Recorded ", "- Recorded:"))
    return shown.partition("\n\n")[2]


@pytest.mark.parametrize("form", FORMATS)
def test_it_is_what_was_printed(form: str, tmp_path: Path, at_the_root: None) -> None:
    file = str(tmp_path / "audit.db")
    printed = advisor("recommend", *ROOMS, "-q", "--format", form, "--log", file)
    assert answered(advisor("audit", "show", "1", "--format", form, "--log", file), form) == printed


@pytest.mark.parametrize("form", FORMATS)
def test_the_explanation_is_that_of_then(form: str, log: str) -> None:
    for subject in SUBJECTS:
        then = advisor("explain", ROOMS[0], *subject[:1], *ROOMS[1:], *subject[1:], "--format", form)
        what = ("--explain", *subject)
        shown = advisor("audit", "show", "1", *what, "--format", form, "--log", log)
        assert answered(shown, form) == then


def test_the_knowledge_base_may_be_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, log: str) -> None:
    shutil.copytree("examples/rooms", tmp_path / "rooms")
    monkeypatch.chdir(tmp_path)
    advisor("recommend", "rooms/case.yaml", "--kb", "rooms/kb", "--log", "other.db")
    words = ("audit", "show", "1", "--log", "other.db", "--explain")
    before = advisor(*words)
    assert "rooms/kb/rules/20-rooms.yaml" in before
    shutil.rmtree("rooms")
    monkeypatch.setattr("engine.knowledge.loader.read_files", None)
    assert advisor(*words) == before


def test_the_record_itself(log: str) -> None:
    for number in ("1", "3"):
        entry = valid(
            "record", json.loads(advisor("audit", "show", number, "--log", log, "--format", "record"))
        )
        with Log.open(log) as opened:
            assert entry == opened.entry(number)


def test_who_recorded_it_and_what_was_made_of_it(log: str) -> None:
    shown = advisor("audit", "show", "a01", "--log", log).splitlines()
    assert shown[0].startswith("Recorded    2026-11-25T01:17:00Z by ana (person), rooms 1.0.0")
    assert shown[2] == "Overridden  2026-11-26T08:17:00Z by bo (person): The roof leaks"
    assert "overridden" not in advisor("audit", "show", "2", "--log", log).lower()


@pytest.mark.parametrize(
    ("words", "exit", "said"),
    [
        (("9",), 2, "the log has no record"),
        (("3", "--explain"), 2, "audit show a012345678 --explain)"),
        (("3", "--format", "mermaid"), 2, "audit show a012345678 --format mermaid)"),
        (("3", "--files", "new"), 2, "audit show a012345678 --files)"),
        (("1", "--explain", "--files", "new"), 2, "exclude each other"),
        (("1", "--all"), 2, "add --explain"),
        (("1", "--explain", "nothing_such"), 2, "nothing_such"),
    ],
)
def test_what_cannot_be_shown(words: tuple[str, ...], exit: int, said: str, log: str) -> None:
    result = ran("audit", "show", *words, "--log", log)
    assert (result.exit_code, result.stdout) == (exit, "")
    assert said in result.stderr


def test_an_annotation_is_shown(log: str) -> None:
    shown = advisor("audit", "show", "3", "--log", log)
    text, _, receipt = shown.partition("\n\n")
    assert text == (
        "Annotation  2026-11-26T08:17:00Z by bo (person), record c012345678 (number 3)\n"
        "Overridden  record a012345678 (number 1), 2026-11-25T01:17:00Z, The miller's\n"
        "            house\n"
        "Because     The roof leaks"
    )
    assert parse_receipt(receipt).record == "c012345678"
    entry = data("audit", "show", "3", "--log", log)
    assert entry["because"] == "The roof leaks"
    assert "because: The roof leaks" in advisor("audit", "show", "3", "--log", log, "--format", "yaml")
    assert "- Because: The roof leaks" in advisor("audit", "show", "3", "--log", log, "--format", "markdown")


# The recorded knowledge base as files


def test_an_explanation_says_of_when_its_places_are(log: str) -> None:
    said = (
        "as recorded, whatever stands there today: audit show a012345678 --files DIR writes these files out"
    )
    for form in ("text", "markdown"):
        explained = advisor("audit", "show", "1", "--explain", "--format", form, "--log", log)
        assert " ".join(explained.split()).count(said) == 1
        assert "Places" not in advisor("audit", "show", "1", "--format", form, "--log", log)


def test_the_recorded_knowledge_base_is_written_out(tmp_path: Path, log: str) -> None:
    folder = tmp_path / "then"
    words = ("audit", "show", "1", "--log", log, "--files", str(folder))
    result = ran(*words)
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == (
        f"made {folder}: rooms 1.0.0 as recorded; what changed since: advisor kb diff {folder} kb\n"
    )
    assert load_knowledge(str(folder)).digest == rooms().digest
    (folder / "kb.yaml").write_text("mine")
    again = ran(*words)
    assert (again.exit_code, again.stdout) == (2, "")
    assert "is there, and is not empty" in again.stderr
    assert (folder / "kb.yaml").read_text() == "mine"


@pytest.mark.parametrize(
    "name",
    [
        "../out.yaml", "rules/../../out.yaml", "/out.yaml", "rules//out.yaml", "", ".", "rules/",
        ".git/hooks",
        "C:out.yaml", "rules\\out.yaml", "out\n.yaml", "out\0", "out\N{RIGHT-TO-LEFT OVERRIDE}.yaml",
        "-rf", "x" * 300,
        "kb.yaml/out.yaml", "\ud800",
    ],
)  # fmt: skip
def test_a_name_that_leads_elsewhere_writes_nothing(name: str, tmp_path: Path, at_the_root: None) -> None:
    kb, case, derivation = answer(rooms(), ROOMS[0])
    kept = snapshot.make(replace(kb, files={**kb.files, "zz": b"out"})).replace(
        b'"zz":', json.dumps(name).encode() + b":"
    )
    file = str(tmp_path / "audit.db")
    with Log.create(file) as log:
        make = record.decision(kb, case, derivation, snapshot.digest(kept), setting())
        log.append(make, {snapshot.digest(kept): kept})
    before = sorted(tmp_path.rglob("*"))
    result = ran("audit", "show", "1", "--log", file, "--files", str(tmp_path / "then"))
    assert (result.exit_code, result.stdout) == (2 if name == "kb.yaml/out.yaml" else 5, "")
    assert sorted(tmp_path.rglob("*")) == before


def test_files_that_no_longer_load_so_are_told(tmp_path: Path, at_the_root: None) -> None:
    kb, case, derivation = answer(rooms(), ROOMS[0])
    kept = snapshot.make(replace(kb, files={**kb.files, "kb.yaml": b"x"}))
    file = str(tmp_path / "audit.db")
    with Log.create(file) as log:
        make = record.decision(kb, case, derivation, snapshot.digest(kept), setting())
        log.append(make, {snapshot.digest(kept): kept})
    result = ran("audit", "show", "1", "--log", file, "--files", str(tmp_path / "then"))
    assert result.exit_code == 0
    assert "error[" in result.stderr
    assert (tmp_path / "then" / "kb.yaml").read_bytes() == b"x"


def test_an_altered_snapshot_is_not_shown(log: str) -> None:
    with Log.create(log) as opened:
        opened.connection.execute("DROP TRIGGER blob_no_update")
        (bytes,) = opened.connection.execute("SELECT bytes FROM blob").fetchone()
        opened.connection.execute("UPDATE blob SET bytes = ?", (bytes.replace(b"unsafe", b"unsound"),))
    result = ran("audit", "show", "1", "--log", log)
    assert (result.exit_code, result.stdout) == (5, "")
    assert "is not what was recorded" in result.stderr
