"""Tables state what case files do: in every form, the chunk and each case are those of the case reader."""

from __future__ import annotations

import io
import os
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.cases.model import ROOT, Case
from engine.cases.names import names_of
from engine.errors import CaseError
from engine.knowledge.loader import load_knowledge
from engine.knowledge.model import KnowledgeBase
from engine.portfolio.header import read_header
from engine.portfolio.readers import open_portfolio
from engine.portfolio.readers.csv import CsvSource
from engine.portfolio.rejects import Read
from engine.portfolio.stated import chunk_of
from tests.portfolio.tables import PARTS, Stated, column_of, csv_of, stated, text_of, told

KBS = {name: load_knowledge(name) for name in ("kb", "examples/rooms/kb")}
FORMS = ("csv", "xlsx", "parquet", "typed parquet", "two csv", "two parquet", "jsonl")


def facts_of(case: Case) -> tuple[Any, ...]:
    """Everything that a case says, but not where."""
    said = (case.name, case.facts, case.parts, case.as_of, case.note, case.said_unknown, case.part_order)
    return (*said, case.expected)


def check(kb: KnowledgeBase, reads: list[Read], wanted: list[Case], origin: str) -> None:
    """The rows that were read are these cases, in this order."""
    assert [reject for read in reads for reject in read.rejects] == []
    assert sum(read.rejected for read in reads) == 0
    cases = [read.case(place) for read in reads for place in range(read.chunk.rows)]
    assert [facts_of(case) for case in cases] == [facts_of(case) for case in wanted]
    assert [key for read in reads for key in read.keys.to_pylist()] == [case.name for case in wanted]
    assert [row for read in reads for row in told(read.chunk)] == told(chunk_of(kb, wanted))
    assert {fact.origin.kind for case in cases for fact in case.facts} <= {origin}


def table_of(
    kb: KnowledgeBase, rng: Random, cases: list[Stated], parts: tuple[str, ...] = PARTS
) -> tuple[list[str], list[list[Any]]]:
    """One table: its head, and its rows of what is said, None where nothing is."""
    about = [
        (part, attribute)
        for part in (ROOT, *parts)
        for attribute in kb.attributes.values()
        if attribute.asked and (attribute.scope == "root") == (part == ROOT)
    ]
    about.sort(key=lambda one: (one[0] != ROOT, parts.index(one[0]) if one[0] else 0, rng.random()))
    head = ["case", "as_of", "note", *(column_of(kb, part, attribute, rng) for part, attribute in about)]
    rows = [
        [one.name, one.as_of or None, one.note or None]
        + [one.said.get((part, attribute.name)) for part, attribute in about]
        for one in cases
    ]
    return head, rows


def attributes_of(kb: KnowledgeBase, head: list[str]) -> list[Any]:
    """The attribute of each column after the first three."""
    return [column.attribute for column in read_header(kb, head, "head").columns]


def cells_of(rng: Random, attributes: list[Any], rows: list[list[Any]]) -> list[list[str]]:
    """What stands in the cells; a column without attribute holds text."""
    return [
        [
            rng.choice(["", " "]) if said is None else said if about is None else text_of(said, about, rng)
            for said, about in zip(row, attributes, strict=True)
        ]
        for row in rows
    ]


def write_xlsx(path: Path, head: list[str], rows: list[list[Any]], cells: list[list[str]]) -> None:
    with xlsxwriter.Workbook(path) as book:
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, head)
        for number, (row, texts) in enumerate(zip(rows, cells, strict=True), 1):
            for place, (said, text) in enumerate(zip(row, texts, strict=True)):
                if isinstance(said, bool):
                    sheet.write_boolean(number, place, said)
                elif isinstance(said, int | float):
                    sheet.write_number(number, place, said)
                elif place == 1 and said:
                    sheet.write_datetime(number, place, date.fromisoformat(said), day)
                elif text.strip():
                    sheet.write_string(number, place, text)


