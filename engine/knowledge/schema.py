"""The JSON Schemas of the files: those that editors use are those that the loader checks with."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from engine.errors import Problem
from engine.knowledge.nearest import quoted
from engine.knowledge.nodes import Mapping, Node, Scalar
from engine.knowledge.reading import Report, at, to_plain
from engine.knowledge.values import kind

FOLDER = Path(__file__).parent / "schemas"
KINDS = ("kb", "sources", "vocabulary", "parameters", "rules", "pack")
CONDITIONS = {"when", "never"}

_TYPES = {
    "string": "text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a mapping",
    "null": "nothing",
}
_PATTERNS = {
    "^[a-z][a-z0-9_]*$": "small letters, digits and _, a letter first",
    "^[a-z][a-z0-9_-]*$": "small letters, digits, - and _, a letter first",
    "^[a-z][a-z0-9_]*\\.[a-z][a-z0-9_]*$": "prefix.name, of small letters, digits and _",
    "^[A-Za-z0-9-]+$": "letters, digits and hyphens",
    "^[A-Za-z0-9_-]+$": "letters, digits, - and _",
    "^[0-9]{4}-[0-9]{2}-[0-9]{2}$": "a day, YYYY-MM-DD",
    "^https?://[^\\s]+$": "a web address, http://... or https://...",
    "^[0-9a-f]{64}$": "64 digits of 0-9 and a-f",
}


def schemas() -> dict[str, dict[str, Any]]:
    """The schema of each kind of file, by kind: kb, sources, vocabulary, parameters, rules."""
    return {name: dict(_schema(name)) for name in KINDS}


@cache
def _schema(name: str) -> dict[str, Any]:
    import json  # only a mistake needs it

    loaded: dict[str, Any] = json.loads(_text(name))
    return loaded


@cache
def _validator(name: str) -> Any:
    import jsonschema_rs

    return jsonschema_rs.Draft7Validator(_text(name))


def _text(name: str) -> str:
    return (FOLDER / f"{name}.json").read_text("utf-8")


def check(node: Node, name: str, report: Report) -> list[tuple[Node, Problem]]:
    """Note what the schema of this kind of file refuses in the document.

    Problems inside conditions are given back instead, each with its condition: the parser of
    conditions finds most of them and has better words, so they are told only where it finds none.
    """
    kept: list[tuple[Node, Problem]] = []
    for error in _validator(name).iter_errors(to_plain(node)):
        path = list(error.instance_path)
        condition = next((i for i, step in enumerate(path) if step in CONDITIONS), None)
        for problem in _problems(error, at(node, path), path, name, report):
            if condition is None:
                report.extend([problem])
            else:
                kept.append((at(node, path[: condition + 1]), problem))
    return kept


def _problems(error: Any, node: Node, path: list[str | int], name: str, report: Report) -> Iterator[Problem]:
    """The error in our words; several where several keys are unknown."""
    steps = list(error.schema_path)
    keyword = steps[-1]
    what = next((quoted(step) for step in reversed(path) if isinstance(step, str)), "this file")
    if path and isinstance(path[-1], int):
        what = f"an item of {what}"
    where = node.where
    if keyword == "additionalProperties" and isinstance(node, Mapping):
        owner = _resolve(_schema(name), steps[:-1])
        yield from _unknown(error.kind.unexpected, node, owner, report)
    elif keyword == "required":
        yield Problem("missing", f"{quoted(error.kind.property)} is missing here", where)
    elif keyword == "type":
        if isinstance(node, Scalar) and node.plain and not node.text:
            yield Problem("empty", f"{what} is empty", where)
            return
        wanted = " or ".join(_TYPES[each] for each in error.kind.types)
        hint = "quote it" if isinstance(node, Scalar) and error.kind.types == ["string"] else ""
        given = kind(node)
        if isinstance(node, Scalar) and given == wanted:
            given = quoted(node.text)  # yes, no, 017 and their like
        yield Problem("kind", f"{what} is {wanted}, not {given}", where, hint)
    elif keyword in ("minItems", "minProperties", "minLength") and error.kind.limit == 1:
        yield Problem("empty", f"{what} is empty", where)
    elif keyword in ("minItems", "maxItems"):
        yield Problem("kind", f"{what} is a list of {error.kind.limit}", where)
    elif keyword == "minimum":
        yield Problem("kind", f"{what} is at least {error.kind.limit}", where)
    elif keyword == "enum":
        options = [str(option) for option in error.kind.options]
        text = node.text if isinstance(node, Scalar) else ""
        hint = report.suggest(text, options)
        yield Problem("kind", f"{what} must be one of {', '.join(options)}, not {quoted(text)}", where, hint)
    elif keyword == "pattern":
        text = node.text if isinstance(node, Scalar) else ""
        wanted = _PATTERNS[error.kind.pattern]
        yield Problem("name", f"{what} must be {wanted}, not {quoted(text)}", where)
    elif keyword == "oneOf":
        yield Problem("missing", "a rule has either 'then' or 'presume'", where)
    else:
        yield Problem("kind", f"{what} is not what can stand here", where)


def _unknown(unexpected: list[str], node: Mapping, owner: Any, report: Report) -> Iterator[Problem]:
    known = list(owner.get("properties", {}))
    patterns = [_PATTERNS[each] for each in owner.get("patternProperties", {})]
    refused = set(unexpected)
    for key, _ in node.entries:
        if key.text not in refused:
            continue
        if known:
            hint = report.suggest(key.text, known, "the keys are")
            yield Problem("unknown-key", f"unknown key {quoted(key.text)}", key.where, hint)
        else:
            wanted = " or ".join(patterns)
            yield Problem("name", f"a name here must be {wanted}, not {quoted(key.text)}", key.where)


def _resolve(schema: dict[str, Any], steps: list[Any]) -> Any:
    """The part of the schema at this path, references followed."""
    part: Any = schema
    for step in steps:
        part = _resolve(schema, part["$ref"].split("/")[1:]) if step == "$ref" else part[step]
    return part
