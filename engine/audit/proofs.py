"""Proofs that can be handed on: a record, or that the log only grew; docs/audit.md has their formats."""

from __future__ import annotations

import json
from typing import Any

from engine.audit.log import Log
from engine.audit.receipt import Receipt, counted, first
from engine.errors import AuditError, Problem, UsageError, Where

PROOF = "advisor/proof/1"
CONSISTENCY = "advisor/consistency/1"


def prove(log: Log, name: str, receipt: Receipt | None = None) -> dict[str, Any]:
    """That the record of this name stands in the tree of the receipt, without one in the tree of today.

    Raises UsageError where there is none of this name, or it is later than the receipt; AuditError where
    the record or the log is not what was recorded.
    """
    if receipt is not None:
        _agrees(log, receipt)
    seq, body = log.body(name)
    size = log.size() if receipt is None else receipt.size
    if seq > size:
        what = f"record {seq} is later than the receipt, which counts {counted(size)}"
        raise UsageError(Problem("later", what, Where(log.path), "leave the receipt out"))
    entry = json.loads(body)
    kept = entry.get("knowledge", {}).get("snapshot")
    own = log.receipt(seq, size)
    return {
        "schema": PROOF,
        "log": log.id,
        "entry": entry,
        "snapshot": json.loads(log.blob(kept)) if kept else None,
        "inclusion": {
            "index": seq - 1,
            "size": size,
            "path": [step.hex() for step in log.inclusion(seq, size)],
        },
        "root": own.root.hex(),
        "receipt": str(own),
    }


def continue_from(log: Log, receipt: Receipt) -> dict[str, Any]:
    """That the records which the receipt counts are the first of the log of today.

    Raises UsageError where the receipt is of another log, AuditError where they are not.
    """
    _agrees(log, receipt)
    size = log.size()
    return {
        "schema": CONSISTENCY,
        "log": log.id,
        "from": {"size": receipt.size, "root": receipt.root.hex()},
        "to": {"size": size, "root": log.root(size).hex()},
        "path": [step.hex() for step in log.consistency(receipt.size, size)],
    }


def _agrees(log: Log, receipt: Receipt) -> None:
    where = Where(log.path)
    if receipt.log != log.id:
        what = f"the receipt is of the log {receipt.log}, this is {log.id}"
        raise UsageError(Problem("not-this-log", what, where, "name the log that the receipt was given for"))
    if receipt.size > log.size():
        what = f"the receipt counts {counted(receipt.size)}, the log has {log.size()}"
        raise AuditError(Problem("log-shorter", what, where, "it was cut, or is an older copy"))
    if log.root(receipt.size) != receipt.root:
        what = f"{first(receipt.size)} of the receipt"
        raise AuditError(Problem("root-differs", what, where, "advisor audit verify looks at the whole log"))
