"""What exact reasoning says of a verdict, in words: what it could become, and how its status is known."""

from __future__ import annotations

from collections.abc import Iterable

from engine.advice.recommendation import Possibility, Prospect, Supposition
from engine.advice.speech import Speech
from engine.advice.supposing import supposition
from engine.cases.model import Case
from engine.inquiry.answers import Outcome, Outlook, Supposed
from engine.inquiry.slots import Pair
from engine.inquiry.supposed import suppose
from engine.knowledge.model import KnowledgeBase


def prospect(speech: Speech, goal: Pair) -> Prospect:
    """The prospect of the goal; that of the bounds where exact reasoning was not asked."""
    outlook = speech.standings.outlooks.get(goal)
    if outlook is None:
        return Prospect()
    case, kb = speech.standings.case, speech.kb
    possibilities = tuple(
        Possibility(
            outcome.verdict,
            speech.label(goal[1], outcome.verdict),
            _suppositions(speech, outcome.answers, outcome.witness),
            _only(speech.kb, outlook, outcome),
        )
        for outcome in outlook.outcomes
    )
    cases = tuple(
        _suppositions(speech, branch.answers, suppose(case, kb, branch.answers))
        for branch in outlook.branches
    )
    return Prospect(outlook.proof, possibilities, cases, outlook.sound)


def _only(kb: KnowledgeBase, outlook: Outlook, outcome: Outcome) -> bool:
    """Whether the outcomes show that it takes these answers: with the contrary of each it is another verdict.

    There may be no other way though they do not show it.
    """
    contrary = {
        (answer.entity, answer.attribute, answer.values)
        for each in outlook.outcomes
        if each.verdict != outcome.verdict
        for answer in each.answers[:1]
        if len(each.answers) == 1 and kb.attributes[answer.attribute].type == "boolean"
    }
    return all(
        (answer.entity, answer.attribute, tuple(not value for value in answer.values)) in contrary
        for answer in outcome.answers
    )


def _suppositions(speech: Speech, answers: Iterable[Supposed], case: Case) -> tuple[Supposition, ...]:
    return tuple(supposition(speech, answer, case) for answer in answers)
