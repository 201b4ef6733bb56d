"""Whoever names something of a pack that is off is told which pack it is of."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run

LANE = "examples/harbour-lane.yaml"
RULE = "it is a rule of the pack practice: add --pack practice"
ATTRIBUTE = "it is an attribute of the pack practice: add --pack practice"


@pytest.mark.parametrize(
    ("command", "hint"),
    [
        (("kb", "show", "pra-01"), RULE),
        (("kb", "show", "function.held_back_by"), ATTRIBUTE),
        (("kb", "show", "held_back_by"), ATTRIBUTE),
        (("kb", "show", "BMK-01"), "it is a rule of the pack benchmarks: add --pack benchmarks"),
        (("kb", "graph", "--rule", "PRA-01"), RULE),
        (("kb", "graph", "--attribute", "function.held_back_by"), ATTRIBUTE),
        (("kb", "graph", "--goal", "function.provider"), ATTRIBUTE),
        (("kb", "test", "--mutate", "--rule", "PRA-01"), RULE),
        (("kb", "claims", "pr03"), "it is a claim of the pack practice: add --pack practice"),
        (("explain", LANE, "PRA-01"), RULE),
        (("explain", LANE, "PRA-01 payroll"), RULE),
        (("explain", LANE, "function.held_back_by"), ATTRIBUTE),
        (("explain", LANE, "payroll.held_back_by"), ATTRIBUTE),
        (("explain", LANE, "Provider"), ATTRIBUTE),
        (("flip", LANE, "--keep", "function.can_return"), ATTRIBUTE),
        (("flip", LANE, "--keep", "payroll.can_return"), ATTRIBUTE),
        (("reasons", LANE, "--of", "payroll", "--goal", "function.provider"), ATTRIBUTE),
        (("why-not", LANE, "bring_back", "--of", "payroll"), "it is a value of the pack practice"),
        (("recommend", LANE, "--set", "business.next_step=x"), ATTRIBUTE),
        (("recommend", LANE, "--set", "payroll.held_back_by=x"), ATTRIBUTE),
        (("explain", LANE, "--pack", "benchmarks", "PRA-01"), RULE),
    ],
)
def test_a_name_of_a_pack_that_is_off(command: tuple[str, ...], hint: str, advisor: Run) -> None:
    result = advisor(*command)
    assert result.exit_code == 2, result.output
    assert f"(hint: {hint}" in result.stderr


def test_what_a_case_expects_of_a_pack_that_is_off(advisor: Run, tmp_path: Path) -> None:
    case = tmp_path / "case.yaml"
    case.write_text(
        "functions: {a: {kind: other}}\nexpect:\n  fired: [PRA-01, FIT-1]\n"
        "  established: {functions: {a: {held_back_by: []}}}\n"
    )
    told = advisor("kb", "test", str(case)).stdout
    assert f"unknown rule 'PRA-01' (hint: {RULE})" in told
    assert "unknown rule 'FIT-1' (hint: did you mean FIT-01?)" in told
    assert f"unknown attribute 'held_back_by' (hint: {ATTRIBUTE})" in told


def test_a_list_says_that_no_decision_was_made_with_the_pack(advisor: Run, tmp_path: Path) -> None:
    log = str(tmp_path / "audit.db")
    assert advisor("recommend", LANE, "--log", log).exit_code == 0
    told = advisor("audit", "list", "--log", log, "--rule", "PRA-01").stderr
    assert "(hint: it is a rule of the pack practice, and none was made with --pack practice)" in told
    assert advisor("recommend", LANE, "--log", log, "--pack", "practice").exit_code == 0
    assert advisor("audit", "list", "--log", log, "--rule", "PRA-01").stderr == ""


def test_a_name_that_no_pack_has_gets_the_usual_hint(advisor: Run) -> None:
    assert "(hint: did you mean FIT-01?)" in advisor("kb", "show", "FIT-1").stderr
    assert "(hint: did you mean PRA-31?)" in advisor("kb", "show", "PRA-1", "--pack", "practice").stderr
