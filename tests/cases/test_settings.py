"""`--set`: what it says, what it wins over, and what it refuses."""

from __future__ import annotations

import pytest

from engine.cases.model import Fact
from engine.cases.reader import read_case
from engine.errors import Where
from tests.cases.garden import GARDEN, blocks, read, told

PESTS = ("slugs", "aphids", "moles")
BEDS = "beds: {south: {}, 'a.b': {}, bed: {}}\n"


@pytest.mark.parametrize(
    ("settings", "fact"),
    [
        (["garden.soil=clay"], Fact("", "garden.soil", ("clay",))),
        (["garden.earth = sandy"], Fact("", "garden.soil", ("sand",))),
        (["garden.trees=6.0"], Fact("", "garden.trees", (6,))),
        (["beds[south].size=62 m2"], Fact("south", "bed.size", (62,))),
        (["garden.fenced=no"], Fact("", "garden.fenced", (False,))),
        (["garden.pests=moles,snails"], Fact("", "garden.pests", ("slugs", "moles"), ("aphids",))),
        (["garden.pests=moles , snails"], Fact("", "garden.pests", ("slugs", "moles"), ("aphids",))),
        (["garden.pests=none"], Fact("", "garden.pests", (), PESTS)),
        (["garden.pests=all"], Fact("", "garden.pests", PESTS)),
        (["garden.pests+=moles"], Fact("", "garden.pests", ("moles",), (), False)),
        (["garden.pests-=moles"], Fact("", "garden.pests", (), ("moles",), False)),
        (["garden.pests-=all"], Fact("", "garden.pests", (), PESTS)),
        (
            ["garden.pests+=moles", "garden.pests-=slugs"],
            Fact("", "garden.pests", ("moles",), ("slugs",), False),
        ),
        (
            ["garden.pests+=moles", "garden.pests-=slugs,aphids"],
            Fact("", "garden.pests", ("moles",), PESTS[:2]),
        ),
        (["garden.pests+=moles", "garden.pests=moles"], Fact("", "garden.pests", ("moles",), PESTS[:2])),
        (["garden.pests=moles", "garden.pests=moles"], Fact("", "garden.pests", ("moles",), PESTS[:2])),
        (["south.sunny=yes"], Fact("south", "bed.sunny", (True,))),
        (["south.bed.bright=yes"], Fact("south", "bed.sunny", (True,))),
        (["bed.crop=roses"], Fact("bed", "bed.crop", ("roses",))),
        (["beds[a.b].sunny=yes"], Fact("a.b", "bed.sunny", (True,))),
        (["beds[south].needs+=water"], Fact("south", "bed.needs", ("water",), (), False)),
    ],
)
def test_what_a_setting_says(settings: list[str], fact: Fact) -> None:
    case = read(BEDS, *settings)
    assert case.facts == (fact,)
    assert case.facts[0].origin.kind == "set"
    assert case.remarks == ()


@pytest.mark.parametrize(
    "name", ["a]b", "]", "]]", "a=b", "a+=b", "x[y]", "two words", "a.b", "é", "=", "beds[a]"]
)
def test_brackets_hold_any_name_a_bracket_twice(name: str) -> None:
    bracketed = f"beds[{name.replace(']', ']]')}]"
    case = read_case(GARDEN, None, settings=[f"{bracketed}.crop=roses"])
    assert case.parts == (name,)
    assert case.facts == (Fact(name, "bed.crop", ("roses",)),)
    assert read_case(GARDEN, None, settings=[bracketed]).parts == (name,)


def test_brackets_add_a_part_which_may_then_be_written_short() -> None:
    case = read_case(GARDEN, None, settings=["b.crop=roses", "beds[b]", "beds[a].crop=beans"])
    assert case.parts == ("a", "b")
    assert case.part_order == ("b", "a")
    assert case.remarks == ()


def test_adding_to_the_list_of_a_file_is_told() -> None:
    case = read(
        "beds: {north: {}, south: {}}", "beds[nort].crop=roses", "beds[wall]", "beds[south].crop=roses"
    )
    assert case.part_order == ("north", "south", "nort", "wall")
    assert [str(remark) for remark in case.remarks] == [
        "--set beds[nort].crop=roses: warning[set-adds]: it adds the bed 'nort' to those of the file "
        "(hint: is north meant?)",
        "--set beds[wall]: warning[set-adds]: it adds the bed 'wall' to those of the file",
    ]


