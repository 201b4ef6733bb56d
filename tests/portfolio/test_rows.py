"""Rows that are wrong: each is told with its row, its column and its text, and the counts add up."""

from __future__ import annotations

import io
import os
import sys
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from engine.cases.reader import read_case
from engine.errors import AdvisorError, CaseError, UsageError
from engine.knowledge.loader import load_knowledge
from engine.portfolio.keys import Keys, all_plain
from engine.portfolio.readers import open_portfolio
from engine.portfolio.readers.csv import LARGEST
from engine.portfolio.rejects import Read
from engine.portfolio.renames import Renames

KB, ROOMS = load_knowledge("kb"), load_knowledge("examples/rooms/kb")
HEAD = "case,house.people,house.for_sale\n"


def read(path: Path, text: str | bytes, kb: Any = ROOMS, rows: int = 2) -> list[Read]:
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return list(open_portfolio(kb, str(path)).reads(rows))


def told(reads: list[Read]) -> list[tuple[int, str, str, str]]:
    return [
        (reject.row, reject.column, reject.reason, reject.text) for read in reads for reject in read.rejects
    ]


def counts(reads: list[Read]) -> tuple[list[int], int]:
    """The rows that are answered, and how many are not."""
    return [row for read in reads for row in read.rows.tolist()], sum(read.rejected for read in reads)


def ended(path: Path, text: str | bytes, kb: Any = ROOMS) -> str:
    with pytest.raises(CaseError) as caught:
        read(path, text, kb)
    return str(caught.value).replace(str(path), path.name)


IS_NUMBER = "house.people is a number, not {} (hint: write digits, for example 45 people or 4.5)"


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("1_000", IS_NUMBER.format("'1_000'")),
        ("١٢", IS_NUMBER.format("'١٢'")),
        ("nan", IS_NUMBER.format("'nan'")),
        ("inf", IS_NUMBER.format("'inf'")),
        ("1e1", IS_NUMBER.format("'1e1'")),
        ("+1", IS_NUMBER.format("'+1'")),
        ("007", IS_NUMBER.format("'007'")),
        ('"1,5"', IS_NUMBER.format("'1,5'")),
        ("51", "51 is outside the range of house.people, 0 to 50 people"),
        ("-1", "-1 is outside the range of house.people, 0 to 50 people"),
        ("4.5", "house.people is a whole number, not 4.5"),
        ("4 rooms", "the unit of house.people is people, not 'rooms' (hint: write the number of people)"),
        ("1" * 16, f"'{'1' * 16}' has more than 15 significant digits"),
        ("x" * 131_073, "the cell has 131073 characters; at most 131072 are read"),
    ],
)
def test_a_number_is_strict(tmp_path: Path, cell: str, reason: str) -> None:
    reads = read(tmp_path / "in.csv", f"{HEAD}a,1,true\nb,{cell},true\nc, 12 ,\n")
    assert told(reads) == [(3, "house.people", reason, cell.strip('"'))]
    assert counts(reads) == ([2, 4], 1)
    assert [fact.values for fact in reads[1].case(0).facts] == [(12,)]


def test_numbers_are_the_same_alone_and_beside_a_text_that_no_number_is(tmp_path: Path) -> None:
    texts = ["0", "-0", "0.000001", "99.999999", "5", "0.1", "33.3", "100"]
    rows = [f"{n},{text}\n" for n, text in enumerate(texts)]
    found = []
    for more in ("", "x,5 percent\n"):
        reads = read(tmp_path / "in.csv", "case,rooms[a].moisture\n" + "".join([*rows, more]), rows=99)
        found.append(reads[0].chunk.slots[0].columns["room.moisture"].values[: len(texts)].tolist())
        assert not told(reads)
    assert found == [[float(text) for text in texts]] * 2
    (long,) = read(tmp_path / "in.csv", "case,rooms[a].moisture\na,1.123456789012345\n")[:1]
    assert [reject.code for reject in long.rejects] == ["number"]


