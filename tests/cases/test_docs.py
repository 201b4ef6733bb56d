"""docs/cases.md: its case, its settings and its expectations are those of the shipped knowledge base."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from engine.cases.reader import read_case
from engine.cases.session import read_session
from engine.inference.infer import infer
from engine.knowledge.loader import load_knowledge
from engine.workbench.expectations import compare

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/cases.md").read_text("utf-8")
CASE, EXPECTED, ANSWERED = re.findall(r"^```yaml\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
SETTINGS = re.findall(r"`(?:--kb (\S+) )?--set ([^`]+)`", PAGE)


def test_the_case_is_answered_as_its_expectations_say() -> None:
    kb = load_knowledge(ROOT / "kb")
    case = read_case(kb, (CASE + EXPECTED).encode(), "docs")
    assert case.expected is not None
    assert (len(case.expected.verdicts), len(case.expected.fired), len(case.expected.values)) == (2, 2, 3)
    assert compare(case.expected, infer(kb, case)) == ()


@pytest.mark.parametrize(("directory", "setting"), SETTINGS)
def test_the_settings_are_understood(directory: str, setting: str) -> None:
    kb = load_knowledge(ROOT / (directory or "kb"))
    read_case(kb, None if directory else CASE.encode(), "docs", shlex.split(setting))


def test_the_page_has_settings_of_every_form() -> None:
    assert len(SETTINGS) == 9
    assert any(directory for directory, _ in SETTINGS)


def test_the_session_goes_on() -> None:
    session = read_session(load_knowledge(ROOT / "kb"), (CASE + ANSWERED).encode(), "docs")
    assert session is not None
    assert len(session.answered) == 3
