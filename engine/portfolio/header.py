"""What the columns of a table mean: the key, the attributes of the root, and those of named parts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Literal, TypeAlias
from unicodedata import normalize

from engine.cases.address import resolve
from engine.cases.alike import alike
from engine.cases.model import ROOT
from engine.cases.names import Names, is_hostile, names_of, part_name
from engine.cases.said import derived
from engine.errors import CaseError, Problem, Where
from engine.frozen import frozen
from engine.knowledge.model import Attribute, KnowledgeBase
from engine.knowledge.nearest import nearest, quoted
from engine.knowledge.shelf import shelved
from engine.portfolio.renames import Renames

CASE, AS_OF, NOTE = "case", "as_of", "note"
Role: TypeAlias = Literal["case", "as_of", "note", "part", "attribute", "ignored"]


@frozen
class Column:
    """One column of the file, and what it means."""

    index: int
    text: str
    """Its name in the file."""
    role: Role
    entity: str = ROOT
    attribute: Attribute | None = None
    unused: bool = False
    """Only a pack that was not asked for reads it: it is looked at, and not used."""

    @property
    def meaning(self) -> str:
        """Our name for it."""
        if self.attribute is None:
            return self.role
        return f"{self.attribute.name} of {quoted(self.entity)}" if self.entity else self.attribute.name


@frozen
class Header:
    """The columns of one table, in the order of the file."""

    kb: KnowledgeBase
    file: str
    columns: tuple[Column, ...]
    parts: tuple[str, ...]
    """The parts that have columns, in the order of these."""
    remarks: tuple[Problem, ...] = ()

    def only(self, role: Role) -> Column | None:
        """The column of this role, of which there is one at most (not of attributes)."""
        return next((column for column in self.columns if column.role == role), None)

    @property
    def key(self) -> Column:
        """The column that names the case."""
        return next(column for column in self.columns if column.role == "case")

    @property
    def attributes(self) -> tuple[Column, ...]:
        """The columns that state something."""
        return tuple(column for column in self.columns if column.role == "attribute")

    @property
    def read(self) -> tuple[Column, ...]:
        """All columns but those ignored."""
        return tuple(column for column in self.columns if column.role != "ignored")


def read_header(
    kb: KnowledgeBase, texts: Sequence[str], file: str, renames: Renames | None = None, of_parts: bool = False
) -> Header:
    """The meaning of every column; `of_parts` in the table that has a part in each row.

    Raises CaseError with all problems.
    """
    renames = renames or Renames()
    off = shelved(kb) if kb.shelf else {}
    names = names_of(replace(kb, attributes={**kb.attributes, **off}))
    problems: list[Problem] = []
    wheres = [Where(file, 1, index + 1) for index in range(len(texts))]
    known = [_own(text, where, problems) for text, where in zip(texts, wheres, strict=True)]
    meant = [None if name is None else renames.columns.get(name, name) for name in known]
    wanted = [
        None if own is None or own in renames.ignored else name
        for own, name in zip(known, meant, strict=True)
    ]
    listed = {} if of_parts else _listed(names, wanted)
    columns = []
    for index, name in enumerate(wanted):
        if name is None:
            columns.append(Column(index, known[index] or texts[index], "ignored"))
            continue
        column = _column(names, name, known[index] or "", wheres[index], listed, of_parts, problems)
        if column is not None:
            pack_off = column.attribute is not None and column.attribute.name in off
            columns.append(replace(column, index=index, unused=pack_off))
    _check(names, columns, of_parts, file, problems)
    problems += _absent(renames, known)
    if problems:
        raise CaseError(problems)
    parts = tuple(dict.fromkeys(column.entity for column in columns if column.entity != ROOT))
    remarks = [_unused(column, file) for column in columns if column.unused]
    remarks += alike({part: _first(columns, part, file) for part in parts}, kb.words.singular)
    return Header(kb, file, tuple(columns), parts, tuple(remarks))


def _own(text: str, where: Where, problems: list[Problem]) -> str | None:
    """Their name of the column as it is kept; None, and a problem, where it has none."""
    name = normalize("NFC", text.strip())
    if not name:
        what = "a column has no name"
        problems.append(Problem("column", what, where, "give it a name, or remove the column"))
        return None
    if is_hostile(name):
        what = "the name of a column holds a character that cannot be seen"
        problems.append(Problem("column", what, where, "remove it"))
        return None
    return name


def _listed(names: Names, wanted: Iterable[str | None]) -> dict[str, None]:
    """The parts that columns name in brackets, or before the dot where nothing else can be meant."""
    found: dict[str, None] = {}
    for name in wanted:
        bracketed = names.kb.words.plural + "["
        if name is None or name in (CASE, AS_OF, NOTE):
            continue
        if name.startswith(bracketed):
            inside, _ = taken_apart(name[len(bracketed) :])
            found.setdefault(normalize("NFC", inside or ""))
        elif names.find(name, "root") is None and names.find(name, "part") is None:
            head, _, tail = name.partition(".")
            if names.find(tail, "part") is not None and head != names.kb.words.plural:
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


def _column(
    names: Names,
    name: str,
    text: str,
    where: Where,
    listed: dict[str, None],
    of_parts: bool,
    problems: list[Problem],
) -> Column | None:
    words = names.kb.words
    if name == CASE:
        return Column(0, text, "case")
    if name == words.singular and of_parts:
        return Column(0, text, "part")
    if name == AS_OF and not of_parts:
        return Column(0, text, "as_of")
    if name == NOTE and not of_parts:
        return Column(0, text, "note")
    if of_parts:
        attribute = names.find(name, "part")
        if attribute is None:
            problem = names.unknown(name, "part", where, (CASE, words.singular))
            problems.append(_of_column(problem, text, name))
            return None
        found: tuple[str, Attribute] | None = (ROOT, attribute)
    else:
        found = _addressed(names, name, text, where, listed, problems)
    if found is None:
        return None
    if not found[1].asked:
        problems.append(derived(found[1], where))
        return None
    return Column(0, text, "attribute", *found)


def _addressed(
    names: Names, name: str, text: str, where: Where, listed: dict[str, None], problems: list[Problem]
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
    about = resolve(names, part, path, listed, where, found)
    if about is not None and about[0] != ROOT and part_name(about[0], where, found) is None:
        about = None
    problems.extend(_of_column(problem, text, name) for problem in found)
    return about


def _of_column(problem: Problem, text: str, name: str) -> Problem:
    """The problem in the words of a table."""
    hint = problem.hint.replace("=...", "")
    if problem.code == "case-attribute":
        near = nearest(name, (CASE, AS_OF, NOTE)) if not hint else ""
        mend = f"did you mean {near}?" if near else hint
        hint = f"{mend} if nothing is meant, list it under ignore: of the file of --map".strip()
    what = problem.what if text == name else f"the column {quoted(text)}: {problem.what}"
    return replace(problem, what=what, hint=hint)


def _check(
    names: Names, columns: Sequence[Column], of_parts: bool, file: str, problems: list[Problem]
) -> None:
    """That there is a key, and that no two columns mean the same."""
    seen: dict[tuple[str, str, str], Column] = {}
    for column in columns:
        if column.role == "ignored":
            continue
        attribute = column.attribute.name if column.attribute else ""
        first = seen.setdefault((column.role, column.entity, attribute), column)
        if first is not column:
            twice = f"the columns {quoted(first.text)} and {quoted(column.text)} both mean {column.meaning}"
            if first.text == column.text:
                twice = f"the column {quoted(column.text)} stands twice, first as column {first.index + 1}"
            where = Where(file, 1, column.index + 1)
            problems.append(Problem("column-twice", twice, where, "keep one of them"))
    singular = names.kb.words.singular
    wanted = (("case", CASE), ("part", singular)) if of_parts else (("case", CASE),)
    for role, name in wanted:
        if all(column.role != role for column in columns):
            of = "the case" if role == "case" else f"the {singular}"
            what = f"no column is called {name}: each row names {of}"
            hint = f"rename the column of the names to {name}, here or in the file of --map"
            problems.append(Problem("column", what, Where(file, 1, 1), hint))


def _absent(renames: Renames, known: Sequence[str | None]) -> list[Problem]:
    """A problem for each name of the mapping that the table does not have."""
    there = [name for name in known if name is not None]
    found = []
    for name in renames.columns:
        if name not in there:
            near = nearest(name, there)
            hint = f"did you mean {near}?" if near else "remove the line"
            what = f"the table has no column {quoted(name)}"
            found.append(Problem("column", what, renames.places.get(name), hint))
    return found


def _unused(column: Column, file: str) -> Problem:
    pack = column.attribute.pack if column.attribute else ""
    what = f"the column {quoted(column.text)} is not used: only the pack {pack} reads it"
    return Problem("pack-off", what, Where(file, 1, column.index + 1), f"add --pack {pack}", "warning")


def _first(columns: Iterable[Column], part: str, file: str) -> Where:
    return next(Where(file, 1, column.index + 1) for column in columns if column.entity == part)
