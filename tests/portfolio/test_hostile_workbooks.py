"""Workbooks as nobody should make them: each is told to be wrong, and none ends the program."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
import python_calamine

from engine.errors import CaseError
from engine.portfolio.readers.xlsx import XlsxSource
from tests.portfolio.workbooks import FILES, HEAD, ROW, STRINGS, book, sheet, text


def read(path: Path) -> tuple[list[list[str | None]], list[tuple[int, str, str]]]:
    """The rows, and what is told of the others."""
    source = XlsxSource(str(path))
    (piece,) = source.pieces(100, range(len(source.names)), 0)
    rows = [list(row) for row in zip(*(column.to_pylist() for column in piece.columns), strict=True)]
    return rows, [(each.row, each.column, each.reason.partition(" (hint")[0]) for each in piece.rejects]


def shared(index: str) -> str:
    return f'<row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="2"><c r="A2" t="s"><v>{index}</v></c></row>'


def test_a_sound_one_is_read(tmp_path: Path) -> None:
    assert read(book(tmp_path / "t.xlsx", HEAD + ROW)) == ([["a", "part"]], [])
    assert read(book(tmp_path / "t.xlsx", shared("1"))) == ([["a"]], [])


@pytest.mark.parametrize("cell", ['<c r="B2" t="e">', "<c r='B2' t='e'>", '<c t = "e">'])
def test_a_cell_that_shows_an_error_is_told(cell: str, tmp_path: Path) -> None:
    row = f'<row r="2">{text("A2", "a")}{cell}<v>#N/A</v></c></row>'
    told = [(2, "hiring.extent", "the cell shows the error #N/A")]
    assert read(book(tmp_path / "t.xlsx", HEAD + row)) == ([], told)


@pytest.mark.parametrize("index", ["-1", "x", "1.5"])
def test_a_text_that_is_lost_is_no_other_text(index: str, tmp_path: Path) -> None:
    told = [(2, "case", "the text of the cell is lost")]
    assert read(book(tmp_path / "t.xlsx", shared(index))) == ([], told)


@pytest.mark.parametrize("strings", [None, FILES[STRINGS][:-20]])
def test_texts_that_are_damaged_end_the_table(strings: str | None, tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="no workbook that can be read"):
        read(book(tmp_path / "t.xlsx", shared("1"), strings=strings))


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (f'<row r="1048576">{text("XFD1048576", "x")}</row>', "spans 1,048,576 rows and 16,384 columns"),
        (f'<row r="4294967295">{text("ZZZ4294967295", "x")}</row>', "a sheet holds 1,048,576 rows"),
        (f'<row r="3">{text("ZZZZ3", "x")}</row>', "no cell is called 'ZZZZ3'"),
        (f'<row r="3">{text("A3", "x" * 3_000_000)}</row>', "more than a million characters"),
    ],
)
def test_what_memory_cannot_hold_is_refused_before_it_is_read(
    row: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(python_calamine, "CalamineWorkbook", None)
    with pytest.raises(CaseError, match=said):
        read(book(tmp_path / "t.xlsx", HEAD + ROW + row))


def test_a_blank_cell_far_off_is_nothing(tmp_path: Path) -> None:
    far = '<row r="1048576"><c r="XFD1048576" s="0"/></row>'
    assert read(book(tmp_path / "t.xlsx", HEAD + ROW + far))[0][0] == ["a", "part"]


def damaged(folder: Path) -> dict[str, Path]:
    """Workbooks, by how they are damaged."""
    found = {
        "no sheet": book(folder / "1.xlsx", "", sheet=None),
        "no workbook": book(folder / "2.xlsx", HEAD, workbook=None),
        "half a sheet": book(folder / "3.xlsx", "", sheet=sheet(HEAD)[:-30]),
        "an encoding": book(
            folder / "4.xlsx", "", sheet=f'<?xml version="1.0" encoding="none-9"?>{sheet(HEAD)}'
        ),
        "an entity": book(folder / "5.xlsx", "", sheet=f'<!DOCTYPE a [<!ENTITY x "y">]>{sheet(HEAD)}'),
        "another method": book(folder / "6.xlsx", HEAD + ROW, zipfile.ZIP_LZMA),
    }
    whole = book(folder / "7.xlsx", HEAD + ROW).read_bytes()
    for name, data in {
        "half": whole[: len(whole) // 2],
        "empty": b"",
        "zeros": bytes(1000),
        "an unknown method": _marked(whole, b"PK\x01\x02", 10, 99),
        "locked": _marked(whole, b"PK\x01\x02", 8, 1),
    }.items():
        found[name] = folder / f"{name}.xlsx"
        found[name].write_bytes(data)
    return found


def _marked(data: bytes, before: bytes, at: int, value: int) -> bytes:
    """The archive, its directory saying something else of each file."""
    made, place = bytearray(data), data.find(before)
    while place >= 0:
        made[place + at] = value
        place = data.find(before, place + 4)
    return bytes(made)


def test_damage_is_told(tmp_path: Path) -> None:
    for name, path in damaged(tmp_path).items():
        with pytest.raises(CaseError, match="no workbook that can be read") as caught:
            read(path)
        assert [each.code for each in caught.value.problems] == ["xlsx"], name


def test_so_is_what_the_library_did_not_think_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class PanicException(BaseException):
        pass

    def panic(stream: object) -> None:
        raise PanicException("range end index 5 out of range")

    monkeypatch.setattr(python_calamine.CalamineWorkbook, "from_filelike", panic, raising=False)
    with pytest.raises(CaseError, match="range end index"):
        read(book(tmp_path / "t.xlsx", HEAD + ROW))


def test_what_has_no_end_is_not_read() -> None:
    with pytest.raises(CaseError, match="a file that has an end"):
        XlsxSource("/dev/zero")
