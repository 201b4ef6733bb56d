"""Whether a changed knowledge base still gives every case the answer that the case expects."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from engine.cases.model import Case, Expected
from engine.frozen import frozen
from engine.inference.derivation import Derivation
from engine.inference.infer import Inference
from engine.inquiry.inquiry import Inquiry
from engine.inquiry.outlooks import statuses
from engine.inquiry.verdicts import OPEN, exact_verdicts
from engine.knowledge.model import KnowledgeBase
from engine.workbench.casetests import Outcome
from engine.workbench.expectations import fired, not_fired, values, verdicts


@frozen
class Tried:
    """A case with what it expects, and the rules that it has to do with in the unchanged knowledge base."""

    file: str
    case: Case
    expected: Expected
    rules: frozenset[str]


def tried(outcomes: Iterable[Outcome]) -> tuple[Tried, ...]:
    """The cases of these outcomes, all of which passed."""
    return tuple(_tried(outcome) for outcome in outcomes)


def _tried(outcome: Outcome) -> Tried:
    case, derivation = outcome.case, outcome.derivation
    assert case is not None, "it passed"
    assert case.expected is not None, "it passed"
    assert derivation is not None, "it passed"
    firings = (
        *(step.firing for step in derivation.steps),
        *(defeat.firing for defeat in derivation.defeated),
        *(silence.firing for silence in derivation.silent),
    )
    return Tried(outcome.file, case, case.expected, frozenset(firing.rule for firing in firings))


def likely(cases: Sequence[Tried], rule: str) -> list[Tried]:
    """The cases, those first that have to do with the rule."""
    return sorted(cases, key=lambda each: rule not in each.rules)


class Killer:
    """The cases put to one mutant."""

    def __init__(self, kb: KnowledgeBase, inference: Inference, cases: Sequence[Tried]) -> None:
        self._kb, self._infer, self._cases = kb, inference.infer, cases
        self._open: list[tuple[Tried, Derivation]] = []

    def by_bounds(self) -> Tried | None:
        """The first case that notices the change, going by the bounds alone."""
        for each in self._cases:
            derivation = self._infer(each.case)
            if any(True for _ in _plainly_missed(each.expected, derivation)):
                return each
            if _hangs(each.expected, derivation):
                self._open.append((each, derivation))
        return None

    def exactly(self, wanted: Callable[[Case], bool]) -> Tried | None:
        """The first of these cases whose exact verdicts notice the change, where the bounds did not."""
        for each, derivation in self._open:
            if wanted(each.case):
                outlooks = statuses(Inquiry(self._kb, each.case), derivation)
                told = replace(derivation, verdicts=exact_verdicts(derivation, outlooks))
                if any(True for _ in verdicts(each.expected, told)):
                    return each
        return None


def _plainly_missed(expected: Expected, derivation: Derivation) -> Iterator[object]:
    """What the answer misses, whatever the exact status of a verdict that the bounds leave open."""
    yield from fired(expected, derivation)
    yield from not_fired(expected, derivation)
    yield from values(expected, derivation)
    open_ = {(v.entity, v.attribute) for v in derivation.verdicts if v.status in OPEN}
    sure = replace(
        expected,
        verdicts={pair: word for pair, word in expected.verdicts.items() if pair not in open_},
        status={pair: word for pair, word in expected.status.items() if pair not in open_},
    )
    yield from verdicts(sure, derivation)


def _hangs(expected: Expected, derivation: Derivation) -> bool:
    """Whether something is expected of a verdict that the bounds leave open."""
    asked = {*expected.verdicts, *expected.status}
    return any(v.status in OPEN and (v.entity, v.attribute) in asked for v in derivation.verdicts)
