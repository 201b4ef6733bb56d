"""Conditions as they are written to conditions as they are evaluated: names resolved, operands typed."""

from __future__ import annotations

import re

from engine.errors import Where
from engine.knowledge.conditions import (
    All,
    Always,
    AnyOf,
    AtLeast,
    Condition,
    Every,
    No,
    OneOf,
    Unless,
    Value,
)
from engine.knowledge.model import Attribute, Scope
from engine.knowledge.names import Names
from engine.knowledge.nearest import quoted
from engine.knowledge.nodes import Mapping, Node, Scalar, Sequence
from engine.knowledge.read_ranges import COMPARISONS, read_number, read_range
from engine.knowledge.values import RESERVED, TYPES, kind, parse_value

GROUPS = ("all", "any", "unless")
COUNTS = ("some", "every", "no", "at_least")
QUANTIFIER = {*COUNTS, "of", "where"}
_COUNT = re.compile(r"[1-9][0-9]{0,8}")


class ConditionReader:
    """Reads the conditions of one rule (scope: for whom it concludes) or of one constraint."""

    def __init__(self, names: Names, scope: Scope, asked_only: bool = False) -> None:
        self.names = names
        self.scope = scope
        self.asked_only = asked_only

    def read(self, node: Node) -> Condition | None:
        """The condition; None where something is wrong with it, all of which is told."""
        known = len(self.names.report.problems)
        condition = self._read(node)
        if len(self.names.report.problems) > known:
            self.names.faulty.add(node.where)
            return None
        return condition

    def _read(self, node: Node, quantified: bool = False) -> Condition | None:
        """`quantified` says that it is about each part, inside a quantifier's `where`."""
        if isinstance(node, Mapping) and node.entries:
            if any(key.text in QUANTIFIER for key, _ in node.entries):
                return self._quantifier(node, quantified)
            parts = [self._entry(key, value, quantified) for key, value in node.entries]
            read = [part for part in parts if part is not None]
            if len(read) < len(parts):
                return None
            return read[0] if len(read) == 1 else All(tuple(read), node.where)
        if isinstance(node, Scalar) and node.text == "always":
            return Always()
        if isinstance(node, Sequence):
            what = "a condition is a mapping, not a list"
            return self._refuse("condition", what, node.where, "put the list under all: or any:")
        if isinstance(node, Mapping) or not node.text:
            hint = "write always where it always holds"
            return self._refuse("condition", "a condition is empty", node.where, hint)
        what = f"a condition is a mapping or always, not {quoted(node.text)}"
        return self._refuse("condition", what, node.where)

    def _entry(self, key: Scalar, value: Node, quantified: bool) -> Condition | None:
        if key.text in GROUPS:
            return self._group(key, value, quantified)
        if "." not in key.text:
            hint = self.names.report.suggest(key.text, [*GROUPS, *QUANTIFIER, *self.names.attributes])
            return self._refuse("condition", f"unknown key {quoted(key.text)}", key.where, hint)
        attribute = self.names.attribute(key)
        if attribute is None:
            return None
        if attribute.scope == "part" and self.scope == "root" and not quantified:
            words = self.names.words
            what = f"{attribute.name} belongs to each {words.singular}, and this is about the {words.root}"
            self._refuse("scope", what, key.where, f"put it into the 'where' of some: {words.singular}")
        elif self.asked_only and not attribute.asked:
            what = f"a constraint reads asked attributes only, and {attribute.name} is derived"
            self._refuse("constraint", what, key.where)
        return self._test(attribute, value, key.where)

    def _group(self, key: Scalar, value: Node, quantified: bool) -> Condition | None:
        if not isinstance(value, Sequence) or not value.items:
            what = f"{quoted(key.text)} is a list of conditions, not "
            what += "empty" if isinstance(value, Sequence) else kind(value)
            return self._refuse("condition", what, value.where, "put a - before each condition")
        parts = [self._read(item, quantified) for item in value.items]
        read = tuple(part for part in parts if part is not None)
        if len(read) < len(parts):
            return None
        if key.text == "unless":
            return Unless(read, key.where)
        if len(read) == 1:
            return read[0]
        return All(read, key.where) if key.text == "all" else AnyOf(read, key.where)

    def _quantifier(self, node: Mapping, quantified: bool) -> Condition | None:
        words = self.names.words
        heads = [key for key, _ in node.entries if key.text in COUNTS]
        if len(heads) != 1:
            what = "a quantifier has one of some, every, no, at_least"
            return self._refuse("condition", what, node.where)
        head = heads[0]
        wanted = [head.text, *(["of"] if head.text == "at_least" else []), "where"]
        sound = True
        for key, _ in node.entries:
            if key.text not in wanted:
                what = f"{quoted(key.text)} cannot stand beside {quoted(head.text)}"
                self._refuse("condition", what, key.where, "put both into a list under all:")
                sound = False
        for name in wanted:
            if node.get(name) is None:
                self._refuse("condition", f"{quoted(name)} is missing beside {quoted(head.text)}", head.where)
                sound = False
        whose = node.get("of" if head.text == "at_least" else head.text)
        if whose is not None and not (isinstance(whose, Scalar) and whose.text == words.singular):
            text = quoted(whose.text) if isinstance(whose, Scalar) else kind(whose)
            self._refuse("condition", f"only a {words.singular} can be counted, not {text}", whose.where)
            sound = False
        if self.scope == "part" or quantified:
            place = "inside another" if quantified else f"under scope: {words.singular}"
            self._refuse("scope", f"a quantifier cannot stand {place}", head.where)
            sound = False
        where = node.get("where")
        condition = self._read(where, quantified=True) if where is not None else None
        if condition is None or not sound:
            return None
        return self._counted(head, node, condition)

    def _counted(self, head: Scalar, node: Mapping, condition: Condition) -> Condition | None:
        if head.text == "every":
            return Every(condition, head.where)
        if head.text == "no":
            return No(condition, head.where)
        if head.text == "some":
            return AtLeast(1, condition, head.where)
        count = node.get("at_least")
        if isinstance(count, Scalar) and count.plain and _COUNT.fullmatch(count.text):
            return AtLeast(int(count.text), condition, head.where)
        return self._refuse("condition", "'at_least' counts with a whole number from 1", head.where)

    def _test(self, attribute: Attribute, value: Node, where: Where) -> Condition | None:
        """A test on one attribute; `where` is the place of its name."""
        if attribute.type == "number":
            if isinstance(value, Mapping):
                return read_range(attribute, value, where, self.names)
            if isinstance(value, Scalar):
                return read_number(attribute, value, where, self.names)
        elif isinstance(value, Scalar) and value.text in RESERVED:
            hint = f"that nothing is established: unless: [{{{attribute.name}: {{any_of: all}}}}]"
            return self._refuse("value", f"{quoted(value.text)} is no value", value.where, hint)
        elif isinstance(value, Scalar):
            found = self.names.report.take(parse_value(value, attribute))
            return None if found is None else OneOf(attribute.name, (found,), where)
        elif isinstance(value, Mapping):
            return self._members(attribute, value, where)
        options = "{at_least: ...}" if attribute.type == "number" else "{any_of: [...]}"
        what = f"{attribute.name} is compared with {kind(value)}"
        return self._refuse("condition", what, value.where, f"write {options}")

    def _members(self, attribute: Attribute, node: Mapping, where: Where) -> Condition | None:
        """`any_of` or `all_of`."""
        if len(node.entries) != 1 or node.entries[0][0].text not in ("any_of", "all_of"):
            texts = [key.text for key, _ in node.entries]
            what = f"{attribute.name} is {TYPES[attribute.type]}"
            if any(text in COMPARISONS for text in texts):
                return self._refuse("condition", f"{what}, not a number", node.where)
            return self._refuse("condition", f"{what}; write any_of or all_of, and one of them", node.where)
        key, listed = node.entries[0]
        if key.text == "all_of" and attribute.type != "set":
            return self._refuse("condition", f"{attribute.name} has one value; write any_of", key.where)
        if isinstance(listed, Scalar) and listed.text == "all":
            values = attribute.values
        elif isinstance(listed, Sequence) and listed.items:
            found = self._listed(attribute, listed)
            if found is None:
                return None
            values = tuple(value for value in attribute.values if value in found)
        else:
            return self._refuse("condition", f"{quoted(key.text)} is a list of values, or all", listed.where)
        if key.text == "any_of" or len(values) == 1:
            return OneOf(attribute.name, values, where)
        return All(tuple(OneOf(attribute.name, (value,), where) for value in values), where)

    def _listed(self, attribute: Attribute, node: Sequence) -> set[Value] | None:
        """The values in a list, each checked; None where one is wrong."""
        found: set[Value] = set()
        sound = True
        for item in node.items:
            if not isinstance(item, Scalar):
                self._refuse("condition", f"a value is text, not {kind(item)}", item.where)
                sound = False
                continue
            value = self.names.report.take(parse_value(item, attribute))
            if value is None or value in found:
                sound = False
            if value in found:
                self._refuse("duplicate", f"the value {quoted(item.text)} stands twice", item.where)
            elif value is not None:
                found.add(value)
        return found if sound else None

    def _refuse(self, code: str, what: str, where: Where, hint: str = "") -> Condition | None:
        """Tell what is wrong; there is no condition then."""
        self.names.report.add(code, what, where, hint)
        return None
