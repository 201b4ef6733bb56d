"""Every error of the loader, word for word: errors/*.yaml change the garden and say what is told."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.knowledge.samples import GARDEN, broken, problems

FOLDER = Path(__file__).parent / "errors"
CASES = [
    pytest.param(case, id=f"{file.stem}: {case['name']}")
    for file in sorted(FOLDER.glob("*.yaml"))
    for case in yaml.safe_load(file.read_text("utf-8"))
]


def test_the_garden_is_sound() -> None:
    assert problems(GARDEN) == []


@pytest.mark.parametrize("case", CASES)
def test_error(case: dict) -> None:
    changes = [(change["file"], change["old"], change["new"]) for change in case["change"]]
    assert broken(*changes) == case["says"]
