"""Scalars to typed values: strict, so that a value never means what its writer did not mean.

Used for rules, parameters, case files and the command line; the last builds `Scalar(text, True, where)`.
"""

from __future__ import annotations

import re
from datetime import date
from math import ceil, floor

from engine.errors import Problem
from engine.knowledge.conditions import Value
from engine.knowledge.model import Attribute
from engine.knowledge.nearest import did_you_mean, quoted
from engine.knowledge.nodes import Mapping, Node, Scalar, Sequence
from engine.knowledge.scalars import BOOLEANS, reading

MAX_DIGITS = 15
"""Every decimal with so many significant digits survives the way through a float and back."""

RESERVED = ("unknown", "all", "none", "conflict", "undetermined")
"""Words that case files and verdicts use; no attribute has them as values."""
TYPES = {"boolean": "a boolean", "enum": "an enum", "set": "a set", "number": "a number"}

_NUMBER = re.compile(r"(-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?)(?:[ \t]+(\S.*)|(%))?", re.DOTALL)
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_BLANKS = re.compile(r"[ \t\n]+")


def kind(node: Node) -> str:
    """What a node is, for a message."""
    match node:
        case Mapping():
            return "a mapping"
        case Sequence():
            return "a list"
        case Scalar(text, True, _):
            return reading(text) or "text"
        case Scalar():
            return "text"


def parse_value(node: Scalar, attribute: Attribute) -> Value | Problem:
    """The scalar as one value (of a set: one member) of the attribute, aliases resolved; or what is wrong."""
    if attribute.type == "number":
        return parse_number(
            node,
            attribute.unit,
            of=attribute.name,
            low=attribute.low,
            high=attribute.high,
            integer=attribute.integer,
        )
    if attribute.type == "boolean":
        return _parse_boolean(node, attribute)
    if node.text in attribute.values:
        return node.text
    if node.text in attribute.value_aliases:
        return attribute.value_aliases[node.text]
    names = [*(str(value) for value in attribute.values), *attribute.value_aliases]
    hint = did_you_mean(node.text, names)
    if len(attribute.values) <= 10:
        hint = f"{hint} its values: {', '.join(str(v) for v in attribute.values)}".strip()
    return Problem("value", f"{quoted(node.text)} is no value of {attribute.name}", node.where, hint)


def _parse_boolean(node: Scalar, attribute: Attribute) -> bool | Problem:
    if node.plain and node.text in BOOLEANS:
        return BOOLEANS[node.text]
    if node.text in attribute.value_aliases:
        return bool(attribute.value_aliases[node.text])
    what = f"{attribute.name} is true or false, not {quoted(node.text)}"
    hint = "write it without quotes" if node.text in BOOLEANS else ""
    return Problem("value", what, node.where, hint)


def parse_number(
    node: Scalar,
    unit: str = "",
    *,
    of: str = "this",
    low: int | float | None = None,
    high: int | float | None = None,
    integer: bool = False,
) -> int | float | Problem:
    """The scalar as a number in this unit, which may follow it after a blank; or what is wrong.

    `of` names what the number is of. A number without a fraction comes back as an int.
    """
    match = _NUMBER.fullmatch(node.text)
    if match is None:
        hint = f"write digits, for example 45{' ' + unit if unit else ''} or 4.5"
        return Problem("number", f"{of} is a number, not {quoted(node.text)}", node.where, hint)
    digits, given = match[1], (match[2] or match[3] or "").rstrip()
    if not node.plain and not given:
        what = f"{of} is a number, not the text {quoted(node.text)}"
        return Problem("number", what, node.where, "write it without quotes")
    if given and given != unit:
        if not unit:
            return Problem("unit", f"{of} has no unit, but {quoted(given)} is given", node.where)
        what = f"the unit of {of} is {unit}, not {quoted(given)}"
        return Problem("unit", what, node.where, f"write the number of {unit}")
    significant = digits.lstrip("-0.").replace(".", "")
    if len(significant) > MAX_DIGITS or len(digits) > 2 * MAX_DIGITS:
        what = f"{quoted(node.text)} has more than {MAX_DIGITS} significant digits"
        return Problem("number", what, node.where)
    number = whole(float(digits))
    if integer and not isinstance(number, int):
        return Problem("number", f"{of} is a whole number, not {digits}", node.where)
    if (low is not None and number < low) or (high is not None and number > high):
        what = f"{digits} is outside the range of {of}, {ends_words(low, high, unit)}"
        return Problem("range", what, node.where)
    return number


def ends_words(low: int | float | None, high: int | float | None, unit: str) -> str:
    """The ends of a range that has one at least."""
    both = low is not None and high is not None
    ends = f"{low} to {high}" if both else f"at most {high}" if low is None else f"{low} or more"
    return f"{ends} {unit}".rstrip()


def no_whole_number(low: int | float, high: int | float) -> str:
    """A hint: that only whole numbers count, and that there is none between these two."""
    return f"it is a whole number, and none lies between {low} and {high}"


def faulty_range(low: int | float, high: int | float, integer: bool) -> tuple[str, str]:
    """What is wrong with a range, and how to mend it; "" where nothing is."""
    if low > high:
        return "is empty", "the lower end comes first"
    if integer:
        return ("is empty", no_whole_number(low, high)) if ceil(low) > floor(high) else ("", "")
    return ("has one number only", "let the upper end be greater") if low == high else ("", "")


def whole(number: int | float) -> int | float:
    """The number, as an int where it has no fraction."""
    return int(number) if float(number).is_integer() else number


def parse_text(node: Node, what: str = "this") -> str | Problem:
    """The prose of a scalar, white space folded to single blanks; or what is wrong. `what` names it."""
    if not isinstance(node, Scalar):
        return Problem("text", f"{what} is text, not {kind(node)}", node.where)
    text = _BLANKS.sub(" ", node.text).strip()
    if not text:
        return Problem("text", f"{what} is empty", node.where)
    if node.plain and (read := reading(node.text)):
        return Problem("quote", f"{quoted(node.text)} could be read as {read}", node.where, "quote it")
    return text


def parse_date(node: Node, what: str = "this") -> str | Problem:
    """A day of the calendar as YYYY-MM-DD, quoted or not; or what is wrong. `what` names it."""
    hint = "write YYYY-MM-DD"
    if not isinstance(node, Scalar):
        return Problem("date", f"{what} is a date, not {kind(node)}", node.where, hint)
    if DATE.fullmatch(node.text):
        try:
            return date.fromisoformat(node.text).isoformat()
        except ValueError:
            return Problem("date", f"{node.text} is no day of the calendar", node.where)
    return Problem("date", f"{what} is a date, not {quoted(node.text)}", node.where, hint)
