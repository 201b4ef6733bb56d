"""How outputs tell by which packs they go, and what comes from a pack."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine.advice.sentences import joined
from engine.knowledge.model import KnowledgeBase
from engine.render.escape import visible
from engine.render.paint import Paper, wrap


def packs_note(kb: KnowledgeBase) -> list[str]:
    """By which packs an answer goes; nothing where there are none."""
    return with_packs([{"name": pack.name, "version": pack.version} for pack in kb.packs])


def with_packs(packs: Sequence[Mapping[str, str]]) -> list[str]:
    """The same of packs by name and version, as a record has them."""
    named = joined(f"{pack['name']} {pack['version']}" for pack in packs)
    return [f"with the pack{'s' * (len(packs) > 1)} {named}"] if packs else []


def packs_lines(kb: KnowledgeBase, paper: Paper) -> list[str]:
    """The same as lines of text."""
    return [paper.paint(line, "dim") for note in packs_note(kb) for line in wrap(visible(note), paper.width)]


def below(lines: Sequence[str]) -> list[str]:
    """The lines with a blank one above, where there are any."""
    return ["", *lines] if lines else []


def above(lines: Sequence[str]) -> list[str]:
    """The lines with a blank one below, where there are any."""
    return [*lines, ""] if lines else []
