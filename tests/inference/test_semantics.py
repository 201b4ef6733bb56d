"""docs/semantics.md sentence by sentence, on knowledge bases that fit a screen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.errors import CaseError, KnowledgeError
from engine.inference.derivation import Absence, Guard, Parts
from engine.inference.derivation import Firing as F
from engine.knowledge.conditions import InRange
from tests.inference.small import judge, knowledge

# Atoms

NOTHING = "[{id: A, scope: whole, when: {whole.a: true}, then: {whole.d: true}}]"


@pytest.mark.parametrize(
    ("facts", "possible"),
    [
        (
            "{}",
            {"whole.a": {True, False}, "whole.kind": {"red", "green", "blue"}, "whole.s": {"p", "q", "r"}},
        ),
        ("{whole: {a: false, kind: red}}", {"whole.a": {False}, "whole.kind": {"red"}}),
        ("{whole: {s: [p]}}", {"whole.s": {"p"}}),
        ("{whole: {s: []}}", {"whole.s": set()}),
        ("{whole: {s: {includes: [p]}}}", {"whole.s": {"p", "q", "r"}}),
        ("{whole: {s: {excludes: [q]}}}", {"whole.s": {"p", "r"}}),
        ("{whole: {s: {includes: [p], excludes: [q]}}}", {"whole.s": {"p", "r"}}),
        ("{whole: {s: unknown}}", {"whole.s": {"p", "q", "r"}}),
    ],
)
def test_unknown_is_open_and_stated_is_not(facts: str, possible: dict[str, set[object]]) -> None:
    judged = judge(NOTHING, facts)
    assert {name: judged.possible(name) for name in possible} == possible


def test_what_is_open_is_listed() -> None:
    judged = judge(NOTHING, "{whole: {a: true, b: unknown, s: {includes: [p]}, n: 3}, items: {one: {s: []}}}")
    names = [f"{e} {name}".strip() for e, name in judged.derivation.open]
    assert names == [
        *("whole.b", "whole.c", "whole.kind", "whole.s"),
        *("one item.a", "one item.b", "one item.c", "one item.kind", "one item.n"),
    ]


def test_an_open_number_is_possible_without_atoms() -> None:
    judged = judge("[{id: A, scope: whole, when: {whole.n: {above: 3}}, then: {whole.d: true}}]")
    assert judged.possible("whole.n") == set()
    assert judged.possible("whole.d") == {True}
    assert judge(PRESUMED).possible("whole.n") == {4}, "only what a rule presumes"


COUNTS = """
- {id: SOME, scope: whole, when: {some: item, where: {item.a: true}}, then: {whole.t: p}}
- {id: EVERY, scope: whole, when: {every: item, where: {item.a: true}}, then: {whole.t: q}}
- {id: NO, scope: whole, when: {no: item, where: {item.a: true}}, then: {whole.t: r}}
- {id: TWO, scope: whole, when: {at_least: 2, of: item, where: {item.a: true}}, then: {whole.u: p}}
"""


@pytest.mark.parametrize(
    ("items", "fired"),
    [
        ("{}", ["EVERY", "NO"]),
        ("{one: {a: true}}", ["EVERY", "SOME"]),
        ("{one: {a: false}}", ["NO"]),
        ("{one: {}}", ["NO"]),
        ("{one: {a: true}, two: {}}", ["SOME"]),
        ("{one: {a: true}, two: {}, three: {a: true}}", ["SOME", "TWO"]),
        ("{one: {a: true}, two: {a: true}}", ["EVERY", "SOME", "TWO"]),
    ],
)
def test_quantifiers_count_the_parts_for_which_it_is_established(items: str, fired: list[str]) -> None:
    assert judge(COUNTS, f"{{items: {items}}}").fired == fired


def test_the_list_of_parts_is_complete() -> None:
    """So `every` and `some` are positive: nobody else could come."""
    judged = judge(COUNTS, "{items: {one: {a: true}}}")
    assert judged.firm("whole.t") == {"p", "q"} == judged.possible("whole.t")
    assert judged.possible("whole.u") == set()


def test_a_case_without_a_list_is_judged_on_none() -> None:
    without, empty = judge(COUNTS, "{whole: {a: true}}"), judge(COUNTS, "{whole: {a: true}, items: {}}")
    assert without.fired == empty.fired == ["EVERY", "NO"]
    assert without.case.parts is None
    assert without.derivation.parts == empty.derivation.parts == ()
    assert without.step("EVERY").support == Parts(())


# Conditions


@pytest.mark.parametrize(
    ("when", "facts", "fires"),
    [
        ("always", "{}", True),
        ("{whole.a: true}", "{a: true}", True),
        ("{whole.a: true}", "{a: false}", False),
        ("{whole.a: true}", "{}", False),
        ("{whole.a: {any_of: all}}", "{a: false}", True),
        ("{whole.a: {any_of: all}}", "{}", False),
        ("{whole.kind: {any_of: [red, green]}}", "{kind: green}", True),
        ("{whole.kind: {any_of: [red, green]}}", "{kind: blue}", False),
        ("{whole.s: p}", "{s: [p, q]}", True),
        ("{whole.s: p}", "{s: [q]}", False),
        ("{whole.s: {any_of: [p, q]}}", "{s: [q]}", True),
        ("{whole.s: {any_of: all}}", "{s: []}", False),
        ("{whole.s: {all_of: [p, q]}}", "{s: [q]}", False),
        ("{whole.s: {all_of: [p, q]}}", "{s: [q, p]}", True),
        ("{whole.s: {all_of: all}}", "{s: all}", True),
        ("{whole.s: {all_of: all}}", "{s: [p, q]}", False),
        ("{whole.n: 3}", "{n: 3}", True),
        ("{whole.n: 3}", "{n: 4}", False),
        ("{whole.n: {above: 3}}", "{n: 3}", False),
        ("{whole.n: {above: 3}}", "{n: 4}", True),
        ("{whole.n: {at_least: 3}}", "{n: 3}", True),
        ("{whole.n: {below: 3}}", "{n: 3}", False),
        ("{whole.n: {at_most: 3}}", "{n: 3}", True),
        ("{whole.n: {between: [3, 5]}}", "{n: 5}", True),
        ("{whole.n: {between: [3, 5]}}", "{n: 6}", False),
        ("{whole.n: {above: 3, below: 5}}", "{n: 4}", True),
        ("{whole.n: {above: 3, below: 5}}", "{n: 5}", False),
        ("{whole.a: true, whole.b: true}", "{a: true}", False),
        ("{whole.a: true, whole.b: true}", "{a: true, b: true}", True),
        ("{all: [{whole.a: true}, {whole.b: true}]}", "{a: true}", False),
        ("{any: [{whole.a: true}, {whole.b: true}]}", "{b: true}", True),
        ("{any: [{whole.a: true}, {whole.b: true}]}", "{b: false}", False),
        ("{unless: [{whole.a: true}, {whole.b: true}]}", "{b: true}", False),
        ("{unless: [{whole.a: true}, {whole.b: true}]}", "{b: false}", True),
        ("{unless: [{whole.a: true}]}", "{}", True),
        ("{unless: [{whole.a: true, whole.b: true}]}", "{a: true}", True),
        ("{unless: [{unless: [{whole.a: true}]}]}", "{a: true}", True),
        ("{unless: [{unless: [{whole.a: true}]}]}", "{}", False),
    ],
)
def test_conditions(when: str, facts: str, fires: bool) -> None:
    rule = f"[{{id: A, scope: whole, when: {when}, then: {{whole.d: true}}}}]"
    assert judge(rule, f"{{whole: {facts}}}" if facts != "{}" else "{}").fired == ["A"] * fires


def test_a_part_reads_its_own_attributes_and_those_of_the_root() -> None:
    rules = "[{id: A, scope: item, when: {item.a: true, whole.a: true}, then: {item.d: true}}]"
    assert judge(rules, "{whole: {a: true}, items: {one: {a: true}, two: {}}}").fired == ["A one"]
    assert judge(rules, "{items: {one: {a: true}}}").fired == []


def test_a_quantifier_may_read_the_root_and_stand_under_a_negation() -> None:
    rules = """
    - {id: A, scope: whole, then: {whole.d: true}, when: {unless: [{every: item, where: {whole.a: true}}]}}
    """
    assert judge(rules, "{items: {one: {}}}").fired == ["A"]
    assert judge(rules, "{whole: {a: true}, items: {one: {}}}").fired == []
    assert judge(rules, "{items: {}}").fired == []


def test_under_a_negation_the_models_change_places_and_under_two_back() -> None:
    rules = """
    - {id: NOT, scope: whole, when: {unless: [{whole.a: true}]}, then: {whole.d: true}}
    - {id: NOTNOT, scope: whole, when: {unless: [{unless: [{whole.a: true}]}]}, then: {whole.e: true}}
    """
    unknown = judge(rules)
    assert (unknown.has("whole.d"), unknown.firm("whole.d"), unknown.possible("whole.d")) == (
        {True},
        set(),
        {True},
    )
    assert (unknown.has("whole.e"), unknown.firm("whole.e"), unknown.possible("whole.e")) == (
        set(),
        set(),
        {True},
    )
    stated = judge(rules, "{whole: {a: true}}")
    assert (stated.possible("whole.d"), stated.firm("whole.e")) == (set(), {True})


# Firing


def test_a_firing_asserts_each_of_its_conclusions() -> None:
    rules = "[{id: A, scope: whole, when: always, then: {whole.d: false, whole.t: [p, r], whole.m: 4}}]"
    judged = judge(rules)
    assert (judged.has("whole.d"), judged.has("whole.t"), judged.has("whole.m")) == ({False}, {"p", "r"}, {4})


def test_same_as_asserts_the_members_that_the_source_has() -> None:
    rules = """
    - {id: ROOT, scope: whole, when: always, then: {whole.t: {same_as: whole.s}}}
    - {id: PART, scope: item, when: always, then: {item.t: {same_as: whole.t}, item.u: {same_as: item.s}}}
    """
    judged = judge(rules, "{whole: {s: [p, r]}, items: {one: {s: {includes: [q]}}}}")
    assert judged.has("item.t", "one") == {"p", "r"} == judged.possible("item.t", "one")
    assert (judged.has("item.u", "one"), judged.possible("item.u", "one")) == ({"q"}, {"p", "q", "r"})
    assert judge(rules, "{whole: {s: []}}").step("ROOT").concludes == ()


OVERRIDES = """
- {id: A, scope: whole, when: {whole.a: true}, then: {whole.verdict: x}}
- {id: B, scope: whole, when: {whole.b: true}, then: {whole.verdict: y}, overrides: [A]}
- {id: C, scope: whole, when: {whole.c: true}, then: {whole.verdict: z}, overrides: [B]}
"""


def test_an_overridden_rule_does_not_fire() -> None:
    judged = judge(OVERRIDES, "{whole: {a: true, b: true, c: false}}")
    assert judged.fired == ["B"]
    assert judged.defeat("A").by == (F("B", ""),)
    assert judged.verdict() == ("y", "settled")


def test_a_rule_that_is_overridden_overrides_nobody() -> None:
    judged = judge(OVERRIDES, "{whole: {a: true, b: true, c: true}}")
    assert judged.fired == ["C", "A"]
    assert [defeat.firing for defeat in judged.derivation.defeated] == [F("B", "")]
    assert judged.verdict() == ("conflict", "settled")


def test_a_rule_of_the_parts_overrides_for_the_same_part() -> None:
    rules = """
    - {id: A, scope: item, when: always, then: {item.verdict: x}}
    - {id: B, scope: item, when: {item.b: true}, then: {item.verdict: y}, overrides: [A]}
    """
    judged = judge(rules, "{items: {one: {b: true}, two: {b: false}}}")
    assert judged.fired == ["B one", "A two"]


def test_a_rule_of_the_root_overrides_in_every_part() -> None:
    rules = """
    - {id: A, scope: item, when: {item.a: true}, then: {item.verdict: x}}
    - {id: B, scope: whole, when: {whole.b: true}, then: {whole.d: true}, overrides: [A]}
    """
    judged = judge(rules, "{whole: {b: true}, items: {one: {a: true}, two: {a: true}, three: {}}}")
    assert judged.fired == ["B"]
    assert [d.firing.entity for d in judged.derivation.defeated] == ["one", "two"]
    assert judged.defeat("A", "one").by == (F("B", ""),)


def test_a_rule_of_the_parts_cannot_override_one_of_the_root() -> None:
    rules = """
    - {id: A, scope: whole, when: always, then: {whole.d: true}}
    - {id: B, scope: item, when: always, then: {item.d: true}, overrides: [A]}
    """
    with pytest.raises(KnowledgeError, match="cannot override A"):
        knowledge(rules)


PRESUMED = """
- {id: P, scope: whole, when: always, presume: {whole.a: true}}
- {id: S, scope: whole, when: always, presume: {whole.s: [p, q]}}
- {id: N, scope: whole, when: always, presume: {whole.n: 4}}
- {id: READ, scope: whole, when: {whole.a: true}, then: {whole.d: true}}
"""


def test_a_presumption_speaks_while_its_attribute_is_unknown() -> None:
    judged = judge(PRESUMED)
    assert (judged.has("whole.a"), judged.has("whole.s"), judged.has("whole.n")) == ({True}, {"p", "q"}, {4})
    assert judged.has("whole.d") == {True}


@pytest.mark.parametrize("stated", ["true", "false"])
def test_a_presumption_is_silent_when_its_attribute_is_stated(stated: str) -> None:
    judged = judge(PRESUMED, f"{{whole: {{a: {stated}}}}}")
    assert "P" not in judged.fired
    assert judged.silence("P").stated
    assert judged.has("whole.a") == {stated == "true"}


@pytest.mark.parametrize("stated", ["[r]", "[]", "{includes: [r]}", "{excludes: [r]}"])
def test_anything_stated_of_a_set_silences_a_presumption(stated: str) -> None:
    judged = judge(PRESUMED, f"{{whole: {{s: {stated}}}}}")
    assert judged.silence("S").stated
    assert not judged.has("whole.s") & {"p", "q"}


REACHED = """
- {id: A, scope: whole, when: {whole.a: true}, then: {whole.t: r}}
- {id: COPY, scope: whole, when: {whole.b: true}, then: {whole.t: {same_as: whole.s}}}
- {id: P, scope: whole, when: always, presume: {whole.t: p}}
"""


def test_a_presumption_is_silent_when_a_rule_reaches_its_attribute() -> None:
    judged = judge(REACHED, "{whole: {a: true, b: false}}")
    assert judged.has("whole.t") == {"r"}
    assert (judged.silence("P").stated, judged.silence("P").by) == (False, (F("A", ""),))


def test_a_rule_that_fires_reaches_even_without_concluding() -> None:
    judged = judge(REACHED, "{whole: {a: false, b: true, s: []}}")
    assert judged.has("whole.t") == set()
    assert judged.silence("P").by == (F("COPY", ""),)


def test_a_rule_that_is_overridden_does_not_reach() -> None:
    rules = REACHED + "- {id: O, scope: whole, when: {whole.c: true}, then: {whole.d: true}, overrides: [A]}"
    assert judge(rules, "{whole: {a: true, b: false, c: true}}").has("whole.t") == {"p"}


def test_a_presumption_does_not_silence_another() -> None:
    rules = """
    - {id: P, scope: whole, when: {whole.a: true}, presume: {whole.grade: red}}
    - {id: Q, scope: whole, when: {whole.b: true}, presume: {whole.grade: green}}
    """
    judged = judge(rules, "{whole: {a: true, b: true}}")
    assert judged.has("whole.grade") == {"red", "green"}
    assert judged.derivation.conflicts == (("", "whole.grade"),)


def test_of_two_presumptions_one_may_override_the_other() -> None:
    rules = """
    - {id: P, scope: whole, when: {whole.a: true}, presume: {whole.grade: red}}
    - {id: Q, scope: whole, when: {whole.b: true}, presume: {whole.grade: green}, overrides: [P]}
    """
    judged = judge(rules, "{whole: {a: true, b: true}}")
    assert judged.has("whole.grade") == {"green"}
    assert judged.derivation.conflicts == ()


def test_silent_and_overridden_is_listed_as_silent() -> None:
    rules = REACHED + "- {id: O, scope: whole, when: {whole.c: true}, then: {whole.d: true}, overrides: [P]}"
    judged = judge(rules, "{whole: {a: true, c: true}}")
    assert judged.silence("P").by == (F("A", ""),)
    assert judged.derivation.defeated == ()


# The three models


def test_a_presumption_on_an_asked_attribute_is_never_firm() -> None:
    judged = judge(PRESUMED)
    assert judged.firm("whole.a") == judged.firm("whole.d") == set()
    assert judged.possible("whole.a") == {True, False}


def test_a_presumption_on_a_derived_attribute_may_be_firm() -> None:
    judged = judge(REACHED, "{whole: {a: false, b: false}}")
    assert judged.firm("whole.t") == {"p"} == judged.possible("whole.t")
    judged = judge(REACHED, "{whole: {b: false}}")
    assert (judged.has("whole.t"), judged.firm("whole.t")) == ({"p"}, set())
    assert judged.possible("whole.t") == {"p", "r"}


@pytest.mark.parametrize(
    "end", ["{above: 9}", "{at_least: 10}", "{below: 1}", "{at_most: 0}", "{between: [4, 4]}"]
)
def test_an_open_number_passes_a_test_that_some_number_of_its_range_passes(end: str) -> None:
    judged = judge(f"[{{id: A, scope: whole, when: {{whole.n: {end}}}, then: {{whole.d: true}}}}]")
    assert (judged.possible("whole.d"), judged.firm("whole.d")) == ({True}, set())


@pytest.mark.parametrize(
    ("low", "high", "is_open", "possible"),
    [
        *((10, None, True, False), (None, 0, True, False), (11, None, False, False), (3, 4, True, False)),
        *((3.2, 3.8, False, False), (3, 5, True, True), (3, 3, False, True), (3.5, 4, False, True)),
    ],
)
def test_an_open_number_passes_no_test_that_no_number_of_its_range_passes(
    low: float | None, high: float | None, is_open: bool, possible: bool
) -> None:
    """A whole number from 0 to 10. The loader refuses most of these tests, so they are put in past it."""
    kb = knowledge("[{id: A, scope: whole, when: {whole.n: {above: 3}}, then: {whole.d: true}}]")
    test = InRange("whole.n", low, high, low_open=is_open, high_open=is_open)
    kb = replace(kb, rules={"A": replace(kb.rules["A"], when=test)})
    assert judge(kb).possible("whole.d") == ({True} if possible else set())


def test_tests_on_an_open_number_are_judged_one_by_one() -> None:
    """The bounds do not see that no number passes both; they may leave open what is not."""
    rules = """
    - {id: A, scope: whole, when: {all: [{whole.n: {below: 3}}, {whole.n: 7}]}, then: {whole.verdict: x}}
    """
    judged = judge(rules)
    assert judged.verdict() == (None, "undetermined")
    for number in range(11):
        assert judge(rules, f"{{whole: {{n: {number}}}}}").verdict() == (None, "not applicable")


# Absence


ABSENT = """
- {id: A, scope: whole, when: {unless: [{whole.a: true}]}, then: {whole.d: true}}
- {id: NO, scope: whole, when: {no: item, where: {item.a: true}}, then: {whole.e: true}}
"""


def test_an_absence_is_false_or_assumed() -> None:
    assert judge(ABSENT).step("A").support == Absence("assumed")
    assert judge(ABSENT, "{whole: {a: false}}").step("A").support == Absence("false")
    assert judge(ABSENT, "{items: {one: {}}}").step("NO").support == Absence("assumed")
    assert judge(ABSENT, "{items: {one: {a: false}}}").step("NO").support == Absence("false")
    assert judge(ABSENT, "{items: {}}").step("NO").support == Absence("false")


def test_an_overrider_that_did_not_fire_is_a_guard() -> None:
    assert judge(OVERRIDES, "{whole: {a: true}}").step("A").guards == (Guard(F("B", ""), "assumed"),)
    assert judge(OVERRIDES, "{whole: {a: true, b: false}}").step("A").guards == (Guard(F("B", ""), "false"),)
    settled = judge(OVERRIDES, "{whole: {a: true, b: true, c: true}}")
    assert settled.step("A").guards == (Guard(F("B", ""), "false"),)


def test_the_silence_of_others_is_assumed_where_the_attribute_is_asked() -> None:
    assert judge(PRESUMED).step("P").silence == "assumed"
    assert judge(REACHED, "{whole: {a: false, b: false}}").step("P").silence == "false"
    assert judge(REACHED).step("P").silence == "assumed"
    assert judge(NOTHING, "{whole: {a: true}}").step("A").silence is None


# Strata


@pytest.mark.parametrize(
    "rules",
    [
        # A rule may deny one value of an attribute and conclude another: nodes are pairs.
        "[{id: A, scope: whole, when: {unless: [{whole.grade: red}]}, then: {whole.grade: green}}]",
        # Positive circles are legal.
        """[{id: A, scope: whole, when: {whole.d: true}, then: {whole.e: true}},
            {id: B, scope: whole, when: {whole.e: true}, then: {whole.d: true}}]""",
        """[{id: A, scope: whole, when: {some: item, where: {item.d: true}}, then: {whole.d: true}},
            {id: B, scope: item, when: {whole.d: true}, then: {item.d: true}}]""",
        # Ranges meet only the numbers that are concluded.
        "[{id: A, scope: whole, when: {unless: [{whole.m: {above: 5}}]}, then: {whole.m: 5}}]",
    ],
)
def test_strata_are_over_pairs(rules: str) -> None:
    knowledge(rules)


@pytest.mark.parametrize(
    "rules",
    [
        "[{id: A, scope: whole, when: {unless: [{whole.d: true}]}, then: {whole.d: true}}]",
        "[{id: A, scope: whole, when: {unless: [{unless: [{whole.d: true}]}]}, then: {whole.d: true}}]",
        "[{id: A, scope: whole, when: {unless: [{whole.m: {above: 5}}]}, then: {whole.m: 6}}]",
        """[{id: A, scope: whole, when: {no: item, where: {item.d: true}}, then: {whole.d: true}},
            {id: B, scope: item, when: {whole.d: true}, then: {item.d: true}}]""",
        """[{id: A, scope: whole, when: always, then: {whole.d: true}, overrides: [B]},
            {id: B, scope: whole, when: always, then: {whole.d: false}, overrides: [A]}]""",
        """[{id: A, scope: whole, when: {whole.d: true}, then: {whole.e: true}, overrides: [B]},
            {id: B, scope: whole, when: always, then: {whole.d: true}}]""",
        # A presumption stands above every rule that can reach its attribute ...
        """[{id: P, scope: whole, when: always, presume: {whole.grade: red}},
            {id: A, scope: whole, when: {whole.grade: red}, then: {whole.grade: green}}]""",
        # ... and whoever reads what is presumed stands above the presumption.
        """[{id: P, scope: whole, when: {whole.d: true}, presume: {whole.grade: red}},
            {id: A, scope: whole, when: {whole.grade: red}, then: {whole.d: true}}]""",
        # A rule may not copy a set that depends on the rule.
        """[{id: A, scope: whole, when: always, then: {whole.t: {same_as: whole.u}}},
            {id: B, scope: whole, when: {whole.t: p}, then: {whole.u: q}}]""",
    ],
)
def test_a_circle_through_a_negative_edge_is_refused(rules: str) -> None:
    with pytest.raises(KnowledgeError) as refused:
        knowledge(rules)
    assert {problem.code for problem in refused.value.problems} == {"cycle"}


def test_a_positive_circle_has_nothing_that_is_not_founded() -> None:
    rules = """
    - {id: A, scope: whole, when: {whole.d: true}, then: {whole.e: true}}
    - {id: B, scope: whole, when: {whole.e: true}, then: {whole.d: true}}
    - {id: C, scope: whole, when: {whole.a: true}, then: {whole.e: true}}
    """
    assert judge(rules).fired == []
    assert judge(rules).possible("whole.d") == {True}
    assert judge(rules, "{whole: {a: false}}").possible("whole.d") == set()
    assert judge(rules, "{whole: {a: true}}").fired == ["C", "B", "A"]


def test_what_is_stated_excludes_what_only_a_presumption_would_give() -> None:
    """Readers of a presumed value stand strictly above it."""
    rules = """
    - {id: A, scope: whole, when: {whole.kind: red}, then: {whole.grade: red}}
    - {id: P, scope: whole, when: always, presume: {whole.grade: green}}
    - {id: READ, scope: whole, when: {whole.grade: green}, then: {whole.verdict: x}}
    """
    judged = judge(rules, "{whole: {kind: red}}")
    assert judged.possible("whole.grade") == {"red"}
    assert judged.possible("whole.verdict") == set()
    assert judge(rules, "{whole: {kind: blue}}").verdict() == ("x", "settled")
    assert judge(rules).verdict() == ("x", "provisional")


# Conflicts


def test_both_values_of_a_conflict_stay_and_chaining_goes_on() -> None:
    rules = """
    - {id: A, scope: whole, when: {whole.a: true}, then: {whole.grade: red}}
    - {id: B, scope: whole, when: {whole.b: true}, then: {whole.grade: green}}
    - {id: C, scope: whole, when: {whole.grade: red}, then: {whole.t: p}}
    - {id: D, scope: whole, when: {whole.grade: green}, then: {whole.t: q}}
    """
    judged = judge(rules, "{whole: {a: true, b: true}}")
    assert judged.derivation.conflicts == (("", "whole.grade"),)
    assert judged.has("whole.t") == {"p", "q"}


def test_several_members_of_a_set_are_no_conflict() -> None:
    assert judge("[{id: A, scope: whole, when: always, then: {whole.t: [p, q]}}]").derivation.conflicts == ()


# Verdict and status

VERDICTS = """
- {id: A, scope: item, when: {item.a: true}, then: {item.verdict: x}}
- {id: B, scope: item, when: {item.b: true}, then: {item.verdict: y}}
- {id: C, scope: item, when: {item.c: true, unless: [{item.a: true}]}, then: {item.verdict: x}}
"""


@pytest.mark.parametrize(
    ("facts", "verdict", "status"),
    [
        ("{a: true, b: true}", "conflict", "settled"),
        ("{b: true, c: true}", "conflict", "provisional"),
        ("{a: true, b: false}", "x", "settled"),
        ("{a: true}", "x", "provisional"),
        ("{b: false, c: true}", "x", "provisional"),
        ("{}", None, "undetermined"),
        ("{a: false, b: false}", None, "undetermined"),
        ("{a: false, b: false, c: false}", None, "not applicable"),
    ],
)
def test_verdict_and_status(facts: str, verdict: str | None, status: str) -> None:
    assert judge(VERDICTS, f"{{items: {{one: {facts}}}}}").verdict("one") == (verdict, status)


def test_otherwise_is_the_verdict_where_nothing_is_possible() -> None:
    kb = knowledge(VERDICTS, otherwise="z")
    judged = judge(kb, "{items: {one: {a: false, b: false, c: false}, two: {}}}")
    assert judged.verdict("one") == ("z", "settled")
    assert judged.derivation.verdict("one", "item.verdict").otherwise
    assert judged.derivation.verdict("one", "item.verdict").values == ()
    assert judged.verdict("two") == (None, "undetermined")


@pytest.mark.parametrize(
    ("facts", "verdict", "status", "otherwise"),
    [
        ("{b: false}", "x", "settled", True),
        ("{b: false, c: true}", "x", "settled", False),
        ("{c: true}", "x", "provisional", False),
        ("{c: false}", None, "undetermined", False),
    ],
)
def test_what_can_only_be_the_otherwise_value_is_settled(
    facts: str, verdict: str | None, status: str, otherwise: bool
) -> None:
    judged = judge(knowledge(VERDICTS, otherwise="x"), f"{{items: {{one: {facts}}}}}")
    assert judged.verdict("one") == (verdict, status)
    assert judged.derivation.verdict("one", "item.verdict").otherwise == otherwise


def test_values_and_possible_values_of_a_verdict() -> None:
    verdict = judge(VERDICTS, "{items: {one: {b: true, c: true}}}").derivation.verdict("one", "item.verdict")
    assert (verdict.values, verdict.possible) == (("x", "y"), ("x", "y"))


def test_settled_whatever_the_unknowns_are() -> None:
    """The bounds may leave provisional what every completion agrees on: here x either way."""
    judged = judge(VERDICTS, "{items: {one: {b: false, c: true}}}")
    assert judged.verdict("one") == ("x", "provisional")
    for a in ("true", "false"):
        assert judge(VERDICTS, f"{{items: {{one: {{a: {a}, b: false, c: true}}}}}}").verdict("one") == (
            "x",
            "settled",
        )


# Constraints


def test_a_case_that_violates_a_constraint_is_refused() -> None:
    never = "[{id: N, scope: item, never: {item.a: true, unless: [{item.b: true}]}, because: it cannot be}]"
    kb = knowledge(NOTHING, constraints=never)
    with pytest.raises(CaseError, match="it cannot be"):
        judge(kb, "{items: {one: {a: true, b: false}}}")
    judge(kb, "{items: {one: {a: true, b: true}}}")


def test_a_constraint_that_holds_only_for_now_refuses_nothing() -> None:
    never = "[{id: N, scope: item, never: {item.a: true, unless: [{item.b: true}]}, because: it cannot be}]"
    judge(knowledge(NOTHING, constraints=never), "{items: {one: {a: true}}}")


# Canonical order


def test_steps_follow_the_components_and_ties_the_smallest_rule_id() -> None:
    rules = """
    - {id: Z, scope: whole, when: {whole.a: true}, then: {whole.d: true}}
    - {id: B, scope: whole, when: {whole.d: true}, then: {whole.e: true}}
    - {id: C, scope: item, when: {whole.a: true}, then: {item.d: true}}
    - {id: A, scope: whole, when: {whole.e: true}, then: {whole.f: true}}
    """
    assert judge(rules, "{whole: {a: true}, items: {two: {}, one: {}}}").fired == [
        "C one",
        "C two",
        "Z",
        "B",
        "A",
    ]


def test_a_component_is_swept_until_nothing_is_new() -> None:
    rules = """
    - {id: A, scope: whole, when: {whole.d: true}, then: {whole.e: true}}
    - {id: B, scope: whole, when: {whole.t: p}, then: {whole.d: true, whole.u: p}}
    - {id: C, scope: whole, when: {any: [{whole.e: true}, {whole.a: true}]}, then: {whole.t: p}}
    """
    assert judge(rules, "{whole: {a: true}}").fired == ["C", "B", "A"]
