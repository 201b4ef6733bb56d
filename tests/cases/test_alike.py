"""Names of parts that a person cannot tell apart: refused where no one could, told where one might."""

from __future__ import annotations

from unicodedata import normalize

import pytest

from tests.cases.garden import read, told


def remarks(text: str, *settings: str) -> list[str]:
    return [str(remark) for remark in read(text, *settings).remarks]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("South", "south"),
        ("south bed", "south  bed"),
        ("caf\u00e9 2", "CAFE\u0301 \u00b2"),
        ("stra\u00dfe", "STRASSE"),
        ("\uff53outh", "south"),
        ("\ufb01g", "fig"),
    ],
)
def test_names_that_look_alike_are_told_with_both_places(one: str, other: str) -> None:
    text = f"beds:\n  '{one}': {{}}\n  roses: {{}}\n  '{other}': {{}}\n"
    one, other = normalize("NFC", one), normalize("NFC", other)
    assert remarks(text) == [
        f"case.yaml:4:3: warning[case-alike]: the bed '{other}' looks like '{one}', which stands at "
        "case.yaml:2:3 (hint: are they one? then use one name)"
    ]
    assert sorted(read(text).parts or ()) == sorted((one, other, "roses"))


def test_a_name_of_a_setting_that_looks_like_one_of_the_file() -> None:
    assert (
        "--set beds[SOUTH].sunny=true: warning[case-alike]: the bed 'SOUTH' looks like 'south', which stands "
        "at case.yaml:1:8 (hint: are they one? then use one name)"
    ) in remarks("beds: {south: {}}", "beds[SOUTH].sunny=true")
    assert remarks("beds: {south: {}}", "beds[south].sunny=true") == []


def test_names_that_differ_are_not_told() -> None:
    assert remarks("beds: {south: {}, south_bed: {}, north: {}, s0uth: {}}") == []


@pytest.mark.parametrize("character", ["\ufe0f", "\ufe00", "\U000e0100", "\u3164", "\u034f", "\u180b"])
def test_characters_that_leave_no_mark(character: str) -> None:
    number = f"U+{ord(character):04X}"
    assert told(f"beds: {{a: {{}}, a{character}: {{}}}}") == [
        f"case.yaml:1:15: error[case-name]: the name 'a{character}' holds {number}, a character that cannot "
        "be seen (hint: remove it)"
    ]
    assert told(None, f"beds[a{character}].sunny=true")[0].endswith(
        f"holds {number}, a character that cannot be seen (hint: remove it)"
    )


@pytest.mark.parametrize("character", ["\u200b", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u202e"])
def test_what_no_text_may_hold_no_name_holds(character: str) -> None:
    assert "error[character]: character U+" in told(f"beds: {{a{character}: {{}}}}")[0]


@pytest.mark.parametrize("blank", ["\u00a0", "\u2003", "\u3000", "\u202f", "\u2800"])
def test_unusual_blanks(blank: str) -> None:
    assert told(f"beds: {{'a{blank}b': {{}}}}") == [
        f"case.yaml:1:8: error[case-name]: the name 'a{blank}b' holds an unusual blank, U+{ord(blank):04X} "
        "(hint: write an ordinary one)"
    ]


def test_blanks_at_the_ends_in_settings() -> None:
    assert told(None, "beds[ south].sunny=true") == [
        "--set beds[ south].sunny=true: error[case-name]: the name ' south' begins or ends with a blank "
        "(hint: write south)"
    ]
