"""Names that a person cannot tell apart: what no name may hold, and which names look like one another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from unicodedata import category, normalize

from engine.errors import Problem, Where
from engine.knowledge.nearest import quoted

_UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U0001d173-\U0001d17a\U000e0100-\U000e01ef]"
)
"""Variation selectors, fillers and joiners: prose may hold them, as those of emoji; a name may not."""
_BRAILLE_BLANK = "\u2800"


def unseen(name: str) -> str:
    """The first character of the name that leaves no mark, as U+N; "" where there is none."""
    found = _UNSEEN.search(name)
    return _number(found.group()) if found else ""


def odd_blank(name: str) -> str:
    """The first blank of the name that is not the ordinary one, as U+N; "" where there is none."""
    return next((_number(c) for c in name if c != " " and (category(c) == "Zs" or c == _BRAILLE_BLANK)), "")


def alike(names: Mapping[str, Where], singular: str) -> Iterator[Problem]:
    """A warning for every name that differs from an earlier one by nothing but capitals, blanks or the form
    of its characters."""
    seen: dict[str, str] = {}
    for name, where in names.items():
        first = seen.setdefault(_folded(name), name)
        if first != name:
            what = f"the {singular} {quoted(name)} looks like {quoted(first)}, which stands at {names[first]}"
            yield Problem("case-alike", what, where, "are they one? then use one name", "warning")


def _folded(name: str) -> str:
    return " ".join(normalize("NFKC", normalize("NFKC", name).casefold()).split())


def _number(character: str) -> str:
    return f"U+{ord(character):04X}"
