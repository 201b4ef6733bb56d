"""What a batch tells of itself: its counts, the page of them, why it failed, and how to run it again."""

from __future__ import annotations

import csv
import io
import json
import os
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.conftest import ROOT, Run, many_rows

TABLE = "examples/portfolio.csv"


def six_wrong_of_nine(tmp_path: Path) -> Path:
    file = tmp_path / "bad.csv"
    rows = [f"{n},{'perhaps' if n < 6 else 'whole'}\n" for n in range(9)]
    file.write_text("case,hiring.extent\n" + "".join(rows))
    return file


def test_where_wrong_rows_stop_it_all_rows_that_were_read_are_counted(advisor: Run, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    result = advisor("batch", str(six_wrong_of_nine(tmp_path)), "-o", str(out))
    assert (result.exit_code, result.stdout) == (2, "")
    *wrong, last = result.stderr.splitlines()
    assert last == "stopped: 6 of the 9 rows read so far are wrong; nothing is written"
    assert len(wrong) == 6
    assert not out.exists()
    skipped = advisor("batch", str(six_wrong_of_nine(tmp_path)), "-o", str(out), "--on-error", "skip")
    assert "read 9, answered 3, rejected 6" in skipped.stderr


@pytest.mark.parametrize("text", ["nothing\n1\n", (ROOT / TABLE).read_text() + '"Zeta'])
def test_where_the_table_is_wrong_no_count_is_told(text: str, advisor: Run, tmp_path: Path) -> None:
    file = tmp_path / "bad.csv"
    file.write_text(text)
    assert advisor("batch", str(file)).stderr.splitlines()[-1] == "stopped; nothing is written"


def test_a_signal_has_the_count_told(tmp_path: Path) -> None:
    table = many_rows(tmp_path)
    command = [sys.executable, str(ROOT / "cli.py"), "batch", str(table), "-o", str(tmp_path / "out.csv")]
    with subprocess.Popen([*command, "--verify", "all"], cwd=ROOT, stderr=subprocess.PIPE) as running:
        for _ in range(600):
            if any(name.startswith(".advisor-") for name in os.listdir(tmp_path)):
                break
            time.sleep(0.05)
        running.send_signal(signal.SIGTERM)
        told = running.communicate(timeout=60)[1].decode().splitlines()
        assert running.returncode == 130
    assert told[-1].startswith("interrupted after ")
    assert told[-1].endswith("; nothing is written")


def test_what_fails_it_is_told(advisor: Run) -> None:
    result = advisor("batch", TABLE, "--fail-on", "undetermined,conflict")
    assert result.exit_code == 3
    verdicts = [
        row[name]
        for row in csv.DictReader(io.StringIO(result.stdout))
        for name in row
        if name.endswith(("status_bound",))
    ]
    count = verdicts.count("undetermined")
    assert f"--fail-on: {count} verdicts are undetermined\n" in result.stderr
    assert "conflict" not in result.stderr
    assert "--fail-on" not in advisor("batch", TABLE, "--fail-on", "conflict").stderr


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--summary", "-"], "two things would be written to standard output"),
        (["--on-error", "skip", "--rejects", "-"], "two things would be written to standard output"),
        (["--summary", "/dev/stdout"], "two things would be written to standard output"),
        (["-o", "o.csv", "--on-error", "skip", "--rejects", "r.xlsx"], "rejects are csv, and the ending"),
        (["-o", "o.csv", "--summary", "s.json"], "the page of counts is text, and the ending of s.json"),
        (["-o", "o.xlsx", "--to", "csv"], "the answers are csv, and the ending of o.xlsx says xlsx"),
    ],
)
def test_what_contradicts_itself_is_refused(advisor: Run, options: list[str], told: str) -> None:
    result = advisor("batch", TABLE, *options)
    assert (result.exit_code, result.stdout) == (2, "")
    assert told in result.stderr


def test_standard_input_has_two_forms(advisor: Run) -> None:
    result = advisor("batch", "-", input="case\na\n")
    assert result.exit_code == 2
    assert "(hint: --from csv, jsonl)" in result.stderr


