"""The template: complete, safe whatever the vocabulary says, and wholly unknown when read back."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from engine.cases.reader import read_case
from engine.cases.template import template
from engine.knowledge.conditions import All, InRange, OneOf
from engine.knowledge.model import Conclusion, KnowledgeBase
from engine.knowledge.placeholders import escape
from tests.cases.garden import GARDEN, without_parts


def filled_sample(text: str) -> str:
    """The template with its sample part taken into use, as its comment says."""
    start = text.index("#beds:")
    lines = [line[1:] for line in text[start:].splitlines()]
    return text[:start] + "\n".join(lines) + "\n"


def check(kb: KnowledgeBase) -> None:
    """The template of the knowledge base is a wholly unknown case, with and without its sample."""
    text = template(kb, "schema.json")
    asked = [attribute for attribute in kb.attributes.values() if attribute.asked]
    of_root = sorted(("", attribute.name) for attribute in asked if attribute.scope == "root")
    case = read_case(kb, text.encode(), "new.yaml")
    assert (case.facts, case.parts, case.said_unknown) == ((), None, tuple(of_root))
    case = read_case(kb, filled_sample(text).encode(), "new.yaml")
    of_part = sorted(("NAME", attribute.name) for attribute in asked if attribute.scope == "part")
    assert (case.facts, case.parts, case.said_unknown) == ((), ("NAME",), (*of_root, *of_part))


def test_read_back_unfilled_it_is_a_valid_and_wholly_unknown_case() -> None:
    check(GARDEN)


def test_it_is_valid_where_nothing_is_asked() -> None:
    check(without_parts())


def test_it_tells_question_answers_and_what_it_is_asked_for() -> None:
    text = template(GARDEN)
    assert (
        "# Which soil?\n# Answer: one of these\n#   clay: the clay\n#   sand: the sand\n#   loam: the loam\n"
        "# Asked for: Clay is dug (PLAN-01)\ngarden.soil: unknown\n"
    ) in text
    assert "# How many trees?\n# Answer: a whole number from 0 to 50\ngarden.trees: unknown\n" in text
    assert "\n\n# sunny: Is this bed sunny?\n# Answer: true or false\n" in text
    assert "# Answer: a number of m2 from 0 to 100\n" in text
    assert "# Which beds are there?\n" in text
    assert text.endswith(
        "# To list the beds, take the # off the lines below and write the name of the bed for NAME.\n"
        "# For each further bed repeat the lines from the name on. The list is complete: what is not in\n"
        "# it is not there; `beds: {}` says that there are none.\n"
        "#beds:\n#  NAME:\n#    crop: unknown\n#    sunny: unknown\n#    needs: unknown\n#    size: unknown\n"
    )
    for attribute in GARDEN.attributes.values():
        line = f"{attribute.name.removeprefix('bed.')}: unknown\n"
        assert (line in text) is attribute.asked


def test_the_schema_for_the_editor_is_named_in_the_first_line_or_not_at_all() -> None:
    assert template(GARDEN, "a.json").startswith("# yaml-language-server: $schema=a.json\n")
    assert "yaml-language-server" not in template(GARDEN)


def test_of_many_rules_some_are_named_and_copies_count_as_reading() -> None:
    plain = GARDEN.rules["BED-01"]
    reads = All(
        (OneOf("garden.fenced", (True,)), InRange("garden.trees", 1, None), OneOf("garden.fenced", (False,)))
    )
    copies = Conclusion("bed.notes", "dry", member_of="garden.pests")
    rules = {f"R-{i}": replace(plain, id=f"R-{i}", title=f"Rule {i}", when=reads) for i in range(5)}
    rules["C-1"] = replace(plain, id="C-1", title="Copy", then=(copies,))
    text = template(replace(GARDEN, rules=rules))
    assert (
        "# Is there a fence?\n# Answer: true or false\n# Asked for: Rule 0 (R-0)\n# Asked for: Rule 1 (R-1)\n"
        "# Asked for: Rule 2 (R-2)\n# Asked for: 2 more rules\n"
    ) in text
    assert "#   moles: the moles\n# Asked for: Copy (C-1)\n" in text


def test_names_that_yaml_could_take_for_something_else_are_quoted() -> None:
    attributes = {
        name: replace(GARDEN.attributes["bed.sunny"], name=name, aliases=())
        for name in ("bed.null", "bed.true", "bed.sunny")
    }
    check(replace(GARDEN, attributes=attributes, rules={}, constraints=(), goals=()))


@given(st.lists(st.text(), min_size=6, max_size=6))
def test_no_text_of_the_knowledge_base_breaks_out_of_a_comment(texts: list[str]) -> None:
    one, two, three, four, unit, title = texts
    attributes = {
        name: replace(
            attribute,
            question=escape(one) or "?" if attribute.asked else "",
            help=escape(two),
            unit=unit if attribute.type == "number" else "",
            labels=dict.fromkeys(attribute.values, three),
        )
        for name, attribute in GARDEN.attributes.items()
    }
    rules = {"R": replace(GARDEN.rules["PLAN-01"], id="R", title=four)}
    words = replace(GARDEN.words, question=escape(one) or "?")
    check(replace(GARDEN, attributes=attributes, rules=rules, title=title, words=words))
