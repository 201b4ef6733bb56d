"""The files of a recorded knowledge base, fit to be written into a folder."""

from __future__ import annotations

from collections.abc import Mapping

from engine.errors import AuditError, Problem
from engine.knowledge.model import KnowledgeBase
from engine.knowledge.nearest import quoted

MOST = 200
"""So many characters may the name of a file have."""


def fit_to_write(kb: KnowledgeBase) -> Mapping[str, bytes]:
    """The files by path inside their folder.

    Whoever made the snapshot chose the names. Raises AuditError with every one that may lead out of the
    folder, cannot be seen, or means something else on another system.
    """
    bad = [
        Problem("file-name", f"no file of a knowledge base is called {quoted(name)}: nothing was written")
        for name in kb.files
        if not all(map(_plain, name.split("/"))) or len(name) > MOST
    ]
    if bad:
        raise AuditError(bad)
    return kb.files


def _plain(part: str) -> bool:
    """Whether this is the name of something in the folder itself, wherever that is."""
    return (
        part.isprintable()
        and bool(part)
        and not part.startswith((".", "-"))
        and not set(part) & set('\\:*?|<>"')
        and part == part.strip()
    )
