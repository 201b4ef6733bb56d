"""Every message of an error that the program can give, in one golden. UPDATE_GOLDENS=1 writes it anew."""

from __future__ import annotations

import ast
import os
import re
from collections import defaultdict
from pathlib import Path

import pytest
import yaml

from engine.audit import store
from engine.errors import AuditError
from tests.errors.codes import ROOT, codes
from tests.errors.triggers import told, triggers

GOLDEN = Path(__file__).parent / "goldens" / "errors.txt"
ELSEWHERE = Path(__file__).parent / "elsewhere.yaml"
CODE = re.compile(r"(?:error|warning)\[([\w-]+)\]: ")
OF_AUTHORS = {"internal", "NEVER-1"}
"""Codes that no Problem has in the source: what nobody thought of, and the constraint of the garden."""
PYTHON = re.compile(r"Traceback|None\b|NoneType|<class|<[\w.]+ object|\b[A-Z]\w*(?:Error|Exception)\b")
INSIDE = ("internal", "engine-failed")
"""What is to be reported as it is; everywhere else words of Python mean nothing to anybody."""
TITLE = """\
Every message of an error or a warning that the program can give, by its code: the command, and what it says.
Made by the tests (UPDATE_GOLDENS=1); what triggers each is in triggers/*.yaml and in ../knowledge/errors.
"""


def test_every_message_is_as_it_was(tmp_path_factory: pytest.TempPathFactory) -> None:
    """And no trigger ends otherwise than it should, or in words of Python."""
    said, wrong = defaultdict(list), []
    for trigger in triggers():
        with pytest.MonkeyPatch.context() as monkeypatch:
            result, text = told(trigger, tmp_path_factory.mktemp("error"), monkeypatch)
        code, line = CODE.search(text), f"$ advisor {trigger['run']}"
        called = f"# {trigger['name']}\n{line}" if "name" in trigger else line
        if result.exit_code != trigger["exit"] or (
            PYTHON.search(text) and (not code or code[1] not in INSIDE)
        ):
            wrong.append(f"{trigger['area']}: {called}\n{text}\nended with {result.exit_code}")
        said[code[1] if code else "usage"].append(f"{called}\n{text}\n")
    assert not wrong, "\n\n".join(wrong)
    parts = [f"{code}\n{'=' * len(code)}\n\n" + "\n".join(said[code]) for code in sorted(said)]
    shown = "\n\n".join((TITLE, *parts))
    if os.environ.get("UPDATE_GOLDENS") == "1":
        GOLDEN.parent.mkdir(exist_ok=True)
        GOLDEN.write_text(shown, encoding="utf-8")
    assert shown == GOLDEN.read_text(encoding="utf-8")


def test_every_code_of_the_source_is_in_the_golden_or_tested_elsewhere() -> None:
    """And the other way round: nothing is told of a code that is no more."""
    source = codes()
    assert source.unread == [], "how are these codes spelled? see codes.py"
    told, elsewhere = _in_the_golden(), _elsewhere().keys()
    places = {code: where for code, where in source.found.items() if code not in told | elsewhere}
    assert places == {}, "a trigger in triggers/*.yaml is missing"
    assert told | elsewhere <= source.found.keys() | OF_AUTHORS
    assert not told & elsewhere


def test_the_tests_that_see_to_the_others_exist() -> None:
    for code, test in _elsewhere().items():
        file, _, name = test.partition("::")
        tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
        assert name in {each.name for each in tree.body if isinstance(each, ast.FunctionDef)}, code


def test_the_enumeration_finds_a_code_however_it_is_spelled() -> None:
    found = codes().found
    for code, file in (
        ("case-form", "engine/cases/said.py"),  # plainly
        ("case-setting", "engine/cases/settings.py"),  # by a name of the module
        ("too-big", "engine/knowledge/characters.py"),  # to a report
        ("unknown-goal", "engine/knowledge/read_kb.py"),  # in part, through two functions
        ("log-locked", "engine/audit/failures.py"),  # in a table
        ("unread", "engine/knowledge/warnings.py"),  # to a function beside it
    ):
        assert any(place.startswith(file) for place in found[code]), code


def test_a_log_where_processes_share_no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    class Elsewhere:
        """A connection to a file that cannot have a write-ahead log."""

        def execute(self, _: str) -> Elsewhere:
            return self

        def fetchone(self) -> tuple[str]:
            return ("delete",)

    with pytest.raises(AuditError, match=r"^a\.db: error\[log-place\]: the log needs a file system on which"):
        store._write_ahead(Elsewhere(), "a.db")  # type: ignore[arg-type]


def _in_the_golden() -> set[str]:
    return set(CODE.findall(GOLDEN.read_text(encoding="utf-8")))


def _elsewhere() -> dict[str, str]:
    return {each["code"]: each["test"] for each in yaml.safe_load(ELSEWHERE.read_text(encoding="utf-8"))}