def test_rows_that_are_no_rows(tmp_path: Path) -> None:
    text = f"{HEAD}\na,1,true\n\nb,1\nc,1,true,x\n ,,\nd,2,false\n,3,true\na,4,true\nd\x01,1,true\n"
    reads = read(tmp_path / "in.csv", text)
    width = "the row has {} cells, the table 3 columns (hint: quote a cell that holds a comma)"
    assert told(reads) == [
        (5, "", width.format(2), "b,1"),
        (6, "", width.format(4), "c,1,true,x"),
        (9, "case", "the row does not name its case", ""),
        (10, "case", "a row before has this case already", "a"),
        (11, "case", "the name 'd\x01' holds a character that cannot be seen", "d\x01"),
    ]
    assert counts(reads) == ([3, 8], 5)
    assert {reject.row: reject.key for read in reads for reject in read.rejects}[5] == "b"


def test_the_key_of_a_rejected_row_is_taken(tmp_path: Path) -> None:
    reads = read(tmp_path / "in.csv", f"{HEAD}a,x,true\nb,1,true\na,1,true\n")
    assert [(row, column) for row, column, _, _ in told(reads)] == [(2, "house.people"), (4, "case")]
    assert counts(reads) == ([3], 2)
    reads = read(tmp_path / "in.jsonl", '{"case": "a", "house.people": 99}\n{"case": "b"}\n{"case": "a"}\n')
    assert [(row, column) for row, column, _, _ in told(reads)] == [(1, ""), (3, "case")]
    assert counts(reads) == ([2], 2)


def test_a_mark_at_the_beginning_is_nothing_and_rows_count_as_a_spreadsheet_does(tmp_path: Path) -> None:
    text = '\ufeffcase,note,house.people\r\na,"so\r\nit is",1\r\nb,,99\r\n'
    reads = read(tmp_path / "in.csv", text)
    assert [row for row, _, _, _ in told(reads)] == [3]
    assert (reads[0].case(0).note, reads[0].rows.tolist()) == ("so it is", [2])


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "in.csv: error[csv]: the file is empty (hint: the first row names the columns)"),
        (
            "case;house.people\na;1\n",
            "in.csv:1:1: error[csv]: there is one column, 'case;house.people' "
            "(hint: are the columns parted by ;? write commas)",
        ),
        (
            "case\thouse.people\na\t1\n",
            "in.csv:1:1: error[csv]: there is one column, 'case\thouse.people' "
            "(hint: are the columns parted by a tab? write commas)",
        ),
        (
            f'{HEAD}a,"1,true\nb,1,true\n',
            "in.csv:2: error[csv]: a quote of this row, or of a row before, does not close "
            "(hint: quote a cell whole, quotes in it twice)",
        ),
        (
            f'{HEAD}a,1,true\nb,"1"2,true\n',
            "in.csv:3: error[csv]: a quote closes in the middle of a cell of this row "
            "(hint: quote a cell whole, quotes in it twice)",
        ),
        (
            f'{HEAD}a,1,true\nb,"{"1" * (LARGEST + 1)}",true\n',
            f"in.csv:3: error[csv]: a cell has more than {LARGEST} characters, or its quote does not close "
            "(hint: quote a cell whole, quotes in it twice)",
        ),
        (
            "case,caf\xe9\n".encode("latin-1"),
            "in.csv:1:1: error[csv]: the table is not UTF-8 (hint: save the file as UTF-8)",
        ),
        (
            f"{HEAD}a,1,true\n".encode("utf-16"),
            "in.csv:1:1: error[csv]: the table is not UTF-8 (hint: save the file as UTF-8)",
        ),
    ],
)
def test_what_ends_a_table(tmp_path: Path, text: str | bytes, what: str) -> None:
    assert ended(tmp_path / "in.csv", text) == what


def test_what_is_not_utf_8_is_told_with_its_row(tmp_path: Path) -> None:
    text = HEAD.encode() + b"a,1,true\nb\xe9,1,true\nc,1,\xff\n"
    reads = read(tmp_path / "in.csv", text, rows=99)
    reason = "the cell is not UTF-8 (hint: save the file as UTF-8)"
    assert told(reads) == [(3, "case", reason, "b\ufffd"), (4, "house.for_sale", reason, "\ufffd")]
    assert counts(reads) == ([2], 2)