def test_no_parts() -> None:
    assert read_case(GARDEN, None, settings=["beds=none"]).parts == ()
    case = read("garden.soil: clay\nbeds:\n  a: {crop: beans}\n  b: {}\n", "beds=none")
    assert case.parts == ()
    assert [fact.attribute for fact in case.facts] == ["garden.soil"]
    assert [str(remark) for remark in case.remarks] == [
        "case.yaml:3:3: warning[set-wins]: '--set beds=none' wins over the file, "
        "which lists 2 beds from here on"
    ]


@pytest.mark.parametrize(
    ("before", "settings", "after"),
    [
        ("[moles]", ["garden.pests+=slugs"], Fact("", "garden.pests", ("slugs", "moles"), ("aphids",))),
        ("[moles]", ["garden.pests-=moles"], Fact("", "garden.pests", (), PESTS)),
        ("[moles]", ["garden.pests-=slugs"], Fact("", "garden.pests", ("moles",), PESTS[:2])),
        ("[]", ["garden.pests+=all"], Fact("", "garden.pests", PESTS)),
        (
            "{includes: [moles], excludes: [slugs]}",
            ["garden.pests+=slugs", "garden.pests-=moles"],
            Fact("", "garden.pests", ("slugs",), ("moles",), False),
        ),
        ("[moles]", ["garden.pests=slugs"], Fact("", "garden.pests", ("slugs",), PESTS[1:])),
        ("unknown", ["garden.pests+=slugs"], Fact("", "garden.pests", ("slugs",), (), False)),
    ],
)
def test_members_change_what_the_file_says_of_a_set(before: str, settings: list[str], after: Fact) -> None:
    case = read(f"garden:\n  pests: {before}\n", *settings)
    assert case.facts == (after,)


def test_settings_win_over_the_file_and_say_so() -> None:
    case = read(
        "garden:\n  soil: clay\n  pests: {includes: [moles]}\n  size: unknown\n  trees: 3\n",
        "garden.soil=sand",
        "garden.pests+=slugs",
        "garden.size=3",
        "garden.trees=unknown",
        "garden.fenced=unknown",
    )
    assert case.facts == (
        Fact("", "garden.pests", ("slugs", "moles"), (), False),
        Fact("", "garden.size", (3,)),
        Fact("", "garden.soil", ("sand",)),
    )
    assert case.said_unknown == (("", "garden.fenced"), ("", "garden.trees"))
    assert case.facts[2].origin.where == Where("--set garden.soil=sand")
    assert [str(remark) for remark in case.remarks] == [
        "case.yaml:2:3: warning[set-wins]: '--set garden.soil=sand' wins over the file, "
        "which says here garden.soil: clay",
        "case.yaml:3:3: warning[set-wins]: '--set garden.pests+=slugs' changes what the file says "
        "here garden.pests: includes [moles]",
        "case.yaml:4:3: warning[set-wins]: '--set garden.size=3' wins over the file, "
        "which says here garden.size: unknown",
        "case.yaml:5:3: warning[set-wins]: '--set garden.trees=unknown' wins over the file, "
        "which says here garden.trees: 3",
    ]


def test_a_setting_that_says_what_the_file_says_changes_nothing() -> None:
    case = read("garden.pests: {value: [slugs], source: me}", "garden.pests=snails")
    assert case.remarks == ()
    assert case.facts[0].origin.source == "me"


@pytest.mark.parametrize(("setting", "messages"), blocks("settings.txt"))
def test_what_a_setting_refuses(setting: str, messages: list[str]) -> None:
    assert told(BEDS, setting.removeprefix("--set ")) == [f"{setting}: {message}" for message in messages]


