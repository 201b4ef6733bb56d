"""What is said about one attribute of one entity: the forms in which a case may state a value."""

from __future__ import annotations

from collections.abc import Iterable

from engine.cases.model import Fact, Origin
from engine.errors import Problem, Where
from engine.frozen import frozen
from engine.knowledge.conditions import Value
from engine.knowledge.model import Attribute
from engine.knowledge.nearest import LONGEST, did_you_mean, quoted
from engine.knowledge.nodes import Mapping, Node, Scalar, Sequence
from engine.knowledge.scalars import reading
from engine.knowledge.values import kind, parse_text, parse_value

UNKNOWN = "unknown"
_SIDES = ("includes", "excludes")
_FORM = ("value", *_SIDES, "source", "note")


@frozen
class Said:
    """One statement. Without a fact it says that the attribute is unknown."""

    entity: str
    attribute: Attribute
    fact: Fact | None
    where: Where

    @property
    def about(self) -> tuple[str, str]:
        """What it speaks about: (entity, attribute name)."""
        return (self.entity, self.attribute.name)


def read_said(
    entity: str, attribute: Attribute, node: Node, where: Where, problems: list[Problem]
) -> Said | None:
    """The statement of a case file at this place (its key's); None, and problems, where it is none."""
    if not attribute.asked:
        problems.append(derived(attribute, where))
        return None
    if not isinstance(node, Mapping):
        return _whole(entity, attribute, node, Origin("file", where), problems)
    before = len(problems)
    for key, _ in node.entries:
        if key.text not in _FORM:
            what = f"{quoted(key.text)} says nothing about {attribute.name}"
            hint = did_you_mean(key.text, _FORM, "it may have")
            problems.append(Problem("case-key", what, key.where, hint))
    source, note = (_text(node.get(word), word, problems) for word in ("source", "note"))
    origin = Origin("file", where, source, note)
    value, includes, excludes = node.get("value"), node.get("includes"), node.get("excludes")
    opened = includes is not None or excludes is not None
    if value is None and not opened:
        if len(problems) == before:
            what = f"nothing is said about {attribute.name}"
            problems.append(Problem("case-form", what, node.where, "write value: and its value"))
        return None
    if value is not None and opened:
        what = f"{attribute.name} is given whole (value) and member by member (includes, excludes)"
        problems.append(Problem("case-form", what, node.where, "keep one of the two"))
        return None
    if value is None:
        said = _opened(entity, attribute, node, origin, problems)
    elif isinstance(value, Mapping) and value.entries and all(k.text in _SIDES for k, _ in value.entries):
        said = _opened(entity, attribute, value, origin, problems)
    else:
        said = _whole(entity, attribute, value, origin, problems)
    return said if len(problems) == before else None


def says_nothing(node: Scalar) -> bool:
    """Whether nothing was written where a value could stand (in JSON: null)."""
    return node.plain and reading(node.text) == "nothing"


def derived(attribute: Attribute, where: Where) -> Problem:
    """The problem that a case states what rules conclude."""
    what = f"{attribute.name} is concluded by rules, a case cannot state it"
    return Problem("case-derived", what, where, "remove it")


def members(node: Node, attribute: Attribute, problems: list[Problem]) -> tuple[Value, ...] | None:
    """The values of the set, in the order of its domain; None, and problems, where it is no set of them."""
    match node:
        case Scalar("all"):
            return attribute.values
        case Scalar("none"):
            return ()
        case Scalar(text):
            what = f"{attribute.name} is a set, {quoted(text)} is no list"
            hint = f"write [{text}]" if len(text) <= LONGEST else "write it in brackets"
        case Sequence(items):
            parsed = [_one(item, attribute, problems) for item in items]
            values = [value for value in parsed if value is not None]
            return in_order(values, attribute) if len(values) == len(parsed) else None
        case Mapping():
            what, hint = f"{attribute.name} is a set, here stands a mapping", "write a list, as [a, b]"
    problems.append(Problem("case-form", what, node.where, hint))
    return None