def test_nul_is_no_value(tmp_path: Path) -> None:
    text = f"{HEAD}a,1,tr\0ue\nb,1,true\n"
    if sys.version_info < (3, 11):
        assert "NUL" in ended(tmp_path / "in.csv", text)
        return
    reads = read(tmp_path / "in.csv", text)
    assert [(row, column) for row, column, _, _ in told(reads)] == [(2, "house.for_sale")]
    assert counts(reads) == ([3], 1)


@pytest.mark.parametrize("kind", ["csv", "parquet", "xlsx"])
def test_a_table_without_rows(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"in.{kind}"
    if kind == "csv":
        path.write_text("case,rooms[a].use")
    elif kind == "parquet":
        pq.write_table(
            pa.table({"case": pa.array([], pa.string()), "rooms[a].use": pa.array([], pa.string())}), path
        )
    else:
        with xlsxwriter.Workbook(path) as book:
            book.add_worksheet().write_row(0, 0, ["case", "rooms[a].use"])
    reads = list(open_portfolio(ROOMS, str(path)).reads())
    assert counts(reads) == ([], 0)
    assert [slot.names for slot in reads[0].chunk.slots] == ["a"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"case": "x", "case": "y"}', "the key 'case' stands twice, first in line 2"),
        ('{"case": "x", "house.people": NaN}', "not valid JSON: 'NaN' is no JSON value"),
        ('{"case": "x", "house.people": 1e400}', "house.people is a number, not '1e400'"),
        ('{"case": "x", "note": "\\ud800"}', "U+D800 is half a character, written as an escape"),
        ('{"case": "x", "house.people": %s}' % ("[" * 5000), ""),
        ('{"case": "x", "house.people": %s}' % ("1" * 4301), "significant digits"),
        ('{"case": "x", "house.people": 99}', "99 is outside the range of house.people, 0 to 50 people"),
        ('{"case": "x"', "not valid JSON: expected ',' or '}', not the end"),
        ('{"house.people": 4}', 'the line does not name its case (hint: give it a "case")'),
        ('{"rooms": {"case": {}}}', 'the line does not name its case (hint: give it a "case")'),
        ('["x"]', "a case is a mapping of names to what is said about them; here stands a list"),
        ('{"case": "a"}', "a line before has this case already"),
        ('{"case": "x", "note": "caf\xe9"}'.encode("latin-1"), "not UTF-8: byte 27 is 0xE9"),
        (b'{"case": "x"}' + b" " * (4 * 1024 * 1024), "the line is larger than 4 MiB"),
    ],
)
def test_lines_are_as_strict_as_case_files(tmp_path: Path, line: str | bytes, reason: str) -> None:
    data = line if isinstance(line, bytes) else line.encode()
    reads = read(tmp_path / "in.jsonl", b'{"case": "a"}\n%s\n\n{"case": "b"}\r\n' % data)
    assert counts(reads) == ([1, 4], 1)
    assert [row for row, _, _, _ in told(reads)] == [2]
    assert reason in told(reads)[0][2].replace(str(tmp_path) + "/", "")


def test_an_empty_file_of_lines(tmp_path: Path) -> None:
    assert ended(tmp_path / "in.jsonl", "") == (
        "in.jsonl: error[jsonl]: the file is empty (hint: a case stands on each line)"
    )