def typed(kb: KnowledgeBase, rng: Random, head: list[str], rows: list[list[Any]]) -> pa.Table:
    """The rows in columns of the types that they have."""
    columns = []
    for about, said in zip(attributes_of(kb, head), zip(*rows, strict=True), strict=True):
        if about is None:
            column = pa.array(said, pa.string())
        elif about.type == "boolean":
            column = pa.array(said, pa.bool_())
        elif about.type == "number":
            column = pa.array(said, pa.int32() if about.integer else pa.float64())
        elif about.type == "set":
            kind = rng.choice([pa.string(), pa.large_string(), pa.dictionary(pa.int8(), pa.string())])
            column = pa.array(said, pa.list_(pa.string())).cast(pa.list_(kind))
        else:
            column = pa.array(said, pa.string())
            column = column.dictionary_encode() if rng.random() < 0.5 else column
        columns.append(column)
    return pa.table(columns, names=head)


def part_rows(kb: KnowledgeBase, rng: Random, cases: list[Stated]) -> tuple[list[str], list[list[Any]]]:
    """The table of parts, its rows in any order that keeps the order of the parts of one case."""
    attributes = [each for each in kb.attributes.values() if each.asked and each.scope == "part"]
    rng.shuffle(attributes)
    head = ["case", kb.words.singular]
    head += [rng.choice([each.name, each.name.partition(".")[2], *each.aliases]) for each in attributes]
    queues = [
        [[one.name, part, *(one.said.get((part, each.name)) for each in attributes)] for part in one.order]
        for one in cases
    ]
    rows = []
    while queues := [queue for queue in queues if queue]:
        rows.append(rng.choice(queues).pop(0))
    return head, rows


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", KBS)
@given(seed=st.integers(0, 10**9), size=st.sampled_from([1, 3, 64]))
@settings(max_examples=6, deadline=None)
def test_a_table_states_what_its_cases_do(
    tmp_path_factory: Any, name: str, form: str, seed: int, size: int
) -> None:
    kb, rng = KBS[name], Random(seed)
    whole = form in ("typed parquet", "xlsx")
    cases = stated(kb, rng, rng.choice([1, 2, 7]), whole)
    folder = tmp_path_factory.mktemp("table")
    path, second = folder / f"in.{form.split()[-1]}", None
    parts = () if form.startswith("two") else PARTS
    head, rows = table_of(kb, rng, cases, parts)
    if form == "jsonl":
        path.write_bytes(b"\n".join(one.line(kb) for one in cases))
    elif form == "xlsx":
        write_xlsx(path, head, rows, cells_of(rng, attributes_of(kb, head), rows))
    elif form == "typed parquet":
        pq.write_table(typed(kb, rng, head, rows), path)
    else:
        write(path, head, cells_of(rng, attributes_of(kb, head), rows))
        if form.startswith("two"):
            second = path.with_name(f"parts{path.suffix}")
            below, own = part_rows(kb, rng, cases)
            about = [None, None, *(names_of(kb).find(each, "part") for each in below[2:])]
            write(second, below, cells_of(rng, about, own))
    found = list(open_portfolio(kb, str(path), str(second) if second else None).reads(size))
    if form in ("jsonl", "two csv", "two parquet"):
        wanted = [one.case(kb) for one in cases]
    else:
        ordered = [
            Stated(o.name, o.as_of, o.note, o.said, tuple(p for p in PARTS if p in o.order)) for o in cases
        ]
        wanted = [one.case(kb, every_part=False) for one in ordered]
    check(kb, found, wanted, "file" if form == "jsonl" else "cell")


def write(path: Path, head: list[str], rows: list[list[str]]) -> None:
    """A table of text."""
    if path.suffix == ".csv":
        path.write_bytes(csv_of([head, *rows]))
    else:
        columns = list(zip(*rows, strict=True)) if rows else [()] * len(head)
        pq.write_table(pa.table([pa.array(each, pa.string()) for each in columns], names=head), path)


