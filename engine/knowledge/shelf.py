"""The vocabulary of the packs that were not asked for: what a case may say though nothing reads it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

from engine.knowledge.model import Attribute, KnowledgeBase
from engine.knowledge.names import Names
from engine.knowledge.read_vocabulary import read_attributes
from engine.knowledge.reading import Enough, Report
from engine.knowledge.strict import read_document


def shelved(kb: KnowledgeBase) -> dict[str, Attribute]:
    """What they ask, by name. A word of the knowledge base means what it means there, whatever a pack says.

    A vocabulary with which anything is wrong is left out: that is told where its pack is asked for.
    """
    taken = {name for each in kb.attributes.values() for name in (each.name, *each.aliases)}
    found: dict[str, Attribute] = {}
    for pack, data in sorted(kb.shelf.items()):
        for attribute in _asked(kb, pack, data):
            if attribute.name not in taken:
                own = tuple(alias for alias in attribute.aliases if alias not in taken)
                found[attribute.name] = replace(attribute, aliases=own)
                taken.update((attribute.name, *own))
    return found


def _asked(kb: KnowledgeBase, pack: str, data: bytes) -> Iterator[Attribute]:
    """The attributes of the pack that a case may state."""
    document, problems = read_document(data, "")
    names = Names(Report(), kb.words)
    if document is not None:
        with suppress(Enough):
            read_attributes(document, names, pack)
    if not problems and not names.report.problems:
        yield from (attribute for attribute in names.attributes.values() if attribute.asked)
