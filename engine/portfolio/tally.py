"""What a whole portfolio comes down to: how often each verdict, each status and each rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from engine.portfolio.answers import CONFLICT, NONE, Answered
from engine.portfolio.bits import unpacked
from engine.portfolio.columns import Slot
from engine.portfolio.layout import SPECIAL, STATUSES, Layout, Spot

MOST, OTHERS = 1000, "(others)"
"""So many texts of a column are counted apart, all further ones together."""
LEAST = -8 * CONFLICT
"""Added to verdict and status in one number, so that none is negative."""


class Tally:
    """Counts over all chunks."""

    def __init__(self, layout: Layout, by: str = "") -> None:
        self.layout, self.by = layout, by
        self.rows = 0
        self.verdicts: Counter[tuple[str, str, str]] = Counter()
        """(goal attribute, verdict, status)."""
        self.rules: Counter[str] = Counter()
        """Firings; of a rule of parts one for each part."""
        self.groups: dict[str, Counter[str]] = {}
        """Of each text of the column `by`, verdicts of the main goal."""

    def add(
        self, answered: Answered, slots: Sequence[Slot], kept: NDArray[np.bool_], extra: Any = None
    ) -> None:
        """Count the rows that are kept (one boolean a row); `extra` has a text for each of these."""
        self.rows += int(kept.sum())
        if extra is not None:
            self._grouped(answered, kept, extra)
        for spot, (codes, statuses) in answered.verdicts.items():
            here = kept if spot.slot is None else kept & slots[spot.slot].present
            counts = np.bincount(_pairs(codes, statuses, here) + LEAST)
            for pair in np.flatnonzero(counts).tolist():
                word, status = self._words(spot.what, pair - LEAST)
                self.verdicts[spot.what, word, status] += int(counts[pair])
        for spot, bits in answered.fired.items():
            self.rules[spot.what] += np.count_nonzero(unpacked(bits, len(kept)) & kept)

    def _words(self, goal: str, pair: int) -> tuple[str, str]:
        """The verdict and the status."""
        code, status = pair // 8, STATUSES[pair % 8]
        if code == CONFLICT:
            return SPECIAL[0], status
        return (status if code == NONE else str(self.layout.kb.attributes[goal].values[code])), status

    def _grouped(self, answered: Answered, kept: NDArray[np.bool_], extra: Any) -> None:
        main = self.layout.goals("root")[0].attribute
        pairs = _pairs(*answered.verdicts[Spot(None, main)], kept)
        coded = extra if pa.types.is_dictionary(extra.type) else extra.dictionary_encode()
        texts = coded.dictionary.to_pylist()
        codes = coded.indices.fill_null(len(texts)).to_numpy().astype(np.int64)
        found, counts = np.unique(codes * 2048 + pairs + LEAST, return_counts=True)
        for each, count in zip(found.tolist(), counts.tolist(), strict=True):
            group = ([*texts, None])[each // 2048] or ""
            if group not in self.groups and len(self.groups) >= MOST:
                group = OTHERS
            word, _ = self._words(main, each % 2048 - LEAST)
            self.groups.setdefault(group, Counter())[word] += count

    def having(self, word: str) -> int:
        """How many verdicts are this, or have it as their status."""
        return sum(count for (_, *words), count in self.verdicts.items() if word in words)


def _pairs(codes: NDArray[np.int8], statuses: NDArray[np.int8], here: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Verdict and status of these rows in one number."""
    pairs: NDArray[np.int64] = codes[here].astype(np.int64) * 8 + statuses[here]
    return pairs
