"""A row of a portfolio wherever a command takes a case."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run

ONE = ("examples/portfolio.csv", "--row", "Cedar Dental")
TWO = (
    "examples/portfolio-businesses.csv",
    "--parts",
    "examples/portfolio-functions.csv",
    "--row",
    "Alder Freight",
)
SAME = """\
case: Cedar Dental
as_of: 2026-09-15
business: {aims: [focus_on_core]}
hiring: {struggles: [], aims: [], bottleneck: []}
functions:
  payroll: {kind: accounting, core: false, needs: [cost, volume]}
  support: {kind: customer_service, core: false, needs: [performance, technology]}
"""


@pytest.mark.parametrize("command", ["recommend", "explain", "flip", "reasons", "next"])
def test_a_row_is_answered_as_the_case_that_says_the_same(command: str, advisor: Run, tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text(SAME)
    row = json.loads(advisor(command, *ONE, "--format", "json").stdout)
    file = json.loads(advisor(command, str(tmp_path / "case.yaml"), "--format", "json").stdout)
    assert without_places(row) == without_places(file)


def without_places(data: object) -> object:
    if isinstance(data, dict):
        return {
            key: without_places(value)
            for key, value in data.items()
            if key not in ("origin", "try", "command")
        }
    return [without_places(each) for each in data] if isinstance(data, list) else data


def test_why_not_and_what_if_take_rows(advisor: Run) -> None:
    assert "why not RPO" in advisor("why-not", ONE[0], "rpo", *ONE[1:]).stdout
    supposed = advisor("what-if", *ONE, "--set", "payroll.core=true").stdout
    assert "payroll" in supposed
    assert "--row 'Cedar Dental'" in supposed


def test_parts_may_have_a_table_of_their_own(advisor: Run) -> None:
    told = advisor("explain", TWO[0], "helpdesk", *TWO[1:]).stdout
    assert "given in cell examples/portfolio-functions.csv:3" in told


def test_settings_win_over_the_row(advisor: Run) -> None:
    told = advisor("recommend", *ONE, "--set", "payroll.core=true", "--set", "functions[desk].core=true")
    assert "payroll          keep" in told.stdout
    assert "desk" in told.stdout
    assert "wins over the file, which says here function.core of 'payroll'" in " ".join(told.stdout.split())


def test_hints_name_the_row(advisor: Run) -> None:
    assert "advisor explain examples/portfolio.csv --row 'Cedar Dental'" in advisor("recommend", *ONE).stdout


def test_what_cannot_be_asked(advisor: Run, tmp_path: Path) -> None:
    missing = advisor("recommend", "examples/portfolio.csv", "--row", "Cedr Dental")
    assert missing.exit_code == 2
    assert "no row is about 'Cedr Dental' (hint: did you mean Cedar Dental?)" in missing.stderr
    assert advisor("recommend", "-", "--row", "x").exit_code == 2
    assert "--parts goes with --row." in advisor("recommend", ONE[0], "--parts", TWO[2]).stderr
    assert "--against goes with --row." in advisor("explain", ONE[0], "--against", ONE[0]).stderr
    bad = tmp_path / "bad.csv"
    bad.write_text("case,hiring.struggles\nA,hirin\nB,hiring\n")
    wrong = advisor("recommend", str(bad), "--row", "A")
    assert wrong.exit_code == 2
    assert f"{bad}:2:hiring.struggles" in wrong.stderr
    assert advisor("recommend", str(bad), "--row", "B").exit_code == 0


@pytest.mark.parametrize("form", ["csv", "jsonl", "xlsx", "parquet"])
@pytest.mark.parametrize("exact", [(), ("--exact",)])
def test_answers_are_held_against_today(
    form: str, exact: tuple[str, ...], advisor: Run, tmp_path: Path
) -> None:
    out = tmp_path / f"out.{form}"
    assert advisor("batch", "examples/portfolio.csv", "-o", str(out), *exact).exit_code == 0
    for key in ("Cedar Dental", "Alder Freight"):
        result = advisor("explain", ONE[0], "--row", key, "--against", str(out))
        assert (result.exit_code, result.stderr) == (0, "")
    other = advisor("explain", *ONE, "--against", str(out), "--pack", "practice")
    assert other.exit_code == 2
    assert "it was answered by sha256:" in other.stderr


def test_answers_that_differ_are_told(advisor: Run, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    advisor("batch", "examples/portfolio.csv", "-o", str(out))
    out.write_text(
        out.read_text().replace("Cedar Dental,bpo", "Cedar Dental,rpo").replace("OP-14;", "TAL-01;")
    )
    result = advisor("explain", *ONE, "--against", str(out))
    assert result.exit_code == 1
    assert "the verdict there is rpo, and today bpo" in result.stderr
    assert "fired there alone: TAL-01" in result.stderr
    assert "fired today alone: OP-14" in result.stderr
