"""Why a verdict holds whatever the unknown facts are: the cases to be distinguished, and their rules."""

from __future__ import annotations

from engine.advice.calls import Call, each
from engine.advice.explanation import Node, Note
from engine.advice.recommendation import Answer
from engine.advice.refusal import Refuser
from engine.advice.sentences import joined
from engine.inference.derivation import CONFLICT, Firing
from engine.knowledge.model import Rule


def every_case(refuser: Refuser, answer: Answer) -> Call[tuple[Node, ...]]:
    """What is told where exact reasoning settles a verdict that the bounds leave open; else nothing."""
    cases, verdict = answer.prospect.cases, answer.verdict
    word = answer.word or verdict.value or verdict.status
    notes = [Note(f"{word} if {joined(s.says for s in case)}, whatever else is unknown") for case in cases]
    if answer.prospect.proof == "solver" and not answer.prospect.possibilities:
        notes = [Note(f"{word} in every case: found by exhaustive solving, which no certificate shows")]
    if not notes:
        return ()
    rules = _rules(refuser, answer)
    if rules:
        where = "in each of these cases" if cases else "in every case"
        which = "a rule shown above or one of these" if verdict.values else "one of these rules"
        notes.append(Note(f"{where} {which} gives it:"))
    # One by one: together they would be told without their places.
    obstacles = yield each(refuser.obstacles([rule], verdict.entity, 2) for rule in rules)
    return (*notes, *(obstacle for some in obstacles for obstacle in some), *_default(refuser, answer))


def _rules(refuser: Refuser, answer: Answer) -> list[Rule]:
    """The rules that can give the verdict, but for those that give it on what is known."""
    verdict, standings = answer.verdict, refuser.standings
    left = standings.possible.fired - standings.established.fired
    return [
        rule
        for rule in standings.rules_about.get(verdict.attribute, ())
        if Firing(rule.id, verdict.entity) in left
        and any(
            conclusion.attribute == verdict.attribute and verdict.value in (conclusion.value, CONFLICT)
            for conclusion in rule.then
        )
    ]


def _default(refuser: Refuser, answer: Answer) -> tuple[Node, ...]:
    """That in some of the cases no rule may give another verdict, where that gives this one."""
    verdict = answer.verdict
    otherwise = refuser.standings.kb.goal(verdict.attribute).otherwise
    if otherwise is None or otherwise.value != verdict.value or verdict.otherwise:
        return ()
    return (Note(f"or no rule gives another: {refuser.speech.because(otherwise.because, verdict.entity)}"),)
