"""Tiny knowledge bases over one fixed vocabulary, judged by the reference and the engine."""

from __future__ import annotations

import json
from dataclasses import dataclass
from textwrap import dedent
from typing import Any

from engine.cases.model import Atom, Case
from engine.cases.reader import read_case
from engine.inference.derivation import Defeat, Derivation, Firing, Silence, Step
from engine.inference.infer import infer
from engine.knowledge.conditions import Value
from engine.knowledge.loader import load_files
from engine.knowledge.model import KnowledgeBase
from tests.differential import compare
from tests.naive import NaiveResult, evaluate

ASKED = {"a": "boolean", "b": "boolean", "c": "boolean", "kind": "enum", "s": "set", "n": "number"}
DERIVED = {
    "d": "boolean",
    "e": "boolean",
    "f": "boolean",
    "t": "set",
    "u": "set",
    "grade": "enum",
    "m": "number",
}
VALUES = {"enum": {"values": ["red", "green", "blue"]}, "set": {"values": ["p", "q", "r"]}}


def knowledge(rules: str, otherwise: str = "", constraints: str = "[]") -> KnowledgeBase:
    """Of rules `{id: ...}` without title, because and claims; attributes as above, of `whole` and of `item`.

    `whole.verdict` and `item.verdict` are goals with the values x, y, z; `otherwise` is their `otherwise`.
    """
    attributes: list[dict[str, Any]] = []
    for prefix in ("whole", "item"):
        for name, kind in {**ASKED, **DERIVED}.items():
            entry = {"attribute": f"{prefix}.{name}", "type": kind, **VALUES.get(kind, {})}
            entry |= {"range": [0, 10], "integer": True} if kind == "number" else {}
            attributes.append(entry | ({"question": "What?"} if name in ASKED else {}))
        attributes.append({"attribute": f"{prefix}.verdict", "type": "enum", "values": ["x", "y", "z"]})
    goal: dict[str, Any] = {"label": "Verdict", "sentences": {v: f"it is {v}" for v in "xyz"}}
    if otherwise:
        goal["otherwise"] = {"because": "nothing else", "claims": ["C"], "value": otherwise}
    heading = {"name": "small", "version": "1", "title": "Small", "reviewed": "2026-01-01"}
    words = {"root": "whole", "singular": "item", "plural": "items", "question": "Which items?"}
    goals = [{"attribute": name, **goal} for name in ("whole.verdict", "item.verdict")]
    claim = {"id": "C", "source": "S", "says": "so it is", "sentences": [{"at": "p1", "sha256": "0" * 64}]}
    files = {
        "kb.yaml": json.dumps({**heading, "words": words, "goals": goals}),
        "sources.yaml": json.dumps({"sources": [{"id": "S", "title": "S"}], "claims": [claim]}),
        "vocabulary.yaml": f"attributes: {json.dumps(attributes)}\nconstraints: {constraints}\n",
        "rules/10-all.yaml": dedent(rules).replace(
            "{id:", "{title: a rule, because: it is so, claims: [C], id:"
        ),
    }
    return load_files({path: text.encode() for path, text in files.items()})


@dataclass(frozen=True)
class Judged:
    """What the reference and the engine say with one voice."""

    kb: KnowledgeBase
    case: Case
    naive: NaiveResult
    derivation: Derivation

    def has(self, attribute: str, entity: str = "") -> set[Value]:
        """The established values."""
        return _values(self.naive.established.atoms, attribute, entity)

    def firm(self, attribute: str, entity: str = "") -> set[Value]:
        """The values that are firm."""
        return _values(self.naive.firm.atoms, attribute, entity)

    def possible(self, attribute: str, entity: str = "") -> set[Value]:
        """The values that are possible."""
        return _values(self.naive.possible.atoms, attribute, entity)

    def verdict(self, entity: str = "") -> tuple[str | None, str]:
        """Verdict and status of the goal of the root, or of the part."""
        verdict = self.derivation.verdict(entity, "item.verdict" if entity else "whole.verdict")
        return verdict.value, verdict.status

    @property
    def fired(self) -> list[str]:
        """The steps in their order, as `RULE` or `RULE part`."""
        return [" ".join(step.firing).strip() for step in self.derivation.steps]

    def step(self, rule: str, entity: str = "") -> Step:
        """The step of this firing."""
        return next(step for step in self.derivation.steps if step.firing == Firing(rule, entity))

    def defeat(self, rule: str, entity: str = "") -> Defeat:
        """How the rule was defeated."""
        return next(defeat for defeat in self.derivation.defeated if defeat.firing == Firing(rule, entity))

    def silence(self, rule: str, entity: str = "") -> Silence:
        """How the presumption was silenced."""
        return next(silence for silence in self.derivation.silent if silence.firing == Firing(rule, entity))


def _values(atoms: set[Atom], attribute: str, entity: str) -> set[Value]:
    return {atom.value for atom in atoms if (atom.entity, atom.attribute) == (entity, attribute)}


def judge(kb: KnowledgeBase | str, facts: str = "{}") -> Judged:
    """The case with these facts (YAML), judged by both, who must agree."""
    kb = knowledge(kb) if isinstance(kb, str) else kb
    case = read_case(kb, facts.encode(), "case.yaml")
    naive, derivation = evaluate(kb, case), infer(kb, case)
    assert not compare(kb, case, naive, derivation)
    return Judged(kb, case, naive, derivation)
