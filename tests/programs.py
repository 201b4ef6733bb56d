"""Random knowledge bases over the whole language, as the data of their files.

Attributes lie on levels. An ordinary rule reads what lies on its own level or below, and under a negation
only what lies below; a presumption lies half a level above what it presumes. So most programs are stratified;
a few are not, and the loader has to refuse them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

Documents = dict[str, Any]
"""The data of each file, by its path in the folder of the knowledge base."""
WILD = 0.02
"""How often a rule looks where it may close a cycle."""
NUMBERS: tuple[dict[str, Any], ...] = (
    {"range": [0, 10], "integer": True, "unit": "days"},
    {"range": [-1, 1.5]},
    {"range": [0, 3], "integer": True},
    {"unit": "days"},
)


@dataclass
class _Attr:
    name: str
    type: str
    level: float
    values: list[Any]
    extra: dict[str, Any] = field(default_factory=dict)
    presumed: bool = False

    @property
    def part(self) -> bool:
        return self.name.startswith("item.")

    @property
    def asked(self) -> bool:
        return self.level == 0

    @property
    def top(self) -> float:
        """The level below which nothing about it is decided."""
        return self.level + 0.5 * self.presumed

    @property
    def grid(self) -> list[float]:
        """Numbers of its range, both ends included."""
        low, high = self.extra.get("range", [-4, 4])
        return [low, low + 1, low + 1.5, (low + high) / 2, high - 1, high]

    def document(self) -> dict[str, Any]:
        """Its entry in the vocabulary."""
        entry: dict[str, Any] = {"attribute": self.name, "type": self.type, **self.extra}
        entry |= {"values": self.values} if self.type in ("enum", "set") else {}
        return entry | ({"question": f"What about {self.name}?"} if self.asked else {})


class Maker:
    """One knowledge base in the making."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.parameters: list[dict[str, Any]] = []
        self.attributes = list(self.vocabulary())
        self.pool = self.attributes
        self.concluded: dict[str, list[Any]] = {}
        self.rules = [self.head(i) for i in range(rng.randint(5, 16))]
        for rule in self.rules:
            level, strict, part = rule["_"]
            rule["when"] = self.condition(part, level, strict, counts=not part)

    def chance(self, p: float) -> bool:
        return self.rng.random() < p

    def some(self, options: list[Any]) -> list[Any]:
        """Some of them, at least one, in their order."""
        chosen = self.rng.sample(range(len(options)), self.rng.randint(1, len(options)))
        return [options[i] for i in sorted(chosen)]

    def vocabulary(self) -> Iterator[_Attr]:
        for prefix in ("whole", "item"):
            for i in range(self.rng.randint(5, 7)):
                level = 0 if i < 3 else self.rng.choice([1, 1, 2, 3])
                kind = self.rng.choice(["boolean", "enum", "set", "set", "number"])
                values = {"boolean": [False, True], "number": []}.get(
                    kind, ["a", "b", "c"][: self.rng.choice([2, 3])]
                )
                extra = dict(self.rng.choice(NUMBERS)) if kind == "number" else {}
                name = f"{'other' if prefix == 'whole' and self.chance(0.3) else prefix}.{kind}{i}"
                yield _Attr(name, kind, level, values, extra, self.chance(0.35))
            yield _Attr(
                f"{prefix}.verdict", "enum", self.rng.randint(1, 3), ["x", "y", "z"], {}, self.chance(0.2)
            )

    # conditions

    def condition(self, part: bool, level: float, strict: bool, counts: bool, depth: int = 0) -> Any:
        """About a part or the root; `strict`: only of what lies below; `counts`: may quantify."""
        if counts and self.chance(0.3):
            return self.quantifier(level, strict)
        wild = self.chance(WILD)
        options = [
            a
            for a in self.pool
            if (part or not a.part) and (wild or a.top < level or (a.top == level and not strict))
        ]
        options += [a for a in options if a.name in self.concluded for _ in range(6 if a.top == level else 4)]
        read = self.rng.sample(options, min(len(options), self.rng.choice([0, 1, 1, 1, 2])))
        entries = {a.name: self.test(a) for a in read}
        for key, p in (("all", 0.15), ("any", 0.3), ("unless", 0.3)):
            if depth < 2 and self.chance(p):
                below = strict or key == "unless"
                listed = range(self.rng.randint(1, 2))
                entries[key] = [self.condition(part, level, below, counts, depth + 1) for _ in listed]
        return entries or "always"

    def quantifier(self, level: float, strict: bool) -> dict[str, Any]:
        word = self.rng.choice(["some", "every", "no", "at_least"])
        where = self.condition(True, level, strict or word == "no", counts=False, depth=1)
        if word == "at_least":
            return {word: self.rng.randint(1, 3), "of": "item", "where": where}
        return {word: "item", "where": where}

    def test(self, attribute: _Attr) -> Any:
        if attribute.type == "number":
            return self.comparison(attribute)
        if self.chance(0.6):
            likely = self.concluded.get(attribute.name, []) if self.chance(0.8) else []
            return self.rng.choice(likely or attribute.values)
        word = "all_of" if attribute.type == "set" and self.chance(0.5) else "any_of"
        return {word: "all" if self.chance(0.2) else self.some(attribute.values)}

    def comparison(self, attribute: _Attr) -> Any:
        grid, lower, upper = (
            attribute.grid,
            self.rng.choice(["above", "at_least"]),
            self.rng.choice(["below", "at_most"]),
        )
        shape = self.rng.randrange(5)
        if shape == 0:
            return {
                "between": [self.end(attribute, grid[self.rng.randrange(2)]), self.end(attribute, grid[3])]
            }
        if shape == 1:
            return {
                lower: self.end(attribute, grid[0]),
                upper: self.end(attribute, grid[self.rng.choice([3, 5])]),
            }
        if shape == 2:
            return self.rng.choice([grid[0], grid[5]])
        low = shape == 3
        return {lower if low else upper: self.end(attribute, self.rng.choice(grid[:4] if low else grid[2:]))}

    def end(self, attribute: _Attr, number: float) -> Any:
        """One end of a range: a literal, with or without its unit, or a parameter."""
        unit = attribute.extra.get("unit", "")
        if self.chance(0.3):
            name = f"p{len(self.parameters)}"
            entry = {"name": name, "value": number, "definition": "a limit", "source": "invented"}
            self.parameters.append(entry | ({"unit": unit} if unit else {}))
            return {"parameter": name}
        return f"{number} {unit}" if unit and self.chance(0.5) else number

    # rules

    def head(self, i: int) -> dict[str, Any]:
        """A rule without condition; `_` is its level, whether it reads only what lies below, its scope."""
        presumed = [a for a in self.attributes if a.presumed]
        presume = bool(presumed) and self.chance(0.3)
        derived = [a for a in self.attributes if not a.asked]
        head = self.rng.choice(presumed if presume else derived)
        heads = [head]
        if not presume and self.chance(0.2):
            heads += [a for a in self.some(derived) if a.part == head.part and a is not head][:2]
        level = min(a.level for a in heads) + 0.25 * presume
        then = {a.name: self.value(a, level, presume) for a in heads}
        for attribute in heads:
            value = then[attribute.name]
            values = (
                attribute.values if isinstance(value, dict) else value if isinstance(value, list) else [value]
            )
            self.concluded.setdefault(attribute.name, []).extend(values)
        return {
            "id": f"R{i:02}" if self.chance(0.8) else f"A{i:02}",
            "title": f"rule {i}",
            "scope": "item" if head.part else "whole",
            "presume" if presume else "then": then,
            "because": f"reason {i}",
            "claims": ["C1"],
            "_": (level, presume or self.chance(0.4), head.part),
        }

    def value(self, attribute: _Attr, level: float, presume: bool) -> Any:
        """What a rule on this level concludes about it."""
        if attribute.type == "number":
            return self.rng.choice([attribute.grid[0], attribute.grid[1], attribute.grid[5]])
        if attribute.type != "set":
            return self.rng.choice(attribute.values)
        sources = [
            a.name
            for a in self.attributes
            if a.type == "set" and a.part <= attribute.part and a.top < level + self.chance(WILD) * 2
            if len(a.values) <= len(attribute.values) and a is not attribute
        ]
        if sources and not presume and self.chance(0.5):
            return {"same_as": self.rng.choice(sources)}
        return self.some(attribute.values) if self.chance(0.5) else self.rng.choice(attribute.values)

    def override(self) -> None:
        """Let some rules override others, mostly so that no circle arises."""
        for j, rule in enumerate(self.rules):
            level, strict, _part = rule["_"]
            for i, other in enumerate(self.rules):
                sound = level < other["_"][0] or (level == other["_"][0] and strict and j > i)
                reach = rule["scope"] == "whole" or other["scope"] == "item"
                if i != j and reach and self.chance(0.22 if sound else WILD / 4):
                    rule.setdefault("overrides", []).append(other["id"])

    def constraints(self) -> list[dict[str, Any]]:
        """At most one; it always needs something to be stated."""
        self.pool = [a for a in self.attributes if a.asked]
        part = self.chance(0.5)
        first = self.rng.choice([a for a in self.pool if a.part == part])
        rest = self.condition(part, 1, strict=True, counts=not part)
        never = {first.name: self.test(first), "all": [rest]}
        scope = "item" if part else "whole"
        return (
            [{"id": "NEVER", "scope": scope, "never": never, "because": "it cannot be"}]
            if self.chance(0.3)
            else []
        )

    def goals(self) -> list[dict[str, Any]]:
        goals = []
        for attribute in self.attributes:
            if attribute.name.endswith("verdict") or (
                attribute.type == "enum" and not attribute.asked and self.chance(0.3)
            ):
                goal: dict[str, Any] = {"attribute": attribute.name, "label": "verdict"}
                goal["sentences"] = {value: f"it is {value}" for value in attribute.values}
                if self.chance(0.6):
                    goal["otherwise"] = {
                        "value": attribute.values[-1],
                        "because": "nothing else",
                        "claims": ["C1"],
                    }
                goals.append(goal)
        return goals

    def documents(self) -> Documents:
        """All files."""
        self.override()
        constraints = self.constraints()
        rules = [{key: value for key, value in rule.items() if key != "_"} for rule in self.rules]
        cut = self.rng.randint(1, len(rules) - 1)
        claim = {
            "id": "C1",
            "source": "s",
            "says": "so it is",
            "sentences": [{"at": "p1", "sha256": "0" * 64}],
        }
        return {
            "kb.yaml": {
                "name": "made",
                "version": "1.0.0",
                "title": "Made up",
                "reviewed": "2026-01-01",
                "words": {"root": "whole", "singular": "item", "plural": "items", "question": "Which items?"},
                "goals": self.goals(),
            },
            "sources.yaml": {"sources": [{"id": "s", "title": "S"}], "claims": [claim]},
            "vocabulary.yaml": {"attributes": [a.document() for a in self.attributes]}
            | ({"constraints": constraints} if constraints else {}),
            "rules/10-first.yaml": {"rules": rules[:cut]},
            "rules/20-second.yaml": {"rules": rules[cut:]},
        } | ({"parameters.yaml": {"parameters": self.parameters}} if self.parameters else {})
