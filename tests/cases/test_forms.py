"""Every form in which a case may state a thing, and what becomes of it."""

from __future__ import annotations

import pytest

from engine.cases.canonical import case_plain
from engine.cases.model import Atom, Expected, Fact, Origin
from engine.cases.reader import UNNAMED, read_case
from engine.errors import Where
from tests.cases.garden import GARDEN, read

WHOLE = """\
case: Long Acre
as_of: 2026-11-01
note: seen in the rain
garden:
  pests:
    value: [snails, aphids]
    source: the gardener
    note: many
  size: 62 m2
garden.earth: sandy
beds:
  south:
    crop: beans
    bright: yes
    needs: {includes: [water], excludes: [food]}
  north: {sunny: unknown}
  west:
  far away: {}
"""


def test_a_whole_case_is_read_with_names_aliases_and_origins() -> None:
    case = read(WHOLE)
    assert (case.name, case.as_of, case.note) == ("Long Acre", "2026-11-01", "seen in the rain")
    assert case.parts == ("far away", "north", "south", "west")
    assert case.part_order == ("south", "north", "west", "far away")
    assert case.facts == (
        Fact("", "garden.pests", ("slugs", "aphids"), ("moles",)),
        Fact("", "garden.size", (62,)),
        Fact("", "garden.soil", ("sand",)),
        Fact("south", "bed.crop", ("beans",)),
        Fact("south", "bed.needs", ("water",), ("food",), closed=False),
        Fact("south", "bed.sunny", (True,)),
    )
    assert case.said_unknown == (("north", "bed.sunny"),)
    assert case.remarks == ()
    assert case.where == Where("case.yaml")
    pests = case.fact("", "garden.pests")
    assert pests is not None
    assert pests.origin == Origin("file", Where("case.yaml", 5, 3), "the gardener", "many")


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("garden.pests: []", Fact("", "garden.pests", (), ("slugs", "aphids", "moles"))),
        ("garden.pests: none", Fact("", "garden.pests", (), ("slugs", "aphids", "moles"))),
        ("garden.pests: all", Fact("", "garden.pests", ("slugs", "aphids", "moles"))),
        ("garden.pests: [moles, slugs, moles]", Fact("", "garden.pests", ("slugs", "moles"), ("aphids",))),
        ("garden.pests: {value: all}", Fact("", "garden.pests", ("slugs", "aphids", "moles"))),
        ("garden.pests: {includes: [moles]}", Fact("", "garden.pests", ("moles",), (), False)),
        ("garden.pests: {value: {includes: [moles]}}", Fact("", "garden.pests", ("moles",), (), False)),
        ("garden.pests: {excludes: [moles]}", Fact("", "garden.pests", (), ("moles",), False)),
        ("garden.pests: {excludes: all}", Fact("", "garden.pests", (), ("slugs", "aphids", "moles"))),
        (
            "garden.pests: {includes: [moles], excludes: [slugs, aphids]}",
            Fact("", "garden.pests", ("moles",), ("slugs", "aphids")),
        ),
        ("garden.size: 62.50 m2", Fact("", "garden.size", (62.5,))),
        ("garden.size: 62.0", Fact("", "garden.size", (62,))),
        ("garden.trees: {value: 3, note: old}", Fact("", "garden.trees", (3,))),
        ("garden.fenced: no", Fact("", "garden.fenced", (False,))),
        ("garden: {garden.fenced: 1}", None),
    ],
)
def test_value_forms(text: str, fact: Fact | None) -> None:
    if fact is None:
        with pytest.raises(Exception, match="unknown attribute"):
            read(text)
    else:
        assert read(text).facts == (fact,)


def test_a_set_of_which_every_member_is_decided_is_closed_however_it_was_written() -> None:
    assert read("garden.pests: {includes: [moles], excludes: [slugs, aphids]}") == read(
        "garden.pests: [moles]"
    )


def test_a_fact_said_twice_alike_is_said_once() -> None:
    case = read("garden: {soil: sand, pests: [slugs]}\ngarden.earth: sandy\ngarden.pests: [snails]\n")
    assert [fact.attribute for fact in case.facts] == ["garden.pests", "garden.soil"]
    assert case.facts[1].origin.where == Where("case.yaml", 1, 10)


