"""Names of columns: what each means, and which are told to mean nothing or twice the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import CaseError
from engine.knowledge.loader import load_knowledge
from engine.portfolio.header import read_header
from engine.portfolio.readers import open_portfolio
from engine.portfolio.renames import Renames, read_renames

KB = load_knowledge("kb")


def meanings(*names: str, renames: Renames | None = None, of_parts: bool = False) -> list[tuple[str, str]]:
    header = read_header(KB, ["case", *names], "t.csv", renames, of_parts)
    found = [(each.entity, each.attribute.name if each.attribute else each.role) for each in header.columns]
    return found[1:]


def problems(*names: str, renames: Renames | None = None, of_parts: bool = False) -> list[str]:
    with pytest.raises(CaseError) as caught:
        read_header(KB, list(names), "t.csv", renames, of_parts)
    return [str(each) for each in caught.value.problems]


@pytest.mark.parametrize(
    ("name", "about"),
    [
        ("business.aims", ("", "business.aims")),
        (" business.goals ", ("", "business.aims")),
        ("payroll.kind", ("payroll", "function.kind")),
        ("payroll.function.kind", ("payroll", "function.kind")),
        ("payroll.type", ("payroll", "function.kind")),
        ("mail room.core", ("mail room", "function.core")),
        ("functions[payroll].kind", ("payroll", "function.kind")),
        ("functions[payroll].function.type", ("payroll", "function.kind")),
        ("functions[a.b].kind", ("a.b", "function.kind")),
        ("functions[odd]]one].kind", ("odd]one", "function.kind")),
        ("functions[[x]].kind", ("[x].kind", "")),
        ("functions[case].kind", ("case", "function.kind")),
        ("Cafe\u0301.kind", ("Café", "function.kind")),
        ("as_of", ("", "as_of")),
        ("note", ("", "note")),
    ],
)
def test_what_a_name_means(name: str, about: tuple[str, str]) -> None:
    if about[1]:
        assert meanings(name) == [about]
    else:
        assert problems("case", name)


def test_names_in_the_table_of_parts() -> None:
    assert meanings("function", "kind", "function.core", "problems", of_parts=True) == [
        ("", "part"),
        ("", "function.kind"),
        ("", "function.core"),
        ("", "function.needs"),
    ]
    assert problems("case", "kind", of_parts=True) == [
        "t.csv:1:1: error[column]: no column is called function: each row names the function "
        "(hint: rename the column of the names to function, here or in the file of --map)"
    ]
    assert problems("case", "function", "business.aims", of_parts=True) == [
        "t.csv:1:3: error[case-place]: business.aims belongs to the business, not to a function "
        "(hint: write it outside of functions)"
    ]


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (
            ("industry",),
            "t.csv:1:2: error[case-attribute]: unknown attribute 'industry' "
            "(hint: if nothing is meant, list it under ignore: of the file of --map)",
        ),
        (
            ("business.aim",),
            "t.csv:1:2: error[case-attribute]: unknown attribute 'business.aim' (hint: did you mean "
            "business.aims? if nothing is meant, list it under ignore: of the file of --map)",
        ),
        (
            ("nota",),
            "t.csv:1:2: error[case-attribute]: unknown attribute 'nota' (hint: did you mean note? "
            "if nothing is meant, list it under ignore: of the file of --map)",
        ),
        (
            ("business.aims", "business.goals"),
            "t.csv:1:3: error[column-twice]: the columns 'business.aims' and 'business.goals' both mean "
            "business.aims (hint: keep one of them)",
        ),
        (
            ("a.kind", "functions[a].type"),
            "t.csv:1:3: error[column-twice]: the columns 'a.kind' and 'functions[a].type' both mean "
            "function.kind of 'a' (hint: keep one of them)",
        ),
        (
            ("note", "note"),
            "t.csv:1:3: error[column-twice]: the column 'note' stands twice, first as column 2 "
            "(hint: keep one of them)",
        ),
        (
            ("case",),
            "t.csv:1:2: error[column-twice]: the column 'case' stands twice, first as column 1 "
            "(hint: keep one of them)",
        ),
        (
            (" ",),
            "t.csv:1:2: error[column]: a column has no name (hint: give it a name, or remove the column)",
        ),
        (
            ("a\u200b.kind",),
            "t.csv:1:2: error[column]: the name of a column holds a character that cannot be seen "
            "(hint: remove it)",
        ),
        (
            ("function.kind",),
            "t.csv:1:2: error[case-place]: 'function.kind' belongs to a function, not to the business "
            "(hint: write functions[NAME].kind)",
        ),
        (
            ("functions[a",),
            "t.csv:1:2: error[column]: 'functions[a' does not say which attribute "
            "(hint: write functions[NAME].ATTRIBUTE)",
        ),
        (("functions[].kind",), "t.csv:1:2: error[case-name]: a name is empty"),
        (
            ("business.recommendation",),
            "t.csv:1:2: error[case-derived]: business.recommendation is concluded by rules, a case cannot "
            "state it (hint: remove it)",
        ),
    ],
)
def test_a_name_that_is_wrong(names: tuple[str, ...], told: str) -> None:
    assert problems("case", *names) == [told]


def test_all_problems_are_told_at_once() -> None:
    assert len(problems("industry", "nota", "a.kind", "a.kind")) == 4


def test_parts_that_look_alike_are_remarked() -> None:
    header = read_header(KB, ["case", "Payroll.kind", "payroll.kind"], "t.csv")
    assert header.parts == ("Payroll", "payroll")
    assert [(each.severity, each.where.col) for each in header.remarks if each.where] == [("warning", 3)]


MAP = b"columns: {Firma: case, Ziele: business.aims, Lohn: payroll.kind}\nignore: [Branche, payroll.core]\n"


def test_a_file_says_what_the_columns_mean(tmp_path: Path) -> None:
    renames = read_renames(MAP, "map.yaml")
    header = read_header(KB, ["Branche", "Firma", "Ziele", "Lohn", "payroll.core"], "t.csv", renames)
    assert [column.meaning for column in header.columns] == [
        "ignored",
        "case",
        "business.aims",
        "function.kind of 'payroll'",
        "ignored",
    ]
    assert (header.used, header.parts) == ({1, 2, 3}, ("payroll",))
    path = tmp_path / "in.csv"
    path.write_text("Branche,Firma,Ziele,Lohn,payroll.core\nx,A,focus,payroll,nonsense\n,B,,,true\n")
    (read,) = open_portfolio(KB, str(path), renames=renames).reads()
    assert read.keys.to_pylist() == ["A", "B"]
    assert read.chunk.slots[0].present.tolist() == [True, False]
    assert [fact.values for fact in read.case(0).facts] == [("focus_on_core",), ("payroll",)]
    assert read.case(1).parts == ()


def test_problems_of_renamed_columns_have_their_names() -> None:
    renames = read_renames(b"columns: {Firma: case, Ziele: business.aim, Anders: note}", "map.yaml")
    assert problems("Firma", "Ziele", renames=renames) == [
        "t.csv:1:2: error[case-attribute]: the column 'Ziele': unknown attribute 'business.aim' (hint: did "
        "you mean business.aims? if nothing is meant, list it under ignore: of the file of --map)",
        "map.yaml:1:45: error[column]: the table has no column 'Anders' (hint: remove the line)",
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("columns: [a]", "columns: holds THEIR NAME: our name; here stands a list"),
        ("columns: {a: [b]}", "'a' means one thing; here stands a list"),
        ("ignore: a", "ignore: is a list of columns; here stands text"),
        ("ignore: [[a]]", "ignore: is a list of columns; here stands a list"),
        ("colums: {a: b}", "unknown key 'colums'"),
        ("columns: {a: note}\nignore: [a]", "the column 'a' has a meaning and is ignored"),
        ("columns: {a: b, a: c}", "the key 'a' stands twice"),
        ("[a]", "it holds columns: and ignore:; here stands a list"),
    ],
)
def test_a_mapping_that_is_wrong(text: str, told: str) -> None:
    with pytest.raises(CaseError) as caught:
        read_renames(text.encode(), "map.yaml")
    assert told in str(caught.value)


def test_the_word_for_all_parts_is_no_part() -> None:
    (told,) = problems("case", "functions.kind")
    assert told.startswith("t.csv:1:2: error[case-place]: 'functions.kind' names a function with a dot")
