"""What the columns of a table mean: the key, the attributes of the root, and those of named parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from unicodedata import normalize

from engine.cases.alike import alike
from engine.cases.model import ROOT
from engine.cases.names import is_hostile, names_of
from engine.errors import CaseError, Problem, Where
from engine.frozen import frozen
from engine.knowledge.model import Attribute, KnowledgeBase
from engine.knowledge.nearest import quoted
from engine.knowledge.shelf import shelved
from engine.portfolio.header_checks import absent, first_of, twice, unnamed, unused
from engine.portfolio.header_names import CASE, Role, listed, meaning
from engine.portfolio.renames import Renames


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
    extra: int | None = None
    """The place of a column that is only counted by."""

    def only(self, role: Role) -> Column | None:
        """The column of this role, of which there is one at most (not of attributes)."""
        return next((column for column in self.columns if column.role == role), None)

    @property
    def key(self) -> Column:
        """The column that names the case."""
        return next(column for column in self.columns if column.role == "case")

    @property
    def part(self) -> Column:
        """The column that names the part, in a table that has one in each row."""
        return next(column for column in self.columns if column.role == "part")

    @property
    def attributes(self) -> tuple[Column, ...]:
        """The columns that state something."""
        return tuple(column for column in self.columns if column.role == "attribute")

    @property
    def used(self) -> frozenset[int]:
        """The places of all columns but those ignored, and of the one that is counted by."""
        extra = () if self.extra is None else (self.extra,)
        return frozenset((*(column.index for column in self.read), *extra))

    @property
    def read(self) -> tuple[Column, ...]:
        """All columns but those ignored."""
        return tuple(column for column in self.columns if column.role != "ignored")


def read_header(
    kb: KnowledgeBase,
    texts: Sequence[str],
    file: str,
    renames: Renames | None = None,
    of_parts: bool = False,
    elsewhere: Sequence[str] = (),
) -> Header:
    """The meaning of every column; `of_parts` in the table that has a part in each row.

    `elsewhere` are the columns of the other table that the renames speak about, too. Raises CaseError with
    all problems.
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
    parts = {} if of_parts else listed(names, wanted)
    columns = []
    for index, name in enumerate(wanted):
        if name is None:
            columns.append(Column(index, known[index] or texts[index], "ignored"))
            continue
        text = known[index] or ""
        means = meaning(names, name, text, wheres[index], None if of_parts else parts, problems)
        if means is not None:
            pack_off = means.attribute is not None and means.attribute.name in off
            columns.append(Column(index, text, *means, unused=pack_off))
    singular = kb.words.singular
    roles = [("case", CASE, "the case"), ("part", singular, f"the {singular}")]
    problems += twice(columns, file)
    problems += unnamed(columns, roles if of_parts else roles[:1], file)
    here = (*known, *(normalize("NFC", text.strip()) for text in elsewhere))
    problems += absent(renames, [name for name in here if name is not None])
    if problems:
        raise CaseError(problems)
    about = tuple(dict.fromkeys(column.entity for column in columns if column.entity != ROOT))
    remarks = [unused(column, file) for column in columns if column.unused]
    remarks += alike({part: first_of(columns, part, file) for part in about}, singular)
    return Header(kb, file, tuple(columns), about, tuple(remarks))


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
