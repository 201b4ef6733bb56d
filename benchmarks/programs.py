"""Knowledge bases of any number of rules, all of them relevant to the case made beside them."""

from __future__ import annotations

from engine.cases.model import Case
from engine.cases.reader import read_case
from engine.knowledge.loader import load_files
from engine.knowledge.model import KnowledgeBase

RULES = 10
"""Rules of one module: four stages, with a presumption, an override and an absence."""


def knowledge(rules: int) -> KnowledgeBase:
    """A knowledge base of so many rules (a multiple of ten), in modules that do not touch."""
    return load_files(files(rules))


def files(rules: int) -> dict[str, bytes]:
    """Its files, by path."""
    modules = rules // RULES
    texts = {"kb.yaml": _KB, "sources.yaml": _SOURCES, "vocabulary.yaml": _vocabulary(modules)}
    for module in range(modules):
        texts[f"rules/{module:04}.yaml"] = _rules(module)
    return {name: text.encode() for name, text in texts.items()}


def case(kb: KnowledgeBase, rules: int, every: int = 1) -> Case:
    """A case that states the inputs of every so-manieth module; of any four, as many rules fire."""
    lines = ["case: measured", "functions: {}".replace("functions", kb.words.plural)]
    for module in range(0, rules // RULES, every):
        number = (5, 20, 50, 80)[module // every % 4]
        lines += [f"m{module}:", "  a: true", "  b: true", "  c: [x, y]", f"  n: {number}"]
    return read_case(kb, "\n".join(lines).encode(), "measured.yaml")


_KB = """
name: measured
version: 1.0.0
title: Measured
reviewed: 2026-01-01
words: {root: whole, singular: item, plural: items, question: "Which items?"}
goals:
  - attribute: whole.verdict
    label: Verdict
    sentences: {good: it is good, bad: it is bad}
"""
_SOURCES = """
sources: [{id: s, title: S}]
claims: [{id: C1, source: s, says: it is so, sentences: [{at: p1, sha256: HASH}]}]
""".replace("HASH", "0" * 64)


def _vocabulary(modules: int) -> str:
    lines = [
        "attributes:",
        "  - {attribute: whole.verdict, type: enum, values: [good, bad], label: verdict}",
    ]
    for m in range(modules):
        lines += [
            f'  - {{attribute: m{m}.a, type: boolean, label: a, question: "a?"}}',
            f'  - {{attribute: m{m}.b, type: boolean, label: b, question: "b?"}}',
            f'  - {{attribute: m{m}.c, type: set, values: [x, y, z], label: c, question: "c?"}}',
            f'  - {{attribute: m{m}.n, type: number, range: [0, 100], label: n, question: "n?"}}',
            f"  - {{attribute: m{m}.d, type: set, values: [p, q, r, s], label: d}}",
            f"  - {{attribute: m{m}.e, type: boolean, label: e}}",
        ]
    return "\n".join(lines)


def _rules(m: int) -> str:
    bodies = [
        (f"{{m{m}.a: true}}", f"{{m{m}.d: p}}"),
        (f"{{m{m}.b: true, m{m}.c: x}}", f"{{m{m}.d: q}}"),
        (f"{{m{m}.c: {{all_of: [x, y]}}}}", f"{{m{m}.d: r}}"),
        (f"{{m{m}.n: {{above: 10}}}}", f"{{m{m}.d: s}}"),
        (f"{{any: [{{m{m}.d: p}}, {{m{m}.d: q}}]}}", f"{{m{m}.e: true}}"),
        (f"{{m{m}.d: {{all_of: [p, q]}}}}", f"{{m{m}.e: true}}"),
        (f"{{m{m}.c: z}}", f"{{m{m}.e: false}}"),
        (f"{{m{m}.d: s, unless: [{{m{m}.c: z}}]}}", f"{{m{m}.e: true}}"),
        (f"{{m{m}.e: true}}", "{whole.verdict: good}"),
        (f"{{m{m}.e: false}}", "{whole.verdict: bad}"),
    ]
    lines = ["rules:"]
    for i, (when, then) in enumerate(bodies):
        lines += [
            f"  - id: M{m}-{i}",
            f"    title: rule {i} of module {m}",
            "    scope: whole",
            f"    when: {when}",
            f"    then: {then}",
            "    because: it is so",
            "    claims: [C1]",
        ]
        if i == 8:
            lines.append(f"    overrides: [M{m}-9]")
    return "\n".join(lines)
