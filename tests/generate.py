"""Random knowledge bases, as documents, and random cases, over the whole language.

Attributes lie on levels. A rule reads what lies on its own level or below, and under a negation only what lies
below, so that most programs are stratified; some are not, and the loader has to refuse them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from hypothesis import strategies as st

from engine.cases.model import ROOT, Case, Fact
from engine.errors import KnowledgeError
from engine.knowledge.conditions import Value
from engine.knowledge.loader import load_files
from engine.knowledge.model import Attribute, KnowledgeBase
from tests.naive import forbidden

Documents = dict[str, Any]
"""A document by its path in the folder of the knowledge base."""
WILD = 0.04
"""How often a rule looks where it may close a cycle."""
NUMBERS = (
    {"range": [0, 10], "integer": True, "unit": "days"},
    {"range": [-1, 1.5]},
    {"range": [0, 3], "integer": True},
    {},
)


@dataclass
class _Attr:
    name: str
    type: str
    level: int
    asked: bool
    values: list[Any] = field(default_factory=list)
    extra: dict[str, Any] = field(default_factory=dict)
    presumed: bool = False

    @property
    def part(self) -> bool:
        return self.name.startswith("item.")

    @property
    def grid(self) -> list[float]:
        """Numbers that may be thresholds, and values of the attribute where it is no integer."""
        low, high = self.extra.get("range", [-4, 4])
        return [low, low + 0.5, low + 1, (low + high) / 2, high - 1, high - 0.5, high]

    def document(self) -> dict[str, Any]:
        entry = {"attribute": self.name, "type": self.type, "label": self.name.replace(".", " "), **self.extra}
        if self.type in ("enum", "set"):
            entry["values"] = self.values
        if self.asked:
            entry["question"] = f"What about {self.name}?"
        return entry


class _Maker:
    """One knowledge base in the making."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.attributes: list[_Attr] = []
        self.rules: list[dict[str, Any]] = []
        self.levels: dict[str, int] = {}
        self.parameters: dict[str, dict[str, Any]] = {}

    def chance(self, p: float) -> bool:
        return self.rng.random() < p

    def some(self, options: list[Any], least: int = 1) -> list[Any]:
        """Some of them, in their order."""
        chosen = set(self.rng.sample(range(len(options)), self.rng.randint(least, len(options))))
        return [option for i, option in enumerate(options) if i in chosen]

    # vocabulary

    def vocabulary(self) -> None:
        for part in (False, True):
            for asked in (True, False):
                for i in range(self.rng.randint(2, 4) if asked else self.rng.randint(2, 5)):
                    self.attributes.append(self.attribute(part, asked, i))
        self.attributes.append(_Attr("whole.verdict", "enum", self.rng.randint(1, 3), False, ["x", "y", "z"]))
        self.attributes.append(_Attr("item.verdict", "enum", self.rng.randint(1, 3), False, ["x", "y"]))
        for attribute in self.attributes:
            attribute.presumed = self.chance(0.35)

    def attribute(self, part: bool, asked: bool, i: int) -> _Attr:
        kind = self.rng.choice(["boolean", "enum", "set", "set", "number"])
        values: list[Any] = {"boolean": [False, True], "number": []}.get(kind, ["a", "b", "c"][: self.rng.randint(2, 3)])
        extra = dict(self.rng.choice(NUMBERS)) if kind == "number" else {}
        prefix = "item" if part else self.rng.choice(["whole", "other"])
        name = f"{prefix}.{kind}{i}{'q' if asked else 'd'}"
        return _Attr(name, kind, 0 if asked else self.rng.randint(1, 3), asked, values, extra)

    # conditions

    def readable(self, part: bool, level: int, negated: bool) -> list[_Attr]:
        """What a condition of a rule on this level may test."""
        wild = self.chance(WILD)
        return [
            a
            for a in self.attributes
            if (part or not a.part) and (wild or a.level < level or (a.level == level and not negated and not a.presumed))
        ]

    def condition(self, part: bool, level: int, root: bool, negated: bool = False, depth: int = 0) -> Any:
        """A mapping of entries, or a quantifier; `part`: about a part, `root`: quantifiers may stand here."""
        if root and depth < 3 and self.chance(0.35):
            return self.quantifier(level, negated)
        entries: dict[str, Any] = {}
        for attribute in self.rng.sample(options := self.readable(part, level, negated), min(len(options), self.rng.choice([0, 1, 1, 2]))):
            entries[attribute.name] = self.test(attribute)
        for key, p in (("all", 0.15), ("any", 0.3), ("unless", 0.35)):
            if depth < 2 and self.chance(p):
                below = negated or key == "unless"
                entries[key] = [
                    self.condition(part, level, root, below, depth + 1) for _ in range(self.rng.randint(1, 2))
                ]
        return entries or "always"

    def quantifier(self, level: int, negated: bool) -> dict[str, Any]:
        word = self.rng.choice(["some", "every", "no", "at_least"])
        where = self.condition(True, level, False, negated or word == "no", 1)
        if word == "at_least":
            return {"at_least": self.rng.randint(1, 3), "of": "item", "where": where}
        return {word: "item", "where": where}

    def test(self, attribute: _Attr) -> Any:
        if attribute.type == "number":
            return self.comparison(attribute)
        if self.chance(0.55):
            return self.rng.choice(attribute.values)
        word = "all_of" if attribute.type == "set" and self.chance(0.5) else "any_of"
        return {word: "all" if self.chance(0.2) else self.some(attribute.values)}

    def comparison(self, attribute: _Attr) -> Any:
        grid = attribute.grid
        low, high = sorted((self.rng.choice(grid[:4]), self.rng.choice(grid[3:])))
        shape = self.rng.randrange(8)
        if shape == 0:
            return {"between": [self.end(attribute, x) for x in (grid[0], high)]}
        if shape == 1:
            return {self.rng.choice(["above", "at_least"]): self.end(attribute, grid[0]), self.rng.choice(["below", "at_most"]): self.end(attribute, grid[-1])}
        if shape == 2:
            return self.rng.choice([grid[0], grid[2]]) if not attribute.extra.get("unit") else f"{grid[0]} days"
        word = self.rng.choice(["above", "at_least", "below", "at_most"])
        if word in ("above", "at_least"):
            return {word: self.end(attribute, self.rng.choice(grid[:-2]))}
        return {word: self.end(attribute, self.rng.choice(grid[2:]))}

    def end(self, attribute: _Attr, number: float) -> Any:
        unit = attribute.extra.get("unit", "")
        if self.chance(0.3):
            name = f"p{len(self.parameters)}"
            self.parameters[name] = {
                "name": name,
                "value": number,
                **({"unit": unit} if unit else {}),
                "definition": "a limit",
                "source": "invented",
            }
            return {"parameter": name}
        return f"{number} {unit}" if unit and self.chance(0.5) else number

    # rules

    def rule(self, i: int) -> dict[str, Any] | None:
        presume = self.chance(0.25)
        heads = [a for a in self.attributes if (a.presumed if presume else not a.asked)]
        if not heads:
            return None
        head = self.rng.choice(heads)
        rule = {
            "id": f"R{i:02}",
            "title": f"rule {i}",
            "scope": "item" if head.part else "whole",
            "because": f"reason {i}",
            "claims": ["C1"],
        }
        level = head.level
        then = {head.name: self.value(head)}
        if not presume:
            if head.type == "set" and (source := self.source(head)):
                then = {head.name: {"same_as": source.name}}
            for other in self.rng.sample(heads, min(2, len(heads))) if self.chance(0.2) else ():
                if other.part == head.part:
                    then[other.name] = self.value(other)
                    level = min(level, other.level)
        elif head.presumed and not self.chance(WILD):
            level = level - 1
        self.levels[rule["id"]] = level
        if presume and head.asked:
            rule["when"] = self.asked_condition(head)
        else:
            rule["when"] = self.condition(head.part, level, not head.part)
        rule["presume" if presume else "then"] = then
        if i and self.chance(0.4):
            self.override(rule, head, presume)
        return rule
