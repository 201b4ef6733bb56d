"""An interview about one row of a portfolio."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from tests.cli.conftest import ROOT, Run

TABLE = str(ROOT / "examples/portfolio.csv")
ROW = (TABLE, "--row", "Grove Retail")


def answers(tmp_path: Path, *lines: str) -> str:
    file = tmp_path / "answers"
    file.write_text("".join(f"{line}\n" for line in lines))
    return str(file)


def test_a_row_is_asked_about_and_its_answers_are_kept(
    advisor: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    before = Path(TABLE).read_bytes()
    first = advisor("ask", *ROW, "--answers", answers(tmp_path, "dk", "quit"))
    assert first.exit_code == 0, first.stderr
    file = tmp_path / "portfolio.Grove-Retail.interview.yaml"
    assert file.exists()
    assert 'case: "Grove Retail"' in file.read_text()
    again = shlex.split(first.stderr.rpartition("To go on: advisor ")[2])
    assert again == ["ask", "--session", file.name]
    done = advisor(*again, "--answers", answers(tmp_path, "stop"))
    assert done.exit_code == 0, done.stderr
    assert done.stdout == advisor("recommend", file.name).stdout
    assert Path(TABLE).read_bytes() == before


def test_two_rows_do_not_share_a_file(advisor: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "odd.csv"
    file.write_text("case,hiring.extent\n../x,whole\n..,whole\n")
    stop = answers(tmp_path, "dk", "stop")
    assert advisor("ask", str(file), "--row", "../x", "--answers", stop).exit_code == 0
    assert (tmp_path / "odd.x.interview.yaml").exists()
    nameless = advisor("ask", str(file), "--row", "..", "--answers", stop)
    assert nameless.exit_code == 2
    assert "--session" in nameless.stderr
    assert advisor("ask", str(file), "--row", "..", "--answers", stop, "--session", "s.yaml").exit_code == 0
    there = advisor("ask", str(file), "--row", "../x", "--answers", stop, "--session", str(file))
    assert there.exit_code == 2
    assert "is there already" in there.stderr


def test_next_says_how_to_be_asked_about_a_row(
    advisor: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    told = advisor("next", *ROW, "--map", str(empty(tmp_path))).stdout
    command = shlex.split(
        next(line for line in told.splitlines() if "To be asked" in line).partition("asked")[2]
    )
    assert command[:3] == ["advisor", "ask", TABLE]
    done = advisor(*command[1:], "--answers", answers(tmp_path, "stop"))
    assert done.exit_code == 0, done.stderr


def empty(tmp_path: Path) -> Path:
    file = tmp_path / "map.yaml"
    file.write_text("ignore: []\n")
    return file
