"""Why not, for programs: the same data as the text, and more of it. `schemas/why-not.json` is its schema."""

from __future__ import annotations

from typing import Any

from engine.advice.explanation import Topic
from engine.advice.refused import Contrast, Refusal, WhyNot
from engine.cases.model import Case
from engine.inquiry.verdicts import named
from engine.render.jsonform import as_plain, case_plain, head

SCHEMA = "advisor/why-not/1"


def why_not_plain(found: WhyNot, case: Case, version: str) -> dict[str, Any]:
    """The whole answer as JSON values. `version` is that of the program that gives it."""
    answer, verdict = found.answer, found.answer.verdict
    present = named(verdict)
    return {
        **head(SCHEMA, found.recommendation.knowledge, version),
        "case": case_plain(case),
        "entity": found.entity,
        "attribute": found.attribute,
        "value": found.value,
        "word": found.word,
        "present": {
            "verdict": present,
            "word": answer.word or present,
            "sentence": answer.sentence,
            "status": verdict.status,
        },
        "reached": found.reached,
        "clashes": found.clashes,
        "answers": as_plain(found.answers),
        "excluded_by": as_plain(found.excluded_by),
        "instead": as_plain(found.instead),
        "default": found.default,
        "refusals": [_refusal(each) for each in found.refusals],
        "rivals": [_refusal(each) for each in found.rivals],
        "contrast": None if found.contrast is None else _contrast(found.contrast),
    }


def _refusal(refusal: Refusal) -> dict[str, Any]:
    return {
        "how": refusal.how,
        "rules": list(refusal.rules),
        **_nodes(refusal.topic),
        "stopped": as_plain(refusal.stopped),
    }


def _contrast(contrast: Contrast) -> dict[str, Any]:
    return {
        "value": contrast.value,
        "word": contrast.word,
        "given": contrast.given,
        "lacking": _nodes(contrast.lacking),
        "resting": as_plain(contrast.resting),
        "shared": as_plain(contrast.shared),
        "change": as_plain(contrast.change),
        "gave_up": contrast.gave_up,
    }


def _nodes(topic: Topic) -> dict[str, Any]:
    """The nodes, and after them those that were too deep inside them."""
    return {"nodes": as_plain(topic.nodes), "continued": as_plain(topic.continued)}
