"""A document as one HTML page: no script, nothing from outside, nothing untrusted is markup."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path

from engine.render.escape import html_text
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

STYLE = Path(__file__).with_name("book.css")
DEEPEST = 6
"""So far in a line is shown to stand."""


def as_html(blocks: Sequence[Block], title: str) -> str:
    """The page. Its policy allows this one style and nothing else."""
    style = STYLE.read_text("utf-8")
    only = f"'sha256-{b64encode(sha256(style.encode()).digest()).decode()}'"
    policy = f"default-src 'none'; style-src {only}; base-uri 'none'; form-action 'none'"
    keys = [row.key for block in blocks if isinstance(block, Table) for row in block.rows if row.key]
    # No heading is called so: its name has no full stop.
    to = {**anchors(blocks), **{key: f"row.{number}" for number, key in enumerate(keys, 1)}}
    lines = [
        "<!DOCTYPE html>",
        '<html lang="en">',
        "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="color-scheme" content="light dark">',
        '<meta name="referrer" content="no-referrer">',
        f"<title>{html_text(title)}</title>",
        f"<style>{style}</style>",
        "</head>",
        "<body>",
        "<main>",
        *(text for block in blocks for text in _block(block, to)),
        "</main>",
        "</body>",
        "</html>",
    ]
    return "\n".join(lines) + "\n"


def _block(block: Block, to: Mapping[str, str]) -> Iterator[str]:
    match block:
        case Heading(level, text, key, more):
            about = f" <span>{html_text(more)}</span>" if more else ""
            yield f"<h{level}{_id(key, to)}>{html_text(text)}{about}</h{level}>"
        case Paragraph(words):
            yield f"<p>{_line(words, to)}</p>"
        case Table(head, rows):
            yield '<div class="wide"><table>'
            cells = (f'<th scope="col">{html_text(cell)}</th>' for cell in head)
            yield f"<thead><tr>{''.join(cells)}</tr></thead>"
            yield "<tbody>"
            yield from (_row(row, to) for row in rows)
            yield "</tbody></table></div>"
        case Facts(rows):
            if any(label for label, _ in rows):
                yield "<dl>"
                for label, lines in rows:
                    yield f"<dt>{html_text(label)}</dt><dd>{''.join(_lines(lines, to))}</dd>"
                yield "</dl>"
            else:
                yield f"<nav>{''.join(text for _, lines in rows for text in _lines(lines, to))}</nav>"


def _row(row: Row, to: Mapping[str, str]) -> str:
    cells = ("".join(f"<div>{_line(words, to)}</div>" for words in cell if words) for cell in row.cells)
    return f"<tr{_id(row.key, to)}>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _lines(lines: tuple[tuple[int, Line], ...], to: Mapping[str, str]) -> Iterator[str]:
    for depth, words in lines:
        kind = f' class="in{min(depth, DEEPEST)}"' if depth else ""
        yield f"<div{kind}>{_line(words, to)}</div>"


def _id(key: str, to: Mapping[str, str]) -> str:
    return f' id="{html_text(to[key])}"' if key in to else ""


def _line(words: Line, to: Mapping[str, str]) -> str:
    return "".join(_inline(inline, to) for inline in words)


def _inline(inline: str | Code | Link, to: Mapping[str, str]) -> str:
    if isinstance(inline, Link):
        name = to.get(inline.to)
        text = html_text(inline.text)
        return f'<a href="#{html_text(name)}">{text}</a>' if name else text
    if isinstance(inline, Code):
        return f"<code>{html_text(inline.text)}</code>"
    return html_text(inline)
