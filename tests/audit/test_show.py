"""A recorded decision is shown as it was given, from its record alone."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from engine.audit.log import Log
from tests.audit.decisions import ROOMS, advisor, ran, valid

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
        (("3",), 5, "is no decision"),
        (("1", "--all"), 2, "add --explain"),
        (("1", "--explain", "nothing_such"), 2, "nothing_such"),
    ],
)
def test_what_cannot_be_shown(words: tuple[str, ...], exit: int, said: str, log: str) -> None:
    result = ran("audit", "show", *words, "--log", log)
    assert (result.exit_code, result.stdout) == (exit, "")
    assert said in result.stderr


def test_an_altered_snapshot_is_not_shown(log: str) -> None:
    with Log.create(log) as opened:
        opened.connection.execute("DROP TRIGGER blob_no_update")
        (bytes,) = opened.connection.execute("SELECT bytes FROM blob").fetchone()
        opened.connection.execute("UPDATE blob SET bytes = ?", (bytes.replace(b"unsafe", b"unsound"),))
    result = ran("audit", "show", "1", "--log", log)
    assert (result.exit_code, result.stdout) == (5, "")
    assert "is not what was recorded" in result.stderr
