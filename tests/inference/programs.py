"""Knowledge bases and cases for tests, from rules written in the language of knowledge bases."""

from __future__ import annotations

from engine.cases.model import Case
from engine.cases.reader import read_case
from engine.knowledge.loader import load_files
from engine.knowledge.model import KnowledgeBase

KB = """
name: test
version: 1.0.0
title: Test
reviewed: 2026-01-01
words: {root: whole, singular: item, plural: items, question: "Which items?"}
goals:
  - {attribute: whole.verdict, label: Verdict, sentences: {good: it is good, bad: it is bad}}
"""
SOURCES = f"""
sources: [{{id: s, title: S}}]
claims: [{{id: C1, source: s, says: it is so, sentences: [{{at: p1, sha256: "{"0" * 64}"}}]}}]
"""
VERDICT = "  - {attribute: whole.verdict, type: enum, values: [good, bad], label: verdict}"


def rule(id: str, when: str, then: str, more: str = "") -> str:
    """One rule of the root in YAML; `then` is the whole line, with `then:` or `presume:`."""
    lines = [f"  - id: {id}", "    title: t", "    scope: whole", f"    when: {when}", f"    {then}"]
    return "\n".join(
        [*lines, "    because: it is so", "    claims: [C1]", *([f"    {more}"] if more else [])]
    )


def knowledge(attributes: list[str], rules: list[str]) -> KnowledgeBase:
    """The knowledge base of these attributes, the goal `whole.verdict` aside, and rules."""
    files = {
        "kb.yaml": KB,
        "sources.yaml": SOURCES,
        "vocabulary.yaml": "\n".join(["attributes:", VERDICT, *(f"  - {a}" for a in attributes)]),
        "rules/10-all.yaml": "\n".join(["rules:", *rules]),
    }
    return load_files({name: text.encode() for name, text in files.items()}, "kb")


def case(kb: KnowledgeBase, text: str) -> Case:
    """The case of this YAML text."""
    return read_case(kb, text.encode(), "case.yaml")
