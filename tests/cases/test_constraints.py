"""Constraints: refused is what holds firmly over inputs alone, and the message names all that it rests on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.cases.constraints import violations
from engine.cases.model import Case, Fact
from engine.knowledge.conditions import (
    All,
    Always,
    AnyOf,
    AtLeast,
    Condition,
    Every,
    InRange,
    No,
    OneOf,
    Unless,
)
from tests.cases.garden import GARDEN, never, told
from tests.naive import forbidden

CLAY, FENCED = OneOf("garden.soil", ("clay",)), OneOf("garden.fenced", (True,))
SLUGS, MOLES = OneOf("garden.pests", ("slugs",)), OneOf("garden.pests", ("moles",))
ROSES, SUNNY = OneOf("bed.crop", ("roses",)), OneOf("bed.sunny", (True,))
LARGE = InRange("garden.size", 500, None, low_open=True)
ORCHARD = InRange("garden.trees", 3, 4, low_open=True, high_open=True)


@pytest.mark.parametrize(
    ("condition", "text", "broken"),
    [
        (CLAY, "garden.soil: clay", True),
        (CLAY, "garden.soil: unknown", False),
        (Unless((CLAY,)), "garden.soil: sand", True),
        (Unless((CLAY,)), "garden.soil: clay", False),
        (Unless((CLAY,)), "garden.soil: unknown", False),  # it could still be clay
        (Unless((Unless((CLAY,)),)), "garden.soil: unknown", False),
        (Unless((Unless((CLAY,)),)), "garden.soil: clay", True),
        (SLUGS, "garden.pests: {includes: [slugs]}", True),
        (Unless((SLUGS,)), "garden.pests: {excludes: [slugs]}", True),
        (Unless((SLUGS,)), "garden.pests: {excludes: [moles]}", False),
        (Unless((SLUGS,)), "garden.pests: []", True),
        (Unless((LARGE,)), "garden.size: unknown", True),  # no number of the range is above 500
        (Unless((ORCHARD,)), "garden.trees: unknown", True),  # no whole number lies between 3 and 4
        (Unless((InRange("garden.trees", 3, 4),)), "garden.trees: unknown", False),
        (Unless((InRange("garden.size", 3, 4, True, True),)), "garden.size: unknown", False),
        (AtLeast(1, ROSES), "beds: {a: {crop: roses}}", True),
        (AtLeast(2, ROSES), "beds: {a: {crop: roses}, b: {}}", False),
        (Every(ROSES), "beds: {}", True),
        (Every(ROSES), "beds: {a: {crop: roses}, b: {}}", False),
        (No(ROSES), "beds: {a: {crop: beans}}", True),
        (No(ROSES), "beds: {a: {crop: beans}, b: {}}", False),
        (Always(), "beds: {}", True),
    ],
)
def test_firm_over_inputs(condition: Condition, text: str, broken: bool) -> None:
    assert bool(told(text, kb=never(condition))) is broken


@pytest.mark.parametrize(
    ("condition", "text", "message"),
    [
        (
            All((CLAY, FENCED)),
            "garden:\n  soil: clay\n  fenced: true\n",
            "case.yaml:2:3: error[NEVER-02]: it cannot be: garden.soil: clay [case.yaml:2:3]; "
            "garden.fenced: true [case.yaml:3:3] (hint: these facts cannot all be so; mend one of them)",
        ),
        (
            AnyOf((CLAY, FENCED)),
            "garden:\n  soil: sand\n  fenced: true\n",
            "case.yaml:3:3: error[NEVER-02]: it cannot be: garden.fenced: true [case.yaml:3:3]",
        ),
        (
            All((AtLeast(1, ROSES), Unless((CLAY, MOLES)))),
            "garden.pests: {excludes: [moles]}\ngarden.soil: loam\n"
            "beds: {a: {crop: roses}, b: {crop: beans}}\n",
            "case.yaml:1:1: error[NEVER-02]: it cannot be: garden.pests: excludes [moles] [case.yaml:1:1]; "
            "garden.soil: loam [case.yaml:2:1]; bed.crop of 'a': roses [case.yaml:3:12] "
            "(hint: these facts cannot all be so; mend one of them)",
        ),
        (Always(), "beds: {}", "error[NEVER-02]: it cannot be"),
    ],
)
def test_the_message_names_the_facts_it_rests_on(condition: Condition, text: str, message: str) -> None:
    assert told(text, kb=never(condition)) == [message]


def test_a_constraint_of_the_parts_is_told_for_each_with_its_name_and_values() -> None:
    text = "beds:\n  a: {crop: roses, sunny: false}\n  b: {crop: roses, sunny: unknown}\n"
    assert told(text, "b.sunny=false") == [
        "case.yaml:2:7: error[NEVER-01]: roses do not grow in the dark, so a cannot hold the roses: "
        "bed.crop of 'a': roses [case.yaml:2:7]; bed.sunny of 'a': false [case.yaml:2:20] "
        "(hint: these facts cannot all be so; mend one of them)",
        "--set b.sunny=false: error[NEVER-01]: roses do not grow in the dark, so b cannot hold the roses: "
        "bed.sunny of 'b': false [--set b.sunny=false]; bed.crop of 'b': roses [case.yaml:3:7] "
        "(hint: these facts cannot all be so; mend one of them)",
    ]


def test_because_is_filled_with_what_is_stated() -> None:
    because = (
        "{garden.pests} {garden.size} {garden.soil} {beds with bed.crop=roses} "
        "{beds with bed.crop=beans|-}{{}}"
    )
    text = "garden: {pests: [slugs, moles], size: 3}\nbeds: {a: {crop: roses}, b: {crop: roses}}\n"
    (message,) = told(text, kb=never(Always(), because=because))
    assert message == "error[NEVER-02]: the slugs and the moles 3 m2 unknown a and b -{}"


def test_a_constraint_is_told_beside_other_problems_but_not_where_the_parts_are_unclear() -> None:
    kb = never(Every(ROSES))
    assert len(told("beds: {a: {crop: roses}}\ngarden.size: x\n", kb=kb)) == 2
    assert told("beds: 3\n", kb=kb) == [
        "case.yaml:1:7: error[case-form]: beds holds names, and under each what is said about it; "
        "here stands a number "
        "(hint: write `beds: {}` where there are none; leave it out while there is no list)"
    ]


TESTS = st.sampled_from([CLAY, FENCED, SLUGS, MOLES, LARGE, ORCHARD, Always(), InRange("garden.trees", 1, 3)])
PART_TESTS = st.sampled_from(
    [ROSES, SUNNY, CLAY, InRange("bed.size", 2, None), OneOf("bed.needs", ("water", "food"))]
)


def _grown(tests: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    def grow(inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
        some = st.lists(inner, min_size=1, max_size=3).map(tuple)
        return st.one_of(some.map(All), some.map(AnyOf), some.map(Unless))

    return st.recursive(tests, grow, max_leaves=4)


OVER_PARTS = st.one_of(
    st.builds(AtLeast, st.integers(1, 3), _grown(PART_TESTS)),
    _grown(PART_TESTS).map(Every),
    _grown(PART_TESTS).map(No),
)
CONDITIONS = _grown(st.one_of(TESTS, OVER_PARTS))


@st.composite
def cases(draw: st.DrawFn) -> Case:
    parts = draw(st.sampled_from([None, (), ("a",), ("a", "b")]))
    facts = []
    for attribute in GARDEN.attributes.values():
        for entity in ("",) if attribute.scope == "root" else parts or ():
            if not attribute.asked or draw(st.booleans()):
                continue
            if attribute.type == "number":
                facts.append(Fact(entity, attribute.name, (draw(st.integers(0, 5)),)))
            elif attribute.type != "set":
                facts.append(Fact(entity, attribute.name, (draw(st.sampled_from(attribute.values)),)))
            else:
                sides = [draw(st.sampled_from(["in", "out", "open"])) for _ in attribute.values]
                inside, outside = (
                    tuple(v for v, side in zip(attribute.values, sides, strict=True) if side == word)
                    for word in ("in", "out")
                )
                if inside or outside:
                    facts.append(Fact(entity, attribute.name, inside, outside, "open" not in sides))
    return Case("generated", tuple(sorted(facts, key=lambda f: (f.entity, f.attribute))), parts)


@given(CONDITIONS, cases())
def test_agrees_with_the_naive_evaluator(condition: Condition, case: Case) -> None:
    kb = never(condition)
    assert len(violations(kb, case)) == len(forbidden(kb, case))


@given(_grown(PART_TESTS), cases())
def test_agrees_with_the_naive_evaluator_for_parts(condition: Condition, case: Case) -> None:
    kb = never(condition, "part")
    assert len(violations(kb, case)) == len(forbidden(kb, case))
