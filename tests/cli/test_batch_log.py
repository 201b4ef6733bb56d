"""advisor batch --log: a record before the answers, and from it and them the proof of each."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import time
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from engine.audit.log import Log
from engine.audit.receipt import find_receipts
from engine.commands import batch_record
from engine.errors import AuditError, Problem
from tests.audit.test_verifier import wrong
from tests.cli.conftest import ROOT, Run

TABLE = "examples/portfolio.csv"
TWO = ("examples/portfolio-businesses.csv", "examples/portfolio-functions.csv")
FORMS = ("csv", "jsonl", "xlsx", "parquet")
HOSTILE = ["=1+1", "'=1", '@x, "y"', "a;b", "a\\nb", "_x0041_", "Zoë ☃", "-", "a (b)", "]]"]


def digest(path: Path | str) -> str:
    return sha256(Path(path).read_bytes()).hexdigest()


def entry(log: Path) -> dict[str, Any]:
    with Log.open(str(log)) as opened:
        return opened.entry("1")


def prove(advisor: Run, log: Path, key: str, rows: Path, *words: str) -> Any:
    return advisor("audit", "prove", "1", "--log", str(log), "--row", key, "--rows", str(rows), *words)


def proved(advisor: Run, log: Path, key: str, rows: Path) -> dict[str, Any]:
    """The proof, which the verifier accepts."""
    result = prove(advisor, log, key, rows)
    assert result.exit_code == 0, result.stderr
    proof: dict[str, Any] = json.loads(result.stdout)
    assert wrong(proof) == []
    return proof


def hostile(tmp_path: Path) -> tuple[Path, Path]:
    """Two tables whose cases and parts are called as nobody should."""
    cases, parts = tmp_path / "cases.csv", tmp_path / "parts.csv"
    with cases.open("w", newline="", encoding="utf-8") as one:
        csv.writer(one).writerows([["case", "hiring.yearly_hires"], *([name, "40"] for name in HOSTILE)])
    with parts.open("w", newline="", encoding="utf-8") as other:
        said = [[case, part, "payroll", "false"] for case in HOSTILE[:3] for part in HOSTILE]
        csv.writer(other).writerows([["case", "function", "kind", "core"], *said])
    return cases, parts


def test_what_is_recorded(advisor: Run, tmp_path: Path) -> None:
    log, out, table, names = (tmp_path / name for name in ("log.db", "out.jsonl", "in.csv", "names.yaml"))
    text = (ROOT / TABLE).read_text().replace("case,", "who,", 1).replace(",accounting,", ",accuonting,")
    table.write_text(text)
    names.write_text("columns: {who: case}\n")
    words = ("batch", str(table), "--map", str(names), "-o", str(out), "--log", str(log), "--actor", "ana")
    result = advisor(*words, "--on-error", "skip", "--seed", "7", "--verify", "all")
    assert result.exit_code == 1, result.stderr
    made = entry(log)
    size = table.stat().st_size
    assert made["inputs"] == [{"name": str(table), "sha256": digest(table), "bytes": size}]
    assert made["mapping"] == {"name": str(names), "sha256": digest(names)}
    assert made["output"] == {"name": str(out), "sha256": digest(out)}
    assert made["rejects"] == {"name": f"{out}.rejects.csv", "sha256": digest(f"{out}.rejects.csv")}
    assert made["counts"] == {"read": 12, "answered": 10, "rejected": 2, "verified": 10}
    assert made["sample"] == {"seed": 7, "size": 10}
    assert (made["actor"]["name"], made["interface"]) == ("ana", "cli batch")
    assert made["columns"] == list(json.loads(out.read_text().splitlines()[0]))
    (receipt,) = find_receipts(result.stderr)
    assert result.stderr.splitlines()[-1] == str(receipt)
    assert receipt.record == made["id"]
    shown = advisor("audit", "show", "1", "--log", str(log)).stdout
    assert f"--map {names}" in shown


@pytest.mark.parametrize("form", FORMS)
def test_each_form_proves_its_rows(form: str, advisor: Run, tmp_path: Path) -> None:
    log, out = tmp_path / "log.db", tmp_path / f"out.{form}"
    assert advisor("batch", TABLE, "-o", str(out), "--log", str(log), "--exact").exit_code == 0
    rows = [
        json.loads(line) for line in advisor("batch", TABLE, "--to", "jsonl", "--exact").stdout.splitlines()
    ]
    for row in (rows[0], rows[1], rows[-1]):
        assert proved(advisor, log, row["case"], out)["row"] == row


@pytest.mark.parametrize("form", FORMS)
def test_hostile_names_are_proved_in_each_form(form: str, advisor: Run, tmp_path: Path) -> None:
    """But for a name that CSV does not tell from one that was made harmless: that is said."""
    log, out = tmp_path / "log.db", tmp_path / f"out.{form}"
    result = advisor("batch", *map(str, hostile(tmp_path)), "-o", str(out), "--log", str(log))
    assert result.exit_code == 0, result.stderr
    if form == "csv":
        refused = prove(advisor, log, "=1+1", out)
        assert refused.exit_code == 5
        assert "row 2 may have been another text before it was made harmless" in refused.stderr
        assert "jsonl or parquet" in refused.stderr
        return
    for name in HOSTILE:
        row = proved(advisor, log, name, out)["row"]
        assert [each["part"] for each in row["functions"]] == (HOSTILE if name in HOSTILE[:3] else [])


def test_csv_is_read_back_but_for_one_apostrophe(
    advisor: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(globals(), "HOSTILE", [name for name in HOSTILE if not name.startswith("'")])
    log, out = tmp_path / "log.db", tmp_path / "out.csv"
    assert advisor("batch", *map(str, hostile(tmp_path)), "-o", str(out), "--log", str(log)).exit_code == 0
    for name in HOSTILE:
        assert proved(advisor, log, name, out)["row"]["case"] == name


@pytest.mark.parametrize("form", FORMS)
def test_tampered_answers_are_refused(form: str, advisor: Run, tmp_path: Path) -> None:
    log, out, other = tmp_path / "log.db", tmp_path / f"out.{form}", tmp_path / f"other.{form}"
    assert advisor("batch", TABLE, "-o", str(out), "--log", str(log)).exit_code == 0
    table = tmp_path / "in.csv"
    table.write_text((ROOT / TABLE).read_text().replace("Alder Freight", "Elder Freight"))
    assert advisor("batch", str(table), "-o", str(other)).exit_code == 0
    for key in ("Alder Freight", "Elder Freight", "Birch Foods"):
        refused = prove(advisor, log, key, other)
        assert (refused.exit_code, refused.stdout) == (5, "")
        assert "error[rows-differ]" in refused.stderr
    changed = out.read_bytes().replace(b"both", b"keep", 1)
    if form in ("csv", "jsonl"):
        out.write_bytes(changed)
        assert prove(advisor, log, "Alder Freight", out).exit_code == 5
        out.write_bytes(b"".join(out.read_bytes().splitlines(keepends=True)[:-1]))
        assert "these are 11 rows, the batch has 12" in prove(advisor, log, "Alder Freight", out).stderr


@pytest.mark.parametrize("form", ["csv", "xlsx", "parquet"])
def test_what_are_no_answers(form: str, advisor: Run, tmp_path: Path) -> None:
    log, out = tmp_path / "log.db", tmp_path / "out.jsonl"
    assert advisor("batch", TABLE, "-o", str(out), "--log", str(log)).exit_code == 0
    for data in (b"", b"case,verdict\nx,y\n", b"PAR1 and more"):
        file = tmp_path / f"none.{form}"
        file.write_bytes(data)
        result = prove(advisor, log, "Alder Freight", file)
        assert (result.exit_code, result.stdout) == (2, ""), result.output
        assert "error[" in result.stderr
        assert "internal" not in result.stderr
    result = prove(advisor, log, "Alder Freight", tmp_path / f"nowhere.{form}")
    assert result.exit_code == 2
    assert "cannot" in result.stderr


def test_standard_input_is_hashed_as_it_is_read(advisor: Run, tmp_path: Path) -> None:
    log, data = tmp_path / "log.db", (ROOT / TABLE).read_bytes()
    result = advisor("batch", "-", "--from", "csv", "--log", str(log), input=data)
    assert result.exit_code == 0, result.stderr
    made = entry(log)
    assert made["inputs"] == [{"name": "-", "sha256": sha256(data).hexdigest(), "bytes": len(data)}]
    assert made["output"] == {"name": "-", "sha256": sha256(result.stdout_bytes).hexdigest()}


def test_lines_from_standard_input_and_how_to_run_it_again(advisor: Run, tmp_path: Path) -> None:
    log, data = tmp_path / "log.db", b'{"case": "one"}\n\n{"case": "two"}\n\n'
    out = str(tmp_path / "answers.txt")
    result = advisor("batch", "-", "--from", "jsonl", "--to", "csv", "-o", out, "--log", str(log), input=data)
    assert result.exit_code == 0, result.stderr
    assert entry(log)["inputs"] == [{"name": "-", "sha256": sha256(data).hexdigest(), "bytes": len(data)}]
    assert "-o again-1.csv" in advisor("audit", "show", "1", "--log", str(log)).stdout


def test_no_record_no_answers(advisor: Run, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    out.write_text("before")
    log = tmp_path / "log.db"
    log.write_text("this is no log")
    words = ("batch", TABLE, "--log", str(log))
    for more in (("-o", str(out)), ()):
        result = advisor(*words, *more)
        assert (result.exit_code, result.stdout) == (5, "")
        assert "receipt/" not in result.stderr
    assert out.read_text() == "before"
    assert sorted(os.listdir(tmp_path)) == ["log.db", "out.csv"]


def test_a_table_that_changed_meanwhile(
    advisor: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table, log, out = tmp_path / "in.csv", tmp_path / "log.db", tmp_path / "out.csv"
    table.write_text((ROOT / TABLE).read_text())
    hashed = batch_record.hashed

    def late(path: str) -> tuple[str, int]:
        if path == str(table):
            table.write_text(table.read_text() + "\n")
        return hashed(path)

    monkeypatch.setattr(batch_record, "hashed", late)
    result = advisor("batch", str(table), "-o", str(out), "--log", str(log))
    assert result.exit_code == 2
    assert "error[input-changed]" in result.stderr
    assert os.listdir(tmp_path) == ["in.csv"]


def test_the_record_comes_before_the_answers(
    advisor: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At the moment at which it is committed no file has its name yet."""
    from engine.commands import recording

    seen: list[list[str]] = []

    def failing(*_: Any) -> Any:
        seen.append([name for name in os.listdir(tmp_path) if not name.startswith(".advisor-")])
        raise AuditError(Problem("log-full", "no room"))

    monkeypatch.setattr(recording, "append", failing)
    out, page = tmp_path / "out.csv", tmp_path / "page"
    result = advisor(
        "batch", TABLE, "-o", str(out), "--summary", str(page), "--log", str(tmp_path / "log.db")
    )
    assert (result.exit_code, seen) == (5, [[]])
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--actor", "ana"], "--actor is for the audit log"),
        (["--log", "x.db", "--engine", "spark", "--master", "local[1]"], "is not for --engine spark"),
        (["--log", "x.csv", "-o", "x.csv"], "would overwrite"),
    ],
)
def test_what_does_not_go_with_a_log(options: list[str], told: str, advisor: Run) -> None:
    result = advisor("batch", TABLE, *options)
    assert result.exit_code == 2
    assert told in result.stderr
    assert not os.path.exists("x.db")


def test_a_pipe_cannot_be_recorded(advisor: Run, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "in.csv")
    result = advisor("batch", str(tmp_path / "in.csv"), "--log", str(tmp_path / "log.db"))
    assert result.exit_code == 2
    assert "no file that can be read again" in result.stderr


def test_an_interrupted_batch_leaves_neither_record_nor_answers(tmp_path: Path) -> None:
    table, log, out = tmp_path / "in.csv", tmp_path / "log.db", tmp_path / "out.csv"
    header, *lines = (ROOT / TABLE).read_text().splitlines()
    with table.open("w") as written:
        written.write(f"{header}\n")
        for number in range(20_000):
            written.writelines(f"{number} {line}\n" for line in lines[:5])
    command = [sys.executable, str(ROOT / "cli.py"), "batch", str(table), "-o", str(out), "--log", str(log)]
    with subprocess.Popen([*command, "--verify", "all"], cwd=ROOT, stderr=subprocess.PIPE) as running:
        for _ in range(600):  # until it writes
            if any(name.startswith(".advisor-") for name in os.listdir(tmp_path)):
                break
            time.sleep(0.05)
        running.send_signal(signal.SIGINT)
        assert running.wait(30) == 130
    assert os.listdir(tmp_path) == ["in.csv"]
