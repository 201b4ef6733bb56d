"""Reasons and flips as data; their schemas are published beside those of the other outputs."""

from __future__ import annotations

from typing import Any

from engine import __version__
from engine.advice.flips import ChangeTold, FlipsTold, FlipTold
from engine.advice.inquired import Inquired
from engine.advice.reasons import FactTold, ReasonsTold
from engine.advice.recommendation import Supposition
from engine.cases.model import Case
from engine.inquiry.answers import Supposed
from engine.inquiry.cells import Cell
from engine.knowledge.model import KnowledgeBase
from engine.render.workbench.form import knowledge

REASONS = "advisor/reasons/1"
FLIPS = "advisor/flips/1"


def reasons_plain(told: ReasonsTold) -> dict[str, Any]:
    """The reasons."""
    return {
        **_head(REASONS, told.knowledge, told.case, told.about),
        "reasons": [[_fact(fact) for fact in facts] for facts in told.reasons],
        "found": told.count,
        "all": told.all,
        "gave_up": told.gave_up,
        "carry_nothing": [_fact(fact) for fact in told.idle],
    }


def flips_plain(told: FlipsTold) -> dict[str, Any]:
    """The flips."""
    return {
        **_head(FLIPS, told.knowledge, told.case, told.about),
        "to": told.to or None,
        "flips": [_flip(flip) for flip in told.flips],
        "found": told.count,
        "all": told.all,
        "gave_up": told.gave_up,
        "unchangeable": list(told.unchangeable),
        "kept": list(told.kept),
        "elsewhere": told.elsewhere,
    }


def _head(schema: str, kb: KnowledgeBase, case: Case, about: Inquired) -> dict[str, Any]:
    return {
        "schema": schema,
        "tool": {"name": "advisor", "version": __version__},
        "knowledge": knowledge(kb),
        "case": {"name": case.name, "as_of": case.as_of, "stated": len(case.facts), "open": about.open},
        "verdict": {
            "entity": about.entity,
            "attribute": about.attribute,
            "value": about.verdict,
            "word": about.word,
            "status": about.status,
        },
        "unknowns": about.unknowns,
        "status_unsure": about.unsure,
    }


def _fact(told: FactTold) -> dict[str, Any]:
    fact, where = told.fact, told.fact.origin.where
    return {
        "entity": fact.entity,
        "attribute": fact.attribute,
        "name": told.name,
        "says": told.sentence,
        "origin": {
            "kind": fact.origin.kind,
            "where": None if where is None else {"file": where.file, "line": where.line, "col": where.col},
            "source": fact.origin.source,
            "note": fact.origin.note,
        },
    }


def _flip(flip: FlipTold) -> dict[str, Any]:
    return {
        "verdict": flip.verdict,
        "word": flip.word,
        "says": flip.sentence,
        "changes": [_change(change) for change in flip.changes],
        "answers": [_supposed(answer) for answer in flip.answers],
        "other_verdicts": list(flip.others),
        "set": list(flip.settings),
    }


def _change(change: ChangeTold) -> dict[str, Any]:
    return {
        "before": _fact(change.before),
        "after": _supposed(change.after),
        "any_of": [*map(_cell, change.cells), *map(_sides, change.ways)],
        "values": change.says,
        "all": change.whole,
    }


def _cell(cell: Cell) -> Any:
    """A value, or a range of numbers."""
    if isinstance(cell.value, str | bool):
        return cell.value
    return {
        "low": cell.low,
        "high": cell.high,
        "low_open": cell.low_open,
        "high_open": cell.high_open,
    }


def _sides(way: Supposed) -> dict[str, Any]:
    return {"in": list(way.values), "out": list(way.excluded)}


def _supposed(told: Supposition) -> dict[str, Any]:
    return {
        "entity": told.entity,
        "attribute": told.attribute,
        "name": told.name,
        "says": told.says,
        "set": list(told.settings),
    }
