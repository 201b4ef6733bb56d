"""The file that says what the columns of a table mean, where they have other names than ours.

columns: {THEIR NAME: our name}
ignore: [THEIR NAME]
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from unicodedata import normalize

from engine.errors import CaseError, Problem, Where
from engine.frozen import frozen
from engine.knowledge.nearest import did_you_mean, quoted
from engine.knowledge.nodes import Mapping as MappingNode
from engine.knowledge.nodes import Node, Scalar, Sequence
from engine.knowledge.strict import read_document
from engine.knowledge.values import kind

_KEYS = ("columns", "ignore")


@frozen
class Renames:
    """What their names mean, and which columns are not read."""

    columns: Mapping[str, str] = field(default_factory=dict)
    ignored: frozenset[str] = frozenset()
    places: Mapping[str, Where] = field(default_factory=dict)
    """Where each of their names stands in the file."""


def read_renames(data: bytes, file: str) -> Renames:
    """The file's content. Raises CaseError with all problems."""
    node, found = read_document(data, file)
    problems = list(found)
    columns: dict[str, str] = {}
    ignored: list[str] = []
    places: dict[str, Where] = {}
    if node is not None and not isinstance(node, MappingNode):
        what = f"it holds columns: and ignore:; here stands {kind(node)}"
        problems.append(Problem("columns", what, node.where))
    for key, below in node.entries if isinstance(node, MappingNode) else ():
        if key.text == "columns":
            for theirs, ours in _pairs(below, problems):
                columns[normalize("NFC", theirs.text.strip())] = normalize("NFC", ours.text)
                places[normalize("NFC", theirs.text.strip())] = theirs.where
        elif key.text == "ignore":
            for theirs in _listed(below, problems):
                ignored.append(normalize("NFC", theirs.text.strip()))
                places.setdefault(ignored[-1], theirs.where)
        else:
            hint = did_you_mean(key.text, _KEYS, "it may have")
            problems.append(Problem("columns", f"unknown key {quoted(key.text)}", key.where, hint))
    for name in ignored:
        if name in columns:
            what = f"the column {quoted(name)} has a meaning and is ignored"
            problems.append(Problem("columns", what, places[name], "keep one of the two"))
    if problems:
        raise CaseError(problems)
    return Renames(columns, frozenset(ignored), places)


def _pairs(node: Node, problems: list[Problem]) -> list[tuple[Scalar, Scalar]]:
    if not isinstance(node, MappingNode):
        what = f"columns: holds THEIR NAME: our name; here stands {kind(node)}"
        problems.append(Problem("columns", what, node.where))
        return []
    pairs = []
    for theirs, ours in node.entries:
        if isinstance(ours, Scalar):
            pairs.append((theirs, ours))
        else:
            what = f"{quoted(theirs.text)} means one thing; here stands {kind(ours)}"
            problems.append(Problem("columns", what, ours.where))
    return pairs


def _listed(node: Node, problems: list[Problem]) -> list[Scalar]:
    if isinstance(node, Sequence):
        names = [item for item in node.items if isinstance(item, Scalar)]
        if len(names) == len(node.items):
            return names
    what = f"ignore: is a list of columns; here stands {kind(node)}"
    problems.append(Problem("columns", what, node.where, "write [THEIR NAME]"))
    return []
