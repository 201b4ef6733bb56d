"""What a check of a log found, and the proofs it gives out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.audit.receipt import Receipt
from engine.errors import Problem
from engine.frozen import frozen
from engine.render.escape import json_text, visible
from engine.render.phrases import counted
from engine.render.workbench.form import document
from engine.render.workbench.lines import joined


@frozen
class Verified:
    """A log that was checked: its head where it has a record and is sound, and against what."""

    log: str
    path: str
    head: Receipt | None
    receipts: tuple[Receipt, ...]
    findings: tuple[Problem, ...]


def verified_text(checked: Verified) -> str:
    """The findings; or that there are none, what that shows, and the receipt to keep."""
    findings = [visible(str(problem)) for problem in checked.findings]
    count = counted(checked.head.size, "record") if checked.head else "no record"
    verdict = counted(len(findings), "problem") if findings else f"{count}, sound"
    lines = [*findings, visible(f"log {checked.log}, {checked.path}: {verdict}")]
    if not findings:
        covered = max((receipt.size for receipt in checked.receipts), default=0)
        if covered:
            first = f"the first {covered} are those" if covered > 1 else "the first is that"
            lines.append(f"{first} of your receipt: none altered, removed, added or moved")
        else:
            lines.append("it agrees with itself; only a receipt shows that it was not made anew as a whole")
    if checked.head:
        lines.append(str(checked.head))
    return joined(lines)


def verified_json(checked: Verified) -> str:
    """For a program."""
    return document(
        "audit-verify",
        log=checked.log,
        size=checked.head.size if checked.head else None,
        root=checked.head.root.hex() if checked.head else None,
        receipt=str(checked.head) if checked.head else None,
        against=[str(receipt) for receipt in checked.receipts],
        findings=[
            {"code": problem.code, "what": problem.what, "hint": problem.hint} for problem in checked.findings
        ],
    )


def checkpoint_json(receipt: Receipt) -> str:
    """For a program."""
    return document(
        "audit-checkpoint",
        log=receipt.log,
        size=receipt.size,
        root=receipt.root.hex(),
        receipt=str(receipt),
    )


def document_json(proof: Mapping[str, Any]) -> str:
    """A proof, which says itself which schema it follows."""
    return json_text(proof) + "\n"