def test_a_part_that_is_called_like_a_prefix_is_written_short_where_that_is_clear() -> None:
    text = "beds: {garden: {}}"
    assert read(text, "garden.crop=roses").facts == (Fact("garden", "bed.crop", ("roses",)),)
    assert read(text, "beds[garden].size=3").facts == (Fact("garden", "bed.size", (3,)),)
    assert read(text, "garden.soil=clay").facts == (Fact("", "garden.soil", ("clay",)),)
    assert told(text, "garden.size=3", "garden.soli=clay") == [
        "--set garden.size=3: error[case-setting]: garden.size is an attribute of the garden, "
        "and bed.size of 'garden' (hint: for the bed write beds[garden].size=...; "
        "for the garden write it in the case file)",
        "--set garden.soli=clay: error[case-attribute]: unknown attribute 'garden.soli' "
        "(hint: did you mean garden.soil?)",
    ]


def test_a_name_may_be_long_but_not_endless() -> None:
    assert told(None, f"beds[{'n' * 200}]") == []
    assert told(None, f"beds[{'n' * 201}]") == [
        f"--set beds[{'n' * 201}]: error[case-name]: the name '{'n' * 60}...' is longer than 200 characters"
    ]


@pytest.mark.parametrize(
    "setting", ["garden.soil=cl\x1bay", "beds[a\u202eb]", "beds[a\nb]", "garden.soil=\udce4"]
)
def test_a_setting_with_a_hostile_character_is_refused_and_shown_without_it(setting: str) -> None:
    (message,) = told(BEDS, setting)
    assert message.endswith(
        ": error[case-setting]: it holds a character that cannot be seen (hint: remove it)"
    )
    assert message.startswith(f"--set {setting[:6]}")
    assert message.count("\ufffd") == 1


@pytest.mark.parametrize(
    ("first", "second", "about"),
    [
        ("garden.soil=clay", "garden.earth=sand", " about garden.soil"),
        ("garden.soil=clay", "garden.soil=unknown", " about garden.soil"),
        ("garden.pests=slugs", "garden.pests=moles", " about garden.pests"),
        ("garden.pests+=slugs", "garden.pests-=snails", " about garden.pests"),
        ("garden.pests=slugs", "garden.pests+=moles", " about garden.pests"),
        ("garden.pests=unknown", "garden.pests+=moles", " about garden.pests"),
        ("south.sunny=yes", "beds[south].bright=no", " about bed.sunny of 'south'"),
        ("beds=none", "beds[wall]", ""),
        ("beds=none", "south.sunny=yes", ""),
    ],
)
def test_two_settings_that_contradict_each_other(first: str, second: str, about: str) -> None:
    assert told(BEDS, first, second) == [
        f"--set {second}: error[case-twice]: '--set {first}' and '--set {second}' "
        f"contradict each other{about} (hint: keep one of the two)"
    ]


def test_problems_of_file_and_settings_come_at_once() -> None:
    assert [
        message.split(": ")[0]
        for message in told("garden.soil: cly\nbeds: {a: {crop: x}}\n", "zz=1", "a.z=1")
    ] == [
        "case.yaml:1:14",
        "case.yaml:2:18",
        "--set a.z=1",
        "--set zz=1",
    ]


def test_where_the_file_cannot_be_read_only_settings_that_are_wrong_for_any_file_are_told() -> None:
    problems = told(b"\xff", "a.crop=beans", "a.crop=x", "garden.soil=x", "garden.pest=moles")
    assert [problem.split(" (hint")[0] for problem in problems] == [
        "case.yaml:1:1: error[encoding]: not UTF-8: byte 1 is 0xFF",
        "--set garden.pest=moles: error[case-attribute]: unknown attribute 'garden.pest'",
        "--set garden.soil=x: error[value]: 'x' is no value of garden.soil",
    ]


def test_a_name_that_only_begins_attributes_is_told_which_they_are() -> None:
    assert told(BEDS, "garden=1") == [
        "--set garden=1: error[case-attribute]: 'garden' is no attribute by itself"
        " (hint: say which: garden.soil, garden.pests, garden.size, garden.trees, garden.fenced)"
    ]


def test_a_part_has_no_value_itself() -> None:
    assert told(BEDS, "south=1") == [
        "--set south=1: error[case-setting]: 'south' is a bed, and has no value itself"
        " (hint: write beds[south].ATTRIBUTE=...)"
    ]
