"""What to ask next as data; the schema is published beside those of the other outputs."""

from __future__ import annotations

from typing import Any

from engine import __version__
from engine.advice.asking import Asked, Asking
from engine.inquiry.slots import Pair
from engine.render.workbench.form import knowledge

NEXT = "advisor/next/1"


def next_plain(asking: Asking, most: int) -> dict[str, Any]:
    """The first `most` questions."""
    case, words = asking.case, asking.knowledge.words
    return {
        "schema": NEXT,
        "tool": {"name": "advisor", "version": __version__},
        "knowledge": knowledge(asking.knowledge),
        "case": {"name": case.name, "as_of": case.as_of},
        "settled": not asking.open,
        "list_question": None if asking.listed else words.question,
        "open": [_goal(pair) for pair in asking.open],
        "gave_up": [_goal(pair) for pair in asking.unsure],
        "found": len(asking.questions),
        "questions": [_question(question) for question in asking.questions[:most]],
    }


def _question(question: Asked) -> dict[str, Any]:
    return {
        "entity": question.entity,
        "attribute": question.attribute,
        "name": question.name,
        "question": question.question,
        "help": question.help,
        "kind": question.kind,
        "choices": [{"value": each.value, "label": each.label} for each in question.choices],
        "can_change": [_goal(pair) for pair in question.goals],
        "decides": [
            {
                "answer": each.answer,
                "more": each.more,
                "entity": each.entity,
                "attribute": each.attribute,
                "verdict": each.verdict,
                "word": each.word,
            }
            for each in question.decides
        ],
        "whole": question.whole,
    }


def _goal(pair: Pair) -> dict[str, str]:
    return {"entity": pair[0], "attribute": pair[1]}
