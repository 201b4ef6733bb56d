"""Every file, change and command of the tutorial, in order. UPDATE_GOLDENS=1 writes its outputs."""

import os
from pathlib import Path

import pytest

from tests.pages.executed import ROOT, Reader, steps

TUTORIAL = ROOT / "docs" / "tutorial-knowledge-base.md"


def test_the_tutorial(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = TUTORIAL.read_text("utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ADVISOR_KB", raising=False)
    found = Reader(exits=(0, 1, 2)).follow(text)
    if os.environ.get("UPDATE_GOLDENS") == "1":
        TUTORIAL.write_text(found, "utf-8")
    assert found == text
    assert Path("tour.html").is_file()


def test_nothing_in_it_is_passed_over() -> None:
    text = TUTORIAL.read_text("utf-8")
    found = list(steps(text))
    assert text.count("\n```") == 2 * sum(not step["changed"] for step in found)
    assert text.count("in place of") == sum(bool(step["changed"]) for step in found)
