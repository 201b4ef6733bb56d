"""Sentences with placeholders, cut once into texts and what stands in for them; see docs/knowledge-base.md.

The loader checks every sentence with this, so that whoever fills the sentence only substitutes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeAlias

from engine.errors import Problem, Where
from engine.frozen import frozen
from engine.knowledge.conditions import Value
from engine.knowledge.model import Attribute, Words
from engine.knowledge.nearest import did_you_mean, quoted
from engine.knowledge.nodes import Scalar
from engine.knowledge.values import parse_value


@frozen
class PartName:
    """The name of the part, where the sentence is about one."""


@frozen
class ValueLabel:
    """The label of the value that the sentence is about."""


@frozen
class Established:
    """The labels of the attribute's established values, or "unknown"."""

    attribute: str


@frozen
class PartsWith:
    """The names of the parts for which the attribute has the value, or the text where there are none."""

    attribute: str
    value: Value
    otherwise: str


Placeholder: TypeAlias = PartName | ValueLabel | Established | PartsWith
Template: TypeAlias = tuple[str | Placeholder, ...]

_PIECE = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]|[^{}]+")
_NOWHERE = Where("")


class TemplateError(ValueError):
    """The sentence holds something in braces that is not legal there."""

    def __init__(self, what: str, hint: str = "", unknown: str = "") -> None:
        super().__init__(what)
        self.hint = hint
        self.unknown = unknown
        """The name that is no attribute, where that is what is wrong."""


def parse_template(
    text: str,
    words: Words,
    attributes: Mapping[str, Attribute],
    *,
    part: bool = True,
    value: bool = True,
) -> Template:
    """The sentence in pieces. `part`: it is about one part; `value`: about one value of an attribute.

    Raises TemplateError, never for a sentence of a loaded knowledge base.
    """
    pieces: list[str | Placeholder] = []
    for match in _PIECE.finditer(text):
        piece = _piece(match, words, attributes, part, value)
        if isinstance(piece, str) and pieces and isinstance(pieces[-1], str):
            piece = str(pieces.pop()) + piece
        pieces.append(piece)
    return tuple(pieces)


def template_faults(
    text: str, words: Words, attributes: Mapping[str, Attribute], *, part: bool = True, value: bool = True
) -> tuple[TemplateError, ...]:
    """Everything for which parse_template would raise."""
    found: list[TemplateError] = []
    for match in _PIECE.finditer(text):
        try:
            _piece(match, words, attributes, part, value)
        except TemplateError as fault:
            found.append(fault)
    return tuple(found)


def _piece(
    match: re.Match[str], words: Words, attributes: Mapping[str, Attribute], part: bool, value: bool
) -> str | Placeholder:
    piece = match.group()
    if match.group(1) is not None:
        return _placeholder(match.group(1), words, attributes, part, value)
    if piece in ("{", "}"):
        what = f"a single {piece} stands in {quoted(match.string)}"
        raise TemplateError(what, f"write {piece * 2} for a brace")
    return piece[0] if piece in ("{{", "}}") else piece


def escape(text: str) -> str:
    """The text as a sentence that says just this text."""
    return text.replace("{", "{{").replace("}", "}}")


def _placeholder(
    inside: str, words: Words, attributes: Mapping[str, Attribute], part: bool, value: bool
) -> Placeholder:
    if inside == words.singular:
        if not part:
            raise TemplateError(f"{{{inside}}} has no name here: this is about the {words.root}")
        return PartName()
    if inside == "value":
        if not value:
            raise TemplateError("{value} stands only in the 'says' of an attribute")
        return ValueLabel()
    if inside.startswith(f"{words.plural} with "):
        return _parts_with(inside.removeprefix(f"{words.plural} with "), words, attributes)
    attribute = _attribute(inside, words, attributes)
    if attribute.scope == "part" and not part:
        hint = f"write {{{words.plural} with {inside}=VALUE}}"
        raise TemplateError(f"{{{inside}}} is about one {words.singular}, and this is not", hint)
    return Established(attribute.name)


def _parts_with(inside: str, words: Words, attributes: Mapping[str, Attribute]) -> PartsWith:
    test, bar, otherwise = inside.partition("|")
    name, equals, text = test.partition("=")
    attribute = _attribute(name, words, attributes)
    if not equals or attribute.scope != "part":
        usage = f"write {{{words.plural} with ATTRIBUTE=VALUE|TEXT}}, with an attribute of a {words.singular}"
        raise TemplateError(f"{quoted(test)} is no test of a {words.singular}", usage)
    value = parse_value(Scalar(text, True, _NOWHERE), attribute)
    if isinstance(value, Problem):
        raise TemplateError(value.what, value.hint)
    return PartsWith(attribute.name, value, otherwise if bar else "none")


def _attribute(name: str, words: Words, attributes: Mapping[str, Attribute]) -> Attribute:
    if name not in attributes:
        hint = did_you_mean(name, [words.singular, *attributes])
        raise TemplateError(f"{quoted(name)} in braces is no attribute", hint, name)
    return attributes[name]
