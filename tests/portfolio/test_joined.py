"""Two tables: every row of either is answered for, and answered and rejected are all that were read."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import CaseError
from engine.knowledge.loader import load_files, load_knowledge
from engine.portfolio import joined as joined_module
from engine.portfolio.readers import open_portfolio
from engine.portfolio.rejects import Read
from engine.portfolio.renames import read_renames
from tests.inference.programs import KB as HEAD
from tests.inference.programs import SOURCES, VERDICT, rule
from tests.portfolio.tables import told

KB, ROOMS = load_knowledge("kb"), load_knowledge("examples/rooms/kb")


def read(
    folder: Path, cases: str, parts: str, rows: int = 2, kb: Any = ROOMS, renames: Any = None
) -> list[Read]:
    (folder / "cases.csv").write_text(cases)
    (folder / "parts.csv").write_text(parts)
    both = str(folder / "cases.csv"), str(folder / "parts.csv")
    return list(open_portfolio(kb, *both, renames).reads(rows))


def wrong(reads: list[Read]) -> list[tuple[str, int, str, str]]:
    """File, row, column and reason of each reject, a hint left out."""
    return [
        (Path(each.file).name, each.row, each.column, each.reason.partition(" (hint")[0])
        for one in reads
        for each in one.rejects
    ]


def answered(reads: list[Read]) -> dict[str, tuple[str, ...]]:
    """The parts of the cases that are answered."""
    cases = [one.case(place) for one in reads for place in range(one.chunk.rows)]
    assert [case.name for case in cases] == [key for one in reads for key in one.keys.to_pylist()]
    return {case.name: case.part_order for case in cases}


CASES = "case,house.people\na,1\nb,2\nc,3\n"


def test_parts_stand_in_any_order(tmp_path: Path) -> None:
    parts = "room,use,case\nbath,bathroom,c\nhall,,a\nattic,attic,c\n"
    reads = read(tmp_path, CASES, parts)
    assert answered(reads) == {"a": ("hall",), "b": (), "c": ("bath", "attic")}
    assert [row for one in reads for row in told(one.chunk)] == [
        {("", "house.people"): 1.0, ("hall", ""): "is there"},
        {("", "house.people"): 2.0},
        {
            ("", "house.people"): 3.0,
            ("bath", ""): "is there",
            ("bath", "room.use"): 3,
            ("attic", ""): "is there",
            ("attic", "room.use"): 4,
        },
    ]
    where = reads[1].case(0).facts[1].origin.where
    assert where is not None
    assert (Path(where.file).name, where.line, where.col) == ("parts.csv", 4, 2)


def test_a_wrong_part_rejects_its_case_and_is_told_itself(tmp_path: Path) -> None:
    parts = "case,room,use\na,hall,palace\nb,bath,bathroom\nb,bath,store\nc,x\u200b,store\n"
    reads = read(tmp_path, CASES + "d,4\n", parts)
    whole = "a row of parts.csv about it is wrong"
    assert [(f, r, c, what.replace(f"{tmp_path}/", "")) for f, r, c, what in wrong(reads)] == [
        ("cases.csv", 2, "", whole),
        ("cases.csv", 3, "", whole),
        ("parts.csv", 2, "use", "'palace' is no value of room.use"),
        ("parts.csv", 4, "room", "'bath' stands twice for this case"),
        ("cases.csv", 4, "", whole),
        ("parts.csv", 5, "room", "a name holds a character that cannot be seen"),
    ]
    assert answered(reads) == {"d": ()}
    assert sum(one.rejected for one in reads) == 3


def test_rows_without_a_case_count_by_themselves(tmp_path: Path) -> None:
    parts = "case,room,use\nz,hall,store\nz,bath,palace\n,hall,store\na,hall,store\na,b\nx\n"
    reads = read(tmp_path, CASES, parts)
    found = [(f, r, c, what.replace(f"{tmp_path}/", "")) for f, r, c, what in wrong(reads)]
    assert found == [
        ("cases.csv", 2, "", "a row of parts.csv about it is wrong"),
        ("parts.csv", 6, "", "the row has 2 cells, the table 3 columns"),
        ("parts.csv", 2, "case", "no row of cases.csv is the case 'z'"),
        ("parts.csv", 3, "use", "'palace' is no value of room.use"),
        ("parts.csv", 3, "case", "no row of cases.csv is the case 'z'"),
        ("parts.csv", 4, "case", "the row does not name its case"),
        ("parts.csv", 7, "", "the row has 1 cells, the table 3 columns"),
    ]
    assert answered(reads) == {"b": (), "c": ()}
    assert [one.rejected for one in reads if one.rejected] == [1, 4]


def test_parts_of_a_case_that_is_rejected_go_with_it(tmp_path: Path) -> None:
    cases = "case,house.people\na,99\nb,2\na,3\nc\nb,4\n"
    parts = "case,room,use\na,hall,store\na,bath,palace\nb,hall,store\nc,hall,store\n"
    reads = read(tmp_path, cases, parts, rows=1)
    assert {(file, row) for file, row, _, _ in wrong(reads)} == {
        ("cases.csv", 2),
        ("cases.csv", 4),
        ("cases.csv", 5),
        ("cases.csv", 6),
        ("parts.csv", 3),
    }
    assert answered(reads) == {"b": ("hall",)}
    assert sum(one.rejected for one in reads) == 4


@given(seed=st.integers(0, 10**9), size=st.integers(1, 5))
@settings(max_examples=25, deadline=None)
def test_all_that_is_read_is_answered_or_rejected(tmp_path_factory: Any, seed: int, size: int) -> None:
    rng = Random(seed)
    names = ["a", "b", "c", "", "d"]
    cases = [f"{rng.choice(names)},{rng.choice(['1', '', 'x', '1,2'])}" for _ in range(rng.randint(0, 6))]
    parts = [
        f"{rng.choice(names)},{rng.choice(['hall', 'bath', ''])},{rng.choice(['store', 'x', 'a,b'])}"
        for _ in range(rng.randint(0, 6))
    ]
    folder = tmp_path_factory.mktemp("two")
    text = "\n".join(["case,house.people", *cases]), "\n".join(["case,room,use", *parts])
    reads = read(folder, *text, rows=size)
    rows = [row for one in reads for row in one.rows.tolist()]
    bad = {(file, row) for file, row, _, _ in wrong(reads)}
    blank = {row for row, line in enumerate(cases, 2) if not line.strip(",")}
    first = {row for file, row in bad if file == "cases.csv"}
    assert sorted([*rows, *first, *blank]) == list(range(2, len(cases) + 2))
    stated = {line.partition(",")[0] for line in cases} - {""}
    lone = {row for row, line in enumerate(parts, 2) if line.partition(",")[0] not in stated}
    lone = {row for row in lone if parts[row - 2].strip(",")}
    assert {("parts.csv", row) for row in lone} <= bad
    assert sum(one.rejected for one in reads) == len(first) + len(lone)


def test_many_pieces_of_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(joined_module, "ROWS", 2)
    names = [f"case {number}" for number in range(9)]
    parts = [f"{name},r{part},{part}\n" for part in range(3) for name in names]
    cases = "case\n" + "".join(f"{name}\n" for name in reversed(names))
    reads = read(tmp_path, cases, "case,room,moisture\n" + "".join(parts), rows=4)
    assert answered(reads) == dict.fromkeys(reversed(names), ("r0", "r1", "r2"))
    for one in reads:
        for place in range(one.chunk.rows):
            assert [fact.values for fact in one.case(place).facts] == [(0,), (1,), (2,)]
            assert [slot.columns["room.moisture"].values[place] for slot in one.chunk.slots] == [0, 1, 2]


def test_a_mapping_is_about_both_tables(tmp_path: Path) -> None:
    text = b"columns: {Haus: case, Zimmer: room, Leute: house.people}\nignore: [Ort]"
    renames = read_renames(text, "map.yaml")
    reads = read(tmp_path, "Haus,Leute\na,1\n", "Haus,Zimmer,Ort\na,hall,x\n", renames=renames)
    assert answered(reads) == {"a": ("hall",)}
    with pytest.raises(CaseError, match="the table has no column 'Leute'"):
        read(tmp_path, "Haus\na\n", "Haus,Zimmer\na,hall\n", renames=renames)


def test_columns_of_parts_stand_in_one_table(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match=r"cases.csv:1:2: .*'hall.use' is about a room; these have a table"):
        read(tmp_path, "case,hall.use\na,store\n", "case,room\na,bath\n")


NEVER = """
constraints:
  - id: X
    scope: whole
    never: {all: [{no: item, where: {item.good: true}}, {whole.ready: true}]}
    because: nothing is good
  - {id: Y, scope: item, never: {item.good: true, item.old: true}, because: "{item} is old"}
"""


def test_constraints_are_about_the_case_with_its_parts(tmp_path: Path) -> None:
    bits = "{{attribute: {}, type: boolean, label: l, question: q?, says: {{true: a, false: b}}}}"
    lines = [f"  - {bits.format(name)}" for name in ("whole.ready", "item.good", "item.old")]
    files = {
        "kb.yaml": HEAD,
        "sources.yaml": SOURCES,
        "vocabulary.yaml": "\n".join(["attributes:", VERDICT, *lines, NEVER]),
        "rules/10-all.yaml": "rules:\n" + rule("R", "{whole.ready: true}", "then: {whole.verdict: good}"),
    }
    kb = load_files({name: text.encode() for name, text in files.items()}, "kb")
    cases = "case,whole.ready\na,true\nb,true\nc,false\nd,true\n"
    parts = "case,item,good,old\na,x,true,\nc,x,false,true\nd,x,true,true\n"
    reads = read(tmp_path, cases, parts, kb=kb)
    assert answered(reads) == {"a": ("x",), "c": ("x",)}
    assert [(file, row) for file, row, _, _ in wrong(reads)] == [("cases.csv", 3), ("cases.csv", 5)]
    assert sum(one.rejected for one in reads) == 2
