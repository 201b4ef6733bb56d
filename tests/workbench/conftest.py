"""A small knowledge base of another field, its cases, and the text that it cites."""

from pathlib import Path

import pytest

from engine.knowledge.loader import load_knowledge
from engine.knowledge.model import KnowledgeBase
from engine.workbench.casetests import Outcome, own_cases, run

GARDEN = "tests/workbench/garden"
TEXT = "tests/workbench/garden.txt"


@pytest.fixture(autouse=True)
def _from_the_root(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are named as a user at the root of the project names them."""
    monkeypatch.chdir(Path(__file__).parents[2])


@pytest.fixture
def garden() -> KnowledgeBase:
    return load_knowledge(GARDEN)


@pytest.fixture
def outcomes(garden: KnowledgeBase) -> tuple[Outcome, ...]:
    return run(garden, own_cases(garden))
