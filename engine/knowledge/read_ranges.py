"""Tests on numbers: comparisons with literals or parameters, as one range."""

from __future__ import annotations

from dataclasses import replace
from math import ceil, floor

from engine.errors import Where
from engine.knowledge.conditions import InRange
from engine.knowledge.model import Attribute
from engine.knowledge.names import Names
from engine.knowledge.nearest import quoted
from engine.knowledge.nodes import Mapping, Node, Scalar, Sequence
from engine.knowledge.values import ends_words, kind, no_whole_number, parse_number

LOWER = ("above", "at_least")
UPPER = ("below", "at_most")
COMPARISONS = (*LOWER, *UPPER, "between")
INCLUDING = "at_least and at_most include their ends"


def read_number(attribute: Attribute, node: Scalar, where: Where, names: Names) -> InRange | None:
    """A test for one number. None where something is wrong, which is told."""
    number = _literal(attribute, node, names)
    return None if number is None else InRange(attribute.name, number, number, where=where)


def read_range(attribute: Attribute, node: Mapping, where: Where, names: Names) -> InRange | None:
    """A test with one comparison, or with a lower and an upper one. None where something is wrong."""
    given: dict[str, Node] = {}
    for key, value in node.entries:
        if key.text not in COMPARISONS:
            hint = names.report.suggest(key.text, COMPARISONS, "a number is compared by")
            names.report.add("condition", f"unknown key {quoted(key.text)}", key.where, hint)
            return None
        given[key.text] = value
    lower = [name for name in LOWER if name in given]
    upper = [name for name in UPPER if name in given]
    if len(lower) > 1 or len(upper) > 1 or ("between" in given and len(given) > 1) or not given:
        what = "a range has one lower end (above, at_least) and one upper end (below, at_most), or 'between'"
        names.report.add("condition", what, node.where)
        return None
    if "between" in given:
        pair = given["between"]
        if not isinstance(pair, Sequence) or len(pair.items) != 2:
            names.report.add("condition", "'between' is a list of two numbers", pair.where)
            return None
        nodes: list[Node | None] = list(pair.items)
    else:
        nodes = [given[name[0]] if name else None for name in (lower, upper)]
    used: list[str] = []
    ends = [None if end is None else _end(attribute, end, used, names) for end in nodes]
    if any(end is None and wanted is not None for end, wanted in zip(ends, nodes, strict=True)):
        return None
    found = InRange(
        attribute.name,
        ends[0],
        ends[1],
        low_open="above" in given,
        high_open="below" in given,
        parameters=tuple(dict.fromkeys(used)),
        where=where,
    )
    if hint := _why_empty(found, attribute):
        names.report.add("range", f"no number of {attribute.name} passes this test", node.where, hint)
        return None
    return found


def _end(attribute: Attribute, node: Node, used: list[str], names: Names) -> int | float | None:
    """The number of one end: a literal, or a parameter, which is added to those used."""
    if isinstance(node, Scalar):
        return _literal(attribute, node, names)
    name = node.get("parameter") if isinstance(node, Mapping) else None
    if not isinstance(node, Mapping) or len(node.entries) != 1 or not isinstance(name, Scalar):
        what = f"{attribute.name} is compared with a number or {{parameter: NAME}}, not {kind(node)}"
        names.report.add("condition", what, node.where)
        return None
    parameter = names.parameters.get(name.text)
    if parameter is None:
        names.missing("parameter", name)
        return None
    if parameter.unit != attribute.unit:
        units = [f"in {unit}" if unit else "without a unit" for unit in (parameter.unit, attribute.unit)]
        what = f"the parameter {parameter.name} is {units[0]}, but {attribute.name} is {units[1]}"
        names.report.add("unit", what, name.where)
        return None
    used.append(parameter.name)
    return parameter.value


def _literal(attribute: Attribute, node: Scalar, names: Names) -> int | float | None:
    number = parse_number(node, attribute.unit, of=attribute.name, low=attribute.low, high=attribute.high)
    return names.report.number(number)


def _why_empty(test: InRange, attribute: Attribute) -> str:
    """Where no number of the attribute's declared range passes: a hint at what keeps all out; else ""."""
    low, low_open, high, high_open = test.low, test.low_open, test.high, test.high_open
    if low is not None and high is not None and _empty(test, attribute.integer):
        if low > high:
            return "the lower end comes first"
        ends = (
            INCLUDING if not _empty(replace(test, low_open=False, high_open=False), attribute.integer) else ""
        )
        if low == high or not attribute.integer:
            return ends
        return "; ".join(filter(None, (no_whole_number(low, high), ends)))
    if attribute.low is not None and (low is None or attribute.low > low):
        low, low_open = attribute.low, False
    if attribute.high is not None and (high is None or attribute.high < high):
        high, high_open = attribute.high, False
    inside = replace(test, low=low, low_open=low_open, high=high, high_open=high_open)
    return (
        f"its range is {ends_words(attribute.low, attribute.high, attribute.unit)}"
        if _empty(inside, attribute.integer)
        else ""
    )


def _empty(test: InRange, integer: bool) -> bool:
    """Whether no number passes the test."""
    low, high = test.low, test.high
    if low is None or high is None:
        return False
    if integer:
        least = floor(low) + 1 if test.low_open else ceil(low)
        greatest = ceil(high) - 1 if test.high_open else floor(high)
        return least > greatest
    return low > high or (low == high and (test.low_open or test.high_open))