class Endless(io.RawIOBase):
    """A table that never ends."""

    def __init__(self) -> None:
        self.given, self.row = 0, 0

    def readable(self) -> bool:
        return True

    def readinto(self, place: Any) -> int:
        text = b"case,note\n" if not self.row else f"case {self.row},so it is\n".encode()
        self.row += 1
        place[: len(text)] = text
        self.given += len(text)
        return len(text)


def test_a_table_is_read_as_it_is_asked_for() -> None:
    stream = Endless()
    source = CsvSource(io.BufferedReader(stream, 512), "in.csv")
    pieces = source.pieces(10, (0, 1), 0)
    for start in (2, 12, 22):
        assert next(pieces).rows.tolist() == list(range(start, start + 10))
    assert stream.given < 20_000


def test_parquet_is_in_memory_only_piece_by_piece(tmp_path: Path) -> None:
    path = tmp_path / "in.parquet"
    table = pa.table({"case": [f"case {number} {'x' * 200}" for number in range(40_000)]})
    pq.write_table(table, path, row_group_size=1_000, use_dictionary=False)
    size, peak = table.nbytes, 0
    del table
    before = pa.total_allocated_bytes()
    for read in open_portfolio(KBS["kb"], str(path)).reads(1_000):
        assert read.chunk.rows == 1_000
        peak = max(peak, pa.total_allocated_bytes() - before)
    assert peak < size / 4


def test_small_row_groups_are_read_together(tmp_path: Path) -> None:
    kb, paths = KBS["kb"], [tmp_path / f"{size}.parquet" for size in (3, 1_000)]
    words = ["true", None, "false", None, None, "false", "true"]  # each group meets them in another order
    columns = {"functions[a].core": words * 20, "functions[b].core": [*words[1:], None] * 20}
    table = pa.table({"case": [f"case {number}" for number in range(140)], **columns})
    for path in paths:
        pq.write_table(table, path, row_group_size=int(path.stem))
    small, whole = ([*open_portfolio(kb, str(path)).reads(60)] for path in paths)
    assert [read.chunk.rows for read in small] == [30] * 4 + [20]
    assert [read.chunk.rows for read in whole] == [60, 60, 20]
    assert [row for read in small for row in told(read.chunk)] == [
        row for read in whole for row in told(read.chunk)
    ]


OPEN = Path("/proc/self/fd")


@pytest.mark.skipif(not OPEN.exists(), reason="nothing tells which files are open")
@pytest.mark.parametrize("kind", ["csv", "jsonl", "xlsx", "parquet"])
def test_files_are_closed(tmp_path: Path, kind: str) -> None:
    kb, path = KBS["kb"], tmp_path / f"in.{kind}"
    bad = tmp_path / f"bad.{kind}"
    for file, names in ((path, ["case", "as_of"]), (bad, ["as_of", "industry"])):
        rows = [["a", "2026-11-03"], ["b", "2026-11-04"]]
        if kind == "jsonl":
            file.write_text("".join(f'{{"{names[0]}": "{one}"}}\n' for one, _ in rows))
        elif kind == "xlsx":
            write_xlsx(file, names, rows, rows)
        else:
            write(file, names, rows)

    def is_open(file: Path) -> bool:
        return any(os.path.realpath(one) == str(file.resolve()) for one in OPEN.iterdir())

    whole, some = open_portfolio(kb, str(path)), open_portfolio(kb, str(path))
    assert is_open(path) == (kind != "xlsx")
    assert sum(read.chunk.rows for read in whole.reads()) == 2
    pieces = some.reads(1)
    next(pieces)
    assert is_open(path) == (kind != "xlsx")
    pieces.close()
    assert not is_open(path)
    if kind != "jsonl":
        with pytest.raises(CaseError) as caught:
            open_portfolio(kb, str(bad))
        assert len(caught.value.problems) == 2
        assert not is_open(bad)
