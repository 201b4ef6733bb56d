"""What a record is about, and the verdicts that a decision told, from its entry alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.inquiry.answers import NOT_APPLICABLE, UNDETERMINED

DECISION, BATCH = "decision", "batch"
"""The kinds of records by which a case was decided, or a file of them."""
NO_VALUE = (UNDETERMINED, NOT_APPLICABLE)


def subject(entry: Mapping[str, Any]) -> str:
    """The name of the case that was decided, or of what a batch read and how many rows it answered."""
    if entry["kind"] != BATCH:
        return str(entry["case"]["name"])
    names = ", ".join(each["name"] for each in entry["inputs"])
    count = entry["rows"]["size"]
    return f"{names}: {count:,} {'row' if count == 1 else 'rows'}"


def told(entry: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Each verdict with `entity`, `attribute`, `value` and `status`: the exact ones where they were asked.

    Raises KeyError or TypeError where the entry is no decision.
    """
    exact = {(each["entity"], each["attribute"]): each for each in entry["outlooks"]}
    found = []
    for verdict in entry["derivation"]["verdicts"]:
        pair = {key: verdict[key] for key in ("entity", "attribute")}
        known = exact.get((verdict["entity"], verdict["attribute"]))
        if known is None:
            found.append({**pair, "value": verdict["value"], "status": verdict["status"]})
        else:
            value = None if known["verdict"] in NO_VALUE else known["verdict"]
            found.append({**pair, "value": value, "status": known["status"]})
    return found
