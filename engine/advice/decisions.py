"""What an answer could decide, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from engine.advice.sentences import joined, tagged
from engine.advice.speech import Speech
from engine.frozen import frozen
from engine.inquiry.alone import Settling, within
from engine.inquiry.answers import Outcome, Outlook, Supposed
from engine.inquiry.cells import Cell
from engine.inquiry.slots import Pair
from engine.knowledge.conditions import InRange, Value
from engine.knowledge.model import Attribute
from engine.knowledge.wording import ends


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


def decisions(
    speech: Speech, pair: Pair, looked: Iterable[Outlook], settling: Sequence[Settling] = ()
) -> Iterator[Decision]:
    """What the answers to the unknown could decide of these verdicts: first those that do so alone.

    `settling` has the answers that are known to; of one that says more than another one of an outcome does,
    only the latter is told.
    """
    found = [
        ((outlook.entity, outlook.attribute), outcome, answer)
        for outlook in looked
        for outcome in outlook.outcomes
        for answer in outcome.answers
        if (answer.entity, answer.attribute) == pair
    ]
    own = [(goal, outcome, answer) for goal, outcome, answer in found if not outcome.answers[1:]]
    own = [each for each in own if not _told(each, settling)]
    for known in settling:
        if not any(goal == known.goal and within(answer, known.answer) for goal, _, answer in own):
            yield _decision(speech, known.goal, known.verdict, known.answer, 0)
    for goal, outcome, answer in (*own, *(each for each in found if each[1].answers[1:])):
        yield _decision(speech, goal, outcome.verdict, answer, len(outcome.answers) - 1)


def _told(each: tuple[Pair, Outcome, Supposed], settling: Iterable[Settling]) -> bool:
    """Whether the answer that settles alone is among those known to."""
    goal, outcome, answer = each
    return any(
        known.goal == goal
        and (within(known.answer, answer) or (known.verdict == outcome.verdict and answer.cell is not None))
        for known in settling
    )


def _decision(speech: Speech, goal: Pair, verdict: str, answer: Supposed, more: int) -> Decision:
    return Decision(
        _short(speech, answer),
        more,
        *goal,
        name_of_goal(speech, goal),
        verdict,
        speech.label(goal[1], verdict),
    )


def name_of_goal(speech: Speech, pair: Pair) -> str:
    """Whose verdict it is, and which where one could take it for another."""
    entity, attribute = pair
    goal = speech.kb.goal(attribute)
    first = next(g for g in speech.kb.goals if g.scope == goal.scope)
    if goal == first:
        return entity or speech.kb.words.root
    label = tagged(goal.label, goal.pack)
    return f"{label} ({entity})" if entity else label


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
    low = None if cell.low == attribute.low else cell.low
    high = None if cell.high == attribute.high else cell.high
    told = ends(InRange(attribute.name, low, high, cell.low_open, cell.high_open), label)
    return joined(told) if told else "any number"
