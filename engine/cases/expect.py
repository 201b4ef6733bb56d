"""What a case expects of its answer (`expect:`), checked against the knowledge base and the case's parts."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from unicodedata import normalize

from engine.cases.model import ROOT, Atom, Expected, atom_key
from engine.cases.names import Names, unknown_part
from engine.cases.said import members
from engine.cases.walk import Entry, Walk
from engine.cases.words import about_words
from engine.errors import Problem
from engine.knowledge.conditions import Value
from engine.knowledge.elsewhere import of_pack
from engine.knowledge.model import KnowledgeBase
from engine.knowledge.nearest import did_you_mean, quoted
from engine.knowledge.nodes import Mapping, Node, Scalar, Sequence
from engine.knowledge.values import kind, parse_value

CODE = "case-expect"
KEYS = ("verdicts", "status", "fired", "not_fired", "established", "not_established")
VERDICTS = ("undetermined", "conflict", "not applicable")
"""What a verdict may be besides a value of its goal."""
STATUS = ("settled", "provisional", "undetermined", "not applicable")


def read_expected(
    names: Names, top: Mapping, parts: Collection[str] | None, problems: list[Problem]
) -> Expected | None:
    """The expectations of the case file, None where it has none; what is wrong is added to the problems.

    `parts` are those that the case lists, None where that is not known.
    """
    entry = next(((key, node) for key, node in top.entries if key.text == "expect"), None)
    if entry is None:
        return None
    key, node = entry
    if not isinstance(node, Mapping):
        problems.append(Problem(CODE, f"expect is a mapping, here stands {kind(node)}", node.where))
        return None
    for word, _ in node.entries:
        if word.text not in KEYS:
            what = f"nothing can be expected of {quoted(word.text)}"
            problems.append(Problem(CODE, what, word.where, did_you_mean(word.text, KEYS, "it may have")))
    reader = _Reader(names, parts, problems)
    established = reader.atoms(node.get("established"))
    absent = reader.atoms(node.get("not_established"))
    values = sorted(
        {*((atom, True) for atom in established), *((atom, False) for atom in absent)},
        key=lambda pair: (atom_key(pair[0]), pair[1]),
    )
    return Expected(
        reader.words(node.get("verdicts"), VERDICTS, True),
        reader.words(node.get("status"), STATUS, False),
        reader.firings(node.get("fired")),
        reader.firings(node.get("not_fired")),
        tuple(values),
        key.where,
    )


class _Reader:
    """Reads the sections of `expect:`."""

    def __init__(self, names: Names, parts: Collection[str] | None, problems: list[Problem]) -> None:
        self.names = names
        self.kb: KnowledgeBase = names.kb
        self.parts = parts
        self.problems = problems
        self.goals = {goal.attribute for goal in self.kb.goals}

    def words(self, node: Node | None, words: Collection[str], values: bool) -> dict[tuple[str, str], str]:
        """The word expected of each goal: one of these or (`values`) a value of the goal."""
        expected: dict[tuple[str, str], str] = {}
        for entry in self._entries(node):
            about = (entry.entity, entry.attribute.name)
            word = self._word(entry, words, values)
            if word is not None and expected.setdefault(about, word) != word:
                what = f"two things are expected of {about_words(*about)}: {expected[about]}, and {word}"
                self.problems.append(Problem(CODE, what, entry.where, "keep one of the two"))
        return dict(sorted(expected.items()))

    def _word(self, entry: Entry, words: Collection[str], values: bool) -> str | None:
        name = entry.attribute.name
        if name not in self.goals:
            hint = did_you_mean(name, sorted(self.goals), "the goals are")
            self.problems.append(Problem(CODE, f"{name} is no goal", entry.where, hint))
            return None
        if not isinstance(entry.node, Scalar):
            what = f"what is expected of {name} is one word, here stands {kind(entry.node)}"
            self.problems.append(Problem(CODE, what, entry.node.where))
            return None
        if entry.node.text in words:
            return entry.node.text
        if values:
            value = self._value(entry.node, entry)
            return None if value is None else str(value)
        hint = did_you_mean(entry.node.text, words, "there are")
        what = f"{quoted(entry.node.text)} is no status"
        self.problems.append(Problem(CODE, what, entry.node.where, hint))
        return None

    def firings(self, node: Node | None) -> tuple[tuple[str, str | None], ...]:
        """The rules named, each with the part after it, or None."""
        found: set[tuple[str, str | None]] = set()
        for item in self._items(node):
            rule_id, _, part = item.text.strip().partition(" ")
            part = normalize("NFC", part.strip())
            rule = self.kb.rules.get(rule_id)
            if rule is None:
                hint = of_pack(self.kb, rule_id) or did_you_mean(rule_id, self.kb.rules)
                self.problems.append(Problem(CODE, f"unknown rule {quoted(rule_id)}", item.where, hint))
            elif part and rule.scope == "root":
                what = f"{rule_id} is a rule of the {self.kb.words.root}, it fires for no {quoted(part)}"
                self.problems.append(Problem(CODE, what, item.where, f"write {rule_id}"))
            elif part and self.parts is not None and part not in self.parts:
                self.problems.append(unknown_part(self.kb, part, self.parts, item.where))
            else:
                found.add((rule_id, part or None))
        return tuple(sorted(found, key=lambda firing: (firing[0], firing[1] or ROOT)))

    def atoms(self, node: Node | None) -> set[Atom]:
        """The atoms named: of each attribute one value, or a list of them."""
        found: set[Atom] = set()
        for entry in self._entries(node):
            values: Iterable[Value | None]
            if entry.attribute.type == "set":
                values = members(entry.node, entry.attribute, self.problems) or ()
            elif isinstance(entry.node, Scalar):
                values = (self._value(entry.node, entry),)
            else:
                values = [self._value(item, entry) for item in self._items(entry.node)]
            found.update(Atom(entry.entity, entry.attribute.name, v) for v in values if v is not None)
        return found

    def _value(self, node: Scalar, entry: Entry) -> Value | None:
        value = parse_value(node, entry.attribute)
        if isinstance(value, Problem):
            self.problems.append(value)
            return None
        return value

    def _entries(self, node: Node | None) -> Iterable[Entry]:
        if node is None:
            return ()
        if not isinstance(node, Mapping):
            what = f"here stand names and what is expected of them, not {kind(node)}"
            self.problems.append(Problem(CODE, what, node.where))
            return ()
        return Walk(self.names, self.problems, self.parts).entries(node)

    def _items(self, node: Node | None) -> Iterable[Scalar]:
        if node is None:
            return ()
        items = node.items if isinstance(node, Sequence) else ()
        if not isinstance(node, Sequence):
            self.problems.append(Problem(CODE, f"a list stands here, not {kind(node)}", node.where))
        for item in items:
            if not isinstance(item, Scalar):
                what = f"one word stands here, not {kind(item)}"
                self.problems.append(Problem(CODE, what, item.where))
        return [item for item in items if isinstance(item, Scalar)]
