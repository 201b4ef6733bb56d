"""Recorded decisions run again: do they still come out so, and would they today?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from engine.advice.compare import VerdictChange, verdict_changes
from engine.advice.exact import exact
from engine.audit import batch, record, snapshot
from engine.audit.refit import refit
from engine.audit.told import BATCH
from engine.cases.model import Case
from engine.errors import AdvisorError, Problem
from engine.frozen import frozen
from engine.inference import canonical
from engine.inference.derivation import Derivation
from engine.inference.infer import Inference, isolated
from engine.inquiry.answers import Outlook
from engine.inquiry.canonical import essence
from engine.inquiry.verdicts import exact_verdicts
from engine.knowledge.model import KnowledgeBase, Pack
from engine.workbench.changes import Changed, Difference, causes, differences, undone

OTHER = "other-knowledge"
"""The code of the problem that a decision is of another knowledge base: there is nothing to compare."""
ROWS_NEEDED = "batch-rows"
"""The code of the problem that a batch cannot be run again from its record alone."""
TRIALS = 16
"""So many engines are kept for trying what a single rule does."""


Today: TypeAlias = Callable[[tuple[str, ...]], KnowledgeBase]
"""The knowledge base of today with these packs; it raises KnowledgeError where it has no such pack."""


@frozen
class Replayed:
    """What came of running one decision again. It came out the same where all the tuples are empty."""

    entry: Mapping[str, Any]
    problems: tuple[Problem, ...] = ()
    """Why there is no answer to compare, or what is wrong with the record."""
    changed: tuple[Changed, ...] = ()
    differing: tuple[Difference, ...] = ()
    """Every place at which the derivations differ; under another knowledge base they are not compared."""
    digest: str = ""
    """Of the knowledge base, with its packs, by which it was judged; "" where it was not."""
    packs: tuple[Pack, ...] = ()

    @property
    def same(self) -> bool:
        """Whether it came out as recorded."""
        return not (self.problems or self.changed or self.differing)

    @property
    def compared(self) -> bool:
        """Whether it was run again: it is no batch, and was decided by a knowledge base of the name by which
        it was to be judged."""
        return all(problem.code not in (OTHER, ROWS_NEEDED) for problem in self.problems)

    @property
    def batch(self) -> bool:
        """Whether it is a batch, whose rows are not in its record."""
        return any(problem.code == ROWS_NEEDED for problem in self.problems)


def packs_of(kb: KnowledgeBase) -> tuple[str, ...]:
    """The names of its packs."""
    return tuple(pack.name for pack in kb.packs)


class Replayer:
    """Runs decisions again, under their own knowledge bases or under that of today with the packs of then.

    Close it after use. The engines of the last knowledge base are kept: neighbours in a log mostly share it.
    """

    def __init__(self, blob: Callable[[str], bytes], today: Today | None = None) -> None:
        self._blob, self._today = blob, today
        self._kept = ""
        self._wrong: tuple[Problem, ...] = ()
        self._inference: Inference | None = None
        self._trials: dict[tuple[str, str], tuple[KnowledgeBase, Inference] | None] = {}

    def replay(self, entry: Mapping[str, Any]) -> Replayed:
        """What comes of the decision of this entry. Whatever goes wrong is told in it."""
        try:
            if entry["kind"] == BATCH:
                batch.read(entry, self._blob)
                hint = "advisor audit show says how"
                what = "its rows are not in its record: run it again over what it read"
                return Replayed(entry, (Problem(ROWS_NEEDED, what, None, hint),))
            decision = record.read(entry, self._blob)
            if self._today is None:
                return self._as_recorded(decision)
            return self._as_of_today(decision, self._today(packs_of(decision.kb)))
        except AdvisorError as error:
            self._end()  # an engine that failed is no good for the next one
            return Replayed(entry, error.problems)

    def __enter__(self) -> Replayer:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def _as_recorded(self, decision: record.Decision) -> Replayed:
        kept = decision.entry["knowledge"]["snapshot"]
        if self._kept != kept:
            self._wrong = snapshot.reloaded(decision.kb)
        inference = self._under(kept, decision.kb)
        again = inference.infer(decision.case)
        # The digests were compared with the recorded one when the record was read: these are its bytes.
        if canonical.canonical_bytes(again) != canonical.canonical_bytes(decision.derivation):
            found = differences(decision.entry["derivation"], canonical.plain(again))
            changed = verdict_changes(decision.derivation.verdicts, again.verdicts)
        else:
            # Exact reasoning is asked again only where it was asked then.
            outlooks = exact(decision.kb, decision.case, again, inference.infer) if decision.outlooks else ()
            found = differences(essence(decision.outlooks), essence(outlooks), "outlooks")
            changed = verdict_changes(decision.verdicts, exact_verdicts(again, outlooks))
        kb, changes = decision.kb, tuple(map(Changed, changed))
        return Replayed(decision.entry, self._wrong, changes, tuple(found), kb.digest, kb.packs)

    def _as_of_today(self, decision: record.Decision, today: KnowledgeBase) -> Replayed:
        kb = decision.kb
        if kb.name != today.name:
            by = f"decided by {kb.name} {kb.version}, another knowledge base than {today.name}"
            return Replayed(decision.entry, (Problem(OTHER, f"{by}: not compared"),))
        case = refit(decision.case, kb, today)
        again, outlooks = self._again(self._under(today.digest, today), today, case)
        changes = verdict_changes(decision.verdicts, exact_verdicts(again, outlooks))
        changed = tuple(self._changed(decision, today, case, again, each) for each in changes)
        return Replayed(decision.entry, (), changed, (), today.digest, today.packs)

    def _changed(
        self,
        decision: record.Decision,
        today: KnowledgeBase,
        case: Case,
        again: Derivation,
        change: VerdictChange,
    ) -> Changed:
        """With the rules that make the difference."""
        found = causes((decision.kb, decision.derivation), (today, again), change)
        alone = tuple(
            (rule, how) for rule, how in found if self._restores(decision, today, case, change, rule)
        )
        return Changed(change, alone or found, bool(alone))

    def _restores(
        self,
        decision: record.Decision,
        today: KnowledgeBase,
        case: Case,
        change: VerdictChange,
        rule: str,
    ) -> bool:
        """Whether today's verdict would be the recorded one with this rule as it was."""
        key = (decision.entry["knowledge"]["snapshot"], rule)
        if key not in self._trials:
            kb = undone(today, decision.kb, rule)
            if len(self._trials) == TRIALS:
                self._end_trials()
            self._trials[key] = None if kb is None else (kb, isolated(kb))
        trial = self._trials[key]
        if trial is None:
            return False
        left = verdict_changes(decision.verdicts, exact_verdicts(*self._again(trial[1], trial[0], case)))
        return (change.entity, change.attribute) not in {(each.entity, each.attribute) for each in left}

    @staticmethod
    def _again(inference: Inference, kb: KnowledgeBase, case: Case) -> tuple[Derivation, tuple[Outlook, ...]]:
        """What follows from the case, and the exact status of its verdicts."""
        derivation = inference.infer(case)
        return derivation, exact(kb, case, derivation, inference.infer)

    def _under(self, kept: str, kb: KnowledgeBase) -> Inference:
        if self._inference is None or self._kept != kept:
            self._end()
            self._inference, self._kept = isolated(kb), kept
        return self._inference

    def _end(self) -> None:
        if self._inference is not None:
            self._inference.__exit__()
        self._inference, self._kept = None, ""
        self._end_trials()

    def _end_trials(self) -> None:
        for trial in self._trials.values():
            if trial is not None:
                trial[1].__exit__()
        self._trials.clear()
