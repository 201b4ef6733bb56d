"""vocabulary.yaml: attributes and constraints."""

from __future__ import annotations

from collections.abc import Mapping as Map

from engine.frozen import frozen
from engine.knowledge.conditions import Value, written
from engine.knowledge.model import Attribute, AttributeType, Constraint, Scope
from engine.knowledge.names import Names
from engine.knowledge.nearest import quoted
from engine.knowledge.nodes import Mapping, Node, Scalar
from engine.knowledge.placeholders import escape
from engine.knowledge.read_conditions import ConditionReader
from engine.knowledge.reading import entries, get, items, scalars, word
from engine.knowledge.values import RESERVED, faulty_range, parse_number, parse_text, parse_value

ANSWERED = "answered"
CASE_KEYS = ("case", "as_of", "note", "expect", ANSWERED)
"""Keys of a case file, which prefixes of attributes must not shadow."""
ONLY = {
    "values": ("enum", "set"),
    "value_aliases": ("boolean", "enum", "set"),
    "unit": ("number",),
    "range": ("number",),
    "integer": ("number",),
}
TYPES: dict[str, AttributeType] = {"boolean": "boolean", "enum": "enum", "set": "set", "number": "number"}


def read_attributes(document: Node, names: Names, pack: str = "") -> None:
    """Declare every attribute of the document, of this pack; aliases last: they must not shadow a name."""
    aliases: list[tuple[Attribute, Scalar]] = []
    for item in items(get(document, "attributes")):
        name = get(item, "attribute")
        if not isinstance(name, Scalar) or not names.declare("attribute", name):
            continue
        attribute = _attribute(item, name, names, pack)
        if attribute:
            names.attributes[attribute.name] = attribute
            aliases += [(attribute, alias) for alias in scalars(get(item, "aliases"))]
    for attribute, alias in aliases:
        if not names.declare("attribute", alias):
            continue
        names.aliases[alias.text] = attribute.name
        if _scope(alias.text, names) != attribute.scope:
            what = f"the alias {quoted(alias.text)} is of another scope than {attribute.name}"
            names.report.add("scope", what, alias.where)


def read_constraints(document: Node, names: Names) -> tuple[Constraint, ...]:
    """The constraints of the document, as far as they are sound."""
    found = []
    for item in items(get(document, "constraints")):
        name = get(item, "id")
        fresh = names.declare("constraint", name if isinstance(name, Scalar) else None)
        scope, never = names.scope(get(item, "scope")), get(item, "never")
        because = names.sentence(get(item, "because"), "'because'", part=scope != "root")
        if scope is None or never is None:
            continue
        condition = ConditionReader(names, scope, asked_only=True).read(never)
        if condition and fresh:
            found.append(Constraint(word(name), scope, condition, because, item.where))
    return tuple(found)


def _scope(name: str, names: Names) -> Scope:
    return "part" if name.partition(".")[0] == names.words.singular else "root"


def _attribute(item: Node, name: Scalar, names: Names, pack: str) -> Attribute | None:
    report = names.report
    scope = _scope(name.text, names)
    kind = TYPES.get(word(get(item, "type")))
    if name.text.partition(".")[0] in (*CASE_KEYS, names.words.plural):
        what = f"{quoted(name.text)} cannot be told from the key of a case file"
        report.add("name", what, name.where, "choose another prefix")
    if kind is None:
        return None
    for key, types in ONLY.items():
        if kind not in types and (node := get(item, key)) is not None:
            report.add("kind", f"an attribute of type {kind} has no {quoted(key)}", node.where)
    label = report.text(get(item, "label"), "'label'") or name.text.partition(".")[2].replace("_", " ")
    numbers = _numbers(item, name.text, names) if kind == "number" else _Numbers()
    labels = _values(item, name, kind, names)
    if labels is None:
        return None
    part = scope == "part"
    question = names.sentence(get(item, "question"), "'question'", part=part)
    changeable = get(item, "changeable")
    if changeable is not None and get(item, "question") is None:
        what = f"{name.text} is derived; only what is asked can be changeable or not"
        report.add("kind", what, changeable.where)
    shell = Attribute(name.text, scope, kind, label, tuple(labels), labels, where=item.where)
    return Attribute(
        name=name.text,
        scope=scope,
        type=kind,
        label=label,
        values=tuple(labels),
        labels=labels,
        says=_says(get(item, "says"), shell, names),
        question=question,
        help=names.sentence(get(item, "help"), "'help'", part=part),
        unit=numbers.unit,
        low=numbers.low,
        high=numbers.high,
        integer=numbers.integer,
        aliases=tuple(alias.text for alias in scalars(get(item, "aliases"))),
        value_aliases=_value_aliases(get(item, "value_aliases"), shell, names),
        changeable=word(changeable) != "false",
        pack=pack,
        where=item.where,
    )


