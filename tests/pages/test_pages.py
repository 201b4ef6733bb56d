"""The pages that are followed step by step. UPDATE_GOLDENS=1 writes what their commands print."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from engine.commands import reading
from tests.pages.executed import ROOT, Reader, process, steps, without_chance

PAGES = ("tutorial-case", "checking", "changing-a-rule", "developing")
PROGRAM = ("cli.py", "engine", "pyproject.toml", "tests/__init__.py", "tests/workbench")
"""What the page for developers changes and runs."""


@pytest.fixture
def clone(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The current folder is like a clone of the project, as far as the page of this name needs one."""
    for name in ("kb", "examples"):
        shutil.copytree(ROOT / name, tmp_path / name)
    for name in PROGRAM if request.param == "developing" else ("engine/audit/verifier.py",):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(reading, "default_knowledge", lambda: "kb")
    for variable in ("ADVISOR_KB", "ADVISOR_LOG", "ADVISOR_DEBUG", "NO_COLOR"):
        monkeypatch.delenv(variable, raising=False)
    who = ("-c", "user.name=a", "-c", "user.email=a@example.org")
    for words in (("init", "-q"), ("add", "kb"), (*who, "commit", "-q", "-m", "as it is")):
        assert process(["git", *words]) == (0, "")
    return str(request.param)


@pytest.mark.parametrize("clone", PAGES, indirect=True)
def test_what_the_page_shows_is_what_happens(clone: str) -> None:
    page = ROOT / "docs" / f"{clone}.md"
    text = page.read_text("utf-8")
    found = Reader().follow(text)
    if os.environ.get("UPDATE_GOLDENS") == "1" and without_chance(found) != without_chance(text):
        page.write_text(found, "utf-8")
        text = found
    assert without_chance(found) == without_chance(text)


@pytest.mark.parametrize("name", PAGES)
def test_no_step_is_passed_over(name: str) -> None:
    text = (ROOT / "docs" / f"{name}.md").read_text("utf-8")
    found = list(steps(text))
    assert text.count("\n```") == 2 * sum(not step["changed"] for step in found)
    assert text.count("in place of") == sum(bool(step["changed"]) for step in found)
