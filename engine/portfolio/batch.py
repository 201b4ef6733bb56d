"""The run over a whole portfolio: read, answer, write and verify, chunk by chunk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from engine.errors import CaseError, Problem
from engine.portfolio.answers import Answered, answers
from engine.portfolio.layout import Layout
from engine.portfolio.sample import Sample
from engine.portfolio.tally import Tally
from engine.portfolio.writers.forms import Writer

if TYPE_CHECKING:
    from engine.portfolio.rejects import Read, Reject

TOLD = 20
"""Problems that are told where rows that are wrong end the run; more are counted."""
Answer = Callable[["Read"], tuple[Answered, "tuple[tuple[int, Reject], ...]"]]
"""What is found out about a chunk, and the rows of it that are no cases after all."""


@dataclass(slots=True)
class Counts:
    """How many rows; in the end, read is answered plus rejected."""

    answered: int = 0
    rejected: int = 0
    waiting: int = 0
    """Those of the last piece that are neither wrong nor answered: where it ends the run, they never are."""
    reasons: Counter[str] = field(default_factory=Counter)
    """How many problems of each code the rejected rows have; a row may have several."""

    @property
    def read(self) -> int:
        """All of them."""
        return self.answered + self.rejected + self.waiting


@dataclass(frozen=True, slots=True)
class Run:
    """What is done with each chunk.

    `refuse` takes the rejects of a chunk; where it is None, the first ones end the run as CaseError.
    """

    layout: Layout
    answer: Answer
    writer: Writer
    sample: Sample
    tally: Tally
    refuse: Callable[[Iterable[Reject]], None] | None = None
    tell: Callable[[Counts, float | None], None] = lambda counts, share: None
    counts: Counts = field(default_factory=Counts)
    """How far it is; the rows that end a run are counted before they do."""

    def over(self, reads: Iterable[Read]) -> Counts:
        """Answer all chunks, then verify the sample.

        Raises CaseError for a bad row where no rejects are taken, CertificateError where a row is not what
        its derivation says.
        """
        counts = self.counts
        for read in reads:
            counts.rejected += read.rejected
            counts.waiting = read.chunk.rows
            self._refused(read.rejects)
            if read.chunk.rows:
                self._chunk(read, counts)
            self.tell(counts, read.share)
        self.sample.verify()
        return counts

    def _chunk(self, read: Read, counts: Counts) -> None:
        answered, late = self.answer(read)
        counts.rejected += len(late)
        counts.waiting -= len(late)
        self._refused(reject for _, reject in late)
        batch = answers(self.layout, read.keys, read.chunk.slots, answered)
        kept = np.ones(read.chunk.rows, np.bool_)
        kept[[place for place, _ in late]] = False
        places = np.flatnonzero(kept)
        if late:
            batch = batch.take(places)
        counts.answered, counts.waiting = counts.answered + len(places), 0
        self.sample.add(
            read.rows[places],
            lambda place: read.case(int(places[place])),
            batch,
            lambda place: answered.sets(int(places[place])),
        )
        extra = read.extra if read.extra is None or not late else read.extra.take(places)
        self.tally.add(answered, read.chunk.slots, kept, extra)
        self.writer.write(batch)

    def _refused(self, rejects: Iterable[Reject]) -> None:
        found = tuple(rejects)
        if found and self.refuse is None:
            problems = [reject.problem() for reject in found[:TOLD]]
            if len(found) > TOLD:
                what = f"{len(found) - TOLD} more are wrong, as far as was read"
                problems.append(Problem("row", what, None, "--on-error skip writes them into a file"))
            raise CaseError(problems)
        self.counts.reasons.update(reject.code for reject in found)
        if found and self.refuse is not None:
            self.refuse(found)
