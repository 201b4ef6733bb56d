"""Conditions in words, suggestions, and what is worth knowing about a sound knowledge base."""

from __future__ import annotations

import pytest

from engine.knowledge.conditions import All, AnyOf, InRange, No, OneOf, Unless
from engine.knowledge.loader import load_files
from engine.knowledge.nearest import did_you_mean, nearest, quoted
from engine.knowledge.warnings import check_warnings
from engine.knowledge.wording import describe
from tests.knowledge.samples import changed, files, garden

DRY = OneOf("bed.dry", (True,))
SKY = OneOf("weather.sky", ("sun", "fog"))


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (
            "DRY-1",
            "(dry is yes, and (heat is above 30 degrees (hot) or (plants includes all of fern, rose))),"
            " unless sky is rain",
        ),
        ("DRY-2", "sky is sunshine, and plants includes anything"),
        ("THIRST-1", "always"),
        (
            "GARDEN-1",
            "for some bed: (advice is water, and heat is at least 5 degrees and below 40 degrees)",
        ),
        (
            "GARDEN-2",
            "(sky is fog, and (for no bed: dry is no)) or"
            " (for at least 2 beds: (plants includes all of fern, rose, cactus)) or"
            " (for every bed: heat is between -5 and 5 degrees)",
        ),
    ],
)
def test_rules_in_words(rule: str, words: str) -> None:
    kb = garden()
    assert describe(kb.rules[rule].when, kb) == words


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (SKY, "sky is sunshine or fog"),
        (OneOf("bed.dry", (False, True)), "dry is known"),
        (InRange("weather.heat", 7, 7), "heat is 7 degrees"),
        (InRange("weather.heat", None, 7), "heat is at most 7 degrees"),
        (InRange("weather.heat", 1, 7, low_open=True), "heat is above 1 degrees and at most 7 degrees"),
        (Unless((DRY, SKY)), "unless dry is yes or sky is sunshine or fog"),
        (All((Unless((DRY,)), SKY)), "sky is sunshine or fog, unless dry is yes"),
        (All((Unless((DRY,)), No(SKY))), "(for no bed: sky is sunshine or fog), unless dry is yes"),
        (AnyOf((DRY, All((DRY, SKY)))), "dry is yes or (dry is yes, and sky is sunshine or fog)"),
    ],
)
def test_forms_in_words(condition: OneOf, words: str) -> None:
    assert describe(condition, garden()) == words


def test_the_garden_needs_no_warning() -> None:
    assert check_warnings(garden()) == ()


def test_names_that_lead_nowhere() -> None:
    kb = load_files(
        files(
            changed(
                ("rules/10-beds.yaml", "{parameter: hot}", "30"),
                ("vocabulary.yaml", "constraints:", "  - {attribute: bed.idle, type: boolean}\nconstraints:"),
                (
                    "vocabulary.yaml",
                    "  - attribute: bed.thirsty\n",
                    '  - {attribute: bed.name, type: boolean, question: "Has {bed} a name?"}\n'
                    "  - attribute: bed.thirsty\n",
                ),
            )
        ),
        "kb",
    )
    assert [str(problem) for problem in check_warnings(kb)] == [
        "kb/parameters.yaml:2:5: warning[unused]: nothing uses the parameter hot",
        "kb/vocabulary.yaml:25:5: warning[unread]: no rule reads bed.name",
        "kb/vocabulary.yaml:35:5: warning[unreached]: no rule concludes about bed.idle",
    ]


def test_what_a_goal_shows_need_not_be_read_by_a_rule() -> None:
    change = (
        "vocabulary.yaml",
        "  - attribute: bed.thirsty\n",
        "  - attribute: bed.thirsty\n    question: Which?\n",
    )
    rule = (
        "rules/10-beds.yaml",
        "then: {bed.thirsty: {same_as: bed.plants}}",
        "presume: {bed.thirsty: herbs}",
    )
    assert check_warnings(load_files(files(changed(change, rule)))) == ()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("bed.plant", "bed.plants"),
        ("plants", "bed.plants"),
        ("garden.plants", "bed.plants"),
        ("zzz", ""),
        ("", ""),
        ("bed.plants" * 10, ""),
    ],
)
def test_the_nearest_name(text: str, name: str) -> None:
    assert nearest(text, ["bed.plants", "weather.sky"]) == name


def test_hints_list_names_only_where_they_are_few() -> None:
    assert did_you_mean("skyy", ["sky", "sea"], "known are") == "did you mean sky? known are: sky, sea"
    assert did_you_mean("x", [str(number) for number in range(100)], "known are") == ""


def test_long_texts_are_cut() -> None:
    assert quoted("a" * 60) == f"'{'a' * 60}'"
    assert quoted("a" * 61) == f"'{'a' * 60}...'"
