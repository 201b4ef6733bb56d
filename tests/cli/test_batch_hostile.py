"""Tables without an end, or that cannot be read any further, are told."""

import io
from pathlib import Path

import pytest

from engine.audit import row_proof
from engine.knowledge.loader import load_knowledge
from engine.portfolio.readers import csv as readers_csv
from engine.portfolio.readers import jsonl as readers_jsonl
from engine.portfolio.readers import open_portfolio
from engine.portfolio.readers.csv import CsvSource
from tests.cli.conftest import Run

TABLE, ROW = "examples/portfolio.csv", ("--row", "Cedar Dental")


def test_a_line_of_csv_has_an_end(advisor: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers_csv, "LONGEST", 100)
    table = tmp_path / "t.csv"
    table.write_text("case,note\n" + "a," + "b" * 200)
    result = advisor("batch", str(table), "-o", str(tmp_path / "o.csv"))
    assert result.exit_code == 2
    assert "t.csv:2: error[csv]: a line has more than 100 characters (hint: is it a table?)" in result.stderr
    assert list(tmp_path.iterdir()) == [table]


def test_answers_without_an_end(advisor: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log, answers, double = (str(tmp_path / name) for name in ("log.db", "a.jsonl", "twice.jsonl"))
    assert advisor("batch", TABLE, "-o", answers, "--log", log).exit_code == 0
    Path(double).write_bytes(Path(answers).read_bytes() * 2)
    result = advisor("audit", "prove", "1", *ROW, "--rows", double, "--log", log)
    assert result.exit_code == 5
    assert "these are more rows than the batch has, which are 12" in result.stderr
    monkeypatch.setattr(row_proof, "LONGEST", 10)
    proof = advisor("audit", "prove", "1", *ROW, "--rows", answers, "--log", log)
    against = advisor("explain", TABLE, *ROW, "--against", answers)
    assert (proof.exit_code, against.exit_code) == (2, 2)
    assert "this is no answer row: the line is larger than" in proof.stderr
    assert "a.jsonl:1:1: error[against]: these are no answers of advisor batch" in against.stderr


def test_answers_that_are_too_deep_or_damaged(advisor: Run, tmp_path: Path) -> None:
    told = {"deep.jsonl": "[" * 100_000, "cut.csv": 'case,verdict\nA,"x', "half.csv": "case,verdict\nA,b,c\n"}
    for name, text in told.items():
        (tmp_path / name).write_text(text)
        result = advisor("explain", TABLE, *ROW, "--against", str(tmp_path / name))
        assert (result.exit_code, result.stdout) == (2, ""), name
        assert f"{name}:{1 if name.startswith('deep') else 2}" in result.stderr


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_a_file_that_fails_while_it_is_read(advisor: Run, tmp_path: Path, form: str) -> None:
    result = advisor("batch", "/proc/self/mem", "--from", form, "-o", str(tmp_path / "o.csv"))
    assert result.exit_code == 2
    assert "error[file]: cannot read /proc/self/mem: input/output error" in result.stderr


def test_large_rows_come_in_small_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers_csv, "AT_ONCE", 100)
    monkeypatch.setattr(readers_jsonl, "BYTES", 100)
    source = CsvSource(io.BytesIO(b"case,note\n" + b"a,bbbbbbbbbbbbbbbbbbbbbbbbbbbb\n" * 100), "t.csv")
    sizes = [len(piece.rows) for piece in source.pieces(1000, range(2), 0)]
    assert sum(sizes) == 100
    assert max(sizes) <= 4
    lines = tmp_path / "t.jsonl"
    lines.write_text("".join(f'{{"case": "number {number}"}}\n' for number in range(100)))
    reads = list(open_portfolio(load_knowledge("kb"), str(lines)).reads(1000))
    sizes = [read.chunk.rows for read in reads]
    assert sum(sizes) == 100
    assert max(sizes) <= 5


def test_one_file_is_no_two_tables(advisor: Run, tmp_path: Path) -> None:
    result = advisor("batch", TABLE, TABLE, "-o", str(tmp_path / "o.csv"))
    assert result.exit_code == 2
    assert (
        f"error[parts]: both tables are {TABLE} (hint: the second one has a part in each row)"
        in result.stderr
    )


def test_a_column_of_the_other_table_is_not_meant_by_its_own_name(advisor: Run, tmp_path: Path) -> None:
    (tmp_path / "b.csv").write_text("case\na\n")
    (tmp_path / "p.csv").write_text("case,function,as_of\na,pay,2026-01-01\n")
    result = advisor("batch", str(tmp_path / "b.csv"), str(tmp_path / "p.csv"), "-o", str(tmp_path / "o.csv"))
    assert "(hint: as_of belongs to the table of cases; if nothing is meant" in result.stderr
