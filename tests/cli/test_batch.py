"""advisor batch, from the command line: what is printed, written and returned."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from engine.commands import batching
from tests.cli.conftest import ROOT, Run, many_rows

TABLE = "examples/portfolio.csv"
TWO = ("examples/portfolio-businesses.csv", "examples/portfolio-functions.csv")


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def test_a_table_is_answered(advisor: Run) -> None:
    result = advisor("batch", TABLE)
    assert result.exit_code == 0, result.stderr
    answers = rows(result.stdout)
    assert len(answers) == 12
    assert answers[0]["case"] == "Alder Freight"
    assert (answers[0]["verdict"], answers[0]["status_bound"]) == ("both", "settled")
    assert answers[0]["recruiting.verdict"] == "rpo"
    assert answers[1]["recruiting.verdict"] == ""
    read, verified, knowledge = result.stderr.splitlines()
    assert read == "read 12, answered 12, rejected 0"
    assert verified == "verified 12 (seed 1)"
    assert knowledge == f"knowledge base {answers[0]['knowledge']}"


def test_two_tables_are_answered_exactly(advisor: Run) -> None:
    result = advisor("batch", *TWO, "--to", "jsonl", "--exact", "--verify", "all")
    assert result.exit_code == 0, result.stderr
    answers = {row["case"]: row for row in map(json.loads, result.stdout.splitlines())}
    alone = json.loads(advisor("recommend", "examples/summit-credit-union.yaml", "--format", "json").stdout)
    fen = answers["Fen Credit Union"]
    assert fen["status"] == alone["answers"][0]["verdict"]["status"]
    assert [part["part"] for part in fen["functions"]] == ["loan processing", "member services"]
    assert "functions[member services].core" in fen["unknowns_that_matter"]
    assert "verified 5 (seed 1)" in result.stderr


@pytest.mark.parametrize("form", ["csv", "jsonl", "xlsx", "parquet"])
def test_a_file_is_written_whole(form: str, advisor: Run, tmp_path: Path) -> None:
    file = tmp_path / f"answers.{form}"
    result = advisor("batch", TABLE, "-o", str(file), "--summary", str(tmp_path / "page"))
    assert (result.exit_code, result.stdout) == (0, "")
    assert sorted(os.listdir(tmp_path)) == [file.name, "page"]
    assert (tmp_path / "page").read_text().startswith(f"Portfolio  {TABLE}\n")


def bad_table(tmp_path: Path) -> Path:
    file = tmp_path / "bad.csv"
    file.write_text((ROOT / TABLE).read_text().replace(",accounting,", ",accuonting,"))
    return file


def test_a_wrong_row_ends_it(advisor: Run, tmp_path: Path) -> None:
    file = tmp_path / "answers.csv"
    result = advisor("batch", str(bad_table(tmp_path)), "-o", str(file))
    assert (result.exit_code, result.stdout) == (2, "")
    assert "bad.csv:4" in result.stderr
    last = "stopped: 2 of the 12 rows read so far are wrong; nothing is written"
    assert result.stderr.splitlines()[-1] == last
    assert os.listdir(tmp_path) == ["bad.csv"]


def test_wrong_rows_go_to_the_rejects(advisor: Run, tmp_path: Path) -> None:
    file = tmp_path / "answers.csv"
    result = advisor("batch", str(bad_table(tmp_path)), "-o", str(file), "--on-error", "skip")
    assert result.exit_code == 1
    assert "read 12, answered 10, rejected 2" in result.stderr
    assert "\nproblems of these rows: value 2\n" in result.stderr
    assert len(rows(file.read_text())) == 10
    found = rows((tmp_path / "answers.csv.rejects.csv").read_text())
    assert [(each["row"], each["text"]) for each in found] == [("4", "accuonting"), ("6", "accuonting")]


@pytest.mark.parametrize("text", [(ROOT / TABLE).read_text() + '"Zeta', "nothing\n1\n"])
def test_what_ends_the_whole_file_is_told_with_the_counts(text: str, advisor: Run, tmp_path: Path) -> None:
    file = tmp_path / "bad.csv"
    file.write_text(text)
    result = advisor("batch", str(file))
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.splitlines()[-1] == "stopped; nothing is written"


def test_counts_by_a_column_that_no_rule_reads(advisor: Run, tmp_path: Path) -> None:
    file, names = tmp_path / "in.csv", tmp_path / "names.yaml"
    header, *lines = (ROOT / TABLE).read_text().splitlines()
    groups = ["Retail", "", "=Mining"]
    file.write_text("\n".join([f"{header},Industry", *(f"{r},{groups[i % 3]}" for i, r in enumerate(lines))]))
    names.write_text("ignore: [Industry]\n")
    words = ("batch", str(file), "--map", str(names), "--summary", "-", "-o", str(tmp_path / "out.csv"))
    page = advisor(*words, "--by", "Industry").stdout.splitlines()
    at = page.index(next(line for line in page if line.endswith(" by Industry")))
    head, *table = [line.split() for line in page[at + 1 : at + 5]]
    assert sorted(row[0] for row in table) == ["(blank)", "=Mining", "Retail"]
    assert [row[-1] for row in table] == ["4", "4", "4"]
    verdicts = [row["verdict"] for row in rows((tmp_path / "out.csv").read_text())]
    for row in table:
        place = ["Retail", "(blank)", "=Mining"].index(row[0])
        for word, count in zip(head[:-1], row[1:-1], strict=True):
            assert int(count) == verdicts[place::3].count(word)
    assert advisor(*words, "--by", "case").exit_code == 0
    for wrong, said in (("Industri", "did you mean Industry?"), ("nothing", "no column is called")):
        result = advisor(*words, "--by", wrong)
        assert result.exit_code == 2
        assert said in result.stderr


def test_counts_by_a_column_of_two_tables_with_rejects(advisor: Run, tmp_path: Path) -> None:
    file, names = tmp_path / "in.csv", tmp_path / "names.yaml"
    header, *lines = (ROOT / TWO[0]).read_text().splitlines()
    file.write_text("\n".join([f"{header},Industry", *(f"{line},I{i}" for i, line in enumerate(lines))]))
    parts = tmp_path / "parts.csv"
    parts.write_text((ROOT / TWO[1]).read_text().replace("true", "perhaps", 1))
    names.write_text("ignore: [Industry]\n")
    words = ("--map", str(names), "--summary", "-", "-o", str(tmp_path / "out.csv"), "--by", "Industry")
    result = advisor("batch", str(file), str(parts), *words, "--on-error", "skip")
    assert result.exit_code == 1, result.stderr
    cases = {line.split(",")[0]: f"I{i}" for i, line in enumerate(lines)}
    page = [line.split() for line in result.stdout.splitlines()]
    answered = [cases.pop(row["case"]) for row in rows((tmp_path / "out.csv").read_text())]
    assert [line[-1] for line in page if line[:1] and line[0] in answered] == ["1"] * len(answered)
    assert len(cases) == 1
    assert [line for line in page if line[:1] and line[0] in cases.values()] == []


def test_cases_that_break_a_constraint_are_not_counted_by_their_column(advisor: Run, tmp_path: Path) -> None:
    file, names = tmp_path / "in.csv", tmp_path / "names.yaml"
    file.write_text("case,rooms[a].water,rooms[a].defects,Floor\n1,false,pipes,low\n2,true,pipes,high\n")
    names.write_text("ignore: [Floor]\n")
    words = ("batch", str(file), "--kb", "examples/rooms/kb", "--map", str(names), "--by", "Floor")
    more = ("--summary", "-", "-o", str(tmp_path / "out.csv"), "--on-error", "skip")
    result = advisor(*words, *more)
    assert result.exit_code == 1, result.stderr
    assert [
        line.split()[0] for line in result.stdout.splitlines() if line.startswith(("  low", "  high"))
    ] == ["high"]


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_two_columns_of_one_name_are_refused(form: str, advisor: Run, tmp_path: Path) -> None:
    file = tmp_path / "in.csv"
    file.write_text("case,functions[rpo.scope].kind\nx,payroll\n")
    result = advisor("batch", str(file), "-o", str(tmp_path / f"out.{form}"))
    assert (result.exit_code, result.stdout) == (2, "")
    assert "the answers would have two columns 'rpo.scope.status_bound'" in result.stderr
    assert os.listdir(tmp_path) == ["in.csv"]


def test_fail_on(advisor: Run) -> None:
    assert advisor("batch", TABLE, "--fail-on", "undetermined").exit_code == 3
    assert advisor("batch", TABLE, "--fail-on", "conflict").exit_code == 0


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["-o", "answers.txt"], "tells no form"),
        (["--to", "parquet"], "cannot go to a stream"),
        (["--rejects", "x.csv"], "--on-error skip"),
        (["--on-error", "skip"], "--rejects"),
        (["-o", TABLE], "would overwrite"),
        (["-o", "x.csv", "--on-error", "skip", "--rejects", "x.csv"], "two things"),
        (["--verify", "some"], "no number of rows"),
        (["--by", "x"], "--summary"),
        (["--fail-on", "never"], "is not one of"),
    ],
)
def test_what_does_not_go_together_is_refused(advisor: Run, options: list[str], told: str) -> None:
    result = advisor("batch", TABLE, *options)
    assert result.exit_code == 2
    assert told in result.stderr


def test_missing_libraries_are_named(advisor: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batching, "find_spec", lambda name: None if name == "pyarrow" else name)
    result = advisor("batch", TABLE)
    assert result.exit_code == 2
    assert "pip install '.[batch]' in the folder of this project" in result.stderr


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_leaves_nothing(how: signal.Signals, tmp_path: Path) -> None:
    table = many_rows(tmp_path)
    file = tmp_path / "answers.csv"
    file.write_text("before")
    command = [sys.executable, str(ROOT / "cli.py"), "batch", str(table), "-o", str(file), "--verify", "all"]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE) as running:
        for _ in range(600):  # until it writes
            if any(name.startswith(".advisor-") for name in os.listdir(tmp_path)):
                break
            time.sleep(0.05)
        running.send_signal(how)
        assert running.wait(30) == 130
    assert sorted(os.listdir(tmp_path)) == ["answers.csv", "in.csv"]
    assert file.read_text() == "before"
