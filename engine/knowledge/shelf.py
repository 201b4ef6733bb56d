"""The vocabulary of the packs that were not asked for: what a case may say though nothing reads it."""

from __future__ import annotations

from contextlib import suppress

from engine.knowledge.model import Attribute, KnowledgeBase
from engine.knowledge.names import Names
from engine.knowledge.read_vocabulary import read_attributes
from engine.knowledge.reading import Enough, Report
from engine.knowledge.strict import read_document


def shelved(kb: KnowledgeBase) -> dict[str, Attribute]:
    """Their attributes, by name. What is wrong with a vocabulary is not told, and read as far as it goes."""
    found: dict[str, Attribute] = {}
    for pack, data in sorted(kb.shelf.items()):
        document, _ = read_document(data, "")
        names = Names(Report(), kb.words)
        if document is not None:
            with suppress(Enough):
                read_attributes(document, names, pack)
        found |= {name: each for name, each in names.attributes.items() if name not in kb.attributes}
    return found
