"""Chains of rules far longer than the interpreter's stack is deep, in every form of an explanation."""

from __future__ import annotations

import json
import re
import sys
from functools import lru_cache

import pytest
import yaml

from engine.advice.explain import explain, explain_all
from engine.advice.explanation import Again, Below, Concluded, Cut, Explanation, Unreached
from engine.cases.model import Case
from engine.inference.derivation import Derivation
from engine.inference.infer import infer
from engine.knowledge.model import KnowledgeBase
from engine.render.explain_text import explanation_text
from engine.render.jsonform import explanation_plain, to_json, to_yaml
from engine.render.markdown import explanation_markdown
from engine.render.mermaid import mermaid_text
from engine.render.paint import Paper
from engine.render.tree import tree_text
from tests.advice.test_properties import inside
from tests.chains import chain, said
from tests.cli.test_schemas import valid

LINKS = 3000
Answered = tuple[KnowledgeBase, Case, Derivation]


@lru_cache
def answered(fact: str, links: int = LINKS) -> Answered:
    kb = chain(links)
    case = said(kb, f"whole.a: {fact}")
    return kb, case, infer(kb, case)


def rules_in(text: str) -> set[str]:
    return set(re.findall(r"R\d{5}", text))


ALL_RULES = {f"R{i:05}" for i in range(1, LINKS + 1)}


@pytest.mark.parametrize("fact", ["true", "false"])
@pytest.mark.parametrize("everything", [False, True], ids=["", "all"])
def test_every_form_has_every_step(fact: str, everything: bool) -> None:
    kb, case, derivation = answered(fact)
    told = explain(kb, case, derivation, "verdict", None, everything)
    for text in (
        explanation_text(told, Paper()),
        tree_text(told, Paper()),
        explanation_markdown(told),
        mermaid_text(told),
        to_json(explanation_plain(told, case, "1")),
    ):
        assert rules_in(text) == ALL_RULES


def test_recommendation_trees_are_as_deep() -> None:
    told = explain_all(*answered("true"))
    assert rules_in(tree_text(told, Paper())) == rules_in(mermaid_text(told)) == ALL_RULES


def test_a_rule_that_fails_far_down() -> None:
    kb, case, derivation = answered("false")
    told = explain(kb, case, derivation, f"R{LINKS:05}", None, True)
    assert f"R{LINKS:05}" in explanation_text(told, Paper())
    why_not = explain(kb, case, derivation, "n02999", None, False)
    assert rules_in(explanation_text(why_not, Paper())) == ALL_RULES - {f"R{LINKS:05}"}


def test_text_of_a_deep_chain_is_no_wider_than_the_paper() -> None:
    lines = explanation_text(explain(*answered("true")), Paper()).splitlines()
    assert max(map(len, lines)) <= 80
    assert max(len(line) - len(line.lstrip()) for line in lines) <= 40


def test_each_line_says_what_it_rests_on() -> None:
    lines = [line.strip() for line in explanation_text(explain(*answered("true", 12)), Paper()).splitlines()]
    at = lines.index("n00003: yes (shown below, 10)")
    assert lines[at - 3].startswith("9  n00004: yes")
    assert lines[at + 1] == "10 n00003: yes"
    assert lines[-5:-3] == ["13 a: yes", "given in case.yaml:1"]


@pytest.mark.parametrize("fact", ["true", "false"])
def test_what_is_below_is_there_once_and_later(fact: str) -> None:
    told = explain(*answered(fact, 200))
    nodes = list(inside(told.topics))
    place = {n.number: i for i, n in enumerate(nodes) if isinstance(n, Concluded | Unreached)}
    assert len(place) == 200
    below = [(i, n.number) for i, n in enumerate(nodes) if isinstance(n, Below)]
    assert [number for _, number in below] == [n.number for n in told.topics[0].continued]
    assert all(place[number] > i for i, number in below)


def test_data_is_flat_enough_for_any_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    kb, case, derivation = answered("true", 400)
    plain = explanation_plain(explain(kb, case, derivation), case, "1")
    text = to_json(plain)
    assert max(len(line) - len(line.lstrip()) for line in text.splitlines()) // 2 < 60
    data = valid("explanation", text)
    assert yaml.safe_load(to_yaml(plain)) == data
    assert {node["number"] for node in data["topics"][0]["continued"]} == set(range(10, 401, 9))
    assert "continued" not in json.loads(to_json(explanation_plain(told_shallow(), case, "1")))["topics"][0]


def told_shallow() -> Explanation:
    return explain(*answered("true", 5))


def test_a_depth_cuts_a_deep_chain_and_says_so() -> None:
    told = explain(*answered("true"), None, 2000)
    (cut,) = (node for node in inside(told.topics) if isinstance(node, Cut))
    assert cut.hidden == LINKS - 2000


def test_what_is_shown_above_is_above() -> None:
    """A number that moved down into `continued` is no longer called shown above by what stands before it."""
    from tests.inference.programs import knowledge, rule

    names = [f"n{i:05}" for i in range(1, 30)]
    attributes = [
        "{attribute: whole.a, type: boolean, label: a, question: 'Is it a?'}",
        *(f"{{attribute: whole.{n}, type: boolean, label: {n}}}" for n in names),
    ]
    rules = [
        rule(f"R{i:05}", f"{{whole.{below}: true}}", f"then: {{whole.{name}: true}}")
        for i, (below, name) in enumerate(zip(["a", *names], names, strict=False), 1)
    ]
    last = rule("LAST", "{whole.n00029: true, whole.n00002: true}", "then: {whole.verdict: good}")
    kb = knowledge(attributes, [*rules, last])
    case = said(kb, "whole.a: true")
    told = explain(kb, case, infer(kb, case))
    shown: set[int] = set()
    for node in inside(told.topics):
        if isinstance(node, Again):
            assert node.number in shown
        elif isinstance(getattr(node, "number", None), int) and not isinstance(node, Below):
            shown.add(node.number)
    assert "n00002: yes (shown below, 29)" in explanation_text(told, Paper())


def test_the_stack_of_the_interpreter_is_left_alone() -> None:
    before = sys.getrecursionlimit()
    explain(*answered("true"))
    assert sys.getrecursionlimit() == before
