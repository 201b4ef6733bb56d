"""Recording while recommending: the record first, then the answer with its receipt, or no answer."""

from __future__ import annotations

import getpass
import json
import platform
import sqlite3
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
import yaml

from engine import __version__
from engine.audit import record
from engine.audit.log import Log
from engine.audit.receipt import Receipt, parse_receipt
from tests.audit.decisions import ROOMS, advisor, ran, valid

FORMATS = ("text", "json", "yaml", "markdown", "mermaid", "tree")


@pytest.fixture(autouse=True)
def _here(at_the_root: None) -> None:
    pass


def receipt_in(text: str, form: str) -> str:
    """The receipt that an answer carries: its last line, or a field."""
    if form in ("json", "yaml"):
        return str((json.loads if form == "json" else yaml.safe_load)(text)["receipt"])
    return text.splitlines()[-1].removeprefix("  %% ")


def without(text: str, form: str) -> Any:
    """The answer without its receipt."""
    if form in ("json", "yaml"):
        data = (json.loads if form == "json" else yaml.safe_load)(text)
        data.pop("receipt", None)
        return data
    *lines, last = text.splitlines()
    return [line for line in (lines if "receipt/1" in last else [*lines, last]) if line]


@pytest.mark.parametrize("form", FORMATS)
def test_the_answer_is_the_same_and_ends_with_its_receipt(form: str, tmp_path: Path) -> None:
    file = str(tmp_path / "audit.db")
    bare = advisor("recommend", *ROOMS, "--format", form)
    logged = advisor("recommend", *ROOMS, "--format", form, "--log", file)
    assert "receipt/1" not in bare
    assert without(logged, form) == without(bare, form)
    with Log.open(file) as log:
        receipt = parse_receipt(receipt_in(logged, form))
        entry = log.entry(receipt.record)
        assert receipt == Receipt(log.id, entry["id"], 1, 1, log.root(1))
        assert log.verify([receipt]) == ()
        valid("record", entry)
        assert entry["knowledge"]["digest"] == record.read(entry, log.blob).kb.digest
    if form == "json":
        valid("recommendation", json.loads(logged))


def test_the_variable_names_the_log_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADVISOR_LOG", str(tmp_path / "audit.db"))
    receipts = [parse_receipt(receipt_in(advisor("recommend", *ROOMS), "text")) for _ in range(2)]
    assert [receipt.seq for receipt in receipts] == [1, 2]
    with Log.open(str(tmp_path / "audit.db")) as log:
        assert log.verify(receipts) == ()
        assert log.entry("1")["versions"] == {
            "advisor": __version__,
            "python": platform.python_version(),
            "durable_rules": metadata.version("durable_rules"),
            "clingo": metadata.version("clingo"),
        }
        assert log.entry("1")["actor"] == {"name": getpass.getuser(), "kind": "person"}
        (count,) = log.connection.execute("SELECT count(*) FROM blob").fetchone()
    assert count == 1, "the knowledge base is kept once"


@pytest.mark.parametrize(
    ("said", "actor"),
    [
        ("Ana Lind", {"name": "Ana Lind", "kind": "person"}),
        ("service:desk", {"name": "desk", "kind": "service"}),
    ],
)
def test_the_actor_is_as_claimed(said: str, actor: dict[str, str], tmp_path: Path) -> None:
    file = str(tmp_path / "audit.db")
    advisor("recommend", *ROOMS, "--log", file, "--actor", said)
    with Log.open(file) as log:
        assert log.entry("1")["actor"] == actor


@pytest.mark.parametrize("words", [("--actor", "ana"), ("--actor", " ", "--log", "audit.db")])
def test_an_actor_for_no_log_or_without_a_name_is_a_mistake(words: tuple[str, ...], tmp_path: Path) -> None:
    words = tuple(str(tmp_path / word) if word == "audit.db" else word for word in words)
    result = ran("recommend", *ROOMS, *words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "error[actor]" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_case_that_is_wrong_records_nothing(tmp_path: Path) -> None:
    result = ran("recommend", *ROOMS, "--set", "house.people=-4", "--log", str(tmp_path / "audit.db"))
    assert result.exit_code == 2
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("wrong", ["no folder", "a folder", "not a log", "another's database"])
def test_no_record_no_answer(wrong: str, tmp_path: Path) -> None:
    file = tmp_path / "audit.db"
    if wrong == "no folder":
        file = tmp_path / "none" / "audit.db"
    elif wrong == "a folder":
        file.mkdir()
    elif wrong == "not a log":
        file.write_text("my notes")
    else:
        with sqlite3.connect(file) as other:
            other.execute("CREATE TABLE mine (x)")
    result = ran("recommend", *ROOMS, "--log", str(file), "--format", "json")
    assert (result.exit_code, result.stdout) == (5, "")
    assert "error[log" in result.stderr


def test_no_answer_where_the_commit_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also to a file: what was there stays."""
    file, out = str(tmp_path / "audit.db"), tmp_path / "answer.txt"
    advisor("recommend", *ROOMS, "--log", file)
    out.write_text("before")

    def full(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr("engine.audit.index.add", full)
    result = ran("recommend", *ROOMS, "--log", file, "-o", str(out))
    assert (result.exit_code, result.stdout, out.read_text()) == (5, "", "before")
    assert "the disk is full" in result.stderr
    with Log.open(file) as log:
        assert log.size() == 1


def test_explaining_records_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADVISOR_LOG", str(tmp_path / "audit.db"))
    advisor("explain", *ROOMS)
    assert list(tmp_path.iterdir()) == []


def test_what_canonical_json_cannot_hold_is_told(tmp_path: Path) -> None:
    file = str(tmp_path / "audit.db")
    result = ran("recommend", *ROOMS, "--log", file, "--actor", "ana\udcff")
    assert (result.exit_code, result.stdout) == (5, "")
    assert "error[record]: this cannot be recorded" in result.stderr
    assert Log.open(file).size() == 0