def test_a_sheet_has_cells_as_they_are_shown(tmp_path: Path) -> None:
    path = tmp_path / "in.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
        book.add_worksheet("second").write(0, 0, "never looked at")
        sheet.write_row(0, 0, ["case", "as_of", "house.people", "house.for_sale"])
        sheet.write_row(1, 0, [7, "", 4.0, True])
        sheet.write_row(3, 0, ["error"])
        sheet.write_formula(3, 2, "=1/0", None, "#DIV/0!")
        sheet.write_formula(4, 0, '="for"&"mula"', None, "formula")
        sheet.write_formula(4, 2, "=2+3", None, 5)
        sheet.write_datetime(4, 1, date(2026, 11, 3), day)
        sheet.merge_range(5, 0, 6, 0, "merged")
        sheet.write(6, 2, 1)
        sheet.write_row(7, 0, ["right", "", 1, "", "more"])
        sheet.write_row(8, 0, ["day"])
        sheet.write_datetime(8, 2, date(2026, 11, 3), day)
    reads = list(open_portfolio(ROOMS, str(path)).reads(2))
    assert told(reads) == [
        (4, "house.people", "the cell shows the error #DIV/0! (hint: mend its formula)", "#DIV/0!"),
        (7, "case", "the row does not name its case", ""),
        (
            8,
            "",
            "a cell stands right of the 4 columns that have names (hint: name its column, or remove it)",
            "more",
        ),
        (9, "house.people", IS_NUMBER.format("'2026-11-03'"), "2026-11-03"),
    ]
    assert counts(reads) == ([2, 5, 6], 4)
    cases = [each.case(place) for each in reads for place in range(each.chunk.rows)]
    assert [(case.name, case.as_of, [f.values for f in case.facts]) for case in cases] == [
        ("7", "", [(True,), (4,)]),
        ("formula", "2026-11-03", [(5,)]),
        ("merged", "", []),
    ]


