"""The machine-readable forms: JSON and YAML of one and the same data, whose schemas are published.

`schemas/` beside this file holds the JSON Schemas; a change of shape is a new number in `schema`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from engine.advice.explanation import Explanation, Topic
from engine.advice.recommendation import Recommendation
from engine.cases.model import Atom, Case
from engine.errors import Where
from engine.inference.derivation import Derivation
from engine.inquiry.answers import Outlook
from engine.knowledge.model import KnowledgeBase
from engine.render.escape import has_hidden, hidden_as_escapes, json_text
from engine.render.workbench.form import knowledge

RECOMMENDATION = "advisor/recommendation/1"
EXPLANATION = "advisor/explanation/1"
SCHEMAS = Path(__file__).parent / "schemas"
"""One file for each kind of output: recommendation.json, explanation.json."""


def recommendation_plain(
    recommendation: Recommendation,
    case: Case,
    derivation: Derivation,
    outlooks: Iterable[Outlook],
    version: str,
) -> dict[str, Any]:
    """The recommendation with the case it answers, and the derivation and the outlooks it is a view of."""
    from engine.inference.canonical import digest, plain
    from engine.inquiry.canonical import outlooks_plain

    told = {field.name: as_plain(getattr(recommendation, field.name)) for field in fields(recommendation)}
    for name in ("knowledge", "case", "as_of", "note", "listed", "compared", "carrying"):
        del told[name]
    return {
        **head(RECOMMENDATION, recommendation.knowledge, version),
        "case": case_plain(case),
        **told,
        "derivation": plain(derivation),
        "derivation_digest": digest(derivation),
        "firing_order": [list(firing) for firing in derivation.firing_order],
        "outlooks": outlooks_plain(outlooks, case),
    }


def explanation_plain(explanation: Explanation, case: Case, version: str) -> dict[str, Any]:
    """The explanation; each node tells by `node` what it is."""
    return {
        **head(EXPLANATION, explanation.recommendation.knowledge, version),
        "case": case_plain(case),
        "what": explanation.what,
        "depth": explanation.depth,
        "everything": explanation.everything,
        "topics": as_plain(explanation.topics),
    }


def data_text(data: dict[str, Any], form: str) -> str:
    """The data in this form: json or yaml."""
    return to_json(data) if form == "json" else to_yaml(data)


def to_json(data: dict[str, Any]) -> str:
    """The data as JSON text, ending in a line feed."""
    return json_text(data) + "\n"


def to_yaml(data: dict[str, Any]) -> str:
    """The data as YAML text: the same data as the JSON form."""
    import yaml

    class Dumper(yaml.SafeDumper):
        """Never writes an alias, and quotes whatever cannot be seen."""

        def ignore_aliases(self, data: object) -> bool:
            return True

    def text(dumper: Dumper, value: str) -> yaml.ScalarNode:
        style = '"' if has_hidden(value) else None
        return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)

    Dumper.add_representer(str, text)
    return hidden_as_escapes(yaml.dump(data, Dumper=Dumper, sort_keys=False, allow_unicode=True, width=100))


def head(schema: str, kb: KnowledgeBase, version: str) -> dict[str, Any]:
    """What every answer begins with: which schema it follows, what made it, about which knowledge."""
    return {
        "schema": schema,
        "tool": {"name": "advisor", "version": version},
        "knowledge": knowledge(kb),
    }


def case_plain(case: Case) -> dict[str, Any]:
    """The case as it was read, with where each fact came from."""
    return {
        "name": case.name,
        "as_of": case.as_of,
        "note": case.note,
        "parts": None if case.parts is None else list(case.part_order),
        "facts": as_plain(case.facts),
        "said_unknown": as_plain(case.said_unknown),
    }


def as_plain(value: Any) -> Any:
    """Frozen data as JSON values. A class that is one of several alternatives is named under `node`."""
    if isinstance(value, Atom):
        return value._asdict()
    if isinstance(value, Where):
        return {"file": value.file, "line": value.line, "col": value.col}
    if is_dataclass(value) and not isinstance(value, type):
        kind = {"node": type(value).__name__.lower()} if type(value).__module__ in _ALTERNATIVES else {}
        said = {field.name: as_plain(getattr(value, field.name)) for field in fields(value)}
        if isinstance(value, Topic) and not value.continued:
            del said["continued"]
        return {**kind, **said}
    if isinstance(value, tuple | list):
        return [as_plain(item) for item in value]
    return value.value if isinstance(value, Enum) else value


_ALTERNATIVES = frozenset({"engine.advice.explanation"})
