"""Tab: what the shell is offered."""

import pytest

from tests.cli.conftest import process


def offered(*words: str) -> list[str]:
    """What bash would be offered for the last word."""
    env = {
        "_ADVISOR_COMPLETE": "bash_complete",
        "COMP_WORDS": " ".join(("advisor", *words)),
        "COMP_CWORD": str(len(words)),
    }
    done = process(env=env)
    assert done.stderr == b""
    return [line.partition(",")[2] for line in done.stdout.decode().splitlines() if line]


def test_commands() -> None:
    assert offered("re") == ["recommend"]


@pytest.mark.parametrize(
    ("word", "expected"),
    [("FIT-0", "FIT-01"), ("function.co", "function.core"), ("payr", "payroll"), ("nei", "neither")],
)
def test_what_to_explain(word: str, expected: str) -> None:
    assert expected in offered("explain", "examples/harbour-lane.yaml", word)


def test_of_another_knowledge_base() -> None:
    found = offered("explain", "examples/rooms/case.yaml", "--kb", "examples/rooms/kb", "PLAN")
    assert found == ["PLAN-01", "PLAN-02", "PLAN-03", "PLAN-04"]


def test_formats_and_files() -> None:
    assert offered("recommend", "--format", "m") == ["markdown", "mermaid"]
    assert offered("recommend", "exam") != ["recommend"]


def test_settings() -> None:
    assert "house.people=" in offered("recommend", "--kb", "examples/rooms/kb", "--set", "house.")


def test_a_broken_knowledge_base_offers_nothing() -> None:
    assert offered("explain", "--kb", "/nonexistent", "-", "FIT") == []
