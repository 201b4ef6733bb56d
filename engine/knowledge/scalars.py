"""What an unquoted word could be taken for. Readers of YAML disagree about these words, so we never guess."""

from __future__ import annotations

import re

BOOLEANS = {
    word: value
    for value, words in ((True, ("true", "yes", "on")), (False, ("false", "no", "off")))
    for plain in words
    for word in (plain, plain.capitalize(), plain.upper())
}
"""The words that YAML 1.1 takes for a truth value when they stand unquoted."""

_NULL = {"", "~", "null", "Null", "NULL"}
_SPECIAL = {"<<", "="}
_STARTS = frozenset("+-.0123456789")
"""What every number and date starts with."""
_DATE = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt ].*)?", re.DOTALL)
_NUMBER = re.compile(
    r"[-+]?(?:"
    r"0[xX][0-9a-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+"
    r"|[0-9][0-9_]*(?::[0-9]{1,2})+(?:\.[0-9_]*)?"
    r"|(?:[0-9][0-9_]*(?:\.[0-9_]*)?|\.[0-9][0-9_]*)(?:[eE][-+]?[0-9]+)?"
    r"|\.(?:inf|Inf|INF)"
    r")|\.(?:nan|NaN|NAN)"
)


def reading(text: str) -> str:
    """What an unquoted text could be read as ("a number", "a date" ...), or "" where it is only text."""
    if text in _NULL:
        return "nothing"
    if text in BOOLEANS:
        return "true or false"
    if text in _SPECIAL:
        return "a YAML directive"
    if text[0] not in _STARTS:
        return ""
    if _DATE.fullmatch(text):
        return "a date"
    return "a number" if _NUMBER.fullmatch(text) else ""
