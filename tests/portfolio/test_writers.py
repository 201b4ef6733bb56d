"""Every form says the same; nothing in it is a formula; a file is whole or not there."""

from __future__ import annotations

import csv
import json
import os
import re
import stat
import zipfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import python_calamine
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import UsageError
from engine.portfolio.writers import xlsx
from engine.portfolio.writers.forms import FORMS, writer
from engine.portfolio.writers.staged import Staged
from engine.render.escape import has_hidden

STRANGE = [
    "=1+1",
    "+1",
    "-1",
    "@x",
    "\t=1",
    "\r=1",
    'say "a, b"',
    "a;b",
    "Zoë",
    "a\u202eb",
    "plain",
    "\x1b[2J",
    "",
]


def coded(words: list[str | None]) -> Any:
    return pa.array(words, pa.string()).dictionary_encode()


def batch_of(keys: list[str]) -> pa.RecordBatch:
    """A batch with every kind of column."""
    rows = len(keys)
    offsets = pa.array([0, *(min(2, row + 1) for row in range(rows))], pa.int32())
    most = offsets[-1].as_py()
    lists = pa.ListArray.from_arrays(offsets, coded([*keys, "R", "S"][:most]))
    fields = [coded((keys * 2)[:most]), *(coded([word] * most) for word in ("verdict", "keep", "settled"))]
    structs = pa.StructArray.from_arrays(fields, ["part", "goal", "verdict", "status"])
    return pa.record_batch(
        {
            "case": pa.array(keys, pa.string()),
            "verdict": coded([None if row % 3 == 2 else "both" for row in range(rows)]),
            "fired": lists,
            "parts": pa.ListArray.from_arrays(offsets, structs),
        }
    )


def written(form: str, path: Path, *batches: pa.RecordBatch) -> Path:
    with writer(form, str(path), batches[0].schema) as out:
        for batch in batches:
            out.write(batch)
    return path


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=6) | st.sampled_from(STRANGE), max_size=5))
def test_jsonl_and_parquet_give_back_what_was_written(tmp_path_factory: Any, keys: list[str]) -> None:
    folder = tmp_path_factory.mktemp("written")
    batch = batch_of(keys)
    twice = batch.to_pylist() * 2
    lines = written("jsonl", folder / "a", batch, batch).read_text().splitlines()
    assert [json.loads(line) for line in lines] == twice
    assert pq.read_table(written("parquet", folder / "b", batch, batch)).to_pylist() == twice


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=6) | st.sampled_from(STRANGE), max_size=5))
def test_csv_has_a_record_a_row_and_no_formula(tmp_path_factory: Any, keys: list[str]) -> None:
    path = written("csv", tmp_path_factory.mktemp("written") / "a", batch_of(keys))
    with open(path, newline="", encoding="utf-8") as file:
        header, *records = csv.reader(file, strict=True)
    assert header == ["case", "verdict", "fired", "parts"]
    assert len(records) == len(keys)
    for record in records:
        assert len(record) == 4
        for cell in record:
            assert not cell.startswith(("=", "+", "-", "@"))
            assert not has_hidden(cell)


def test_cells_of_xlsx_are_text(tmp_path: Path) -> None:
    path = written("xlsx", tmp_path / "a.xlsx", batch_of(STRANGE))
    rows = python_calamine.load_workbook(str(path)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows[1:]][:4] == ["=1+1", "+1", "-1", "@x"]
    assert rows[1][2:] == ["=1+1", "=1+1: keep (settled)"]
    import zipfile

    with zipfile.ZipFile(path) as book:
        assert "<f>" not in book.read("xl/worksheets/sheet1.xml").decode()


def test_a_sheet_holds_only_so_many_rows_and_characters(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlsx, "MOST_ROWS", 4)
    written("xlsx", tmp_path / "a.xlsx", batch_of(["a", "b", "c"]))
    with pytest.raises(UsageError, match="3 rows"):
        written("xlsx", tmp_path / "b.xlsx", batch_of(["a", "b"]), batch_of(["a", "b"]))
    with pytest.raises(UsageError, match="32767 characters"):
        written("xlsx", tmp_path / "c.xlsx", batch_of(["a" * 40_000]))


@pytest.mark.parametrize("form", FORMS)
def test_no_rows(form: str, tmp_path: Path) -> None:
    assert written(form, tmp_path / "a", batch_of([])).exists()


def test_files_appear_together_or_not_at_all(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_text("before")
    one.chmod(0o640)
    with suppress(KeyboardInterrupt), Staged() as staged:
        for file in (one, two):
            Path(staged.stage(str(file))).write_text("after")
        raise KeyboardInterrupt
    assert one.read_text() == "before"
    assert os.listdir(tmp_path) == ["one"]
    with Staged() as staged:
        for file in (one, two):
            Path(staged.stage(str(file))).write_text("after")
        assert one.read_text() == "before"
        staged.commit()
    assert sorted(os.listdir(tmp_path)) == ["one", "two"]
    assert (one.read_text(), two.read_text()) == ("after", "after")
    assert stat.S_IMODE(one.stat().st_mode) == 0o640


def test_a_stream_is_poured_into_at_the_end() -> None:
    poured: list[str] = []
    with Staged(frozenset(["-"]), lambda file, path: poured.append(Path(path).read_text())) as staged:
        path = Path(staged.stage("-"))
        path.write_text("all")
        assert not poured
        staged.commit()
    assert poured == ["all"]
    assert not path.exists()


@pytest.mark.parametrize("name", ["missing/file", "."])
def test_what_cannot_be_written_is_told(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="cannot write"), Staged() as staged:
        staged.stage(str(tmp_path / name))


def test_a_sheet_is_ready_to_be_read(tmp_path: Path) -> None:
    file = written("xlsx", tmp_path / "a.xlsx", batch_of([f"a case with a long name {n}" for n in range(4)]))
    with zipfile.ZipFile(file) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert '<autoFilter ref="A1:D5"/>' in sheet
    assert 'state="frozen"' in sheet
    widths = [float(width) for width in re.findall(r'<col [^>]*width="([0-9.]+)"', sheet)]
    assert len(widths) == 4
    assert widths[0] > 20
    assert 'r="B4"' not in sheet  # nothing there, and no cell for it


@pytest.mark.parametrize("ended", [None, KeyboardInterrupt, OSError])
def test_what_a_sheet_needs_meanwhile_goes_with_it(
    ended: type[BaseException] | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, temporary = tmp_path / "here", tmp_path / "temporary"
    folder.mkdir()
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    batch = batch_of(STRANGE)
    with suppress(*[ended] if ended else []), writer("xlsx", str(folder / "a.xlsx"), batch.schema) as out:
        out.write(batch)
        if ended:
            raise ended
    assert os.listdir(temporary) == []
    assert os.listdir(folder) == ([] if ended else ["a.xlsx"])
