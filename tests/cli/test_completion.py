"""Tab: what the shell is offered."""

import pytest

from tests.cli.conftest import Run, process


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
    assert offered("rec") == ["recommend"]


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


def test_claims_schemas_and_sources() -> None:
    assert offered("kb", "claims", "B4") == ["B4a", "B4b", "B4c", "B4d"]
    assert offered("kb", "claims", "--kb", "examples/rooms/kb", "B4") == []
    assert offered("kb", "schema", "kb-s") == ["kb-show", "kb-sources"]
    assert offered("kb", "sources", "--verify", "x", "--source", "") == ["article"]


def test_a_list_parted_by_commas() -> None:
    assert offered("recommend", "--fail-on", "pro") == ["provisional"]
    assert offered("recommend", "--fail-on", "provisional,") == [
        "provisional,undetermined",
        "provisional,conflict",
    ]


def test_a_broken_knowledge_base_offers_nothing() -> None:
    assert offered("explain", "--kb", "/nonexistent", "-", "FIT") == []
    assert offered("kb", "claims", "--kb", "/nonexistent", "") == []
    assert offered("kb", "schema", "--kb", "/nonexistent", "") == []
    assert offered("kb", "sources", "--kb", "/nonexistent", "--source", "") == []


@pytest.mark.parametrize(
    "env",
    [{}, {"COMP_WORDS": "advisor re"}, {"COMP_WORDS": "advisor re", "COMP_CWORD": "x"}, {"COMP_CWORD": "1"}],
)
@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_what_no_shell_asks_offers_nothing(shell: str, env: dict[str, str]) -> None:
    done = process(env={"_ADVISOR_COMPLETE": f"{shell}_complete", **env})
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_fault_offers_nothing(advisor: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("engine.commands.reading.load_kb", broken)
    monkeypatch.setenv("_ADVISOR_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", "advisor kb show FIT")
    monkeypatch.setenv("COMP_CWORD", "3")
    result = advisor()
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")
