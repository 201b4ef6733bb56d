"""On random knowledge bases: explanations are well-founded and complete, and what is called idle is idle."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from engine.advice.advise import advise
from engine.advice.explain import explain
from engine.advice.explanation import Again, Below, Concluded, Explanation, Given, Overruled
from engine.advice.recommendation import Recommendation
from engine.cases.model import Case, Fact
from engine.errors import KnowledgeError
from engine.inference.derivation import Derivation
from engine.inference.infer import infer
from engine.knowledge.model import KnowledgeBase
from tests.inference.programs import case as read
from tests.inference.programs import knowledge, rule
from tests.naive import evaluate

ASKED = ("a", "b", "c")
DERIVED = ("p", "q", "r")
ATTRIBUTES = [
    *(f"{{attribute: whole.{n}, type: boolean, label: {n}, question: 'Is it {n}?'}}" for n in ASKED),
    "{attribute: whole.s, type: set, values: [x, y], label: s, question: 'Which s?'}",
    "{attribute: whole.t, type: set, values: [x, y], label: t}",
    *(f"{{attribute: whole.{n}, type: boolean, label: {n}}}" for n in DERIVED),
]
tests = st.one_of(
    st.builds(
        "{{whole.{}: {}}}".format, st.sampled_from(ASKED + DERIVED), st.sampled_from(["true", "false"])
    ),
    st.builds("{{whole.{}: {}}}".format, st.sampled_from("st"), st.sampled_from("xy")),
)
conditions = st.recursive(
    tests,
    lambda inner: st.builds(
        lambda kind, parts: f"{{{kind}: [{', '.join(parts)}]}}",
        st.sampled_from(["all", "any", "unless"]),
        st.lists(inner, min_size=1, max_size=3),
    ),
    max_leaves=4,
)
conclusions = st.one_of(
    st.builds("then: {{whole.{}: {}}}".format, st.sampled_from(DERIVED), st.sampled_from(["true", "false"])),
    st.builds("then: {{whole.verdict: {}}}".format, st.sampled_from(["good", "bad"])),
    st.just("then: {whole.t: {same_as: whole.s}}"),
    st.builds("then: {{whole.t: {}}}".format, st.sampled_from("xy")),
    st.builds(
        "presume: {{whole.{}: {}}}".format,
        st.sampled_from(ASKED + DERIVED),
        st.sampled_from(["true", "false"]),
    ),
)


@st.composite
def programs(draw: st.DrawFn) -> tuple[KnowledgeBase, Case]:
    """A knowledge base and a case that states some of what is asked."""
    rules = []
    for index in range(draw(st.integers(2, 8))):
        loser = draw(st.integers(0, 12))
        more = f"overrides: [R{loser}]" if loser < index else ""
        rules.append(rule(f"R{index}", draw(conditions), draw(conclusions), more))
    try:
        kb = knowledge(ATTRIBUTES, rules)
    except KnowledgeError:
        assume(False)
    stated = [f"whole.{n}: {draw(st.sampled_from(['true', 'false']))}" for n in ASKED if draw(st.booleans())]
    stated += draw(st.sampled_from([[], ["whole.s: []"], ["whole.s: [x]"], ["whole.s: {includes: [y]}"]]))
    return kb, read(kb, "\n".join(stated) or "{}")


def inside(value: Any) -> Iterator[Any]:
    """The value and everything in it, in the order in which it is shown."""
    yield value
    if is_dataclass(value) and not isinstance(value, type | KnowledgeBase | Recommendation):
        for field in fields(value):
            yield from inside(getattr(value, field.name))
    elif isinstance(value, tuple):
        for item in value:
            yield from inside(item)


def check(explanation: Explanation, derivation: Derivation) -> None:
    """Numbers count up, each is shown before it is referred to, and no proof goes through itself."""
    numbers = [
        n.number
        for n in inside(explanation.topics)
        if hasattr(n, "number") and not isinstance(n, Again | Below)
    ]
    moved = any(topic.continued for topic in explanation.topics)
    assert (sorted(numbers) if moved else numbers) == list(range(1, len(numbers) + 1))
    finished: set[int] = set()
    established = {*derivation.inputs, *(atom for step in derivation.steps for atom in step.concludes)}

    def proved(node: Any) -> None:
        """What a node rests on was finished before the node was."""
        if isinstance(node, Again) and node.refused is None:
            assert node.number in finished
        if isinstance(node, Concluded):
            assert node.atom in established
            assert node.ways
            for way in node.ways:
                proved(way.premises)
            for other in (*node.overruled, *node.silenced):
                below = other.premises if isinstance(other, Overruled) else other.why
                finished.add(node.number)
                proved(below)
            finished.add(node.number)
        elif isinstance(node, tuple):
            for item in node:
                proved(item)
        elif is_dataclass(node) and not isinstance(node, Recommendation):
            for field in fields(node):
                proved(getattr(node, field.name))
            if isinstance(getattr(node, "number", None), int) and not isinstance(node, Again | Below):
                finished.add(node.number)

    proved(explanation.topics)


@settings(max_examples=60, deadline=None)
@given(programs())
def test_explanations_are_well_founded(program: tuple[KnowledgeBase, Case]) -> None:
    kb, case = program
    derivation = infer(kb, case)
    for what in (None, *kb.attributes, *kb.rules, "good"):
        for everything in (False, True):
            check(explain(kb, case, derivation, what, None, everything), derivation)
    for what in (None, "whole.p"):
        explain(kb, case, derivation, what, 1)


@settings(max_examples=60, deadline=None)
@given(programs())
def test_every_atom_is_explained_from_what_is_stated(program: tuple[KnowledgeBase, Case]) -> None:
    kb, case = program
    derivation = infer(kb, case)
    for step in derivation.steps:
        for atom in step.concludes:
            explanation = explain(kb, case, derivation, atom.attribute)
            nodes = list(inside(explanation.topics))
            assert any(isinstance(n, Concluded) and n.atom == atom for n in nodes)
            facts = {n.fact for n in nodes if isinstance(n, Given)}
            assert facts <= set(case.facts)


@settings(max_examples=100, deadline=None)
@given(programs(), st.data())
def test_what_is_idle_changes_no_verdict(program: tuple[KnowledgeBase, Case], data: st.DataObject) -> None:
    kb, case = program
    derivation = infer(kb, case)
    told = advise(kb, case, derivation)
    matters = {(unknown.entity, unknown.attribute) for unknown in told.open}
    assert len(matters) + told.idle == len(derivation.open)
    added = []
    for entity, name in set(derivation.open) - matters:
        attribute = kb.attributes[name]
        if attribute.type == "set":
            known = case.fact(entity, name)
            free = [v for v in attribute.values if not known or v not in (*known.values, *known.excluded)]
            more = data.draw(st.sets(st.sampled_from(free)))
            members = tuple(v for v in attribute.values if v in more or (known and v in known.values))
            out = tuple(v for v in attribute.values if v not in members)
            added.append(Fact(entity, name, members, out))
        else:
            added.append(Fact(entity, name, (data.draw(st.booleans()),)))
    about = {(fact.entity, fact.attribute) for fact in added}
    kept = [fact for fact in case.facts if (fact.entity, fact.attribute) not in about]
    changed = Case(
        "changed", tuple(sorted((*kept, *added), key=lambda f: (f.entity, f.attribute))), case.parts
    )
    before, after = evaluate(kb, case), evaluate(kb, changed)
    assert {k: v.value for k, v in before.verdicts.items()} == {k: v.value for k, v in after.verdicts.items()}
