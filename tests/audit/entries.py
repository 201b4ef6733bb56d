"""Entries for tests that do not care what a record holds, and the kit to look at a log."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.audit.log import Log
from engine.audit.receipt import Receipt
from engine.audit.rows import blob_name

SNAPSHOT = b'{"schema":"advisor/snapshot/1"}'


def note(seq: int, id: str, because: str = "as agreed") -> dict[str, Any]:
    """A whole annotation."""
    return {
        "schema": "advisor/record/1",
        "kind": "annotation",
        "id": id,
        "seq": seq,
        "time": "2026-11-25T01:17:00Z",
        "actor": {"name": "somebody", "kind": "person"},
        "interface": "tests",
        "versions": {"advisor": "0"},
        "about": "0123456789",
        "verdict": "accepted",
        "because": because,
    }


def long_note(characters: int) -> Callable[[int, str], dict[str, Any]]:
    """The maker of annotations of about this length, which differ."""
    return lambda seq, id: note(seq, id, f"{seq} {'x' * characters}")


def decision(seq: int, id: str) -> dict[str, Any]:
    """As much of a decision as the log itself looks at; its snapshot is SNAPSHOT."""
    entry = note(seq, id)
    for name in ("about", "verdict", "because"):
        del entry[name]
    name = blob_name(SNAPSHOT)
    return {
        **entry,
        "kind": "decision",
        "knowledge": {"name": "garden", "version": "1", "digest": "sha256:00", "snapshot": name},
        "case": {"name": "a garden"},
        "derivation": {"steps": [], "verdicts": []},
        "outlooks": [],
    }


def a_batch(seq: int, id: str) -> dict[str, Any]:
    """As much of a batch as the log itself looks at; its snapshot is SNAPSHOT."""
    entry = decision(seq, id)
    for name in ("case", "derivation", "outlooks"):
        del entry[name]
    rows = {"size": 5, "root": "0" * 64}
    return {**entry, "kind": "batch", "counts": {"answered": 5}, "inputs": [], "rows": rows}


def filled(path: str, count: int) -> list[Receipt]:
    """Make a log of so many records, annotations and one decision, and give their receipts."""
    with Log.create(path) as log:
        receipts = [log.append(decision, {blob_name(SNAPSHOT): SNAPSHOT})]
        receipts += [log.append(note) for _ in range(count - 1)]
    return receipts


def codes(path: str, *receipts: Receipt) -> list[str]:
    """The codes of what `verify` finds."""
    with Log.open(path) as log:
        return [problem.code for problem in log.verify(receipts)]