def test_a_file_that_is_not_there_is_told_first(advisor: Run) -> None:
    result = advisor("batch", "examples/portfolio.txt")
    assert "cannot read examples/portfolio.txt: no such file or directory" in result.stderr
    assert "did you mean examples/portfolio.csv?" in advisor("batch", "examples/portfolo.csv").stderr


def test_the_page_says_of_what_it_is(advisor: Run, tmp_path: Path) -> None:
    out = str(tmp_path / "out.csv")
    words = ("batch", TABLE, "-o", out, "--summary", "-", "--pack", "practice", "--kb", "kb")
    page = advisor(*words).stdout.splitlines()
    head = dict(line.split(maxsplit=1) for line in page[: page.index("")])
    assert head["Portfolio"] == TABLE
    assert "sha256:" in head["Knowledge"]
    assert head["Packs"].startswith("practice ")
    assert head["Rows"] == "12 read, 12 answered, 0 rejected"
    assert len(head["Day"]) == 10
    at = page.index("Recommendation (business.recommendation)")
    _, *rows = [line.split("  ") for line in page[at + 1 : page.index("", at)]]
    for row in [[cell.strip() for cell in row if cell.strip()] for row in rows]:
        assert sum(map(int, row[1:-1])) == int(row[-1]), row
    assert "rules never fired" in page[-1]
    assert not any(line.split()[1:2] == ["0"] for line in page[page.index("Rules, how often each fired") :])


def test_a_batch_is_run_again_as_it_was(
    advisor: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    text = (ROOT / TABLE).read_text()
    (tmp_path / "table.txt").write_text(text)
    words = ("batch", "table.txt", "--from", "csv", "--to", "parquet", "-o", "a.bin", "--log", "log.db")
    assert advisor(*words).exit_code == 0
    for number, (name, form) in enumerate((("table.txt", "parquet"), ("-", "csv")), 1):
        shown = advisor("audit", "show", str(number), "--log", "log.db").stdout.splitlines()
        files, again = (line.strip() for line in shown if line.strip().startswith("advisor "))
        assert f"batch {name} --from csv" in again
        assert again.endswith(f"-o again-{number}.{form}")
        assert advisor(*shlex.split(files)[1:]).exit_code == 0
        done = advisor(*shlex.split(again)[1:], input=text)
        assert done.exit_code == 0, done.stderr
        assert advisor("batch", "-", "--from", "csv", "--log", "log.db", input=text).exit_code == 0


def test_a_list_has_what_was_read_and_rejected(
    advisor: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, log = six_wrong_of_nine(tmp_path).name, "log.db"
    monkeypatch.chdir(tmp_path)
    advisor("batch", bad, "-o", "out.csv", "--on-error", "skip", "--log", log)
    (row,) = csv.DictReader(io.StringIO(advisor("audit", "list", "--log", log, "--format", "csv").stdout))
    assert (row["rows"], row["read"], row["rejected"], row["input"]) == ("3", "9", "6", bad)
    assert "9 read, 6 rejected" in " ".join(advisor("audit", "list", "--log", log).stdout.split())
    left = advisor("audit", "export", "--log", log, "--format", "csv")
    assert left.exit_code == 0
    assert "1 batch is left out" in left.stderr
    assert "jsonl" in left.stderr


def test_the_verifier_says_rows_in_json(advisor: Run, tmp_path: Path) -> None:
    log, out, proof = (str(tmp_path / name) for name in ("log.db", "out.jsonl", "proof.json"))
    two = ("examples/portfolio-businesses.csv", "examples/portfolio-functions.csv")
    advisor("batch", *two, "-o", out, "--log", log)
    made = advisor("audit", "prove", "1", "--log", log, "--row", "Alder Freight", "--rows", out)
    Path(proof).write_text(made.stdout)
    verifier = [sys.executable, str(ROOT / "engine/audit/verifier.py"), proof]
    told = subprocess.run(verifier, capture_output=True, text=True, check=False).stdout
    row = json.loads(made.stdout)["row"]
    said = " ".join(told.split())
    assert f"functions: {json.dumps(row['functions'])} " in said
    assert "None" not in said
    assert f"fired: {', '.join(row['fired'])} " in said
