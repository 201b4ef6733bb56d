"""Labelled lines: a name on the left, what there is to say beside it, wrapped."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence

from engine.render.paint import Paper, Style, columns, pad, wrap


def labelled(paper: Paper, label: str, text: str, margin: int, style: Style = "dim") -> list[str]:
    """The text wrapped in a column that begins at the margin, the label before its first line."""
    lines = wrap(text, paper.width - margin)
    room = " " * margin
    if columns(label) >= margin:
        return [paper.paint(label, style), *(room + line for line in lines)]
    return [
        paper.paint(label, style) + " " * (margin - columns(label)) + lines[0],
        *(room + line for line in lines[1:]),
    ]


def table(rows: Iterable[tuple[str, ...]], paper: Paper, gap: int = 2) -> list[str]:
    """Rows in columns; the last column wraps."""
    rows = list(rows)
    widths = [max(columns(row[i]) for row in rows) for i in range(len(rows[0]) - 1)] if rows else []
    margin = sum(widths) + gap * len(widths)
    found = []
    for row in rows:
        head = "".join(pad(text, width + gap) for text, width in zip(row, widths, strict=False))
        first, *rest = wrap(row[-1], max(paper.width - margin, 30))
        found += [head + first, *(" " * margin + line for line in rest)]
    return [line.rstrip() for line in found]


def cases(files: Sequence[str]) -> str:
    """The names of case files; the folder is said once where they share one."""
    folders = {os.path.dirname(file) for file in files}
    if len(files) < 2 or len(folders) > 1:
        return ", ".join(files)
    return f"{', '.join(os.path.basename(file) for file in files)} in {folders.pop() or '.'}"


def joined(lines: Iterable[str]) -> str:
    """The lines as text, each ending in a line feed."""
    return "".join(f"{line}\n" for line in lines)
