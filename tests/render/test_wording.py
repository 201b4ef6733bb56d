"""The words in which an answer is put where they once read oddly."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from engine.advice.advise import advise
from engine.advice.explain import explain_all
from engine.advice.recommendation import Entry, Recommendation, Section
from engine.advice.sentences import joined
from engine.inference.infer import infer
from engine.knowledge.loader import load_knowledge
from engine.render.markdown import recommendation_markdown
from engine.render.mermaid import mermaid_text
from engine.render.paint import Paper
from engine.render.text import entry_lines, recommendation_text
from engine.render.tree import tree_text
from tests.chains import said

NOTED = "note: said on the telephone\nrooms: {hall: {coat: 20 years}, attic: {}}"


@lru_cache
def recommendation() -> Recommendation:
    kb = load_knowledge("examples/rooms/kb")
    case = said(kb, NOTED)
    return advise(kb, case, infer(kb, case))


def test_the_note_of_a_case_is_called_so() -> None:
    assert recommendation_text(recommendation(), Paper()).splitlines()[1] == "note: said on the telephone"
    assert "\n\nnote: said on the telephone\n\n" in recommendation_markdown(recommendation())


def test_markdown_and_mermaid_name_the_knowledge_base() -> None:
    assert recommendation_markdown(recommendation()).endswith("\n\nKnowledge base: rooms 1.0.0\n")
    verbose = recommendation_markdown(recommendation(), (), True)
    assert "Knowledge base:" not in verbose
    assert "rooms 1.0.0, reviewed" in verbose
    kb = load_knowledge("examples/rooms/kb")
    case = said(kb, NOTED)
    told = explain_all(kb, case, infer(kb, case))
    assert mermaid_text(told).splitlines()[:2] == ["flowchart TD", "  %% knowledge base: rooms 1.0.0"]
    assert '[["hall: Verdict: paint #40;provisional#41;"]]:::verdict' in mermaid_text(told)
    assert "hall: Verdict: paint (provisional)" in tree_text(told, Paper())


def test_what_is_also_so_never_stands_alone() -> None:
    a, b = Entry("a", "A"), Entry("b", "B")
    both = Section("s", "Expected", (a,), "also promised", (b,))
    assert entry_lines(both, False) == ["A", "also promised: B"]
    assert entry_lines(both, True) == ["Expected: A", "also promised: B"]
    alone = replace(both, first=())
    assert entry_lines(alone, False) == ["none in particular; also promised: B"]
    assert entry_lines(alone, True) == ["Expected: none in particular; also promised: B"]
    unnamed = replace(alone, others_heading="")
    assert entry_lines(unnamed, True) == ["Expected: B"]


def test_a_list_in_a_sentence() -> None:
    assert [joined("abc"[:n], "or") for n in range(4)] == ["", "a", "a or b", "a, b or c"]
