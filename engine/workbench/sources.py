"""Resolves the locators of claims in a source's text that the user supplies, and checks their hashes.

A locator is `SECTION ¶PARAGRAPH sSENTENCE`, counted from 1. Blocks of a text are separated by blank
lines; the source's `sections` say which blocks, by ordinal, are a section's paragraphs. A sentence
ends at . ! or ? before white space or the end of its block.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Literal, TypeAlias

from engine.frozen import frozen
from engine.knowledge.model import KnowledgeBase, Source

Finding: TypeAlias = Literal["ok", "hash differs", "locator not found"]


@frozen
class Located:
    """What stands where a claim says that its sentence stands."""

    claim: str
    locator: str
    finding: Finding
    expected: str
    """The SHA-256 that the knowledge base holds."""
    actual: str = ""
    """The SHA-256 of what stands there; empty when the locator was not found."""
    sentence: str = ""
    """What stands there, white space folded."""
    instead: str = ""
    """The locator at which the expected sentence stands, where it was moved."""


def fold(text: str) -> str:
    """The text with white space folded to single blanks, and stripped."""
    return " ".join(text.split())


def blocks(text: str) -> tuple[str, ...]:
    """The parts of a text that blank lines separate, in order."""
    return tuple(block for block in re.split(r"\n(?:[^\S\n]*\n)+", text.strip()) if block)


def sentences(block: str) -> tuple[str, ...]:
    """The sentences of a block, folded; what follows the last end mark is a sentence too."""
    return tuple(re.split(r"(?<=[.!?]) ", fold(block)))


def digest(sentence: str) -> str:
    """SHA-256, as hex, of the folded sentence as UTF-8."""
    return hashlib.sha256(fold(sentence).encode()).hexdigest()


def located(source: Source, text: str) -> Mapping[str, str]:
    """Every locator of the source's sections, with its sentence; a block that is not there has none."""
    found = {}
    parts = blocks(text)
    for section, ordinals in source.sections:
        for paragraph, ordinal in enumerate(ordinals, 1):
            for number, sentence in enumerate(
                sentences(parts[ordinal - 1]) if ordinal <= len(parts) else (), 1
            ):
                found[f"{section} ¶{paragraph} s{number}"] = sentence
    return found


def standing(kb: KnowledgeBase, source: Source, text: str) -> int:
    """How many of the sentences of claims on this source stand anywhere in the text, whatever the locators
    and the sections say: none of them where the text is another one."""
    known = {digest(sentence) for block in blocks(text) for sentence in sentences(block)}
    claims = (claim for claim in kb.claims.values() if claim.source == source.id)
    return sum(expected in known for claim in claims for _, expected in claim.sentences if expected)


def verify(kb: KnowledgeBase, source: Source, text: str) -> tuple[Located, ...]:
    """Each sentence of each claim on this source that has a hash, looked up in the text.

    Order: the knowledge base's.
    """
    found = located(source, text)
    places = {digest(sentence): locator for locator, sentence in found.items()}
    result = []
    for claim in kb.claims.values():
        if claim.source != source.id:
            continue
        for locator, expected in claim.sentences:
            if not expected:
                continue
            sentence = found.get(fold(locator), "")
            actual = digest(sentence) if sentence else ""
            if actual == expected:
                result.append(Located(claim.id, locator, "ok", expected, actual, sentence))
                continue
            finding: Finding = "hash differs" if sentence else "locator not found"
            instead = places.get(expected, "")
            result.append(Located(claim.id, locator, finding, expected, actual, sentence, instead))
    return tuple(result)
