"""Whether a changed knowledge base still gives every case the answer that the case expects."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cached_property

from engine.cases.model import Case, Expected
from engine.errors import EngineError, Problem
from engine.inference.derivation import Derivation
from engine.inquiry.inquiry import Inquiry
from engine.inquiry.outlooks import statuses
from engine.inquiry.slots import Pair
from engine.inquiry.solver import GaveUp
from engine.inquiry.supposed import suppose
from engine.inquiry.verdicts import OPEN, exact_verdicts
from engine.knowledge.model import Goal
from engine.workbench.casetests import Outcome
from engine.workbench.expectations import fired, not_fired, values, verdicts
from engine.workbench.mutation.changing import Changing
from engine.workbench.mutation.missing import Told, asked, missed, plainly, told
from engine.workbench.mutation.replay import Base, Models, State, completed, state


class Tried:
    """A case with what it expects, and what is known of it in the unchanged knowledge base."""

    def __init__(self, base: Base, outcome: Outcome) -> None:
        case, derivation = outcome.case, outcome.derivation
        assert case is not None, "it passed"
        assert case.expected is not None, "it passed"
        assert derivation is not None, "it passed"
        self._base, self.file, self.case, self.expected = base, outcome.file, case, case.expected
        self.state = state(base, case, derivation)
        self.asked: dict[Pair, Goal] = asked(base.kb, case.expected)
        firings = (
            *(step.firing for step in derivation.steps),
            *(defeat.firing for defeat in derivation.defeated),
            *(silence.firing for silence in derivation.silent),
        )
        self.rules = frozenset(firing.rule for firing in firings)
        """Those that it has to do with."""

    @cached_property
    def completions(self) -> tuple[State, ...]:
        """For each verdict that completions have, of a goal asked about, one that has it; all but what the
        solver gave up."""
        kb, view = self._base.kb, Inquiry(self._base.kb, self.case).complete
        cases = {}
        with suppress(GaveUp):
            for goal in self.asked:
                for literal in view.ground.verdicts[goal].values():
                    if model := view.solver.solve([*view.assume(), literal]):
                        completion = suppose(self.case, kb, view.answers(model, view.unknown))
                        cases[completion] = completed(self._base, completion)
        return tuple(cases.values())


def tried(base: Base, outcomes: Iterable[Outcome]) -> tuple[Tried, ...]:
    """The cases of these outcomes, all of which passed."""
    return tuple(Tried(base, outcome) for outcome in outcomes)


def likely(cases: Sequence[Tried], rule: str) -> list[Tried]:
    """The cases, those first that have to do with the rule."""
    return sorted(cases, key=lambda each: rule not in each.rules)


class Killer:
    """The cases put to one mutant. What is killed is, by a derivation that the proof checker accepted."""

    def __init__(self, changing: Changing, cases: Sequence[Tried]) -> None:
        self._changing, self._cases = changing, cases
        self._open: list[tuple[Tried, Models, dict[Pair, Told]]] = []

    def by_bounds(self) -> Tried | None:
        """The first case that notices the change, going by the bounds alone. Raises EngineError."""
        for each in self._cases:
            models = self._changing.models(each.state)
            found = {pair: told(goal, pair[0], models) for pair, goal in each.asked.items()}
            if plainly(each.expected, found, models):
                derivation = self._changing.derivation(each.case, models)
                if not any(True for _ in _plainly_missed(each.expected, derivation)):
                    what = f"{each.file} notices a change by one reckoning, and not by the other"
                    raise EngineError(
                        Problem("disagreement", what, None, "please report it with the knowledge base")
                    )
                return each
            if any(verdict.status in OPEN for verdict in found.values()):
                self._open.append((each, models, found))
        return None

    def exactly(self, wanted: Callable[[Case], bool]) -> Tried | None:
        """The first of these cases whose exact verdicts notice the change, where the bounds did not."""
        for each, models, found in self._open:
            if wanted(each.case) and not self._met(each, found):
                derivation = self._changing.derivation(each.case, models)
                outlooks = statuses(Inquiry(self._changing.kb, each.case), derivation)
                exact = replace(derivation, verdicts=exact_verdicts(derivation, outlooks))
                if any(True for _ in verdicts(each.expected, exact)):
                    return each
        return None

    def _met(self, tried: Tried, found: dict[Pair, Told]) -> bool:
        """Whether it is plain that the exact verdicts are as expected: they are what the bounds say, and
        these are open, wherever two completions have different ones."""
        left = {pair: goal for pair, goal in tried.asked.items() if found[pair].status in OPEN}
        if any(missed(tried.expected, pair, found[pair]) for pair in left):
            return False
        seen: dict[Pair, set[str]] = {pair: set() for pair in left}
        for completion in tried.completions:
            models = self._changing.models(completion)
            for pair, goal in left.items():
                seen[pair].add(told(goal, pair[0], models).word)
            if all(len(words) > 1 for words in seen.values()):
                return True
        return False


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
