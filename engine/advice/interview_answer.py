"""What a person types as the answer to a question, as values of the vocabulary."""

from __future__ import annotations

from collections.abc import Iterator

from engine.advice.asking import kind
from engine.cases.model import Fact, Origin
from engine.cases.said import whole_set
from engine.errors import Problem, Where
from engine.knowledge.conditions import Value
from engine.knowledge.model import Attribute
from engine.knowledge.nearest import did_you_mean, quoted
from engine.knowledge.nodes import Scalar
from engine.knowledge.values import parse_value

ORIGIN = Origin("answer")
CODE = "answer"


def read_answer(entity: str, attribute: Attribute, text: str) -> Fact | Problem:
    """The fact that is stated; or what is wrong.

    A value is meant by its number, its name or label, or by a beginning of these that means only one.
    """
    if attribute.type == "set":
        return _set(entity, attribute, text)
    value = parse_value(_scalar(text), attribute) if attribute.type == "number" else _chosen(attribute, text)
    if isinstance(value, Problem):
        return value
    return Fact(entity, attribute.name, (value,), origin=ORIGIN)


def _set(entity: str, attribute: Attribute, text: str) -> Fact | Problem:
    word = text.lower()
    if word in ("all", "none"):
        return whole_set(entity, attribute, attribute.values if word == "all" else (), ORIGIN)
    found: list[Value] = []
    for piece in text.split(","):
        value = _chosen(attribute, piece.strip())
        if isinstance(value, Problem):
            return value
        found.append(value)
    return whole_set(entity, attribute, tuple(found), ORIGIN)


def _chosen(attribute: Attribute, text: str) -> Value | Problem:
    """The value that the text means."""
    if not text:
        return Problem(CODE, "here stands nothing", None, f"answer {kind(attribute)}")
    exact = parse_value(_scalar(text), attribute)
    if not isinstance(exact, Problem):
        return exact
    values = _in_order_shown(attribute)
    if text.isdecimal() and text.isascii() and len(text) < 5 and 0 < int(text) <= len(values):
        return values[int(text) - 1]
    words = dict(_words(attribute))
    typed = text.casefold()
    if typed in words:
        return words[typed]
    meant = {word: value for word, value in words.items() if word.startswith(typed)}
    if len(set(meant.values())) == 1:
        return next(iter(meant.values()))
    if meant:
        several = " and ".join(quoted(word) for word in sorted(meant)[:2])
        return Problem(CODE, f"{quoted(text)} could mean {several}", None, "type more of it, or its number")
    hint = did_you_mean(text, words) or f"a number up to {len(values)}, or the words beside it"
    return Problem(CODE, f"{quoted(text)} is none of the answers", None, hint)


def _in_order_shown(attribute: Attribute) -> tuple[Value, ...]:
    """The values as `choices` numbers them."""
    return attribute.values[::-1] if attribute.type == "boolean" else attribute.values


def _words(attribute: Attribute) -> Iterator[tuple[str, Value]]:
    """Every word for a value; a name counts before a label that reads the same."""
    for value, label in attribute.labels.items():
        yield label.casefold(), value
    for alias, value in attribute.value_aliases.items():
        yield alias.casefold(), value
    if attribute.type == "boolean":
        yield from (("yes", True), ("no", False), ("true", True), ("false", False))
    for value in attribute.values:
        if not isinstance(value, bool):
            yield str(value).casefold(), value


def _scalar(text: str) -> Scalar:
    return Scalar(text, True, Where(""))
