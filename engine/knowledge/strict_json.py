"""JSON read with places, without recursion, and without the leniency of the usual readers."""

from __future__ import annotations

import re
from typing import NoReturn, Protocol

from engine.errors import Where
from engine.knowledge.characters import Findings, Places
from engine.knowledge.nearest import quoted

_BLANK = re.compile(r"[ \t\n]*")
_STRING = re.compile(r'"([^"\\\n]*(?:\\.[^"\\\n]*)*)"')
_WORD = re.compile(r'[^ \t\n{}\[\],:"]+')
_LITERAL = re.compile(r"true|false|null|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)")
_PAIR = re.compile("([\ud800-\udbff])([\udc00-\udfff])")
_SHORT = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


class Building(Protocol):
    """What the reader hands the values to."""

    found: Findings

    def open(self, where: Where, mapping: bool) -> bool: ...
    def close(self) -> None: ...
    def scalar(self, text: str, plain: bool, where: Where) -> bool: ...


class _SyntaxError(Exception):
    def __init__(self, what: str, index: int, hint: str = "") -> None:
        super().__init__(what)
        self.what, self.index, self.hint = what, index, hint


def read_json(text: str, file: str, builder: Building) -> bool:
    """Hand the document to the builder; whether it was read to its end."""
    places = Places(text, file)
    try:
        return _read(text, places, builder)
    except _SyntaxError as error:
        what = f"not valid JSON: {error.what}"
        builder.found.add("syntax", what, places.at(error.index), error.hint)
        return False


def _read(text: str, places: Places, builder: Building) -> bool:
    index = _skip(text, 0)
    closers: list[str] = []
    while True:
        # One value starts here.
        here = places.at(index)
        character = text[index : index + 1]
        if character in ("{", "["):
            if not builder.open(here, character == "{"):
                return False
            closers.append("}" if character == "{" else "]")
            index = _skip(text, index + 1)
            if text.startswith(closers[-1], index):
                index = _close(text, index, closers, builder)
            else:
                if character == "{":
                    index = _key(text, index, places, builder)
                continue
        else:
            word, plain, index = _scalar(text, index)
            if not builder.scalar(word, plain, here):
                return False
        # The value is complete: a comma or the ends of what it stands in follow.
        index = _skip(text, index)
        while closers and text.startswith(closers[-1], index):
            index = _skip(text, _close(text, index, closers, builder))
        if not closers:
            if index < len(text):
                raise _SyntaxError("something follows the end of the document", index)
            return True
        if not text.startswith(",", index):
            _expected(f"',' or '{closers[-1]}'", text, index)
        index = _skip(text, index + 1)
        if text.startswith(closers[-1], index):
            raise _SyntaxError(f"a ',' stands before '{closers[-1]}'", index, "remove the last comma")
        if closers[-1] == "}":
            index = _key(text, index, places, builder)


def _skip(text: str, index: int) -> int:
    match = _BLANK.match(text, index)
    return match.end() if match else index


def _close(text: str, index: int, closers: list[str], builder: Building) -> int:
    closers.pop()
    builder.close()
    return index + 1


def _key(text: str, index: int, places: Places, builder: Building) -> int:
    """Read a key and its colon; the index of its value."""
    match = _STRING.match(text, index)
    if match is None:
        _expected("a key in double quotes", text, index)
    builder.scalar(_decode(match), False, places.at(index))
    index = _skip(text, match.end())
    if not text.startswith(":", index):
        _expected("':'", text, index)
    return _skip(text, index + 1)


def _scalar(text: str, index: int) -> tuple[str, bool, int]:
    """A string, number or word: its text, whether it is no string, and the index after it."""
    if match := _STRING.match(text, index):
        return _decode(match), False, match.end()
    if text.startswith('"', index):
        raise _SyntaxError("this string does not end on its line", index, "is a quote missing?")
    word = _WORD.match(text, index)
    if word is None:
        _expected("a value", text, index)
    if not _LITERAL.fullmatch(word.group()):
        what = f"{quoted(word.group())} is no JSON value"
        raise _SyntaxError(what, index, "write text in double quotes")
    return word.group(), True, word.end()


def _decode(match: re.Match[str]) -> str:
    """The text of a string. Halves of characters that do not pair stay, for the builder to refuse."""
    body = match.group(1)
    if "\\" not in body:
        return body

    def one(escape: re.Match[str]) -> str:
        code = escape.group(1)
        if len(code) == 5:
            return chr(int(code[1:], 16))
        if code not in _SHORT:
            raise _SyntaxError(f"unknown escape \\{code}", match.start(1) + escape.start())
        return _SHORT[code]

    return _PAIR.sub(
        lambda pair: chr(0x10000 + ((ord(pair[1]) - 0xD800) << 10) + (ord(pair[2]) - 0xDC00)),
        _ESCAPE.sub(one, body),
    )


def _expected(what: str, text: str, index: int) -> NoReturn:
    seen = quoted(text[index]) if index < len(text) else "the end"
    raise _SyntaxError(f"expected {what}, not {seen}", index)
