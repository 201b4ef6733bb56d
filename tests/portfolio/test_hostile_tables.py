"""Tables as nobody should make them: what is wrong with them is told, and no row is lost or let through."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from engine.errors import CaseError, UsageError
from engine.knowledge.loader import load_knowledge
from engine.portfolio.header import read_header
from engine.portfolio.readers import open_portfolio
from engine.portfolio.rejects import Read
from engine.portfolio.renames import Renames
from engine.portfolio.writers.forms import writer

KB = load_knowledge("kb")


def reads_of(*files: Path, rows: int = 100) -> list[Read]:
    return list(open_portfolio(KB, *map(str, files)).reads(rows))


def keys(reads: list[Read]) -> list[str]:
    return [key for read in reads for key in read.keys.to_pylist()]


def wrong(reads: list[Read]) -> list[tuple[int, str]]:
    return [(each.row, each.reason.partition(" (hint")[0]) for read in reads for each in read.rejects]


AGAIN = "a row before has this case already"


@pytest.mark.parametrize("name", [".kind", ".function.kind", "functions[].kind", "functions[ ].kind"])
def test_a_part_needs_a_name(name: str) -> None:
    with pytest.raises(CaseError, match="a name is empty"):
        read_header(KB, ["case", name, ".core"], "t.csv")


@pytest.mark.parametrize("ours", [".kind", " .kind"])
def test_nor_does_the_file_of_the_map_give_an_empty_one(ours: str) -> None:
    with pytest.raises(CaseError, match="a name is empty"):
        read_header(KB, ["case", "payroll.kind"], "t.csv", Renames({"payroll.kind": ours}))


@pytest.mark.parametrize("rows", [1, 100])
def test_the_key_of_a_ragged_row_is_taken(rows: int, tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text("case,hiring.extent\nb,part,x\na,\nb,part\nb,whole\nc\na,part,\nc,\n")
    reads = reads_of(file, rows=rows)
    assert keys(reads) == ["a"]
    assert [row for row, said in wrong(reads) if said == AGAIN] == [4, 5, 8]
    assert sum(read.rejected for read in reads) == 6


@pytest.mark.parametrize("rows", [1, 100])
def test_the_key_of_a_row_that_is_not_text_is_taken(rows: int, tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_bytes(b"case,hiring.extent\nb,\xff\nb,part\n\xff,part\na,part\n")
    reads = reads_of(file, rows=rows)
    assert keys(reads) == ["a"]
    assert wrong(reads) == [(2, "the cell is not UTF-8"), (3, AGAIN), (4, "the cell is not UTF-8")]


@pytest.mark.parametrize("rows", [1, 100])
def test_parts_go_with_a_case_only_once(rows: int, tmp_path: Path) -> None:
    cases, parts = tmp_path / "cases.csv", tmp_path / "parts.csv"
    cases.write_text("case,hiring.extent\nb,part,x\na,part\nb,part\n")
    parts.write_text("case,function,kind\nb,payroll,payroll\na,desk,payroll\n")
    reads = reads_of(cases, parts, rows=rows)
    assert keys(reads) == ["a"]
    assert [row for row, _ in wrong(reads)] == [2, 4]


@pytest.mark.parametrize(
    ("bad", "key"),
    [
        ('{"x":{"case":"B"},"case":"A"}', "A"),
        ('{"note":"case","x":1,"case":"A"}', "A"),
        ('{"note":"\\"case\\":\\"B\\"","x":1,"case" : "A" ', "A"),
        ('{"x":["case","B",{"case":"B"}],"case":"A",', "A"),
        ('{"c\\u0061se":"A","x"', "A"),
        ('{"x":1,"case":{"case":"B"}}', ""),
        ('["case":"A"]', ""),
        ('{"case":"A', ""),
    ],
)
def test_the_key_of_a_bad_line_is_its_own(bad: str, key: str, tmp_path: Path) -> None:
    file = tmp_path / "t.jsonl"
    file.write_text(bad + "\n" + "".join(json.dumps({"case": name}) + "\n" for name in ("A", "B")))
    reads = reads_of(file)
    assert [each.key for read in reads for each in read.rejects if each.row == 1][:1] == [key]
    assert keys(reads) == ["B"] if key else ["A", "B"]


def test_a_bad_line_of_quotes_takes_no_time(tmp_path: Path) -> None:
    file = tmp_path / "t.jsonl"
    file.write_text('{"a":"' + '\\"' * 1_000_000 + '\n{"case":"a"}\n')
    assert keys(reads_of(file)) == ["a"]


@pytest.mark.parametrize(
    "members",
    [
        ["focus_on_core;reduce_overheads"],
        ["-focus_on_core"],
        ["+focus_on_core"],
        ["+focus_on_core", "-reduce_overheads"],
        ["focus_on_core", "-reduce_overheads"],
        [" focus_on_core"],
        ["all"],
        [";"],
        [""],
    ],
)
def test_a_list_of_parquet_means_what_one_of_jsonl_does(members: list[str], tmp_path: Path) -> None:
    table, lines = tmp_path / "t.parquet", tmp_path / "t.jsonl"
    pq.write_table(pa.table({"case": ["a"], "business.aims": [members]}), table)
    lines.write_text(json.dumps({"case": "a", "business.aims": members}) + "\n")
    for file in (lines, table):
        reads = reads_of(file)
        assert (keys(reads), sum(read.rejected for read in reads)) == ([], 1), file


def test_a_sheet_has_only_so_many_columns(tmp_path: Path) -> None:
    schema = pa.schema([(f"c{number}", pa.string()) for number in range(16_385)])
    with (
        pytest.raises(UsageError, match=r"16,384 columns") as caught,
        writer("xlsx", str(tmp_path / "o.xlsx"), schema),
    ):
        pass
    assert "csv, jsonl or parquet" in str(caught.value)


def test_a_struct_that_is_ignored_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "t.parquet"
    deep = {"kind": ["x", "y"], "more": [{"a": 1, "b": [2]}, None]}
    structs = pa.array([dict(zip(deep, row, strict=True)) for row in zip(*deep.values(), strict=True)])
    lists = pa.array([[{"a": 1}], []])
    columns = {"payroll": structs, "case": ["a", "b"], "other": lists, "payroll.kind": ["payroll", None]}
    pq.write_table(pa.table(columns), file)
    renames = Renames(ignored=frozenset({"payroll", "other"}))
    reads = list(open_portfolio(KB, str(file), renames=renames).reads(10))
    assert keys(reads) == ["a", "b"]
    assert [fact.values for fact in reads[0].case(0).facts] == [("payroll",)]
