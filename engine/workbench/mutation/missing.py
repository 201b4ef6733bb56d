"""What a case expects and its models do not give, by the table of docs/semantics.md."""

from __future__ import annotations

from engine.cases.model import ROOT, Atom, Expected
from engine.frozen import frozen
from engine.inference.derivation import CONFLICT, Firing, Status
from engine.inference.evaluate import Model
from engine.inquiry.answers import NOT_APPLICABLE
from engine.inquiry.slots import Pair
from engine.inquiry.verdicts import OPEN
from engine.knowledge.model import Goal, KnowledgeBase
from engine.workbench.mutation.replay import Models


@frozen
class Told:
    """A verdict in one word, and its status, by the bounds."""

    word: str
    status: Status


def told(goal: Goal, entity: str, models: Models) -> Told:
    """The verdict of the goal in these models."""
    values, sure, could = (
        frozenset(map(str, model.values.get((entity, goal.attribute), ())))
        for model in (models.established, models.firm, models.possible)
    )
    other = goal.otherwise.value if goal.otherwise else None
    if len(values) > 1:
        return Told(CONFLICT, "settled" if len(sure) > 1 else "provisional")
    for value in values:
        certain = could == values and (sure == values or value == other)
        return Told(value, "settled" if certain else "provisional")
    if could - {other}:
        return Told("undetermined", "undetermined")
    return Told(NOT_APPLICABLE, "not applicable") if other is None else Told(other, "settled")


def asked(kb: KnowledgeBase, expected: Expected) -> dict[Pair, Goal]:
    """The goals of which the case expects a verdict or a status."""
    return {pair: kb.goal(pair[1]) for pair in (*expected.verdicts, *expected.status)}


def plainly(expected: Expected, verdicts: dict[Pair, Told], models: Models) -> bool:
    """Whether something is missed, whatever the exact status of a verdict that the bounds leave open."""
    found = models.established
    if not all(_fired(found, rule, entity) for rule, entity in expected.fired):
        return True
    if any(_fired(found, rule, entity) for rule, entity in expected.not_fired):
        return True
    if any(_holds(found, atom) != wanted for atom, wanted in expected.values):
        return True
    return any(missed(expected, pair, each) for pair, each in verdicts.items() if each.status not in OPEN)


def missed(expected: Expected, pair: Pair, verdict: Told) -> bool:
    """Whether this is not the verdict, or not the status, that is expected of the goal."""
    word, status = expected.verdicts.get(pair), expected.status.get(pair)
    return word not in (None, verdict.word) or status not in (None, verdict.status)


def _fired(model: Model, rule: str, entity: str | None) -> bool:
    entities = (ROOT, *model.parts) if entity is None else (entity,)
    return any(Firing(rule, each) in model.fired for each in entities)


def _holds(model: Model, atom: Atom) -> bool:
    return atom.value in model.values.get((atom.entity, atom.attribute), ())