def _values(item: Node, name: Scalar, kind: str, names: Names) -> Map[Value, str] | None:
    """The labels of the values, by value; a number has none; None where something is wrong with them."""
    if kind == "number":
        return {}
    if kind == "boolean":
        return {False: "no", True: "yes"}
    node = get(item, "values")
    if node is None:
        names.report.add("missing", f"'values' of {name.text} is missing", item.where)
        return None
    labels: dict[Value, str] = {}
    declared: list[tuple[Scalar, Node | None]] = (
        [(key, label) for key, label in node.entries]
        if isinstance(node, Mapping)
        else [(value, None) for value in scalars(node)]
    )
    for value, label in declared:
        # Unquoted true, false, yes and so on are no names; of those in a list the schema tells most.
        text = names.report.prose(parse_text(value)) if label else names.report.text(value, "a value")
        if not text:
            continue
        if text in RESERVED:
            names.report.add("reserved", f"{quoted(text)} is reserved; it can be no value", value.where)
        elif text in labels:
            names.report.add("duplicate", f"the value {quoted(text)} stands twice", value.where)
        labels[text] = names.report.text(label, "a label") or text.replace("_", " ")
    return labels or None


def _says(node: Node | None, attribute: Attribute, names: Names) -> str | Map[Value, str]:
    """The sentence of an atom, or one for each value; made from the label where none is given."""
    part = attribute.scope == "part"
    if not isinstance(node, Mapping):
        about = f"{{{names.words.singular}}}: " if part else ""
        default = f"{about}{escape(attribute.label)}: {{value}}"
        return names.sentence(node, "'says'", part=part, value=True) or default
    sentences: dict[Value, str] = {}
    for key, sentence in node.entries:
        value = names.report.take(parse_value(key, attribute))
        if value is not None:
            sentences[value] = names.sentence(sentence, "'says'", part=part, value=True)
    for value in attribute.values:
        if value not in sentences:
            names.report.add("missing", f"'says' has no sentence for {written(value)}", node.where)
    if attribute.type == "number":
        what = "'says' of a number is one sentence, with {value}"
        names.report.add("kind", what, node.where)
    return {value: sentences[value] for value in attribute.values if value in sentences}


def _value_aliases(node: Node | None, attribute: Attribute, names: Names) -> Map[str, Value]:
    found: dict[str, Value] = {}
    for alias, target in entries(node):
        if alias.text in attribute.values or alias.text in RESERVED:
            what = f"{quoted(alias.text)} is a value or a reserved word; it can be no alias"
            names.report.add("alias", what, alias.where)
            continue
        value = names.report.take(parse_value(target, attribute)) if isinstance(target, Scalar) else None
        if value is not None:
            found[alias.text] = value
    return found


@frozen
class _Numbers:
    """What an attribute of type number has of its own."""

    unit: str = ""
    low: int | float | None = None
    high: int | float | None = None
    integer: bool = False


def _numbers(item: Node, name: str, names: Names) -> _Numbers:
    report = names.report
    unit = report.text(get(item, "unit"), "'unit'")
    integer = word(get(item, "integer")) == "true"
    node = get(item, "range")
    ends = [
        report.number(parse_number(end, unit, of=f"an end of the range of {name}")) for end in scalars(node)
    ]
    if len(ends) != 2 or node is None:
        return _Numbers(unit, integer=integer)
    low, high = ends
    if low is not None and high is not None:
        what, hint = faulty_range(low, high, integer)
        if what:
            report.add("range", f"the range of {name} {what}", node.where, hint)
            return _Numbers(unit, integer=integer)
    return _Numbers(unit, low, high, integer)