def in_order(values: Iterable[Value], attribute: Attribute) -> tuple[Value, ...]:
    """The values once each, in the order of the domain."""
    wanted = set(values)
    return tuple(value for value in attribute.values if value in wanted)


def set_fact(
    entity: str, attribute: Attribute, inside: Iterable[Value], outside: Iterable[Value], origin: Origin
) -> Fact:
    """The fact that these members are in and those out; closed where that decides every member."""
    values, excluded = in_order(inside, attribute), in_order(outside, attribute)
    closed = len(values) + len(excluded) == len(attribute.values)
    return Fact(entity, attribute.name, values, excluded, closed, origin)


def whole_set(entity: str, attribute: Attribute, inside: tuple[Value, ...], origin: Origin) -> Fact:
    """The fact that these members are in and all others out."""
    return set_fact(entity, attribute, inside, set(attribute.values) - set(inside), origin)


def _whole(
    entity: str, attribute: Attribute, node: Node, origin: Origin, problems: list[Problem]
) -> Said | None:
    where = origin.where or node.where
    if isinstance(node, Scalar) and node.text == UNKNOWN:
        return Said(entity, attribute, None, where)
    if isinstance(node, Scalar) and says_nothing(node):
        hint = "write [] for none of these, or unknown" if attribute.type == "set" else "write unknown"
        problems.append(Problem("case-form", f"nothing is said about {attribute.name}", node.where, hint))
        return None
    if attribute.type == "set":
        inside = members(node, attribute, problems)
        if inside is None:
            return None
        return Said(entity, attribute, whole_set(entity, attribute, inside, origin), where)
    value = _one(node, attribute, problems)
    if value is None:
        return None
    return Said(entity, attribute, Fact(entity, attribute.name, (value,), origin=origin), where)


def _opened(
    entity: str, attribute: Attribute, node: Mapping, origin: Origin, problems: list[Problem]
) -> Said | None:
    if attribute.type != "set":
        what = f"{attribute.name} has one value, it has no members"
        problems.append(Problem("case-form", what, node.where, "write value: and its value"))
        return None
    sides = []
    for word in _SIDES:
        side = node.get(word)
        sides.append(() if side is None else members(side, attribute, problems))
    inside, outside = sides
    if inside is None or outside is None:
        return None
    both = in_order(set(inside) & set(outside), attribute)
    if both:
        first, second = sorted(key.where for key, _ in node.entries if key.text in _SIDES)
        what = f"{attribute.name} has {both[0]} both in includes and in excludes, at {first} and {second}"
        problems.append(Problem("case-twice", what, first, "keep one of the two"))
        return None
    if not inside and not outside:
        what = f"nothing is said about {attribute.name}"
        hint = "write [] for none of these, or unknown"
        problems.append(Problem("case-form", what, node.where, hint))
        return None
    fact = set_fact(entity, attribute, inside, outside, origin)
    return Said(entity, attribute, fact, origin.where or node.where)


def _one(node: Node, attribute: Attribute, problems: list[Problem]) -> Value | None:
    if isinstance(node, Scalar):
        value = parse_value(node, attribute)
        if not isinstance(value, Problem):
            return value
        problems.append(value)
        return None
    subject = "a member of " if attribute.type == "set" else ""
    what = f"{subject}{attribute.name} is one value, here stands {kind(node)}"
    hint = ""
    if isinstance(node, Sequence) and len(node.items) == 1 and isinstance(node.items[0], Scalar):
        text = node.items[0].text
        hint = f"write {text}" if len(text) <= LONGEST else "write it without brackets"
    problems.append(Problem("case-form", what, node.where, hint))
    return None


def _text(node: Node | None, word: str, problems: list[Problem]) -> str:
    if node is None:
        return ""
    text = parse_text(node, word)
    if isinstance(text, Problem):
        problems.append(text)
        return ""
    return text
