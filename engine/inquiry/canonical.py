"""Outlooks in plain data, for JSON outputs and records, and the way back.

What of it is always the same for the same case and knowledge base is `essence`: which minimal answers and
which witness the solver picks may change with its version.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from engine.cases.model import Case
from engine.inquiry.answers import Branch, Outcome, Outlook, Supposed
from engine.inquiry.cells import Cell
from engine.inquiry.supposed import suppose
from engine.knowledge.model import KnowledgeBase


def outlooks_plain(outlooks: Iterable[Outlook], case: Case) -> list[dict[str, Any]]:
    """The outlooks of the case as JSON values. A witness is told by what it adds to the case."""
    return [
        {
            "entity": each.entity,
            "attribute": each.attribute,
            "verdict": each.verdict,
            "status": each.status,
            "proof": each.proof,
            "sound": each.sound,
            "outcomes": [
                {
                    "verdict": outcome.verdict,
                    "answers": [supposed_plain(answer) for answer in outcome.answers],
                    "witness": _added(case, outcome.witness),
                }
                for outcome in each.outcomes
            ],
            "cases": [[supposed_plain(answer) for answer in branch.answers] for branch in each.branches],
            "matters": [list(pair) for pair in each.matters],
        }
        for each in outlooks
    ]


def outlooks_from(plain: Sequence[Mapping[str, Any]], case: Case, kb: KnowledgeBase) -> tuple[Outlook, ...]:
    """The outlooks of this plain form. Raises KeyError, TypeError or ValueError where it is none."""
    return tuple(
        Outlook(
            each["entity"],
            each["attribute"],
            each["verdict"],
            each["status"],
            each["proof"],
            tuple(
                Outcome(
                    outcome["verdict"],
                    tuple(map(_supposed, outcome["answers"])),
                    suppose(case, kb, map(_supposed, outcome["witness"])),
                )
                for outcome in each["outcomes"]
            ),
            tuple(Branch(tuple(map(_supposed, answers))) for answers in each["cases"]),
            tuple((entity, attribute) for entity, attribute in each["matters"]),
            each["sound"],
        )
        for each in plain
    )


def essence(outlooks: Iterable[Outlook]) -> list[dict[str, Any]]:
    """What does not depend on how the solver found it, as JSON values."""
    return [
        {
            "entity": each.entity,
            "attribute": each.attribute,
            "verdict": each.verdict,
            "status": each.status,
            "outcomes": [outcome.verdict for outcome in each.outcomes],
            "matters": [list(pair) for pair in each.matters],
            "sound": each.sound,
        }
        for each in outlooks
    ]


def supposed_plain(supposed: Supposed) -> dict[str, Any]:
    """One supposed value; a number with the range of those that do as well."""
    cell = supposed.cell
    return {
        "entity": supposed.entity,
        "attribute": supposed.attribute,
        "values": list(supposed.values),
        "excluded": list(supposed.excluded),
        "range": None
        if cell is None
        else {"low": cell.low, "high": cell.high, "low_open": cell.low_open, "high_open": cell.high_open},
    }


def _supposed(plain: Mapping[str, Any]) -> Supposed:
    ends, values = plain["range"], tuple(plain["values"])
    cell = None
    if ends is not None:
        cell = Cell(values[0], ends["low"], ends["high"], ends["low_open"], ends["high_open"])
    return Supposed(plain["entity"], plain["attribute"], values, tuple(plain["excluded"]), cell)


def _added(case: Case, witness: Case) -> list[dict[str, Any]]:
    known = {(fact.entity, fact.attribute): fact for fact in case.facts}
    return [
        supposed_plain(Supposed(fact.entity, fact.attribute, fact.values, fact.excluded))
        for fact in witness.facts
        if known.get((fact.entity, fact.attribute)) != fact
    ]
