"""Two knowledge bases compared: every kind of difference that there is, none that is not, and why."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from engine.cases.model import Case
from engine.cases.reader import read_case
from engine.cases.written import write_case
from engine.inference.infer import infer
from engine.inquiry.double import Double
from engine.inquiry.solver import GaveUp
from engine.inquiry.verdicts import named
from engine.knowledge.conditions import All, InRange, OneOf, Unless
from engine.knowledge.loader import load_knowledge
from engine.knowledge.model import KnowledgeBase, Otherwise, Rule
from engine.knowledge.strata import stratify
from engine.workbench import diff
from engine.workbench.changes import unaffected
from engine.workbench.diff import Behaviour, Goals, compare, most_parts
from engine.workbench.diff_causes import Cause, Responsible
from engine.workbench.diff_words import wordings
from tests.generate import random_case, random_kb
from tests.inquiry.brute import verdicts
from tests.inquiry.test_double import changed

PROGRAMS, CASES = 20, 30
ROOMS = "examples/rooms/kb"


def kinds(found: Behaviour) -> set[tuple[str, str, str]]:
    return {(kind.attribute, kind.before, kind.after) for kind in found.kinds}


def ruled(kb: KnowledgeBase, **rules: Rule | None) -> KnowledgeBase:
    """The knowledge base with other rules; None takes one away."""
    named = {id.replace("_", "-"): rule for id, rule in rules.items()}
    found = {id: rule for id, rule in {**kb.rules, **named}.items() if rule is not None}
    components, cycles = stratify(found.values())
    assert not cycles
    return replace(kb, rules=found, components=components)


def test_random_pairs_against_trying_cases() -> None:
    """What a case shows is found; what is found is so, and confirmed by the engine in `compare`."""
    differ = same = 0
    for seed in range(PROGRAMS):
        rng = Random(seed)
        old = random_kb(rng)
        new = changed(rng, old)
        components, cycles = stratify(new.rules.values())
        if cycles:
            continue
        new = replace(new, components=components)
        found = compare(old, new)
        assert not found.unsettled
        for kind in found.kinds:
            before, after = kind.witness.before, kind.witness.after
            goal = (kind.entity, kind.attribute)
            assert (verdicts(old, before)[goal], verdicts(new, after)[goal]) == (kind.before, kind.after)
        for case in [random_case(rng, old) for _ in range(CASES)]:
            if len(case.parts or ()) <= found.parts:
                assert seen(old, new, case) <= kinds(found), seed
        differ += bool(found.kinds)
        same += found.same
    assert differ > 5
    assert same > 5


def seen(old: KnowledgeBase, new: KnowledgeBase, case: Case) -> set[tuple[str, str, str]]:
    before, after = verdicts(old, case), verdicts(new, case)
    return {(goal[1], before[goal], after[goal]) for goal in before if before[goal] != after[goal]}


def test_rules_called_unaffected_fire_alike() -> None:
    """Whoever spares the search by them must find the same as who does not."""
    spared = 0
    for seed in range(60):
        rng = Random(seed)
        old = random_kb(rng)
        new = changed(rng, old)
        if stratify(new.rules.values())[1]:
            continue
        alike = unaffected(old, new)
        spared += bool(alike)
        with_, without = Double(old, new, ("a",), alike=alike), Double(old, new, ("a",))
        for goal in without.old.verdicts:
            one, other = ({(b, a) for b, a, _ in double.kinds(goal)} for double in (with_, without))
            assert one == other, (seed, goal)
    assert spared > 20


def test_a_threshold_gives_exactly_these_kinds() -> None:
    old = load_knowledge(ROOMS)
    rule = old.rules["DAMP-01"]
    assert isinstance(rule.when, InRange)
    new = ruled(old, DAMP_01=replace(rule, when=replace(rule.when, low=15)))
    found = compare(old, new)
    assert {kind for kind in kinds(found) if kind[0] == "room.verdict"} == {
        ("room.verdict", "undetermined", "renovate"),
        ("room.verdict", "paint", "renovate"),
        ("room.verdict", "leave", "renovate"),
    }
    for kind in found.kinds:
        assert kind.responsible.causes == (Cause("rule", "DAMP-01", "changed"),)
        assert kind.responsible.alone
    painted = next(kind for kind in found.kinds if kind.before == "paint")
    assert [(f.attribute, f.values) for f in painted.witness.before.facts if f.attribute != "room.coat"] == [
        ("room.moisture", (16,))
    ]
    assert named(infer(old, painted.witness.before).verdict("room 1", "room.verdict")) == "paint"


def test_a_condition_of_the_shipped_one_gives_exactly_these_kinds() -> None:
    """A function is kept only where it is also known to be of operations: recruitment that is core is."""
    old = load_knowledge("kb")
    rule = old.rules["FIT-03"]
    assert isinstance(rule.when, All)
    fewer = tuple(c for c in rule.when.parts if isinstance(c, OneOf) and c.attribute == "function.core")
    assert len(fewer) == 1
    found = compare(old, ruled(old, FIT_03=replace(rule, when=fewer[0])))
    assert {kind for kind in kinds(found) if kind[0] == "function.verdict"} == {
        ("function.verdict", "rpo", "conflict"),
        ("function.verdict", "undetermined", "keep"),
    }
    assert all(k.responsible.causes == (Cause("rule", "FIT-03", "changed"),) for k in found.kinds)


def test_an_override_gives_exactly_this_kind() -> None:
    old = load_knowledge(ROOMS)
    rule = old.rules["PROT-01"]
    assert rule.overrides
    found = compare(old, ruled(old, PROT_01=replace(rule, overrides=())))
    assert {kind for kind in kinds(found) if kind[0] == "room.verdict"} == {
        ("room.verdict", "leave", "conflict")
    }


def test_words_only_are_proved_equal() -> None:
    old = load_knowledge("kb")
    rule = old.rules["FIT-01"]
    new = ruled(old, FIT_01=replace(rule, title="Another title", because="so it is"))
    found, entries = compare(old, new), wordings(old, new)
    assert found.same
    assert [(e.group, e.name, e.change, e.logic) for e in entries] == [("rules", "FIT-01", "changed", False)]
    assert [place.path for place in entries[0].places] == ["because", "title"]
    assert wordings(old, old) == ()


def test_a_rule_that_another_one_makes_needless_is_proved_needless() -> None:
    """The rules differ, the verdicts never do: found by solving, since the text does not show it."""
    old = load_knowledge(ROOMS)
    twice = replace(old.rules["REN-02"], id="REN-99")
    found = compare(old, ruled(old, REN_99=twice))
    assert found.same


def test_where_nothing_holds_otherwise_is_responsible() -> None:
    old = load_knowledge(ROOMS)
    goals = tuple(
        replace(goal, otherwise=Otherwise("paint", "why not", ("W7",)))
        if goal.attribute == "room.verdict"
        else goal
        for goal in old.goals
    )
    found = compare(old, replace(old, goals=goals))
    assert ("room.verdict", "leave", "paint") in kinds(found)
    causes = {kind.responsible.causes for kind in found.kinds if kind.attribute == "room.verdict"}
    assert causes == {(Cause("otherwise", "room.verdict", "changed"),)}


def test_changes_each_of_which_would_do_are_both_named() -> None:
    old = load_knowledge(ROOMS)
    old = ruled(old, REN_98=replace(old.rules["REN-02"], id="REN-98"))
    found = compare(old, ruled(old, REN_02=None, REN_98=None))
    lost = next(kind for kind in found.kinds if kind.before == "renovate")
    assert lost.responsible == Responsible(
        (Cause("rule", "REN-02", "removed"), Cause("rule", "REN-98", "removed")), alone=True
    )


def test_changes_that_only_together_do_are_both_named() -> None:
    old = ruled(load_knowledge(ROOMS), DAMP_02=None)
    damp, due = old.rules["DAMP-01"], old.rules["REN-01"]
    assert isinstance(damp.when, InRange)
    used = All((due.when, OneOf("room.used", (True,))))
    new = ruled(old, DAMP_01=replace(damp, when=replace(damp.when, low=99)), REN_01=replace(due, when=used))
    found = compare(old, new)
    lost = next(k for k in found.kinds if (k.before, k.after) == ("renovate", "undetermined"))
    assert lost.responsible == Responsible(
        (Cause("rule", "DAMP-01", "changed"), Cause("rule", "REN-01", "changed")), alone=False
    )


def test_a_goal_that_only_one_has_is_told() -> None:
    old = load_knowledge(ROOMS)
    new = replace(old, goals=old.goals[:1])
    found = compare(old, new)
    assert found.goals == Goals(("house.plan",), ("room.verdict",), ())
    assert not found.kinds
    assert not found.same
    garden = load_knowledge("tests/workbench/garden")
    assert compare(old, garden).goals.shared == ()


def test_how_many_parts() -> None:
    rooms = load_knowledge(ROOMS)
    assert most_parts(rooms, rooms) == 2
    assert compare(rooms, rooms, parts=0).parts == 0


def test_giving_up_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def gives_up(*_: object) -> object:
        raise GaveUp(())

    monkeypatch.setattr(diff.Double, "kinds", gives_up)
    rooms = load_knowledge(ROOMS)
    found = compare(rooms, rooms)
    assert [(each.attribute, each.parts) for each in found.unsettled] == [
        ("house.plan", 0),
        ("house.plan", 1),
        ("room.verdict", 1),
        ("house.plan", 2),
        ("room.verdict", 2),
    ]
    assert not found.same


def test_a_set_with_another_member_is_read_from_files_as_found() -> None:
    """What only one knows is out where a list is whole, and open where members are told one by one."""
    differ = tried = 0
    for seed in range(20):
        rng = Random(seed)
        old = random_kb(rng)
        new = widened(rng, old)
        if new is None:
            continue
        found = compare(old, new)
        assert kinds(compare(new, old)) == {(goal, after, before) for goal, before, after in kinds(found)}
        for _ in range(30):
            case = random_case(rng, old)
            if len(case.parts or ()) > found.parts:
                continue
            if rng.random() < 0.5:
                open_ = (
                    fact if old.attributes[fact.attribute].single else replace(fact, closed=False)
                    for fact in case.facts
                )
                case = replace(case, facts=tuple(open_))
            file = write_case(old, case).encode()
            before, after = (verdicts(kb, read_case(kb, file, "made")) for kb in (old, new))
            for goal in before:
                if before[goal] != after[goal]:
                    assert (goal[1], before[goal], after[goal]) in kinds(found), (seed, file.decode())
            tried += 1
        differ += bool(found.kinds)
    assert differ > 2
    assert tried > 200


def widened(rng: Random, kb: KnowledgeBase) -> KnowledgeBase | None:
    """The knowledge base with another member in a set, which a rule looks at."""
    pairs = [
        (rule, attribute)
        for rule in kb.rules.values()
        for attribute in kb.attributes.values()
        if attribute.type == "set" and attribute.asked and attribute.scope in ("root", rule.scope)
    ]
    if not pairs:
        return None
    rule, attribute = rng.choice(pairs)
    wide = replace(attribute, values=(*attribute.values, "zz"), labels={**attribute.labels, "zz": "zz"})
    test = OneOf(attribute.name, ("zz",))
    more = rng.choice([Unless((test,)), test])
    rules = {**kb.rules, rule.id: replace(rule, when=All((rule.when, more)))}
    components, cycles = stratify(rules.values())
    if cycles:
        return None
    attributes = {**kb.attributes, attribute.name: wide}
    return replace(kb, rules=rules, attributes=attributes, components=components)


def test_an_input_with_one_value_in_common_is_stated_for_both() -> None:
    """Where both read but one value of an attribute, or one range of a number, its being stated counts."""
    old = load_knowledge(ROOMS)
    attribute = old.attributes["room.use"]
    other = replace(attribute, values=attribute.values[:1], labels={})
    double = Double(old, replace(old, attributes={**old.attributes, "room.use": other}), ("a",))
    (before,), (after,) = double.old.slots["a", "room.use"], double.new.slots["a", "room.use"]
    assert len(before.options) == 1
    assert (before.options, before.unknown) == (after.options, after.unknown)


def test_an_input_that_only_one_asks_for_is_unknown_to_it() -> None:
    """The one that asks for it imagines every value while it is unknown, the other does not know of any."""
    differ = tried = 0
    for seed in range(30):
        rng = Random(seed)
        old = random_kb(rng)
        if old.constraints:
            continue
        name = rng.choice([a.name for a in old.attributes.values() if a.asked])
        silent = replace(old.attributes[name], question="")
        new = replace(old, attributes={**old.attributes, name: silent})
        found = compare(old, new)
        assert (found.old_inputs, found.new_inputs) == ((name,), ())
        for _ in range(20):
            case = random_case(rng, new)
            if len(case.parts or ()) <= found.parts:
                assert seen(old, new, case) <= kinds(found), seed
                tried += 1
        differ += bool(found.kinds)
    assert differ > 3
    assert tried > 200
