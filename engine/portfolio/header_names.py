"""What the name of a column means: the key, an attribute of the root, or one of a named part."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Literal, NamedTuple, TypeAlias
from unicodedata import normalize

from engine.cases.address import resolve
from engine.cases.model import ROOT
from engine.cases.names import Names, part_name
from engine.cases.said import derived
from engine.errors import Problem, Where
from engine.knowledge.model import Attribute
from engine.knowledge.nearest import nearest, quoted

CASE, AS_OF, NOTE = "case", "as_of", "note"
Role: TypeAlias = Literal["case", "as_of", "note", "part", "attribute", "ignored"]


class Meaning(NamedTuple):
    """What a column is for; where it states something, about which attribute of whom."""

    role: Role
    entity: str = ROOT
    attribute: Attribute | None = None


def listed(names: Names, wanted: Iterable[str | None]) -> dict[str, None]:
    """The parts that columns name in brackets, or before the dot where nothing else can be meant."""
    found: dict[str, None] = {}
    for name in wanted:
        bracketed = names.kb.words.plural + "["
        if name is None or name in (CASE, AS_OF, NOTE):
            continue
        if name.startswith(bracketed):
            inside, _ = taken_apart(name[len(bracketed) :])
            if inside:
                found.setdefault(normalize("NFC", inside))
        elif names.find(name, "root") is None and names.find(name, "part") is None:
            head, _, tail = name.partition(".")
            if head and names.find(tail, "part") is not None and head != names.kb.words.plural:
                found.setdefault(head)
    return found


def taken_apart(text: str) -> tuple[str | None, str]:
    """The name up to its closing bracket, and what follows; a doubled bracket stands for one."""
    name, index = "", 0
    while (end := text.find("]", index)) >= 0:
        name += text[index:end]
        if not text.startswith("]]", end):
            return name, text[end + 1 :]
        name += "]"
        index = end + 2
    return None, ""


def meaning(
    names: Names,
    name: str,
    text: str,
    where: Where,
    parts: Mapping[str, None] | None,
    problems: list[Problem],
) -> Meaning | None:
    """What a column means that we call `name` and the file `text`; None, and problems, if nothing.

    `parts` are the listed ones, None in the table that has a part in each row.
    """
    words = names.kb.words
    if name == CASE:
        return Meaning("case")
    if name == words.singular and parts is None:
        return Meaning("part")
    if name == AS_OF and parts is not None:
        return Meaning("as_of")
    if name == NOTE and parts is not None:
        return Meaning("note")
    if parts is not None:
        found = _addressed(names, name, text, where, parts, problems)
    elif (attribute := names.find(name, "part")) is not None:
        found = ROOT, attribute
    else:
        problem = names.unknown(name, "part", where, (CASE, words.singular))
        problems.append(_of_column(problem, text, name))
        return None
    if found is None:
        return None
    if not found[1].asked:
        problems.append(derived(found[1], where))
        return None
    return Meaning("attribute", *found)


def _addressed(
    names: Names, name: str, text: str, where: Where, listed: Mapping[str, None], problems: list[Problem]
) -> tuple[str, Attribute] | None:
    bracketed = names.kb.words.plural + "["
    found: list[Problem] = []
    part, path = None, name
    if name.startswith(bracketed):
        inside, rest = taken_apart(name[len(bracketed) :])
        if inside is None or not rest.startswith("."):
            what = f"{quoted(name)} does not say which attribute"
            problems.append(Problem("column", what, where, f"write {bracketed}NAME].ATTRIBUTE"))
            return None
        part, path = part_name(inside, where, problems), rest[1:]
        if part is None:
            return None
    if part is None and path.startswith(".") and names.find(path[1:], "part") is not None:
        part, path = "", path[1:]
    about = resolve(names, part, path, listed, where, found)
    if (
        about is not None
        and (part is not None or about[0] != ROOT)
        and part_name(about[0], where, found) is None
    ):
        about = None
    problems.extend(_of_column(problem, text, name) for problem in found)
    return about


def _of_column(problem: Problem, text: str, name: str) -> Problem:
    """The problem in the words of a table."""
    hint = problem.hint.replace("=...", "")
    if problem.code == "case-attribute":
        near = nearest(name, (CASE, AS_OF, NOTE))
        mend = f"did you mean {near}?" if near else hint
        if near == name:
            mend = f"{name} belongs to the table of cases;"
        hint = f"{mend} if nothing is meant, list it under ignore: of the file of --map".strip()
    what = problem.what if text == name else f"the column {quoted(text)}: {problem.what}"
    return replace(problem, what=what, hint=hint)
