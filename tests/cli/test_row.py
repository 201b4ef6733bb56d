"""A row of a portfolio wherever a command takes a case."""

from __future__ import annotations

import csv
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
    assert "given in cell C3 of examples/portfolio-functions.csv" in " ".join(told.split())


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
        assert (result.exit_code, result.stderr) == (0, "nothing differs: 13 columns compared\n")
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
    assert "verdict is rpo there, and bpo today" in result.stderr
    assert "fired there alone: TAL-01" in result.stderr
    assert "fired today alone: OP-14" in result.stderr


def test_everything_that_both_have_is_held_against_today(advisor: Run, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    advisor("batch", "examples/portfolio.csv", "-o", str(out))
    table = list(csv.DictReader(out.open(newline="")))
    row = next(each for each in table if each["case"] == "Cedar Dental")
    row["rpo.scope"], row["status_bound"] = "all", "provisional"
    row["payroll.verdict"], row["support.status_bound"] = "keep", "undetermined"
    row["fired"], row["unknowns_that_may_matter"] = f"{row['fired']};TAL-01", "payroll.core;desk.core"
    with out.open("w", newline="") as file:
        writer = csv.DictWriter(file, table[0].keys())
        writer.writeheader()
        writer.writerows(table)
    result = advisor("explain", *ONE, "--against", str(out))
    assert result.exit_code == 1, result.stderr
    for name in (
        *("rpo.scope", "status_bound", "payroll.verdict", "support.status_bound"),
        *("fired", "unknowns_that_may_matter"),
    ):
        assert any(f"differs]: {name}" in line for line in result.stderr.splitlines()), name
    assert len(result.stderr.splitlines()) == 6 + 1


def test_it_is_told_that_nothing_differs(advisor: Run, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    advisor("batch", *TWO[:1], TWO[2], "-o", str(out), "--exact")
    result = advisor("explain", *TWO, "--against", str(out))
    assert (result.exit_code, result.stderr) == (0, "nothing differs: 8 columns compared\n")


@pytest.mark.parametrize("form", ["csv", "xlsx", "jsonl"])
def test_a_key_that_a_form_escapes_is_found(form: str, advisor: Run, tmp_path: Path) -> None:
    table, out = tmp_path / "in.csv", tmp_path / f"out.{form}"
    table.write_text("case,hiring.extent\n=cmd(),whole\nplain,whole\n", encoding="utf-8")
    assert advisor("batch", str(table), "-o", str(out)).exit_code == 0
    result = advisor("explain", str(table), "--row", "=cmd()", "--against", str(out))
    assert result.exit_code == 0, result.stderr


def test_the_form_of_the_table_can_be_said(advisor: Run, tmp_path: Path) -> None:
    odd = tmp_path / "table.txt"
    odd.write_bytes(Path("examples/portfolio.csv").read_bytes())
    unsaid = advisor("recommend", str(odd), "--row", "Cedar Dental")
    assert unsaid.exit_code == 2
    assert "--from csv, jsonl, xlsx, parquet" in unsaid.stderr
    said = advisor("recommend", str(odd), "--row", "Cedar Dental", "--from", "csv")
    assert said.exit_code == 0, said.stderr
    assert "--from csv" in said.stdout
    assert "--from goes with --row." in advisor("recommend", ONE[0], "--from", "csv").stderr


def test_what_is_no_portfolio_is_said_to_be_none(advisor: Run, tmp_path: Path) -> None:
    gone = advisor("recommend", "examples/portfolio.txt", "--row", "Cedar Dental")
    assert gone.exit_code == 2
    assert "cannot read examples/portfolio.txt: no such file or directory" in gone.stderr
    near = advisor("recommend", "examples/portfolo.csv", "--row", "Cedar Dental")
    assert "did you mean examples/portfolio.csv?" in near.stderr
    case = advisor("recommend", "examples/harbour-lane.yaml", "--row", "Cedar Dental")
    assert case.exit_code == 2
    assert "examples/harbour-lane.yaml is a case, not a portfolio (hint: leave out --row)" in case.stderr
    table = advisor("recommend", "examples/portfolio.csv")
    assert table.exit_code == 2
    assert "examples/portfolio.csv is a portfolio, not a case" in table.stderr
    assert "--row KEY" in table.stderr
    assert "advisor batch examples/portfolio.csv" in table.stderr


def test_a_fact_says_in_which_column_it_stands(advisor: Run) -> None:
    told = " ".join(advisor("explain", ONE[0], "payroll", *ONE[1:]).stdout.split())
    assert "given in cell I4 of examples/portfolio.csv" in told
