"""Helpers of the loader: a report of problems, and lenient access to nodes that the schema has judged."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from engine.errors import Problem, Where
from engine.knowledge.conditions import Value
from engine.knowledge.nearest import did_you_mean
from engine.knowledge.nodes import Mapping, Node, Scalar, Sequence
from engine.knowledge.values import parse_text

MAX_PROBLEMS = 200
"""Past so many problems the loader stops: nobody reads more, and work stays linear."""
MAX_SUGGESTIONS = 100
"""Past so many suggestions none are looked for: each costs a pass over all names."""

_JSON_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(\.[0-9]{1,15})?")
_CONSTANTS = {"true": True, "false": False, "null": None, "~": None, "": None}


class Enough(Exception):
    """There are so many problems that looking for more helps nobody."""


class Report:
    """The problems of a whole knowledge base."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.suggested = 0

    def add(self, code: str, what: str, where: Where, hint: str = "") -> None:
        """Note a problem. Raises Enough past the limit."""
        self.extend([Problem(code, what, where, hint)])

    def extend(self, problems: Iterable[Problem]) -> None:
        """Note several. Raises Enough past the limit."""
        self.problems.extend(problems)
        if len(self.problems) >= MAX_PROBLEMS:
            raise Enough

    def take(self, result: Value | Problem) -> Value | None:
        """The value, or None where there is a problem, which is noted."""
        if isinstance(result, Problem):
            self.extend([result])
            return None
        return result

    def number(self, result: int | float | Problem) -> int | float | None:
        """The number, or None where there is a problem, which is noted."""
        if isinstance(result, Problem):
            self.extend([result])
            return None
        return result

    def prose(self, result: str | Problem) -> str:
        """The text, or "" where there is a problem, which is noted."""
        if isinstance(result, Problem):
            self.extend([result])
            return ""
        return result

    def suggest(self, text: str, names: Iterable[str], listed: str = "") -> str:
        """A hint with the nearest name, or "" once many were given."""
        self.suggested += 1
        return did_you_mean(text, names, listed) if self.suggested <= MAX_SUGGESTIONS else ""

    def sorted(self) -> tuple[Problem, ...]:
        """All problems in the order of their places, each once."""
        unique = dict.fromkeys(self.problems)
        return tuple(sorted(unique, key=lambda problem: problem.where or Where("")))

    def text(self, node: Node | None, what: str) -> str:
        """The prose of a node; "" where there is none or where the schema refuses it."""
        if not isinstance(node, Scalar) or not isinstance(to_plain(node), str) or not node.text.strip():
            return ""
        return self.prose(parse_text(node, what))


def to_plain(node: Node) -> Any:
    """What the node is to a JSON Schema, with the words that YAML 1.2 and JSON take for constants."""
    match node:
        case Mapping(entries):
            return {key.text: to_plain(value) for key, value in entries}
        case Sequence(items):
            return [to_plain(item) for item in items]
        case Scalar(text, False, _):
            return text
        case Scalar(text):
            if text in _CONSTANTS:
                return _CONSTANTS[text]
            if number := _JSON_NUMBER.fullmatch(text):
                return float(text) if number[1] else int(text)
            return text


def get(node: Node | None, key: str) -> Node | None:
    """The value of the key, or None where there is no such key or no mapping."""
    return node.get(key) if isinstance(node, Mapping) else None


def items(node: Node | None) -> tuple[Node, ...]:
    """The items of a list; none where it is no list."""
    return node.items if isinstance(node, Sequence) else ()


def entries(node: Node | None) -> tuple[tuple[Scalar, Node], ...]:
    """The entries of a mapping; none where it is no mapping."""
    return node.entries if isinstance(node, Mapping) else ()


def scalars(node: Node | None) -> Iterator[Scalar]:
    """The scalars in a list."""
    return (item for item in items(node) if isinstance(item, Scalar))


def word(node: Node | None) -> str:
    """The text of a scalar that is a name; "" where there is none."""
    return node.text if isinstance(node, Scalar) else ""


def at(node: Node, path: Iterable[str | int]) -> Node:
    """The node at this path, as far as there is one."""
    for step in path:
        match node:
            case Sequence(parts) if isinstance(step, int) and step < len(parts):
                node = parts[step]
            case Mapping() if isinstance(step, str) and (value := node.get(step)) is not None:
                node = value
            case _:
                break
    return node
