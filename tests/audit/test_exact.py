"""What a record says beyond the bounds: the verifier refuses what the bounds rule out."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from engine.advice.exact import exact
from engine.audit import snapshot, verifier
from engine.audit.record import decision
from engine.inference.infer import infer
from tests.audit.books import SETTING
from tests.audit.decisions import answer, rooms

Change = Callable[[list[dict[str, Any]]], object]


def recorded() -> tuple[dict[str, Any], dict[str, Any]]:
    """A decision with verdicts settled and not, and its snapshots as the verifier takes them."""
    kb, case, derivation = answer(rooms(), "examples/rooms/case.yaml", "kitchen.defects=unknown")
    kept = snapshot.make(kb)
    outlooks = exact(kb, case, derivation, lambda other: infer(kb, other))
    make = decision(kb, case, derivation, snapshot.digest(kept), SETTING, outlooks)
    return json.loads(json.dumps(make(1, "0123456789"))), {snapshot.digest(kept): json.loads(kept)}


def faults(entry: dict[str, Any], snapshots: dict[str, Any]) -> list[str]:
    found = []
    for _, check in verifier.checks(entry, 1, snapshots):
        try:
            check()
        except verifier.Wrong as wrong:
            found.append(str(wrong))
    return found


def of(outlooks: list[dict[str, Any]], *statuses: str) -> dict[str, Any]:
    return next(each for each in outlooks if each["status"] in statuses)


CHANGES: dict[str, Change] = {
    "one is missing": lambda found: found.pop(),
    "they are of others": lambda found: found.reverse(),
    "what the bounds settle is said to be something else": lambda found: of(found, "settled").update(
        verdict="leave", proof="solver"
    ),
    "what the bounds settle is said to be open": lambda found: of(found, "settled").update(
        status="provisional", proof="solver"
    ),
    "what the bounds leave open is settled by them": lambda found: of(
        found, "provisional", "undetermined"
    ).update(status="settled", proof="bounds"),
}


def test_what_was_recorded_holds() -> None:
    entry, snapshots = recorded()
    assert faults(entry, snapshots) == []
    assert {each["status"] for each in entry["outlooks"]} & {"provisional", "undetermined"}
    assert faults({**entry, "outlooks": []}, snapshots) == []


@pytest.mark.parametrize("name", CHANGES)
def test_what_the_bounds_rule_out_is_refused(name: str) -> None:
    entry, snapshots = recorded()
    before = deepcopy(entry["outlooks"])
    CHANGES[name](entry["outlooks"])
    assert entry["outlooks"] != before
    assert len(faults(entry, snapshots)) == 1
