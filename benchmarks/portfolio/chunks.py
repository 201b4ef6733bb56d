"""Chunks at random."""

from __future__ import annotations

import numpy as np

from engine.knowledge.model import Attribute, KnowledgeBase
from engine.portfolio.columns import UNKNOWN, Chunk, Column, Members, Numbers, Single, Slot

KNOWN, PRESENT = 0.7, 0.7
"""Shares of facts that are stated, and of slots that are taken."""


def random_chunk(kb: KnowledgeBase, rows: int, slots: int, seed: int) -> Chunk:
    """What so many cases state."""
    rng = np.random.default_rng(seed)
    asked = [attribute for attribute in kb.attributes.values() if attribute.asked]
    everywhere = np.ones(rows, np.bool_)
    root = {each.name: _column(rng, each, everywhere) for each in asked if each.scope == "root"}
    made = []
    for place in range(slots):
        here = rng.random(rows) < PRESENT
        columns = {each.name: _column(rng, each, here) for each in asked if each.scope != "root"}
        made.append(Slot(here, f"part {place}", columns))
    return Chunk(rows, root, tuple(made))


def _column(rng: np.random.Generator, attribute: Attribute, here: np.ndarray) -> Column:
    rows, known = len(here), (rng.random(len(here), np.float32) < KNOWN) & here
    if attribute.type == "number":
        low, high = attribute.low or 0, attribute.high or 100
        return Numbers(rng.integers(int(low), int(high) + 1, rows).astype(np.float64), known)
    if attribute.single:
        codes = rng.integers(0, len(attribute.values), rows, np.int16)
        return Single(np.where(known, codes, np.int16(UNKNOWN)))
    inside = rng.random((len(attribute.values), rows), np.float32) < 0.3
    return Members(inside & known, ~inside & known)
