"""What a whole portfolio comes down to: how often each verdict, each status and each rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from engine.portfolio.answers import CONFLICT, NONE, Answered
from engine.portfolio.columns import Slot
from engine.portfolio.layout import SPECIAL, STATUSES, Layout
from engine.render.escape import visible


class Tally:
    """Counts over all chunks."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self.rows = 0
        self.verdicts: Counter[tuple[str, str, str]] = Counter()
        """(goal attribute, verdict, status)."""
        self.rules: Counter[str] = Counter()
        """Firings; of a rule of parts one for each part."""

    def add(self, answered: Answered, slots: Sequence[Slot], kept: np.ndarray) -> None:
        """Count the rows that are kept (one boolean a row)."""
        self.rows += int(kept.sum())
        for spot, (codes, statuses) in answered.verdicts.items():
            here = kept if spot.slot is None else kept & slots[spot.slot].present
            values = tuple(map(str, self._layout.kb.attributes[spot.what].values))
            pairs, counts = np.unique(codes[here].astype(np.int64) * 8 + statuses[here], return_counts=True)
            for pair, count in zip(pairs.tolist(), counts.tolist(), strict=True):
                code, status = pair // 8, STATUSES[pair % 8]
                word = SPECIAL[0] if code == CONFLICT else status if code == NONE else values[code]
                self.verdicts[spot.what, word, status] += count
        for spot, bits in answered.fired.items():
            marks = np.unpackbits(bits.view(np.uint8), count=len(kept), bitorder="little")
            self.rules[spot.what] += int(marks[kept].sum())

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
        fired = [[rule, str(self.rules[rule]), visible(kb.rules[rule].title)] for rule in kb.rules]
        lines += ["", "Rules, how often each fired", *_table(fired)]
        return "".join(f"{line}\n" for line in lines)


def _table(rows: list[list[str]]) -> list[str]:
    """The rows in columns: words to the left, numbers to the right."""
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    return [
        ("  " + "  ".join(_set(cell, width) for cell, width in zip(row, widths, strict=True))).rstrip()
        for row in rows
    ]


def _set(cell: str, width: int) -> str:
    return cell.rjust(width) if cell.isdigit() else cell.ljust(width)
