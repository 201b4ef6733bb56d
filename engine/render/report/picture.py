"""The picture of a case: its parts against the verdicts that each of them has or could have."""

from __future__ import annotations

from typing import Literal, TypeAlias

from engine.advice.recommendation import Answer, Recommendation
from engine.advice.reported import Reported
from engine.frozen import frozen
from engine.inference.derivation import CONFLICT, Status
from engine.inquiry.answers import NOT_APPLICABLE
from engine.render import phrases
from engine.render.report.anchors import Anchors
from engine.render.text import entry_lines

Mark: TypeAlias = Literal["is", "could", "no"]


@frozen
class Line:
    """A part with its verdict: a mark for each column."""

    name: str
    word: str
    status: Status
    why: str
    more: tuple[str, ...]
    """What is shown with it."""
    href: str
    marks: tuple[Mark, ...]


@frozen
class Picture:
    """Lines under columns; none where no parts are judged."""

    goal: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]


def pictures(reported: Reported, anchors: Anchors) -> tuple[Picture, ...]:
    """One for each goal of parts that applies to some part."""
    recommendation, kb = reported.recommendation, reported.recommendation.knowledge
    found = []
    for goal in kb.goals:
        answers = [a for a in recommendation.answers if a.verdict.attribute == goal.attribute]
        answers = [a for a in answers if a.verdict.entity and a.verdict.status != NOT_APPLICABLE]
        if answers:
            attribute = kb.attributes[goal.attribute]
            columns = tuple(attribute.labels[value] for value in attribute.values)
            lines = tuple(_line(recommendation, answer, anchors) for answer in answers)
            found.append(Picture(goal.label, columns, lines))
    return tuple(found)


def _line(recommendation: Recommendation, answer: Answer, anchors: Anchors) -> Line:
    verdict = answer.verdict
    values = recommendation.knowledge.attributes[verdict.attribute].values
    could = {possibility.value for possibility in answer.prospect.possibilities} or set(verdict.possible)
    if verdict.status == "settled":
        could = set()
    here = set(verdict.values) if verdict.value == CONFLICT else {verdict.value}
    marks: list[Mark] = ["is" if v in here else "could" if v in could else "no" for v in values]
    word = phrases.word(answer) or verdict.status
    why = phrases.short_reason(answer)
    more = tuple(line for section in answer.sections for line in entry_lines(section, True))
    return Line(verdict.entity, word, verdict.status, why, more, anchors.verdict(verdict), tuple(marks))
