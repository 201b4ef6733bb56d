"""Decisions for the tests, a log of them with fixed ids and times, and running commands on it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import click
import jsonschema_rs
import pytest
from click.testing import CliRunner, Result

from cli import main
from engine.advice.exact import exact
from engine.audit import record, snapshot
from engine.audit.log import Log
from engine.cases.model import Case
from engine.cases.reader import read_case
from engine.inference.derivation import Derivation
from engine.inference.infer import infer
from engine.knowledge.loader import load_knowledge
from engine.knowledge.model import KnowledgeBase
from engine.render.workbench.form import output_schemas

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("examples/rooms/case.yaml", "--kb", "examples/rooms/kb")
START = datetime(2026, 11, 25, 1, 17, tzinfo=timezone.utc)
VERSIONS = {"advisor": "0.1.0", "python": "3.11.4", "durable_rules": "2.0.28", "clingo": "5.8.3"}
Answer = tuple[KnowledgeBase, Case, Derivation]


def setting(hours: int = 0, name: str = "ana") -> record.Setting:
    """A setting so many hours after the first."""
    time = START + timedelta(hours=hours)
    return record.Setting(record.Actor(name), "cli recommend", VERSIONS, lambda: time)


def answer(kb: KnowledgeBase, file: str | None, *settings: str) -> Answer:
    """What follows from a case: of a file of the project, or of settings alone."""
    data = None if file is None else (ROOT / file).read_bytes()
    case = read_case(kb, data, file or "", settings)
    return kb, case, infer(kb, case)


def rooms() -> KnowledgeBase:
    """The knowledge base about rooms, named as from the root of the project."""
    return load_knowledge("examples/rooms/kb")


def keep(log: Log, answered: Answer, made: record.Setting) -> dict[str, Any]:
    """Record it; the entry."""
    kb = answered[0]
    data = snapshot.make(kb)
    outlooks = exact(*answered, lambda case: infer(kb, case))
    make = record.decision(*answered, snapshot.digest(data), made, outlooks)
    receipt = log.append(make, {snapshot.digest(data): data})
    return log.entry(receipt.record)


def valid(name: str, data: Any) -> Any:
    """The data, which must obey its published schema."""
    found = jsonschema_rs.Draft202012Validator(output_schemas()[name]).iter_errors(data)
    assert [f"{error.instance_path}: {error.message}" for error in found] == []
    return data


def advisor(*words: str, exit: int = 0) -> str:
    """What the command prints; it must end with this exit code."""
    result = ran(*words)
    assert result.exit_code == exit, result.output
    return result.stdout


def ran(*words: str) -> Result:
    """The command run from where the test is."""
    command: click.Group = main
    return CliRunner(catch_exceptions=False).invoke(command, words, prog_name="advisor")


def data(*words: str, exit: int = 0) -> Any:
    """The JSON output, which must obey its published schema."""
    found = json.loads(advisor(*words, "--format", "json", exit=exit))
    return valid(found["schema"].split("/")[1], found)


def ids() -> Iterator[str]:
    """Ids that can be told in advance."""
    for letter in "abcdefghjkmnpqrstvwxyz":
        yield f"{letter}{'0123456789'[:9]}"


@pytest.fixture
def at_the_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    for name in ("ADVISOR_KB", "ADVISOR_LOG", "ADVISOR_DEBUG"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_the_root: None) -> str:
    """A log of three decisions on two cases and one annotation; the file."""
    made = ids()
    monkeypatch.setattr("engine.audit.log.new_id", lambda: next(made))
    monkeypatch.setattr("engine.audit.receipt.new_id", lambda: "thenag0000")
    kb = rooms()
    with Log.create(str(tmp_path / "audit.db")) as opened:
        first = keep(opened, answer(kb, ROOMS[0]), setting())
        keep(opened, answer(kb, ROOMS[0], "attic.used=true", "kitchen.moisture=9 percent"), setting(30, "bo"))
        note = record.annotation(first["id"], "overridden", "The roof leaks", setting(31, "bo"))
        opened.append(note)
        keep(opened, answer(kb, None, "house.people=0"), setting(50))
        return opened.path
