"""Triggers of errors: what stands in a folder, and the command line that is then refused.

A trigger is data (triggers/*.yaml, and what tests/knowledge/errors says of broken knowledge bases):

    run       the command line, without `advisor`
    files     texts by name; a list is its bytes in hexadecimal, then how often they are repeated
    tables    .xlsx and .parquet files, each a list of rows, the first of which names the columns
    change    what is changed in the garden of tests/knowledge/samples.py, which stands in kb/
    folders, links    folders that are made, symbolic links with what they lead to
    before    command lines that run first, and are answered; what they print is the file of `into`
    after     after them, [old, new] text by file
    sql       what is done to an audit log behind its back, its guards taken away meanwhile
    drop      files and folders that are taken away after all that
    stdin     what is typed
    env       variables; ADVISOR_KB is kb unless it is said otherwise
    patch     what is set in the program: a small limit, {error: what is raised}, {returns: a value}
    without   libraries that are taken for not installed
    exit      the exit code, 2 unless it is said otherwise
    name      what cannot be seen in the command line
"""

from __future__ import annotations

import errno
import json
import os
import random
import re
import shlex
import shutil
import sqlite3
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result

from cli import main
from engine.audit.schema import DECLARED
from engine.errors import Problem, Where
from tests.knowledge.samples import PACK, changed

HERE = Path(__file__).parent
LOADER = HERE.parent / "knowledge" / "errors"
"""Broken knowledge bases; whatever reads one says the same."""
READS = "kb claims"
VARIES = re.compile(r"\b[0-9a-f]{64}\b|(?<=, time )\d{10}|(?<=this Python has )[\d.]+\d")
"""What differs between days, versions and machines."""


def triggers() -> list[dict[str, Any]]:
    """All of them, with the area they belong to."""
    found = []
    for path in sorted((HERE / "triggers").glob("*.yaml")):
        for each in yaml.safe_load(path.read_text(encoding="utf-8")):
            found.append({"area": path.stem, "exit": 2, **each})
    for path in sorted(LOADER.glob("*.yaml")):
        for each in yaml.safe_load(path.read_text(encoding="utf-8")):
            name = f"{path.stem}: {each['name']}"
            found.append({"area": "loader", "exit": 2, "run": READS, "name": name, "change": each["change"]})
    return found


def told(trigger: Mapping[str, Any], folder: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Result, str]:
    """How the command ended in this folder, and what it said of errors on either stream."""
    monkeypatch.chdir(folder)
    for name in [name for name in os.environ if name.startswith("ADVISOR_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("ADVISOR_KB", "kb")
    monkeypatch.setenv("LOGNAME", "somebody")
    monkeypatch.setattr("secrets.choice", random.Random(1).choice)
    for name, value in trigger.get("env", {}).items():
        monkeypatch.setenv(name, value) if value else monkeypatch.delenv(name)
    _prepare(trigger, folder)
    for name in trigger.get("without", ()):
        monkeypatch.setitem(sys.modules, name, None)
    for name, value in trigger.get("patch", {}).items():
        monkeypatch.setattr(name, _set(value))
    result = _run(trigger["run"], trigger.get("stdin"))
    return result, VARIES.sub("...", _errors(result, trigger["run"].startswith("ask ")))


def _run(line: str, stdin: str | None = None) -> Result:
    return CliRunner(catch_exceptions=False).invoke(main, shlex.split(line), stdin, prog_name="advisor")


def _errors(result: Result, interview: bool) -> str:
    """All of standard error up to what is to be reported, and what was found as standard output has it.

    Of an interview only the end of it: the questions have tests of their own.
    """
    lines = result.stderr.partition("Please copy these lines into the report.")[0].splitlines()
    if interview:
        lines = [line for line in lines if "error[" in line or "warning[" in line or line.startswith("> ")]
    if result.stdout.startswith("{"):
        found = [str(problem) for problem in _problems(json.loads(result.stdout))]
    else:
        found = [line for line in result.stdout.splitlines() if "error[" in line or "warning[" in line]
    return "\n".join((*lines, *found))


def _problems(data: Any) -> Iterator[Problem]:
    """Every problem in this JSON."""
    if isinstance(data, list):
        for each in data:
            yield from _problems(each)
    elif isinstance(data, dict) and {"code", "what", "where", "hint"} <= data.keys():
        place = data["where"]
        where = Where(**place) if isinstance(place, dict) else Where(place) if place else None
        yield Problem(data["code"], data["what"], where, data["hint"], data.get("severity", "error"))
    elif isinstance(data, dict):
        yield from _problems(list(data.values()))


def _prepare(trigger: Mapping[str, Any], folder: Path) -> None:
    changes = [(each["file"], each["old"], each["new"]) for each in trigger.get("change", ())]
    texts = {f"kb/{name}": text for name, text in {**PACK, **changed(*changes)}.items()}
    if changes:  # which the pack may not fit
        texts = {name: text for name, text in texts.items() if not name.startswith("kb/packs/")}
    for name, text in {**texts, **trigger.get("files", {})}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else bytes.fromhex(text[0]) * text[1])
    for name in trigger.get("folders", ()):
        (folder / name).mkdir(parents=True)
    for name, rows in trigger.get("tables", {}).items():
        _table(folder / name, rows)
    for name, target in trigger.get("links", {}).items():
        (folder / name).symlink_to(target)
    for each in trigger.get("before", ()):
        line, into = (each["run"], each["into"]) if isinstance(each, dict) else (each, None)
        result = _run(line)
        assert result.exit_code in (0, 1), f"{line}\n{result.output}"
        if into is not None:
            (folder / into).write_bytes(result.stdout_bytes)
    for name, statements in trigger.get("sql", {}).items():
        _tamper(folder / name, statements)
    for name, (old, new) in trigger.get("after", {}).items():
        text = (folder / name).read_text(encoding="utf-8")
        (folder / name).write_text(text.replace(old, new), encoding="utf-8")
    for name in trigger.get("drop", ()):
        path = folder / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def _tamper(path: Path, statements: Sequence[str]) -> None:
    connection = sqlite3.connect(path)
    guards = [sql for sql in DECLARED if sql.startswith("CREATE TRIGGER")]
    for statement in (*(f"DROP TRIGGER {sql.split()[2]}" for sql in guards), *statements, *guards):
        connection.execute(statement)
    connection.commit()
    connection.close()


def _table(path: Path, rows: Sequence[Sequence[Any]]) -> None:
    if path.suffix == ".xlsx":
        import xlsxwriter

        with xlsxwriter.Workbook(path) as book:
            sheet = book.add_worksheet()
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    else:
        import pyarrow as pa
        from pyarrow import parquet

        names, *below = rows
        parquet.write_table(pa.table(dict(zip(names, zip(*below, strict=True), strict=True))), path)


def _set(value: Any) -> Any:
    match value:
        case {"error": name}:
            return _raising(name)
        case {"returns": given}:
            return lambda *_, **__: given
        case list():
            return tuple(value)
    return value


def _raising(name: str) -> Any:
    """A function that raises what the system or SQLite would."""
    number = getattr(errno, name, None)
    error = sqlite3.OperationalError(name) if number is None else OSError(number, os.strerror(number))

    def refuse(*_: object, **__: object) -> Iterator[None]:
        raise error

    return refuse
