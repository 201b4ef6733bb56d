"""The blocks of which a document is made, whatever it is written in; nothing in them is escaped yet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TypeAlias

from engine.frozen import frozen
from engine.render.escape import visible


@frozen
class Code:
    """Words of a file, a name, a command."""

    text: str


@frozen
class Link:
    """Words that lead to the heading or the row with this key, where there is one."""

    text: str
    to: str


Inline: TypeAlias = "str | Code | Link"
Line: TypeAlias = tuple[Inline, ...]


@frozen
class Heading:
    """A heading. The key is what links name; `more` says what it is about, and is no part of its name."""

    level: int
    text: str
    key: str = ""
    more: str = ""


@frozen
class Paragraph:
    """A paragraph."""

    line: Line


@frozen
class Row:
    """A row of a table; a cell has one line or more."""

    cells: tuple[tuple[Line, ...], ...]
    key: str = ""


@frozen
class Table:
    """A table with a head."""

    head: tuple[str, ...]
    rows: tuple[Row, ...]


Labelled: TypeAlias = tuple[str, tuple[tuple[int, Line], ...]]
"""A label with lines, each of which stands so many steps in."""


@frozen
class Facts:
    """Labels with lines; without a label, just the lines."""

    rows: tuple[Labelled, ...]


Block: TypeAlias = Heading | Paragraph | Table | Facts


def anchors(blocks: Iterable[Block]) -> Mapping[str, str]:
    """For every key of a heading, the name that links use: as GitHub makes it, all of them different."""
    found: dict[str, str] = {}
    times: dict[str, int] = {}
    for block in blocks:
        if isinstance(block, Heading):
            plain = name = re.sub(r"[^\w\- ]", "", visible(block.text).strip().lower()).replace(" ", "-")
            while name in times:
                times[plain] += 1
                name = f"{plain}-{times[plain]}"
            times[name] = 0
            if block.key:
                found[block.key] = name
    return found


def line(*inlines: Inline) -> Line:
    """A line of these."""
    return inlines


def links(names: Iterable[str], kind: str, between: str = ", ") -> Line:
    """The names one after the other, each leading to what is called so."""
    found: list[Inline] = []
    for name in names:
        found += [between, Link(name, f"{kind}:{name}")] if found else [Link(name, f"{kind}:{name}")]
    return tuple(found)
