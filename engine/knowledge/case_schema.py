"""The JSON Schema of case files, made from a knowledge base, so that editors complete its vocabulary."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.knowledge.conditions import Value
from engine.knowledge.model import Attribute, KnowledgeBase

_TEXT = {"type": "string", "minLength": 1}
_VERDICTS = ("undetermined", "conflict", "not applicable")
_STATUS = ("settled", "provisional", "undetermined", "not applicable")


def case_schema(kb: KnowledgeBase) -> dict[str, Any]:
    """The schema (draft-07) of a case for this knowledge base; attributes and values under every name."""
    asked = [attribute for attribute in kb.attributes.values() if attribute.asked]
    roots = [attribute for attribute in asked if attribute.scope == "root"]
    parts = [attribute for attribute in asked if attribute.scope == "part"]
    words = kb.words
    part = {
        "type": ["object", "null"],
        "title": f"One {words.singular}",
        "additionalProperties": False,
        "properties": {
            written: _fact(each)
            for each in parts
            for name in (each.name, *each.aliases)
            for written in (name.partition(".")[2], name)
        },
    }
    properties: dict[str, Any] = {
        "case": {**_TEXT, "description": f"The name of the {words.root}."},
        "as_of": {**_TEXT, "description": "The day for which the facts hold, YYYY-MM-DD."},
        "note": _TEXT,
    }
    for attribute in roots:
        for name in (attribute.name, *attribute.aliases):
            prefix, _, tail = name.partition(".")
            group = properties.setdefault(
                prefix, {"type": "object", "additionalProperties": False, "properties": {}}
            )
            group["properties"][tail] = properties[name] = _fact(attribute)
    properties[words.plural] = {
        "type": "object",
        "description": f"{words.question} The complete list; {{}} says that there are none.",
        "additionalProperties": part,
    }
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": f"A case for {kb.title}",
        "type": "object",
        "additionalProperties": False,
        "properties": {**properties, "expect": _expect(kb), "answered": _answered(kb)},
    }


def _fact(attribute: Attribute) -> dict[str, Any]:
    """What may be said of an asked attribute: a value, or a value with its source and note."""
    value = [*_value(attribute), {"const": "unknown"}]
    described = {
        "type": "object",
        "required": ["value"],
        "additionalProperties": False,
        "properties": {
            "value": {"anyOf": value},
            "source": {**_TEXT, "description": "Where the analyst has it from."},
            "note": _TEXT,
        },
    }
    words = {"title": attribute.label, "description": f"{attribute.question} {attribute.help}".strip()}
    return {**words, "anyOf": [*value, described]}


def _value(attribute: Attribute) -> list[dict[str, Any]]:
    values = [*attribute.values, *attribute.value_aliases]
    if attribute.type == "boolean":
        words = [{"enum": [*attribute.value_aliases]}] if attribute.value_aliases else []
        return [{"type": "boolean"}, *words]
    if attribute.type == "enum":
        return [{"enum": values}]
    if attribute.type == "set":
        members = {"type": "array", "items": {"enum": values}, "uniqueItems": True}
        some = {"anyOf": [members, {"const": "all"}]}
        opened = {"includes": some, "excludes": some}
        return [
            {**members, "description": "The whole set; [] says none of these."},
            {"enum": ["all", "none"]},
            {"type": "object", "minProperties": 1, "additionalProperties": False, "properties": opened},
        ]
    number: dict[str, Any] = {"type": "integer" if attribute.integer else "number"}
    if attribute.low is not None:
        number["minimum"] = attribute.low
    if attribute.high is not None:
        number["maximum"] = attribute.high
    if not attribute.unit:
        return [number]
    return [number, {"type": "string", "description": f"A number and its unit: 5 {attribute.unit}"}]


def _expect(kb: KnowledgeBase) -> dict[str, Any]:
    """What a case may expect of its own answer."""
    rules = {"type": "array", "items": _TEXT, "description": f"RULE, or RULE {kb.words.singular.upper()}."}
    return {
        "type": "object",
        "description": "What the case expects of its answer; a test of the knowledge base.",
        "additionalProperties": False,
        "properties": {
            "verdicts": _by_goal(kb, lambda values: [*values, *_VERDICTS]),
            "status": _by_goal(kb, lambda values: list(_STATUS)),
            "fired": rules,
            "not_fired": rules,
            "established": {"type": "object"},
            "not_established": {"type": "object"},
        },
    }


def _answered(kb: KnowledgeBase) -> dict[str, Any]:
    """What an interview was answered, as it writes it down."""
    one = {"anyOf": [_TEXT, {"type": "object", "additionalProperties": _TEXT}]}
    what = f"The answers of an interview in their order: {kb.words.plural}, ATTRIBUTE or NAME: ATTRIBUTE."
    return {"type": "array", "items": one, "description": what}


def _by_goal(kb: KnowledgeBase, options: Callable[[tuple[Value, ...]], list[Any]]) -> dict[str, Any]:
    found: dict[str, dict[str, Any]] = {"root": {}, "part": {}}
    for goal in kb.goals:
        name = goal.attribute if goal.scope == "root" else goal.attribute.partition(".")[2]
        found[goal.scope][name] = {"enum": options(kb.attributes[goal.attribute].values)}
    part = {"type": "object", "additionalProperties": False, "properties": found["part"]}
    listed = {"type": "object", "additionalProperties": part}
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {**found["root"], kb.words.plural: listed},
    }
