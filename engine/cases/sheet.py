"""The document of a case file: its name, day and note, its parts, and all that it says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from unicodedata import normalize

from engine.cases.expect import read_expected
from engine.cases.model import Expected
from engine.cases.names import Names
from engine.cases.said import Said, read_said
from engine.cases.walk import Walk
from engine.cases.words import about_words, stated_words
from engine.errors import Problem, Where
from engine.frozen import frozen
from engine.knowledge.characters import MAX_PROBLEMS
from engine.knowledge.nodes import Mapping as MappingNode
from engine.knowledge.nodes import Node
from engine.knowledge.read_vocabulary import CASE_KEYS
from engine.knowledge.strict import read_document
from engine.knowledge.values import kind, parse_date, parse_text


@frozen
class Sheet:
    """What one file says, before the command line has its say."""

    name: str = ""
    as_of: str = ""
    note: str = ""
    said: Mapping[tuple[str, str], Said] = field(default_factory=dict)
    parts: Mapping[str, Where] | None = None
    """The parts listed, in written order, with the places of their names; None: there is no list."""
    whole: bool = True
    """Whether the list of parts could be read: if not, nothing can be said about which there are."""
    expected: Expected | None = None
    where: Where | None = None


def read_sheet(names: Names, data: bytes, file: str, json: bool | None, problems: list[Problem]) -> Sheet:
    """All that can be read of the file; what is wrong with it is added to the problems."""
    node, found = read_document(data, file, json)
    problems.extend(found)
    if node is None:
        return Sheet(whole=False)
    if not isinstance(node, MappingNode):
        what = f"a case is a mapping of names to what is said about them; here stands {kind(node)}"
        problems.append(Problem("case-form", what, node.where))
        return Sheet(whole=False)
    mine: list[Problem] = []
    walk = Walk(names, mine)
    said: dict[tuple[str, str], Said] = {}
    for entry in walk.entries(node, CASE_KEYS):
        one = read_said(entry.entity, entry.attribute, entry.node, entry.where, mine)
        if one is not None:
            first = said.setdefault(one.about, one)
            if first.fact != one.fact:
                mine.append(_twice(first, one))
    sheet = Sheet(
        _text(node.get("case"), "case", mine),
        _date(node.get("as_of"), mine),
        _text(node.get("note"), "note", mine),
        said,
        walk.parts,
        walk.whole,
        read_expected(names, node, dict(walk.parts or {}) if walk.whole else None, mine),
        Where(file),
    )
    problems.extend(mine[:MAX_PROBLEMS])
    if len(mine) >= MAX_PROBLEMS:
        what = f"after {MAX_PROBLEMS} problems the rest of the case was not looked at"
        problems.append(Problem("case-more", what, Where(file)))
    return sheet


def _twice(one: Said, other: Said) -> Problem:
    first, second = sorted((one, other), key=lambda said: said.where)
    what = (
        f"{about_words(*first.about)} is said twice: {stated_words(first.fact, first.attribute)} at "
        f"{first.where}, and {stated_words(second.fact, second.attribute)} at {second.where}"
    )
    return Problem("case-twice", what, second.where, "keep one of the two")


def _text(node: Node | None, key: str, problems: list[Problem]) -> str:
    text = "" if node is None else parse_text(node, key)
    if isinstance(text, Problem):
        problems.append(text)
        return ""
    return normalize("NFC", text)


def _date(node: Node | None, problems: list[Problem]) -> str:
    day = "" if node is None else parse_date(node, "as_of")
    if isinstance(day, Problem):
        problems.append(day)
        return ""
    return day
