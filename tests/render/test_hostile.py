"""Hostile text in every field of a case and of a knowledge base, out by every channel."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from engine.advice.advise import advise
from engine.advice.explain import explain, explain_all
from engine.cases.model import Case
from engine.cases.reader import read_case
from engine.errors import Where
from engine.inference.infer import infer
from engine.knowledge.loader import load_knowledge
from engine.knowledge.model import KnowledgeBase
from engine.render.explain_text import explanation_text
from engine.render.jsonform import explanation_plain, recommendation_plain, to_json, to_yaml
from engine.render.markdown import explanation_markdown, recommendation_markdown
from engine.render.mermaid import mermaid_text
from engine.render.paint import Paper
from engine.render.text import recommendation_text
from engine.render.tree import tree_text

ROOT = Path(__file__).resolve().parents[2]
HIDDEN = "\x1b]0;t\x07\x9b31m\r\n\x00\x7f\u202e\u200b\u2028\ufeff\U000e0041"
MARKUP = "<b>|[x](javascript:y)`{{0.__class__}}{0}%%{init}\"'#;"
HOSTILE = f"a{HIDDEN}b{MARKUP}"
BRACED = HOSTILE.replace("{", "{{").replace("}", "}}")
"""The same as a sentence of a knowledge base, where braces are doubled."""
CHANNELS: dict[str, Callable[[Any], str]] = {
    "recommend text": lambda a: recommendation_text(advise(*a), Paper(), (("Why", "x"),), True),
    "recommend markdown": lambda a: recommendation_markdown(advise(*a), (), True),
    "explain text": lambda a: explanation_text(explain(*a, None, None, True), Paper(), True),
    "explain markdown": lambda a: explanation_markdown(explain(*a, None, None, True), True),
    "explain rule": lambda a: explanation_text(explain(*a, "PAINT-01"), Paper()),
    "tree": lambda a: tree_text(explain_all(*a), Paper()),
    "mermaid": lambda a: mermaid_text(explain_all(*a)),
    "json": lambda a: to_json(recommendation_plain(advise(*a), a[1], a[2], (), "1")),
    "explain json": lambda a: to_json(explanation_plain(explain_all(*a), a[1], "1")),
    "yaml": lambda a: to_yaml(recommendation_plain(advise(*a), a[1], a[2], (), "1")),
}


def poisoned(value: Any, inside: str = "") -> Any:
    """The same data with hostile text added to everything that is prose or a place."""
    if isinstance(value, Where):
        return replace(value, file=value.file + HOSTILE)
    if is_dataclass(value) and not isinstance(value, type):
        changes: dict[str, Any] = {}
        for field in fields(value):
            old = getattr(value, field.name)
            if isinstance(old, str) and field.name in PROSE:
                changes[field.name] = old + (BRACED if field.name in TEMPLATES else HOSTILE)
            elif not isinstance(old, str):
                changes[field.name] = poisoned(old, field.name)
        return replace(value, **changes)
    if isinstance(value, dict):
        if inside in ("labels", "sentences", "says"):
            more = HOSTILE if inside == "labels" else BRACED
            return {key: text + more for key, text in value.items()}
        return value if inside == "files" else {key: poisoned(item) for key, item in value.items()}
    if isinstance(value, tuple) and type(value) is tuple:
        return tuple(poisoned(item, inside) for item in value)
    return value


PROSE = frozenset(
    (
        *("title", "label", "says", "question", "help", "unit", "because", "reading", "heading", "others"),
        *("note", "source", "as_of", "version", "reviewed", "definition", "author", "published", "directory"),
    )
)
TEMPLATES = frozenset({"says", "question", "because"})


@lru_cache(maxsize=1)
def answered() -> tuple[KnowledgeBase, Case, Any]:
    kb = load_knowledge(ROOT / "examples" / "rooms" / "kb")
    data = (ROOT / "examples" / "rooms" / "case.yaml").read_text(encoding="utf-8")
    data = data.replace("  kitchen:", f"  {json.dumps('kit' + MARKUP)}:", 1)
    case = read_case(kb, data.encode(), "case.yaml")
    derivation = infer(kb, case)
    sources = {id: replace(source, title=source.title + HOSTILE) for id, source in kb.sources.items()}
    claims = {
        id: replace(claim, says=claim.says + HOSTILE, sentences=((f"p1{HOSTILE}", "0" * 64),))
        for id, claim in kb.claims.items()
    }
    kb = replace(poisoned(replace(kb, sources={}, claims={})), sources=sources, claims=claims)
    return kb, replace(poisoned(case), name=f"case{HOSTILE}"), derivation


def clean(line: str) -> bool:
    return all(ch.isprintable() or unicodedata.category(ch) == "Zs" for ch in line)


@pytest.mark.parametrize("channel", CHANNELS)
def test_nothing_hidden_gets_out(channel: str) -> None:
    out = CHANNELS[channel](answered())
    assert [line for line in out.split("\n") if not clean(line)] == []
    assert "9b" in out.lower(), "it is shown, not dropped"


def test_data_is_whole() -> None:
    assert json.loads(CHANNELS["json"](answered()))["case"]["name"] == f"case{HOSTILE}"
    assert yaml.safe_load(CHANNELS["yaml"](answered())) == json.loads(CHANNELS["json"](answered()))


@pytest.mark.parametrize("channel", ["recommend text", "explain text", "tree"])
def test_no_template_is_filled_from_data(channel: str) -> None:
    out = "".join(CHANNELS[channel](answered()).split())
    assert "{{0.__class__}}" in out.replace("│", "")


@pytest.mark.parametrize("channel", ["recommend markdown", "explain markdown"])
def test_markdown_has_only_our_markup(channel: str) -> None:
    markdown_it = pytest.importorskip("markdown_it")
    parser = markdown_it.MarkdownIt("commonmark", {"html": True}).enable("table")
    kinds = {token.type for token in parser.parse(CHANNELS[channel](answered()))}
    inner = {
        child.type for token in parser.parse(CHANNELS[channel](answered())) for child in token.children or ()
    }
    assert not kinds & {"html_block", "fence", "code_block", "blockquote_open", "hr"}
    assert inner <= {
        "text", "strong_open", "strong_close", "em_open", "em_close", "code_inline", "hardbreak", "softbreak"
    }  # fmt: skip


def test_mermaid_labels_are_closed() -> None:
    first, about, *lines = CHANNELS["mermaid"](answered()).splitlines()
    assert first == "flowchart TD"
    assert about.startswith("  %% knowledge base: rooms 1.0.0")
    assert "%%" not in about[5:]
    for line in lines:
        assert line.count('"') in (0, 2)
        assert "<b>" not in line
        assert "%%" not in line


def test_a_long_word_is_broken_and_wide_letters_are_counted() -> None:
    kb, case, derivation = answered()
    for name in ("x" * 500, "会社" * 100, "é" * 300):
        text = recommendation_text(advise(kb, replace(case, name=name), derivation), Paper())
        title = [line for line in text.splitlines() if name[0] in line]
        wide = 2 if name.startswith("会") else 1
        assert len(title) > 3
        assert max(sum(wide if ord(ch) > 0x2E80 else 1 for ch in line) for line in title) <= 80
