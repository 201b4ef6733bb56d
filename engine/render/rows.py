"""Rows of an answer: a name, a text that wraps beside it, and a word at the right edge."""

from __future__ import annotations

from collections.abc import Iterable

from engine.frozen import frozen
from engine.inference.derivation import CONFLICT, Status, Verdict
from engine.render.escape import visible
from engine.render.paint import Paper, Style, columns, wrap

INDENT = 2
GAP = 2
WIDEST_CELL = 20
STATUS_STYLE: dict[Status, Style] = {
    "settled": "good",
    "provisional": "warn",
    "undetermined": "warn",
    "not applicable": "dim",
}


@frozen
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
    return _width(row.name for row in rows)


def set_rows(paper: Paper, rows: list[Row], names: int) -> list[str]:
    """The rows as lines, in common columns. What is too wide for its column gets a line of its own."""
    leads = _width(row.lead for row in rows)
    rights = _width(row.right for row in rows)
    return [line for row in rows for line in _row(paper, row, names, leads, rights)]


def _width(cells: Iterable[str]) -> int:
    fitting = (columns(visible(cell)) for cell in cells)
    return max((width for width in fitting if width <= WIDEST_CELL), default=0)


def _row(paper: Paper, row: Row, names: int, leads: int, rights: int) -> list[str]:
    name, lead, right = visible(row.name), visible(row.lead), visible(row.right)
    margin = INDENT + names + GAP + (leads + GAP if leads else 0)
    room = paper.width - margin - (rights + GAP if rights else 0)
    texts = [line for text in (row.text, *row.more) for line in wrap(visible(text), room)] or [""]
    if row.whole:
        texts = [visible(row.text)]
    lines: list[str] = []
    head = " " * INDENT
    for cell, style, width in ((name, row.name_style, names), (lead, row.lead_style, leads)):
        if columns(cell) > width:
            if head.strip():
                lines.append(head.rstrip())
            start = INDENT if cell is name else INDENT + names + GAP
            lines += [" " * start + paper.paint(part, style) for part in wrap(cell, paper.width - start)]
            head = " " * (start + (width + GAP if width else 0))
        elif width:
            head += paper.paint(cell, style) + " " * (width - columns(cell) + GAP)
    if columns(right) > rights:
        texts += wrap(right, room)
        right = ""
    for index, text in enumerate(texts):
        line = (head if index == 0 else " " * margin) + text
        if index == 0 and right:
            line += " " * (room - columns(text) + GAP + rights - columns(right))
            line += paper.paint(right, row.right_style)
        lines.append(line.rstrip())
    return lines
