"""Who reads and who reaches what, in the garden."""

from dataclasses import replace
from random import Random

import pytest

from engine.errors import UsageError
from engine.knowledge.conditions import InRange
from engine.knowledge.model import Conclusion, KnowledgeBase
from engine.workbench import links
from engine.workbench.cards import attribute_card, named, rule_card
from engine.workbench.casetests import Outcome
from tests.generate import random_kb


def test_a_rule_reads_what_it_tests_at_any_depth(garden: KnowledgeBase) -> None:
    assert links.read(garden.rules["BED-02"]) == ("bed.tired", "garden.visitors")
    assert links.read(garden.rules["GAR-01"]) == ("bed.plan",)


def test_a_rule_reads_the_set_that_it_copies(garden: KnowledgeBase) -> None:
    rule = replace(garden.rules["GAR-01"], then=(Conclusion("a.b", "slugs", "garden.visitors"),))
    assert links.read(rule) == ("bed.plan", "garden.visitors")
    assert links.passes(rule, "garden.visitors", "slugs")
    assert not links.passes(rule, "garden.visitors", "moles")


def test_feeding_is_by_value(garden: KnowledgeBase) -> None:
    assert links.feeds(garden, garden.rules["BED-02"]) == ("GAR-01",)  # it concludes dig
    assert links.feeds(garden, garden.rules["BED-03"]) == ()  # it concludes leave


def test_a_range_is_fed_by_the_numbers_in_it(garden: KnowledgeBase) -> None:
    rule = replace(garden.rules["BED-03"], when=InRange("bed.depth", 60, None, low_open=True))
    assert links.passes(rule, "bed.depth", 61)
    assert not links.passes(rule, "bed.depth", 60)


def test_readers_and_reaching(garden: KnowledgeBase) -> None:
    index = links.index(garden)
    assert index.readers["bed.tired"] == ("BED-02",)
    assert index.reaching["bed.tired"] == ("BED-01",)


@pytest.mark.parametrize("seed", range(10))
def test_an_index_has_the_same_links(seed: int) -> None:
    kb = random_kb(Random(seed))
    index = links.index(kb)
    rules = kb.rules.values()
    for name in kb.attributes:
        assert index.readers.get(name, ()) == tuple(r.id for r in rules if name in links.read(r))
        assert index.reaching.get(name, ()) == tuple(r.id for r in rules if name in r.attributes)
    for rule in rules:
        assert index.overriders.get(rule.id, ()) == tuple(r.id for r in rules if rule.id in r.overrides)
        assert links.feeds(kb, rule, index.reading(rule)) == links.feeds(kb, rule)


def test_carriers_of_a_claim(garden: KnowledgeBase) -> None:
    assert links.carrying_rules(garden, "C2") == ("BED-03",)
    assert [goal.attribute for goal in links.carrying_goals(garden, "C2")] == ["garden.effort"]
    assert links.carrying_rules(garden, "C3") == links.carrying_goals(garden, "C3") == ()


def test_the_card_of_a_rule(garden: KnowledgeBase, outcomes: tuple[Outcome, ...]) -> None:
    card = rule_card(garden, garden.rules["BED-02"], outcomes)
    assert card.needs == {"bed.tired": ("BED-01",), "garden.visitors": ()}
    assert (card.feeds, card.overridden_by) == (("GAR-01",), ("BED-03",))
    assert card.fires_in == ("tests/workbench/garden/cases/dig.yaml",)
    assert card.expected_in == ()
    assert rule_card(garden, garden.rules["BED-03"], outcomes).expected_in == (
        "tests/workbench/garden/cases/leave.yaml",
    )


def test_the_card_of_an_attribute(garden: KnowledgeBase) -> None:
    card = attribute_card(garden, garden.attributes["bed.tired"])
    assert (card.readers, card.reaching, card.constraints) == (("BED-02",), ("BED-01",), ("NEVER-01",))
    assert [claim.id for claim in card.claims] == ["C1"]
    assert card.goal is None
    assert attribute_card(garden, garden.attributes["bed.plan"]).goal == garden.goal("bed.plan")


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("BED-02", "BED-02"),
        ("bed-02", "BED-02"),
        ("bed.soil", "bed.soil"),
        ("garden.guests", "garden.visitors"),
    ],
)
def test_names_are_found(garden: KnowledgeBase, name: str, found: str) -> None:
    thing = named(garden, name)
    assert thing in (garden.rules.get(found), garden.attributes.get(found))


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("BED-04", "did you mean BED-03?"),
        ("gra-01", "did you mean GAR-01?"),
        ("bed.soul", "did you mean bed.soil?"),
        ("xyz", "advisor kb show lists the rules"),
    ],
)
def test_other_names_get_a_suggestion(garden: KnowledgeBase, name: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        named(garden, name)
    (problem,) = caught.value.problems
    assert problem.what == f"no rule, attribute or goal is called '{name}'"
    assert problem.hint == hint
