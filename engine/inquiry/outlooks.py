"""The exact status of every goal: which verdicts the completions of a case have, and what decides it."""

from __future__ import annotations

from engine.errors import CaseError, Problem
from engine.inference.derivation import CONFLICT, Derivation, Status, Verdict
from engine.inquiry.answers import NOT_APPLICABLE, UNDETERMINED, Outcome, Outlook
from engine.inquiry.confirm import named
from engine.inquiry.forcing import shrink
from engine.inquiry.inquiry import Inquiry, View, suppose
from engine.inquiry.slots import Pair
from engine.inquiry.solver import GaveUp, Model


def outlooks(inquiry: Inquiry, derivation: Derivation) -> tuple[Outlook, ...]:
    """One for each verdict of the derivation, in its order.

    Raises CaseError where the facts allow no completion at all.
    """
    open_ = [verdict for verdict in derivation.verdicts if verdict.status in ("provisional", UNDETERMINED)]
    found = {(v.entity, v.attribute): _by_bounds(v) for v in derivation.verdicts}
    if open_:
        try:
            models = _models(inquiry.complete, open_)
            for verdict in open_:
                pair = (verdict.entity, verdict.attribute)
                found[pair] = _exact(inquiry.complete, verdict, models[pair])
        except GaveUp:
            found.update(((v.entity, v.attribute), _unsure(v)) for v in open_)
    return tuple(found.values())


def _by_bounds(verdict: Verdict) -> Outlook:
    return Outlook(verdict.entity, verdict.attribute, named(verdict), verdict.status, "bounds")


def _unsure(verdict: Verdict) -> Outlook:
    return Outlook(verdict.entity, verdict.attribute, named(verdict), verdict.status, "none")


def _models(view: View, open_: list[Verdict]) -> dict[Pair, dict[str, Model]]:
    """For each goal and each verdict that completions have, one of them."""
    goals = [(verdict.entity, verdict.attribute) for verdict in open_]
    found: dict[Pair, dict[str, Model]] = {goal: {} for goal in goals}
    base = view.assume()

    def seek(*more: int) -> bool:
        model = view.solver.solve([*base, *more])
        if model is not None:
            for goal in goals:
                found[goal].setdefault(view.verdict_in(model, goal), model)
        return model is not None

    if not seek():
        what = "whatever the unknowns are, the facts break a constraint of the knowledge base"
        raise CaseError(Problem("constraint", what, view.case.where, "advisor kb show lists the constraints"))
    for goal in goals:
        for value, atom in view.ground.verdicts[goal].items():
            if value not in found[goal]:
                seek(atom)
    return found


def _exact(view: View, verdict: Verdict, models: dict[str, Model]) -> Outlook:
    """The outlook of a goal that the bounds leave open."""
    goal = (verdict.entity, verdict.attribute)
    said = named(verdict)
    domain = (*map(str, view.ground.kb.attributes[verdict.attribute].values), CONFLICT, NOT_APPLICABLE)
    values = [value for value in domain if value in models]
    if len(values) == 1:
        (value,) = values
        status: Status = "not applicable" if value == NOT_APPLICABLE else "settled"
        sound = verdict.value in (None, value)
        return Outlook(*goal, value, status, "solver", sound=sound)
    outcomes = tuple(_outcome(view, goal, value, models[value]) for value in values)
    sound = verdict.value is None or verdict.value in models
    return Outlook(*goal, said, verdict.status, "solver", outcomes, sound=sound)


def _outcome(view: View, goal: Pair, value: str, model: Model) -> Outcome:
    """What one completion's answers come down to."""
    groups = {pair: view.literals(model, slots) for pair, slots in view.unknown.items()}
    base = [*view.assume(), -view.ground.verdicts[goal][value]]
    deciding = shrink(view.solver, base, groups)
    assert deciding is not None, "a complete case has one verdict"
    witness = suppose(view.case, view.ground.kb, view.answers(model, view.unknown))
    return Outcome(value, view.answers(model, deciding), witness)
