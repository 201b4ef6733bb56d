"""Bytes to text: UTF-8 only, and no character that a person cannot see or that reorders what is seen."""

from __future__ import annotations

import codecs
import re
from bisect import bisect_right
from collections.abc import Callable
from itertools import islice
from unicodedata import normalize

from engine.errors import Problem, Where

MAX_BYTES = 4 * 1024 * 1024
MAX_PROBLEMS = 100
"""More problems than this in one file are counted, not told."""
REPLACEMENT = "\ufffd"

_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_ZERO_WIDTH = "\u00ad\u180e\u200b-\u200d\u2060-\u2065\u206a-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f"
_CONTROL = "\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff"
_HOSTILE = re.compile(f"[{_CONTROL}{_BIDI}{_ZERO_WIDTH}\ud800-\udfff]")
_KINDS = (
    (f"[{_BIDI}]", "character U+{} changes the direction of text"),
    (f"[{_ZERO_WIDTH}]", "character U+{} cannot be seen"),
    ("[\ud800-\udfff]", "U+{} is half a character"),
    ("", "control character U+{}"),
)
_MARKS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)


class Findings:
    """The problems of one file, in the order found."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.more = 0

    def add(self, code: str, what: str, where: Where, hint: str = "") -> None:
        """Note a problem; past the limit only its number."""
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(Problem(code, what, where, hint))
        else:
            self.more += 1

    def result(self) -> tuple[Problem, ...]:
        """All of them, in the order of their places."""
        found = sorted(self.problems, key=lambda problem: problem.where or Where(self.file))
        if self.more:
            what = f"{self.more} more problems in this file are not shown"
            if self.more == 1:
                what = "1 more problem in this file is not shown"
            found.append(Problem("more", what, Where(self.file)))
        return tuple(found)


class Places:
    """From an index in the text to its line and column."""

    def __init__(self, text: str, file: str) -> None:
        self.file = file
        self.starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def at(self, index: int) -> Where:
        """The place of the character at this index."""
        line = bisect_right(self.starts, index)
        return Where(self.file, line, index - self.starts[line - 1] + 1)


def decode(data: bytes, found: Findings) -> str | None:
    """The text with line ends made `\\n` and refused characters replaced; None where it is no text."""
    nowhere = Where(found.file)
    if len(data) > MAX_BYTES:
        found.add("too-big", f"the file is larger than {MAX_BYTES // 1024**2} MiB", nowhere)
        return None
    mark = next((name for bom, name in _MARKS if data.startswith(bom)), "")
    if not mark and data[:4].count(0) > 1:
        mark = "UTF-16 or UTF-32"
    if mark:
        found.add("encoding", f"the file is {mark}, not UTF-8", nowhere, "save it as UTF-8")
        return None
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
        place = Places(before, found.file).at(len(before))
        what = f"not UTF-8: byte {error.start + 1} is 0x{data[error.start]:02X}"
        found.add("encoding", what, place, "save it as UTF-8")
        return None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if _HOSTILE.search(text):
        places = Places(text, found.file)
        text = _replace(text, found, places.at)
    return text


def check_escapes(text: str, where: Where, found: Findings) -> str:
    """The decoded text of a scalar, with refused characters that came by an escape told and replaced."""
    if text.isascii() and text.isprintable():
        return text
    return _replace(text, found, lambda index: where, ", written as an escape")


def _replace(text: str, found: Findings, place: Callable[[int], Where], how: str = "") -> str:
    """The text with refused characters replaced; each is told, past the limit only their number."""
    clean, number = _HOSTILE.subn(REPLACEMENT, text)
    for match in islice(_HOSTILE.finditer(text), min(number, MAX_PROBLEMS)):
        found.add("character", _words(match.group()) + how, place(match.start()), "remove it")
    found.more += max(0, number - MAX_PROBLEMS)
    return clean


def same_key(key: str) -> str:
    """What a key looks like: equal for two keys that no reader can tell apart."""
    if key.isascii():
        return key
    return normalize("NFC", _HOSTILE.sub("", key).replace(REPLACEMENT, ""))


def _words(character: str) -> str:
    number = f"{ord(character):04X}"
    return next(words for kind, words in _KINDS if re.match(kind, character)).replace("{}", number)
