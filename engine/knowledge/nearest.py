"""Words of the user in our messages: quoted safely short, and the nearest right name."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

LONGEST = 60
"""Characters of a user's text that a message repeats."""
CANDIDATES = 5000
"""Names looked at for a suggestion, so that one message never costs more than a few milliseconds."""
FEW = 10
"""So many names are listed in a hint; more would not help."""


def quoted(text: str) -> str:
    """The text between single quotes, cut where it is long."""
    return f"'{text}'" if len(text) <= LONGEST else f"'{text[:LONGEST]}...'"


def nearest(text: str, names: Iterable[str]) -> str:
    """The name most like the text, or "" where none is near."""
    if not 0 < len(text) <= LONGEST:
        return ""
    from difflib import get_close_matches  # only a mistake needs it

    candidates = list(islice(names, CANDIDATES))
    found = get_close_matches(text, candidates, 1, 0.6)
    if found:
        return found[0]
    # An attribute is often written without its prefix, or with another one.
    tail = text.rpartition(".")[2]
    return next((name for name in candidates if "." in name and name.rpartition(".")[2] == tail), "")


def did_you_mean(text: str, names: Iterable[str], listed: str = "") -> str:
    """A hint: the nearest name and, after the word `listed`, all names where they are few."""
    every = list(islice(names, CANDIDATES))
    near = nearest(text, every)
    parts = [f"did you mean {near}?"] if near else []
    if listed and 0 < len(every) <= FEW:
        parts.append(f"{listed}: {', '.join(every)}")
    return " ".join(parts)
