"""Recorded decisions run again: do they still come out so, and would they today?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from engine.audit import record, snapshot
from engine.audit.compare import Change, Difference, VerdictChange, causes, differences, verdict_changes
from engine.audit.refit import refit
from engine.errors import AdvisorError, Problem
from engine.inference import canonical
from engine.inference.infer import Inference, isolated
from engine.knowledge.model import KnowledgeBase


@dataclass(frozen=True, slots=True)
class Changed:
    """A verdict that comes out otherwise, and the rules that make the difference."""

    verdict: VerdictChange
    rules: tuple[tuple[str, Change], ...] = ()


@dataclass(frozen=True, slots=True)
class Replayed:
    """What came of running one decision again. It came out the same where all the tuples are empty."""

    entry: Mapping[str, Any]
    problems: tuple[Problem, ...] = ()
    """Why there is no answer to compare, or what is wrong with the record."""
    changed: tuple[Changed, ...] = ()
    differing: tuple[Difference, ...] = ()
    """Every place at which the derivations differ; under another knowledge base they are not compared."""

    @property
    def same(self) -> bool:
        """Whether it came out as recorded."""
        return not (self.problems or self.changed or self.differing)


class Replayer:
    """Runs decisions again, under their own knowledge bases or under one of today; close it after use.

    The engines of the last knowledge base are kept, since neighbours in a log mostly share theirs.
    """

    def __init__(self, blob: Callable[[str], bytes], today: KnowledgeBase | None = None) -> None:
        self._blob, self._today = blob, today
        self._kept = ""
        self._wrong: tuple[Problem, ...] = ()
        self._inference: Inference | None = None

    def replay(self, entry: Mapping[str, Any]) -> Replayed:
        """What comes of the decision of this entry. Whatever goes wrong is told in it."""
        try:
            decision = record.read(entry, self._blob)
            if self._today is None:
                return self._as_recorded(decision)
            return self._as_of_today(decision, self._today)
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
        again = self._under(kept, decision.kb).infer(decision.case)
        changed = verdict_changes(decision.derivation, again)
        # The digests were compared with the recorded one when the record was read: these are its bytes.
        found: tuple[Difference, ...] = ()
        if canonical.canonical_bytes(again) != canonical.canonical_bytes(decision.derivation):
            found = tuple(differences(decision.entry["derivation"], canonical.plain(again)))
        return Replayed(decision.entry, self._wrong, tuple(map(Changed, changed)), found)

    def _as_of_today(self, decision: record.Decision, today: KnowledgeBase) -> Replayed:
        case = refit(decision.case, decision.kb, today)
        again = self._under("today", today).infer(case)
        before, after = (decision.kb, decision.derivation), (today, again)
        changes = verdict_changes(decision.derivation, again)
        return Replayed(
            decision.entry, (), tuple(Changed(each, causes(before, after, each)) for each in changes)
        )

    def _under(self, kept: str, kb: KnowledgeBase) -> Inference:
        if self._inference is None or self._kept != kept:
            self._end()
            self._inference, self._kept = isolated(kb), kept
        return self._inference

    def _end(self) -> None:
        if self._inference is not None:
            self._inference.__exit__()
        self._inference, self._kept = None, ""
