"""Strata of docs/semantics.md: what depends on what, the canonical order, and cycles that are refused."""

from __future__ import annotations

import random

import pytest

from engine.errors import Where
from engine.knowledge.conditions import All, Always, AtLeast, Condition, InRange, No, OneOf, Unless, Value
from engine.knowledge.model import Conclusion, Rule
from engine.knowledge.strata import stratify

Order = tuple[tuple[str, ...], ...]


def has(value: str) -> OneOf:
    attribute, _, value = value.partition("=")
    return OneOf(attribute, (value,))


def rule(
    name: str,
    when: Condition | str,
    *then: str | Conclusion,
    presumption: bool = False,
    overrides: tuple[str, ...] = (),
) -> Rule:
    condition = has(when) if isinstance(when, str) else when
    conclusions = tuple(
        c if isinstance(c, Conclusion) else Conclusion(*c.split("="))
        for c in then or (f"x.{name.lower()}=yes",)
    )
    where = Where("rules/r.yaml", ord(name[0]) - ord("A") + 1, 3)
    return Rule(name, "", "root", condition, conclusions, "", (), presumption, "", overrides, where)


def order(*rules: Rule) -> Order:
    """The components; the rules are sound, in whatever order they are given."""
    expected, problems = stratify(rules)
    assert problems == ()
    assert stratify(reversed(rules)) == (expected, ())
    return expected


def cycle(*rules: Rule) -> str:
    """The one cycle that is refused, whatever the order of the rules."""
    _, problems = stratify(rules)
    assert stratify(reversed(rules))[1] == problems
    assert len(problems) == 1
    assert problems[0].code == "cycle"
    return problems[0].what


def test_ties_go_to_the_smallest_id() -> None:
    assert order(rule("B", Always()), rule("C", Always()), rule("A", Always())) == (("A",), ("B",), ("C",))


def test_a_rule_follows_those_that_conclude_what_it_reads() -> None:
    assert order(rule("A", "x.b=yes"), rule("B", "x.c=yes"), rule("C", Always())) == (("C",), ("B",), ("A",))


def test_a_free_rule_that_comes_early_frees_smaller_ones_first() -> None:
    # B frees A, and A is smaller than C.
    assert order(rule("A", "x.b=yes"), rule("B", Always()), rule("C", Always())) == (("B",), ("A",), ("C",))


def test_values_are_told_apart() -> None:
    # By attribute, A and B would depend on each other through a negation; by value they do not.
    a = rule("A", Unless((has("x.v=q"),)), "x.v=p")
    assert order(a, rule("B", Always(), "x.v=q")) == (("B",), ("A",))


def test_positive_cycles_are_legal_and_make_one_component() -> None:
    found = order(
        rule("A", "x.b=yes"), rule("B", "x.a=yes"), rule("C", "x.a=yes"), rule("D", Always(), "x.b=yes")
    )
    assert found == (("D",), ("A", "B"), ("C",))


def test_a_rule_may_read_what_it_concludes() -> None:
    assert order(rule("A", "x.a=yes")) == (("A",),)


@pytest.mark.parametrize(
    "negated",
    [
        Unless((has("x.b=yes"),)),
        Unless((All((has("x.z=yes"), has("x.b=yes"))),)),
        Unless((Unless((has("x.b=yes"),)),)),
        No(has("x.b=yes")),
        All((Always(), Unless((No(has("x.b=yes")),)))),
    ],
)
def test_a_cycle_through_a_negation_is_refused(negated: Condition) -> None:
    assert cycle(rule("A", negated), rule("B", "x.a=yes")) == (
        "rules depend on their own absence: "
        "A (rules/r.yaml:1) -> not x.b=yes -> B (rules/r.yaml:2) -> x.a=yes -> A (rules/r.yaml:1)"
    )


def test_a_rule_that_denies_itself_is_refused() -> None:
    assert cycle(rule("A", Unless((has("x.a=yes"),)))) == (
        "rules depend on their own absence: A (rules/r.yaml:1) -> not x.a=yes -> A (rules/r.yaml:1)"
    )


def test_the_shortest_cycle_is_printed() -> None:
    rules = (
        rule("A", Unless((has("x.b=yes"),))),
        rule("B", AtLeast(1, All((has("x.c=yes"), has("x.a=yes"))))),
        rule("C", "x.a=yes"),
    )
    assert cycle(*rules).endswith("-> B (rules/r.yaml:2) -> x.a=yes -> A (rules/r.yaml:1)")


