"""The exact status of every goal: which verdicts the completions of a case have, and what decides it."""

from __future__ import annotations

from functools import cached_property

from engine.cases.model import Case
from engine.inference.derivation import CONFLICT, Derivation, Status, Verdict
from engine.inquiry.answers import NOT_APPLICABLE, Outcome, Outlook
from engine.inquiry.branches import Undecided, branches
from engine.inquiry.confirm import Confirmer, Infer
from engine.inquiry.forcing import shrink
from engine.inquiry.inquiry import Inquiry
from engine.inquiry.relevance import Twin
from engine.inquiry.slots import Pair
from engine.inquiry.solver import GaveUp, Model
from engine.inquiry.supposed import suppose
from engine.inquiry.verdicts import OPEN, by_bounds, named


def outlooks(
    inquiry: Inquiry, derivation: Derivation, infer: Infer, undecided: Undecided
) -> tuple[Outlook, ...]:
    """One for each verdict of the derivation, in its order; every witness is confirmed by `infer`.

    `undecided` names the unknowns on which the bounds leave a verdict open. Raises CaseError where the
    facts allow no completion at all, EngineError where the solvers disagree.
    """
    left = [verdict for verdict in derivation.verdicts if verdict.status in OPEN]
    found = {(v.entity, v.attribute): by_bounds(v) for v in derivation.verdicts}
    if left:
        try:
            looking = _Looking(inquiry, derivation, infer, undecided)
            found.update(((v.entity, v.attribute), looking.exact(v)) for v in left)
        except GaveUp:
            found.update(((v.entity, v.attribute), _unsure(v)) for v in left)
    return tuple(found.values())


def statuses(inquiry: Inquiry, derivation: Derivation) -> tuple[Outlook, ...]:
    """The same, of each verdict no more than its value and status: no engine confirms what the solver finds.

    Raises CaseError as `outlooks` does.
    """
    left = [verdict for verdict in derivation.verdicts if verdict.status in OPEN]
    found = {(v.entity, v.attribute): by_bounds(v) for v in derivation.verdicts}
    if left:
        try:
            reached = _Reached(inquiry)
            found.update(
                ((v.entity, v.attribute), _brief(v, reached.of((v.entity, v.attribute)))) for v in left
            )
        except GaveUp:
            found.update(((v.entity, v.attribute), _unsure(v)) for v in left)
    return tuple(found.values())


def _brief(verdict: Verdict, values: list[str]) -> Outlook:
    if len(values) > 1:
        return by_bounds(verdict)
    (value,) = values
    return Outlook(verdict.entity, verdict.attribute, value, _settled(value), "solver")


def _settled(value: str) -> Status:
    """The status of a verdict that all completions have."""
    return "not applicable" if value == NOT_APPLICABLE else "settled"


def _unsure(verdict: Verdict) -> Outlook:
    return Outlook(verdict.entity, verdict.attribute, named(verdict), verdict.status, "none")


class _Reached:
    """Which verdicts the completions of a case have, with one completion for each."""

    def __init__(self, inquiry: Inquiry) -> None:
        self._view = inquiry.complete
        self._base = self._view.assume()
        self.models: dict[Pair, dict[str, Model]] = {goal: {} for goal in self._view.ground.verdicts}
        self._note(self._view.some())

    def _note(self, model: Model) -> None:
        """Keep the completion for every verdict that none was found for."""
        for goal, found in self.models.items():
            found.setdefault(self._view.verdict_in(model, goal), model)

    def of(self, goal: Pair) -> list[str]:
        """The verdicts of this goal, in the order of the vocabulary."""
        for value, atom in self._view.ground.verdicts[goal].items():
            if value not in self.models[goal] and (model := self._view.solver.solve([*self._base, atom])):
                self._note(model)
        domain = (*map(str, self._view.ground.kb.attributes[goal[1]].values), CONFLICT, NOT_APPLICABLE)
        return [value for value in domain if value in self.models[goal]]


class _Looking:
    """Looks at the completions of one case."""

    def __init__(self, inquiry: Inquiry, derivation: Derivation, infer: Infer, undecided: Undecided) -> None:
        self._view, self._case, self._derivation = inquiry.complete, inquiry.case, derivation
        self._infer, self._undecided = infer, undecided
        self._solver = self._view.solver
        self._base = self._view.assume()
        self._confirmer = Confirmer(infer)
        self._cases: dict[Model, Case] = {}
        self._reached = _Reached(inquiry)

    def exact(self, verdict: Verdict) -> Outlook:
        """The outlook of a goal that the bounds leave open."""
        goal = (verdict.entity, verdict.attribute)
        values = self._reached.of(goal)
        sound = verdict.value is None or verdict.value in values
        if len(values) == 1:
            (value,) = values
            status = _settled(value)
            split = branches(self._view, goal, value, self._infer, self._undecided)
            if split is None:
                return Outlook(*goal, value, status, "solver", sound=sound)
            return Outlook(*goal, value, status, "cases", branches=split, sound=sound)
        outcomes = tuple(self._outcome(goal, value) for value in values)
        matters = self._matters(goal, verdict, outcomes)
        return Outlook(*goal, named(verdict), verdict.status, "solver", outcomes, (), matters, sound)

    def _outcome(self, goal: Pair, value: str) -> Outcome:
        """What the answers of one completion come down to."""
        view, model = self._view, self._reached.models[goal][value]
        base = [*self._base, -view.ground.verdicts[goal][value]]
        asked = {pair: view.literals(model, slots) for pair, slots in view.unknown.items()}
        deciding = shrink(self._solver, base, asked)
        assert deciding is not None, "a complete case has one verdict"
        # A question asks for a whole set; of an answer that names members only some of them decide.
        sets = {pair for pair in deciding if view.supposed(model, pair, view.unknown[pair]).values[1:]}
        members = {
            slot: view.literals(model, [slot])
            for pair in deciding
            if pair in sets
            for slot in view.unknown[pair]
        }
        alone = [literal for pair in deciding if pair not in sets for literal in asked[pair]]
        slots = shrink(self._solver, [*base, *alone], members) if members else ()
        assert slots is not None, "their questions decide it"
        if model not in self._cases:
            answers = view.answers(model, view.unknown)
            self._cases[model] = suppose(self._case, view.ground.kb, answers)
        witness = self._cases[model]
        self._confirmer.confirm(witness, goal, value)
        told = {
            pair: [slot for slot in slots if slot.pair == pair] or view.unknown[pair] for pair in deciding
        }
        said = (view.supposed(model, pair, each) for pair, each in told.items())
        return Outcome(value, tuple(said), witness)

    def _matters(self, goal: Pair, verdict: Verdict, outcomes: tuple[Outcome, ...]) -> tuple[Pair, ...]:
        """The unknowns that can change the verdict: those that decide an outcome, and others like them."""
        found = {(answer.entity, answer.attribute) for each in outcomes for answer in each.answers}
        undecided = self._undecided(self._case, self._derivation, verdict)
        for pair in self._view.unknown:  # in this order: what is asked before leads the solver on
            if pair in undecided and pair not in found and self._twin.matters(pair, goal):
                found.add(pair)
        return tuple(pair for pair in self._view.unknown if pair in found)

    @cached_property
    def _twin(self) -> Twin:
        return Twin(self._view)
