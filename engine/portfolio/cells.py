"""Cells: what one says, read as the command line reads a value; and whole columns of them.

Blank is unknown, and blanks around a value are nothing. In a set `none` and `all` stand alone, members are
parted by `;`, and members with a sign, as in `+a;-b`, are in or out and leave the rest open.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple
from unicodedata import normalize

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from engine.cases.model import Fact, Origin
from engine.cases.names import is_hostile
from engine.cases.said import Said, read_said
from engine.errors import Problem, Where
from engine.knowledge.model import Attribute
from engine.knowledge.nodes import Mapping as MappingNode
from engine.knowledge.nodes import Node, Scalar, Sequence
from engine.knowledge.values import parse_date, parse_text
from engine.portfolio.columns import UNKNOWN, Column, Members, Numbers, Single

LONGEST = 131_072
"""So many characters may a cell have."""
ALONE = ("none", "all", "unknown")
_DIGITS = r"^-?(0|[1-9][0-9]{0,8})(\.[0-9]{1,6})?$"
"""Texts that are numbers whatever else they may be: they have no more than fifteen digits."""
_BREAK = re.compile("\r\n?")
_NOWHERE = Where("")


class Read(NamedTuple):
    """What one text says: a statement, or what is wrong with it."""

    said: Said | None
    problems: tuple[Problem, ...]


def read_cell(entity: str, attribute: Attribute, text: str, where: Where = _NOWHERE) -> Read:
    """The statement of a cell that is not blank."""
    problems: list[Problem] = []
    if len(text) > LONGEST:
        what = f"the cell has {len(text)} characters; at most {LONGEST} are read"
        return Read(None, (Problem("cell", what, where),))
    node = _node(attribute, text, where, problems)
    said = None if node is None else read_said(entity, attribute, node, where, problems)
    if said is None or problems:
        return Read(None, tuple(problems))
    fact = said.fact
    if fact is not None:
        said = Said(entity, attribute, _from_cell(fact, where), where)
    return Read(said, ())


def read_day(text: str, where: Where = _NOWHERE) -> str | Problem:
    """The day of a case, or what is wrong with it."""
    return parse_date(Scalar(text.strip(), True, where), "as_of")


def read_note(text: str, where: Where = _NOWHERE) -> str | Problem:
    """The note of a case, or what is wrong with it."""
    if is_hostile(" ".join(text.split())):
        return Problem("text", "the note holds a character that cannot be seen", where, "remove it")
    note = parse_text(Scalar(_BREAK.sub("\n", text), False, where), "note")
    return note if isinstance(note, Problem) else normalize("NFC", note)


def _from_cell(fact: Fact, where: Where) -> Fact:
    origin = Origin("cell", where)
    return Fact(fact.entity, fact.attribute, fact.values, fact.excluded, fact.closed, origin)


def _node(attribute: Attribute, text: str, where: Where, problems: list[Problem]) -> Node | None:
    """The cell as a case file would have it."""
    text = text.strip()
    if attribute.type != "set" or text in ALONE:
        return Scalar(text, True, where)
    members = [member.strip() for member in text.split(";")]
    if not all(members):
        what = f"a member of {attribute.name} is blank"
        problems.append(Problem("cell", what, where, "members are parted by ;"))
        return None
    signs = {member[0] for member in members if member not in attribute.value_aliases}
    if not signs or not signs <= {"+", "-"}:
        return Sequence(tuple(Scalar(member, True, where) for member in members), where)
    sides = []
    for key, sign in (("includes", "+"), ("excludes", "-")):
        own = [Scalar(member[1:].strip(), True, where) for member in members if member[0] == sign]
        if own:
            alone = own[0].text in ALONE and len(own) == 1
            sides.append((Scalar(key, True, where), own[0] if alone else Sequence(tuple(own), where)))
    return MappingNode(tuple(sides), where)


class Cells:
    """The cells of one column; each distinct text is read once, as long as there is room to keep it."""

    KEPT = 100_000

    def __init__(self, entity: str, attribute: Attribute) -> None:
        self._entity, self.attribute = entity, attribute
        self._known: dict[str, Read] = {}
        self._words: Any = None
        """The distinct texts that were read last, what they say, and what makes the column of their codes."""
        self._reads: list[Read] = []
        self._made: Callable[[Any], Column]

    def column(self, texts: Any) -> tuple[Column, Mapping[int, Read]]:
        """What the texts (strings, null where blank) state, and the places of those that are wrong."""
        if self.attribute.type == "number":
            quick = self._numbers(texts)
            if quick is not None:
                return quick, {}
        coded = texts if pa.types.is_dictionary(texts.type) else texts.dictionary_encode()
        if self._words is None or not self._words.equals(coded.dictionary):
            self._words = coded.dictionary
            self._reads = [self._read(text) for text in self._words.to_pylist()]
            self._made = self._of(self._reads)
        codes = _codes(coded.indices, len(self._reads))
        wrong = np.array([*(bool(read.problems) for read in self._reads), False])
        places = np.flatnonzero(wrong[codes]).tolist() if wrong.any() else []
        return self._made(codes), {place: self._reads[codes[place]] for place in places}

    def _read(self, text: str) -> Read:
        found = self._known.get(text)
        if found is None:
            found = read_cell(self._entity, self.attribute, text)
            if len(self._known) < self.KEPT:
                self._known[text] = found
        return found

    def _of(self, reads: list[Read]) -> Callable[[Any], Column]:
        """From codes (that of a blank last) to the column."""
        facts = [None if read.said is None else read.said.fact for read in reads]
        values = self.attribute.values
        if self.attribute.type == "number":
            numbers = np.array([*(0.0 if fact is None else float(fact.values[0]) for fact in facts), 0.0])
            known = np.array([*(fact is not None for fact in facts), False])
            return lambda codes: Numbers(numbers[codes], known[codes])
        if self.attribute.type == "set":
            sides = [
                np.array([[*(f is not None and v in getattr(f, side) for f in facts), False] for v in values])
                for side in ("values", "excluded")
            ]
            return lambda codes: Members(*(np.take(side, codes, axis=1, mode="clip") for side in sides))
        place = {value: index for index, value in enumerate(values)}
        single = np.array([*(UNKNOWN if f is None else place[f.values[0]] for f in facts), UNKNOWN], np.int16)
        return lambda codes: Single(single[codes])

    def _numbers(self, texts: Any) -> Numbers | None:
        """The column where every text is a plain number that is allowed; else None."""
        if pa.types.is_dictionary(texts.type):
            return None
        known = pc.is_valid(texts)
        plain = pc.fill_null(pc.match_substring_regex(texts, _DIGITS), True)
        if not pc.all(plain, min_count=0).as_py():
            return None
        numbers = pc.fill_null(pc.cast(texts, pa.float64()), 0.0).to_numpy(zero_copy_only=False)
        marks = known.to_numpy(zero_copy_only=False)
        return Numbers(numbers, marks) if self._allowed(numbers[marks]) else None

    def _allowed(self, numbers: Any) -> bool:
        low, high = self.attribute.low, self.attribute.high
        return not (
            (low is not None and bool((numbers < low).any()))
            or (high is not None and bool((numbers > high).any()))
            or (self.attribute.integer and bool((numbers % 1 != 0).any()))
        )


def _codes(indices: Any, blank: int) -> Any:
    """The indices as numpy has them, with this one in place of null."""
    if not indices.null_count:
        return indices.to_numpy().astype(np.int64)
    bits = pa.Array.from_buffers(indices.type, len(indices), [None, indices.buffers()[1]], 0, indices.offset)
    codes = bits.to_numpy().astype(np.int64)
    np.copyto(codes, blank, where=indices.is_null().to_numpy(zero_copy_only=False))
    return codes