def test_each_tangle_is_one_problem() -> None:
    rules = [
        rule("A", Unless((has("x.b=yes"), has("x.a=yes")))),
        rule("B", Unless((has("x.a=yes"),))),
        rule("C", Unless((has("x.c=yes"),))),
    ]
    assert [problem.where for problem in stratify(rules)[1]] == [
        Where("rules/r.yaml", 1, 3),
        Where("rules/r.yaml", 3, 3),
    ]


def test_the_overridden_rule_follows_its_overrider() -> None:
    assert order(rule("A", Always()), rule("B", Always(), overrides=("A",))) == (("B",), ("A",))


def test_rules_that_override_each_other_are_refused() -> None:
    a, b = rule("A", Always(), overrides=("B",)), rule("B", Always(), overrides=("A",))
    assert cycle(a, b) == (
        "rules depend on their own absence: "
        "A (rules/r.yaml:1) -> not B (rules/r.yaml:2) -> not A (rules/r.yaml:1)"
    )


def test_an_overrider_that_reads_what_it_defeats_is_refused() -> None:
    assert "A (rules/r.yaml:1) -> not B (rules/r.yaml:2) -> x.a=yes -> A" in cycle(
        rule("A", Always()), rule("B", "x.a=yes", overrides=("A",))
    )


def test_a_presumption_follows_every_ordinary_rule_about_its_attribute() -> None:
    presumed = rule("A", Always(), "x.v=p", presumption=True)
    assert order(presumed, rule("B", Always(), "x.v=q"), rule("C", Always())) == (("B",), ("A",), ("C",))


def test_a_presumption_that_feeds_a_rule_about_its_attribute_is_refused() -> None:
    presumed = rule("A", Always(), "x.v=p", presumption=True)
    assert cycle(presumed, rule("B", "x.v=p", "x.v=q")) == (
        "rules depend on their own absence: "
        "A (rules/r.yaml:1) -> not B (rules/r.yaml:2) -> x.v=p -> A (rules/r.yaml:1)"
    )


def test_a_reader_of_a_presumed_value_stands_strictly_above_it() -> None:
    a = rule("A", "x.v=p", "x.w=p")
    b = rule("B", "x.w=p", "x.v=p", presumption=True)
    assert cycle(a, b) == (
        "rules depend on their own absence: "
        "A (rules/r.yaml:1) -> presumed by B (rules/r.yaml:2) -> x.w=p -> A (rules/r.yaml:1)"
    )
    assert order(a, rule("B", Always(), "x.v=p", presumption=True)) == (("B",), ("A",))


def test_presumptions_of_one_attribute_do_not_wait_for_each_other() -> None:
    a, b = (rule(name, Always(), f"x.v={name.lower()}", presumption=True) for name in "AB")
    assert order(b, a) == (("A",), ("B",))


def test_a_copied_set_comes_before_its_copy() -> None:
    copy = rule("A", Always(), Conclusion("x.t", "p", "x.s"), Conclusion("x.t", "q", "x.s"))
    assert order(copy, rule("B", Always(), "x.s=q")) == (("B",), ("A",))


def test_a_copy_of_what_depends_on_it_is_refused() -> None:
    copy = rule("A", Always(), Conclusion("x.t", "p", "x.s"), Conclusion("x.t", "q", "x.s"))
    assert cycle(copy, rule("B", "x.t=p", "x.s=q")) == (
        "a rule copies a set that depends on the rule: "
        "A (rules/r.yaml:1) -> copies x.s=q -> B (rules/r.yaml:2) -> x.t=p -> A (rules/r.yaml:1)"
    )


def test_numbers_depend_on_the_values_that_pass() -> None:
    def number(name: str, low: int, value: Value) -> Rule:
        return rule(name, InRange("x.n", low, None), Conclusion("x.n", value))

    assert order(number("A", 5, 3), number("B", 9, 7)) == (("B",), ("A",))


def test_four_thousand_rules_in_a_row_need_no_recursion() -> None:
    rules = [rule(f"R{i:04}", f"x.r{i + 1:04}=yes") for i in range(4000)]
    random.Random(1).shuffle(rules)
    assert stratify(rules) == (tuple((f"R{i:04}",) for i in reversed(range(4000))), ())


def test_four_thousand_rules_in_a_ring_are_one_component() -> None:
    rules = [rule(f"R{i:04}", f"x.r{(i + 1) % 4000:04}=yes") for i in range(4000)]
    assert stratify(rules) == ((tuple(f"R{i:04}" for i in range(4000)),), ())