def test_parts_may_be_named_with_or_without_the_prefix_of_their_attributes() -> None:
    short = read("beds: {a: {crop: beans, sunny: true}}")
    assert read("beds: {a: {bed.crop: beans, bed.bright: true}}") == short
    assert read("beds: {a: {bed: {crop: beans, sunny: true}}}") == short


@pytest.mark.parametrize(
    ("text", "parts"),
    [("garden.soil: clay", None), ("beds: {}", ()), ("beds: {b: {}, a: {}}", ("a", "b"))],
)
def test_no_list_of_parts_is_not_an_empty_list(text: str, parts: tuple[str, ...] | None) -> None:
    assert read(text).parts == parts


def test_names_of_parts_are_the_analysts_own_and_composed() -> None:
    case = read("beds: {'a.b ]=\"': {crop: beans}, 'cafe\u0301': {}, '2026': {}, true: {}}")
    assert case.parts == ("2026", 'a.b ]="', "caf\u00e9", "true")


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("cases/long-acre.yaml", "long-acre"),
        ("-", UNNAMED),
        ("", UNNAMED),
        ("a\x1bb.yaml", UNNAMED),
        ("\udce4.yaml", UNNAMED),
    ],
)
def test_a_case_without_a_name_has_that_of_its_file(file: str, name: str) -> None:
    assert read_case(GARDEN, b"beds: {}", file).name == name


def test_a_case_may_be_nothing_but_settings() -> None:
    assert read_case(GARDEN, None).facts == ()
    case = read_case(GARDEN, None, settings=["garden.soil=clay"])
    assert case.facts == (Fact("", "garden.soil", ("clay",)),)
    assert (case.name, case.where, case.parts) == (UNNAMED, None, None)


def test_expectations_are_read() -> None:
    case = read(
        """\
beds: {south: {}, far away: {}}
expect:
  verdicts:
    garden: {plan: not applicable}
    beds: {south: {verdict: move}, far away: {verdict: conflict}}
  status:
    garden.plan: settled
  fired: [PLAN-01, BED-01 far away, BED-02]
  not_fired: [BED-02 south]
  established: {garden.size: 3 m2, beds: {south: {verdict: [move, keep], notes: [dry]}}}
  not_established: {beds: {south: {needs: all}}}
"""
    )
    assert case.expected == Expected(
        verdicts={
            ("", "garden.plan"): "not applicable",
            ("far away", "bed.verdict"): "conflict",
            ("south", "bed.verdict"): "move",
        },
        status={("", "garden.plan"): "settled"},
        fired=(("BED-01", "far away"), ("BED-02", None), ("PLAN-01", None)),
        not_fired=(("BED-02", "south"),),
        values=(
            (Atom("", "garden.size", 3), True),
            (Atom("south", "bed.needs", "food"), False),
            (Atom("south", "bed.needs", "shade"), False),
            (Atom("south", "bed.needs", "water"), False),
            (Atom("south", "bed.notes", "dry"), True),
            (Atom("south", "bed.verdict", "keep"), True),
            (Atom("south", "bed.verdict", "move"), True),
        ),
        where=Where("case.yaml", 2, 1),
    )


def test_plain_data_of_a_case() -> None:
    case = read("case: A\nbeds:\n  b:\n    sunny: {value: false, source: me}\n  a: {crop: unknown}\n")
    assert case_plain(case) == {
        "name": "A",
        "as_of": "",
        "note": "",
        "parts": ["a", "b"],
        "facts": [
            {
                "entity": "b",
                "attribute": "bed.sunny",
                "values": [False],
                "excluded": [],
                "closed": True,
                "origin": {
                    "kind": "file",
                    "file": "case.yaml",
                    "line": 4,
                    "col": 5,
                    "source": "me",
                    "note": "",
                },
            }
        ],
        "said_unknown": [{"entity": "a", "attribute": "bed.crop"}],
        "order": ["b", "a"],
    }
