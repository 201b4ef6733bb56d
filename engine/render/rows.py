"""Rows of an answer: a name, a text that wraps beside it, and a word at the right edge."""

from __future__ import annotations

from dataclasses import dataclass

from engine.inference.derivation import CONFLICT, Status, Verdict
from engine.render.escape import visible
from engine.render.paint import Paper, Style, columns, pad, wrap

INDENT = 2
GAP = 2
WIDEST_NAME = 20
STATUS_STYLE: dict[Status, Style] = {
    "settled": "good",
    "provisional": "warn",
    "undetermined": "warn",
    "not applicable": "dim",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One row. `lead` are cells before the text; each has its own column in the table."""

    name: str
    text: str
    lead: str = ""
    right: str = ""
    name_style: Style = ""
    lead_style: Style = ""
    right_style: Style = "dim"
    more: tuple[str, ...] = ()
    """Further texts under the first, each beginning a line."""
    whole: bool = False
    """Not to be wrapped: a command that a person copies."""


def verdict_style(verdict: Verdict) -> Style:
    """The style in which the word of a verdict is written."""
    if verdict.value == CONFLICT:
        return "bad"
    return "bold" if verdict.value is not None else "warn"


def name_width(rows: list[Row]) -> int:
    """The width of the column of names."""
    fitting = [columns(visible(row.name)) for row in rows]
    return max([width for width in fitting if width <= WIDEST_NAME], default=0)


def set_rows(paper: Paper, rows: list[Row], names: int) -> list[str]:
    """The rows as lines, in common columns."""
    leads = max((columns(visible(row.lead)) for row in rows), default=0)
    rights = max((columns(visible(row.right)) for row in rows), default=0)
    return [line for row in rows for line in _row(paper, row, names, leads, rights)]


def _row(paper: Paper, row: Row, names: int, leads: int, rights: int) -> list[str]:
    name, lead, right = visible(row.name), visible(row.lead), visible(row.right)
    margin = INDENT + names + GAP + (leads + GAP if leads else 0)
    room = paper.width - margin - (rights + GAP if rights else 0)
    texts = [line for text in (row.text, *row.more) for line in wrap(visible(text), room)]
    if row.whole:
        texts = [visible(row.text)]
    lines = []
    head = " " * INDENT + paper.paint(name, row.name_style)
    if columns(name) > names:
        # A long name gets a line of its own.
        lines.append(head)
        head = " " * (INDENT + names)
    else:
        head += " " * (names - columns(name))
    if leads:
        head += " " * GAP + paper.paint(lead, row.lead_style) + " " * (leads - columns(lead))
    for index, text in enumerate(texts or [""]):
        line = (head if index == 0 else " " * (margin - GAP)) + " " * GAP
        if index == 0 and right:
            line += pad(text, room) + " " * (GAP + rights - columns(right))
            line += paper.paint(right, row.right_style)
        else:
            line += text
        lines.append(line.rstrip())
    return lines
