"""A document as Markdown (GitHub's): no HTML, nothing untrusted is markup."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from engine.render.escape import code, markdown
from engine.render.workbench.pages import (
    Block,
    Code,
    Facts,
    Heading,
    Line,
    Link,
    Paragraph,
    Row,
    Table,
    anchors,
)


def as_markdown(blocks: Sequence[Block]) -> str:
    """The document, ending in a line feed."""
    to = anchors(blocks)
    return "\n\n".join("\n".join(_block(block, to)) for block in blocks) + "\n"


def _block(block: Block, to: Mapping[str, str]) -> Iterator[str]:
    match block:
        case Heading(level, text, _, more):
            yield f"{'#' * level} {markdown(text)}"
            if more:
                yield f"\n**{markdown(more)}**"
        case Paragraph(words):
            yield _line(words, to)
        case Table(head, rows):
            yield f"| {' | '.join(map(markdown, head))} |"
            yield "|" + " --- |" * len(head)
            for row in rows:
                yield f"| {' | '.join(_cells(row, to))} |"
        case Facts(rows):
            for label, lines in rows:
                yield from _fact(label, lines, to)


def _cells(row: Row, to: Mapping[str, str]) -> Iterable[str]:
    """Each cell on one line; in a code span a bar would end the cell, so code stands as plain words there."""
    for cell in row.cells:
        said = ""
        for words in (_line(each, to, table=True) for each in cell if each):
            said += words if not said else f" {words}" if said.endswith(":") else f"; {words}"
        yield said


def _fact(label: str, lines: tuple[tuple[int, Line], ...], to: Mapping[str, str]) -> Iterator[str]:
    """One line beside the label, or several below it; without a label just the lines."""
    if label and len(lines) == 1:
        yield f"- {markdown(label)}: {_line(lines[0][1], to)}"
        return
    if label:
        yield f"- {markdown(label)}:"
    for depth, words in lines:
        yield f"{'  ' * (depth + bool(label))}- {_line(words, to)}"


def _line(words: Line, to: Mapping[str, str], table: bool = False) -> str:
    """The words, marked up. Text between two marks keeps the blanks at its ends."""
    return "".join(_inline(inline, to, table) for inline in words)


def _inline(inline: str | Code | Link, to: Mapping[str, str], table: bool) -> str:
    if isinstance(inline, Link):
        name = to.get(inline.to)
        return f"[{markdown(inline.text)}](#{name})" if name else markdown(inline.text)
    if isinstance(inline, Code):
        return markdown(inline.text) if table else code(inline.text)
    before = " " if inline[:1] == " " else ""
    after = " " if inline.strip() and inline[-1:] == " " else ""
    return before + markdown(inline) + after