def test_what_is_no_sheet(tmp_path: Path) -> None:
    path = tmp_path / "in.xlsx"
    assert "this is no workbook that can be read" in ended(path, b"")
    assert "this is no workbook that can be read" in ended(path, b"PK\x03\x04" + b"\0" * 50)
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet()
    whole = path.read_bytes()
    empty = (
        "in.xlsx: error[xlsx]: the first sheet has no first row "
        "(hint: the first row of the first sheet names the columns)"
    )
    assert ended(path, whole) == empty
    with xlsxwriter.Workbook(tmp_path / "later.xlsx") as book:
        book.add_worksheet().write_row(1, 0, ["case", "note"])
    assert ended(path, (tmp_path / "later.xlsx").read_bytes()) == empty
    assert "this is no workbook that can be read" in ended(path, whole[: len(whole) // 2])


def table(path: Path, columns: dict[str, Any], kb: Any = ROOMS) -> list[Read]:
    pq.write_table(pa.table(columns), path)
    return list(open_portfolio(kb, str(path)).reads(3))


def test_typed_columns(tmp_path: Path) -> None:
    path, names = tmp_path / "in.parquet", pa.array(["a", "b", "c", "d", "e"])
    nan, inf = float("nan"), float("inf")
    reads = table(path, {"case": names, "house.people": pa.array([4.0, nan, inf, 1e20, None])})
    assert [(row, text) for row, _, _, text in told(reads)] == [(3, "nan"), (4, "inf"), (5, "1" + "0" * 20)]
    assert counts(reads) == ([2, 6], 3)
    for kind in (pa.float32(), pa.float64()):
        numbers = pa.array([0.1, 33.3, 1e-5, 0.1 + 0.2 if kind == pa.float64() else 0.3, None], kind)
        (first, second) = table(path, {"case": names, "rooms[a].moisture": numbers})
        found = [one.chunk.slots[0].columns["room.moisture"].values.tolist() for one in (first, second)]
        assert found[0] + found[1][:1] == [0.1, 33.3, 1e-5, 0.3]
        assert [one.chunk.slots[0].present.tolist() for one in (first, second)] == [[True] * 3, [True, False]]
    words = pa.DictionaryArray.from_arrays(pa.array([0, 1, 2, None, 0], pa.int8()), ["store", " ", "attic"])
    reads = table(path, {"case": names, "rooms[a].use": words})
    assert [reads[0].chunk.slots[0].columns["room.use"].codes.tolist()] == [[4, -1, 4]]
    assert reads[0].chunk.slots[0].present.tolist() == [True, False, True]
    reads = table(path, {"case": names, "house.people": pa.array([1, None, 50, 51, -1], pa.int64())})
    assert [row for row, _, _, _ in told(reads)] == [5, 6]


def test_lists_are_sets(tmp_path: Path) -> None:
    path, names = tmp_path / "in.parquet", pa.array([*"abcdefg"])
    lists = [["wiring"], [], None, ["pipes", None], [None], [""], ["none"]]
    column = pa.array(lists, pa.list_(pa.string()))
    reads = table(path, {"case": names, "rooms[a].defects": column})
    assert [(row, text) for row, _, _, text in told(reads)] == [
        (5, "pipes;"),
        (6, ";"),
        (7, ";"),
        (8, "[none]"),
    ]
    columns = reads[0].chunk.slots[0].columns["room.defects"]
    assert columns.inside.T.tolist() == [[True, False, False], [False] * 3, [False] * 3]
    assert columns.outside.T.tolist() == [[False, True, True], [True] * 3, [False] * 3]
    sliced = pa.table({"case": names, "rooms[a].defects": column}).slice(1, 2)
    pq.write_table(sliced, path)
    (one,) = open_portfolio(ROOMS, str(path)).reads()
    assert one.chunk.slots[0].columns["room.defects"].outside.T.tolist() == [[True] * 3, [False] * 3]


def test_columns_that_cannot_be_read(tmp_path: Path) -> None:
    path = tmp_path / "in.parquet"
    deep = pa.array([{"x": 1}], pa.struct([("x", pa.int64())]))
    with pytest.raises(CaseError) as caught:
        table(path, {"case": pa.array(["a"]), "house.people": deep})
    assert str(caught.value).replace(str(path), path.name) == (
        "in.parquet:1:2: error[parquet]: the column 'house.people' holds struct<x: int64> "
        "(hint: text, numbers, true or false, days and lists of text are read)"
    )
    pq.write_table(pa.table({"case": ["a"], "industry": deep}), path)
    (one,) = open_portfolio(ROOMS, str(path), renames=Renames({}, frozenset(["industry"]))).reads()
    assert one.chunk.rows == 1


def test_what_is_no_parquet(tmp_path: Path) -> None:
    path = tmp_path / "in.parquet"
    assert "this is no Parquet file that can be read" in ended(path, b"")
    assert "this is no Parquet file that can be read" in ended(path, b"PAR1" + b"\0" * 40 + b"PAR1")
    pq.write_table(pa.table({"case": [str(n) for n in range(5000)]}), path, use_dictionary=False)
    data = bytearray(path.read_bytes())
    data[40:4000] = os.urandom(3960)
    assert "this is no Parquet file that can be read" in ended(path, bytes(data))


@pytest.mark.parametrize("kind", ["csv", "jsonl", "xlsx", "parquet"])
def test_files_that_are_not_there(tmp_path: Path, kind: str) -> None:
    with pytest.raises(UsageError, match=r"cannot read .*no such file"):
        open_portfolio(KB, str(tmp_path / f"in.{kind}"))
    folder = tmp_path / f"folder.{kind}"
    folder.mkdir()
    with pytest.raises(AdvisorError, match=r"cannot read .*is a directory"):
        list(open_portfolio(KB, str(folder)).reads())


def test_what_standard_input_cannot_be(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="parquet is read from a file, not from standard input"):
        open_portfolio(KB, "-", kind="parquet")
    with pytest.raises(UsageError, match="standard input holds one table"):
        open_portfolio(KB, "-", "-", kind="csv")
    with pytest.raises(UsageError, match=r"the ending of in.txt tells no form"):
        open_portfolio(KB, "in.txt")


def test_a_case_that_breaks_a_constraint(tmp_path: Path) -> None:
    head = "case,rooms[a].water,rooms[a].defects\n"
    reads = read(tmp_path / "in.csv", f"{head}one,true,pipes\ntwo,false,pipes\nthree,false,+wiring\n")
    assert counts(reads) == ([2, 4], 1)
    ((row, column, reason, text),) = told(reads)
    assert (row, column, text) == (3, "", "two")
    assert "a cannot have leaking pipes without running water" in reason
    assert [case.name for each in reads for case in map(each.case, range(each.chunk.rows))] == [
        "one",
        "three",
    ]


def test_a_row_is_found_by_its_key(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text(f"{HEAD}a,1,true\nb,x,true\nc,1\nd,2,false\n")
    assert open_portfolio(ROOMS, str(path)).find("d").where.line == 5
    with pytest.raises(CaseError, match=r"house.people is a number"):
        open_portfolio(ROOMS, str(path)).find("b")
    with pytest.raises(CaseError, match="the row has 2 cells"):
        open_portfolio(ROOMS, str(path)).find("c")
    with pytest.raises(UsageError, match="no row is about 'dd'"):
        open_portfolio(ROOMS, str(path)).find("dd")


@pytest.mark.parametrize(
    "keys",
    [
        ["a", "b", "c", "d", "b"],
        ["1", "2", "10", "9", "10"],
        ["b", "a", "b", "a", "c"],
        ["a", "a", "a", "b", "b"],
        ["9", "10", "11", "12", "13"],
        ["a", "aa", "b", "c", "aa"],
    ],
)
@pytest.mark.parametrize("size", [1, 2, 5])
def test_keys_that_were_there_before(keys: list[str], size: int) -> None:
    seen, found = Keys(), []
    for start in range(0, len(keys), size):
        again = seen.again(pa.array(keys[start : start + size]))
        found += [start + place for place in again]
    assert found == [place for place, key in enumerate(keys) if key in keys[:place]]


def test_names_are_kept_as_case_files_keep_them(tmp_path: Path) -> None:
    names = [" a", "b  c ", '"d\r\ne"', "Cafe\u0301", "1"]
    reads = read(tmp_path / "in.csv", "case\n" + "\n".join(names) + "\na\nb c\n", rows=3)
    assert [key for each in reads for key in each.keys.to_pylist()] == ["a", "b c", "d e", "Café", "1"]
    assert [(row, text) for row, _, _, text in told(reads)] == [(7, "a"), (8, "b c")]
    for plain in (["a", " b"], ["a", "b "], ["a  b"], ["a", "b\x7f"], ["a", ""], ["é"], [None, "a"]):
        assert not all_plain(pa.array(["x", *plain]).slice(1))
    assert all_plain(pa.array([" ", "a b", "c", "é"]).slice(1, 2))


def test_a_column_of_a_pack_that_is_off_says_only_that_a_part_is_there(tmp_path: Path) -> None:
    text = "case,hiring.yearly_hires,lab.process\na,4,unwritten\nb,,\nc,many,\nd,,slow\n"
    path = tmp_path / "in.csv"
    path.write_text(text)
    portfolio = open_portfolio(KB, str(path))
    assert [each.code for each in portfolio.remarks] == ["pack-off", "pack-off"]
    (one,) = portfolio.reads()
    assert [(row, column) for row, column, _, _ in told([one])] == [
        (4, "hiring.yearly_hires"),
        (5, "lab.process"),
    ]
    assert one.chunk.slots[0].present.tolist() == [True, False]
    assert [(one.case(n).parts, one.case(n).facts) for n in (0, 1)] == [(("lab",), ()), ((), ())]
    line = b'{"case": "a", "hiring.yearly_hires": 4, "functions": {"lab": {"process": ["unwritten"]}}}'
    case = read_case(KB, line, "", (), True)
    assert (case.parts, case.facts) == (one.case(0).parts, one.case(0).facts)


def test_a_day_and_a_note_are_read_strictly(tmp_path: Path) -> None:
    text = "case,as_of,note\na,2026-02-30,x\nb, 2026-02-03 ,so\nc,3.2.2026,\nd,,s\u200bo\n"
    reads = read(tmp_path / "in.csv", text, rows=9)
    assert [(row, column, reason) for row, column, reason, _ in told(reads)] == [
        (2, "as_of", "2026-02-30 is no day of the calendar"),
        (4, "as_of", "as_of is a date, not '3.2.2026' (hint: write YYYY-MM-DD)"),
        (5, "note", "the note holds a character that cannot be seen (hint: remove it)"),
    ]
    assert (reads[0].case(0).as_of, reads[0].case(0).note) == ("2026-02-03", "so")


def test_standard_input_is_read_and_stays_open(monkeypatch: pytest.MonkeyPatch) -> None:
    for kind, text in (("csv", f"{HEAD}a,1,true\n"), ("jsonl", '{"case": "a"}\n')):
        stream = io.BytesIO(text.encode())
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=stream))
        (one,) = open_portfolio(ROOMS, "-", kind=kind).reads()
        assert one.keys.to_pylist() == ["a"]
        assert not stream.closed
