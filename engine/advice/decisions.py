"""What an answer could decide, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from engine.advice.sentences import joined
from engine.advice.speech import Speech
from engine.frozen import frozen
from engine.inquiry.answers import Outcome, Outlook, Supposed
from engine.inquiry.cells import Cell
from engine.inquiry.slots import Pair
from engine.knowledge.conditions import Value
from engine.knowledge.model import Attribute


@frozen
class Decision:
    """What an answer could decide: with it (and `more` other answers) the verdict is this one."""

    answer: str
    more: int
    entity: str
    attribute: str
    about: str
    """Whose verdict, in words."""
    verdict: str
    word: str


def decisions(speech: Speech, pair: Pair, looked: Iterable[Outlook]) -> Iterator[Decision]:
    """What the answers to the unknown could decide of these verdicts."""
    for outlook in looked:
        goal = (outlook.entity, outlook.attribute)
        for outcome in outlook.outcomes:
            for answer in outcome.answers:
                if (answer.entity, answer.attribute) == pair:
                    yield _decision(speech, goal, outcome, answer)


def _decision(speech: Speech, goal: Pair, outcome: Outcome, answer: Supposed) -> Decision:
    return Decision(
        _short(speech, answer),
        len(outcome.answers) - 1,
        *goal,
        name_of_goal(speech, goal),
        outcome.verdict,
        speech.label(goal[1], outcome.verdict),
    )


def name_of_goal(speech: Speech, pair: Pair) -> str:
    """Whose verdict it is, and which where one could take it for another."""
    entity, attribute = pair
    goal = speech.kb.goal(attribute)
    first = next(g for g in speech.kb.goals if g.scope == goal.scope)
    if goal == first:
        return entity or speech.kb.words.root
    return f"{goal.label} ({entity})" if entity else goal.label


def _short(speech: Speech, answer: Supposed) -> str:
    """The answer in as few words as will do."""
    attribute = speech.kb.attributes[answer.attribute]

    def label(value: Value) -> str:
        return speech.label(attribute.name, value)

    if attribute.type == "set":
        inside, outside = (
            ", ".join(map(label, answer.values)),
            joined(map(label, answer.excluded or ("",)), "or"),
        )
        if not answer.values:
            return "none" if len(answer.excluded) == len(attribute.values) else f"not {outside}"
        if len(answer.values) == len(attribute.values):
            return "all"
        return f"{inside} only" if answer.excluded else inside
    if answer.cell is not None:
        return _range(answer.cell, attribute, label)
    return label(answer.values[0])


def _range(cell: Cell, attribute: Attribute, label: Callable[[Value], str]) -> str:
    """The numbers of the cell."""
    if cell.low is not None and cell.low == cell.high:
        return label(cell.low)
    ends = []
    if cell.low is not None and cell.low != attribute.low:
        ends.append(f"{'above' if cell.low_open else 'at least'} {label(cell.low)}")
    if cell.high is not None and cell.high != attribute.high:
        ends.append(f"{'below' if cell.high_open else 'at most'} {label(cell.high)}")
    return joined(ends) if ends else "any number"
