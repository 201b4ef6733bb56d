"""Which cases of a chunk break a constraint, whatever is unknown of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from engine.inference.prepared import prepare
from engine.knowledge.model import KnowledgeBase
from engine.portfolio.bits import unpacked
from engine.portfolio.columns import Chunk
from engine.portfolio.evaluate import Evaluated


def forbidden(kb: KnowledgeBase, chunk: Chunk) -> NDArray[np.bool_]:
    """One mark a row. Constraints read inputs only, so no rule is needed for it."""
    stated = Evaluated(replace(prepare(replace(kb, rules={}, components=())), kb=kb), chunk)
    bad = stated.inputs.none
    for constraint in kb.constraints:
        for slot in (None,) if constraint.scope == "root" else stated.inputs.slots:
            bad = bad | (stated.condition(constraint.never, slot).firm & stated.inputs.present[slot])
    return unpacked(bad, chunk.rows)
