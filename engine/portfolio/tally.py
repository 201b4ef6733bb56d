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
from engine.render.escape import visible

MOST, OTHERS, WIDEST = 1000, "(others)", 40
"""So many texts of a column are counted apart, all further ones together; so much of a text is shown."""
LEAST = -8 * CONFLICT
"""Added to verdict and status in one number, so that none is negative."""


class Tally:
    """Counts over all chunks."""

    def __init__(self, layout: Layout, by: str = "") -> None:
        self._layout, self._by = layout, by
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
        return (status if code == NONE else str(self._layout.kb.attributes[goal].values[code])), status

    def _grouped(self, answered: Answered, kept: NDArray[np.bool_], extra: Any) -> None:
        main = self._layout.goals("root")[0].attribute
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

    def found(self) -> frozenset[str]:
        """Every verdict and every status that some row has."""
        return frozenset(word for (_, *words) in self.verdicts for word in words)

    def text(self) -> str:
        """The counts as a page."""
        kb, lines = self._layout.kb, [f"{self.rows} answered"]
        for goal in kb.goals:
            lines += ["", f"{visible(goal.label)} ({goal.attribute})"]
            words = self._layout.verdicts(goal.attribute)
            table = [["", *STATUSES[:2], "all"]]
            for word in words:
                counts = [self.verdicts[goal.attribute, word, status] for status in STATUSES]
                if sum(counts):
                    table.append([word, *map(str, counts[:2]), str(sum(counts))])
            lines += _table(table)
        lines += self._by_group()
        fired = [[rule, str(self.rules[rule]), visible(kb.rules[rule].title)] for rule in kb.rules]
        lines += ["", "Rules, how often each fired", *_table(fired)]
        return "".join(f"{line}\n" for line in lines)

    def _by_group(self) -> list[str]:
        """The verdicts of the main goal for each text of the column."""
        if not self._by:
            return []
        main = self._layout.goals("root")[0]
        words = [w for w in self._layout.verdicts(main.attribute) if any(g[w] for g in self.groups.values())]
        table = [["", *words, "all"]]
        for group in sorted(self.groups, key=lambda name: (-self.groups[name].total(), name)):
            counts = self.groups[group]
            shown = visible(group)[:WIDEST] or "(blank)"
            table.append([shown, *(str(counts[word]) for word in words), str(counts.total())])
        return ["", f"{visible(main.label)} by {visible(self._by)}", *_table(table)]


def _pairs(codes: NDArray[np.int8], statuses: NDArray[np.int8], here: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Verdict and status of these rows in one number."""
    pairs: NDArray[np.int64] = codes[here].astype(np.int64) * 8 + statuses[here]
    return pairs


def _table(rows: list[list[str]]) -> list[str]:
    """The rows in columns: words to the left, numbers to the right."""
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    return [
        ("  " + "  ".join(_set(cell, width) for cell, width in zip(row, widths, strict=True))).rstrip()
        for row in rows
    ]


def _set(cell: str, width: int) -> str:
    return cell.rjust(width) if cell.isdigit() else cell.ljust(width)
