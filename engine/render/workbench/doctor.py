"""What the doctor found: a line for each check, and under one that failed how to mend it."""

from __future__ import annotations

from collections.abc import Iterable

from engine.render.escape import visible
from engine.render.paint import Paper
from engine.render.workbench.form import document
from engine.render.workbench.lines import joined, labelled
from engine.workbench.doctor import Check

MARGIN = 24


def text(checks: Iterable[Check], paper: Paper) -> str:
    """For a person."""
    lines = []
    for check in checks:
        mark = paper.paint("ok    ", "good") if check.passed else paper.paint("FAILED", "bad")
        first, *rest = labelled(paper, f"        {check.name}", visible(check.found), MARGIN, "")
        lines += [f"{mark}  {first[8:]}", *rest]
        if check.mend:
            lines.append(" " * MARGIN + paper.paint("mend: ", "hint") + visible(check.mend))
    return joined(lines)


def as_json(checks: Iterable[Check]) -> str:
    """For a program, or a report of a fault."""
    checks = tuple(checks)
    return document(
        "doctor",
        passed=all(check.passed for check in checks),
        checks=[
            {"name": check.name, "passed": check.passed, "found": check.found, "mend": check.mend}
            for check in checks
        ],
    )
