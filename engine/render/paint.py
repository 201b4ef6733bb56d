"""Columns, wrapping and colour for lines of plain text that were made visible before."""

from __future__ import annotations

import unicodedata
from typing import Literal, TypeAlias

from engine.frozen import frozen

Style: TypeAlias = Literal["", "bold", "dim", "good", "warn", "bad", "name", "hint"]
_CODES: dict[Style, str] = {
    "bold": "1",
    "dim": "2",
    "good": "1;32",
    "warn": "1;33",
    "bad": "1;31",
    "name": "36",
    "hint": "36",
}
PIPED_WIDTH = 80
WIDEST = 100
NARROWEST = 40


@frozen
class Paper:
    """What is written on: how wide it is, and whether it takes colour."""

    width: int = PIPED_WIDTH
    colour: bool = False

    def paint(self, text: str, style: Style) -> str:
        """The text in this style, where there is colour."""
        if not (self.colour and style and text):
            return text
        return f"\x1b[{_CODES[style]}m{text}\x1b[0m"


def paper(width: int, colour: bool) -> Paper:
    """Paper of about this width: lines longer than WIDEST are hard to read."""
    return Paper(max(NARROWEST, min(width, WIDEST)), colour)


def columns(text: str) -> int:
    """How many columns of a terminal the text takes."""
    if text.isascii():
        return len(text)
    return sum(_columns(ch) for ch in text)


def _columns(ch: str) -> int:
    if unicodedata.combining(ch) or unicodedata.category(ch) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(ch) in ("W", "F") else 1


def pad(text: str, width: int) -> str:
    """The text with blanks after it up to the width."""
    return text + " " * max(0, width - columns(text))


def wrap(text: str, width: int) -> list[str]:
    """The words of the text in lines of at most this width; a word that is longer is broken."""
    width = max(width, 1)
    lines: list[str] = []
    line = ""
    for word in text.split():
        if line and columns(line) + 1 + columns(word) <= width:
            line += " " + word
            continue
        if line:
            lines.append(line)
        *full, line = _chunks(word, width)
        lines.extend(full)
    return [*lines, line] if line or not lines else lines


def _chunks(word: str, width: int) -> list[str]:
    """The word, cut where it is wider than the width."""
    if columns(word) <= width:
        return [word]
    chunks, chunk, used = [], "", 0
    for ch in word:
        size = _columns(ch)
        if chunk and used + size > width:
            chunks.append(chunk)
            chunk, used = "", 0
        chunk += ch
        used += size
    return [*chunks, chunk]
