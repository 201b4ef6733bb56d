"""Cells: what one says is what the command line says, and whole columns say it of every row."""

from __future__ import annotations

import pyarrow as pa
import pytest

from engine.cases.model import ROOT
from engine.cases.reader import read_case
from engine.errors import CaseError
from engine.knowledge.loader import load_knowledge
from engine.portfolio.cells import Cells, read_cell
from engine.portfolio.columns import Members, Numbers, Single

KB, ROOMS = load_knowledge("kb"), load_knowledge("examples/rooms/kb")
AIMS = KB.attributes["business.aims"]
FIRST, SECOND = (str(value) for value in AIMS.values[:2])


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        ("none", (), AIMS.values),
        ("all", AIMS.values, ()),
        (" all ", AIMS.values, ()),
        (f"{SECOND};{FIRST}", AIMS.values[:2], AIMS.values[2:]),
        (f"{FIRST} ; {FIRST}", AIMS.values[:1], AIMS.values[1:]),
        ("focus", ("focus_on_core",), AIMS.values[:3]),
        (f"+{FIRST};-{SECOND}", AIMS.values[:1], AIMS.values[1:2]),
        (f"- focus ; +{FIRST}", AIMS.values[:1], ("focus_on_core",)),
        ("+all", AIMS.values, ()),
        ("-all", (), AIMS.values),
    ],
)
def test_sets(text: str, inside: tuple[str, ...], outside: tuple[str, ...]) -> None:
    said, problems = read_cell(ROOT, AIMS, text)
    assert (problems, said and said.fact and (said.fact.values, said.fact.excluded)) == (
        (),
        (inside, outside),
    )
    if text[0] not in "+-":
        case = read_case(KB, None, settings=[f"business.aims={text.replace(';', ',')}"])
        assert said is not None
        assert case.facts == (said.fact,)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f"{FIRST};", "a member of business.aims is blank"),
        (";", "a member of business.aims is blank"),
        (f"+{FIRST};{SECOND}", f"'+{FIRST}' is no value of business.aims"),
        (f"+{FIRST};-{FIRST}", f"business.aims has {FIRST} both in includes and in excludes"),
        (f"{FIRST},{SECOND}", f"'{FIRST},{SECOND}' is no value of business.aims"),
        (f"none;{FIRST}", "'none' is no value of business.aims"),
        ("+", "'' is no value of business.aims"),
        ("None", "'None' is no value of business.aims"),
    ],
)
def test_sets_that_are_wrong(text: str, told: str) -> None:
    said, problems = read_cell(ROOT, AIMS, text)
    assert said is None
    assert told in problems[0].what


@pytest.mark.parametrize("text", ["true", " false ", "unknown", "True", "yes", "1", "'true'"])
def test_one_value_is_that_of_the_command_line(text: str) -> None:
    roles = KB.attributes["hiring.open_roles"]
    said, problems = read_cell(ROOT, roles, text)
    set_so = [f"hiring.open_roles={text}"]
    if said is not None:
        assert read_case(KB, None, settings=set_so).facts == (() if said.fact is None else (said.fact,))
        return
    with pytest.raises(CaseError) as caught:
        read_case(KB, None, settings=set_so)
    assert [(each.what, each.hint) for each in problems] == [(p.what, p.hint) for p in caught.value.problems]


def test_words_for_nothing_are_told_as_in_a_case_file() -> None:
    for text in ("null", "~"):
        (problem,) = read_cell(ROOT, KB.attributes["hiring.open_roles"], text).problems
        assert (problem.what, problem.hint) == ("nothing is said about hiring.open_roles", "write unknown")


def test_unknown_says_nothing() -> None:
    for name in ("business.aims", "hiring.extent", "hiring.open_roles"):
        said, problems = read_cell(ROOT, KB.attributes[name], "unknown")
        assert (said and said.fact, problems) == (None, ())


def test_columns_of_few_words_and_of_many() -> None:
    attribute = ROOMS.attributes["room.use"]
    for words in (["attic", "living"], ["living", "attic", *(f"no{n}" for n in range(300))]):
        texts = pa.array([*words, None])
        for column in (texts, texts.dictionary_encode(), texts.slice(1)):
            found, wrong = Cells("a", attribute).column(column)
            assert isinstance(found, Single)
            start = len(texts) - len(column)
            right = [{"attic": 4, "living": 0}.get(word, -1) for word in [*words, "blank"]]
            assert found.codes.tolist() == right[start:]
            assert sorted(wrong) == list(range(2 - start, len(words) - start))


def test_small_codes_have_room_for_the_blank() -> None:
    words = pa.array(["living", *(f"no{n}" for n in range(127))])
    codes = pa.array([0, 127, None], pa.int8())
    found, wrong = Cells("a", ROOMS.attributes["room.use"]).column(
        pa.DictionaryArray.from_arrays(codes, words)
    )
    assert (found.codes.tolist(), sorted(wrong)) == ([0, -1, -1], [1])


def test_what_was_read_before_is_not_taken_for_other_words() -> None:
    cells, told = Cells("a", ROOMS.attributes["room.use"]), []
    for words in (["living", "attic"], ["attic", "living"], ["attic", "nothing"], ["attic", "living"]):
        found, wrong = cells.column(pa.array(words).dictionary_encode())
        told.append((found.codes.tolist(), sorted(wrong)))
    assert told == [([0, 4], []), ([4, 0], []), ([4, -1], [1]), ([4, 0], [])]


def test_a_cache_that_is_full_still_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Cells, "KEPT", 1)
    cells = Cells("", AIMS)
    for _ in range(2):
        found, wrong = cells.column(pa.array([FIRST, "none", "bad", None]))
        assert isinstance(found, Members)
        assert (found.inside.sum(), sorted(wrong)) == (1, [2])


def test_numbers_that_are_no_longer_than_numbers_may_be() -> None:
    cells = Cells("a", ROOMS.attributes["room.moisture"])
    found, wrong = cells.column(pa.array(["1.123456", "12.5 percent", None]))
    assert isinstance(found, Numbers)
    assert (found.values[:2].tolist(), found.known.tolist(), wrong) == (
        [1.123456, 12.5],
        [True, True, False],
        {},
    )
    free = Cells("a", _number())
    _, wrong = free.column(pa.array(["1234567890.123456"]))
    assert [read.problems[0].code for read in wrong.values()] == ["number"]
    found, wrong = free.column(pa.array(["-123456789.123456", "123456789012345"]))
    assert isinstance(found, Numbers)
    assert (found.values.tolist(), wrong) == ([-123456789.123456, 123456789012345.0], {})


def _number() -> object:
    from dataclasses import replace

    return replace(ROOMS.attributes["room.moisture"], low=None, high=None)
