"""What a check of a knowledge base found, for a person, a program, or the annotations of GitHub."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from engine.errors import Problem
from engine.knowledge.model import KnowledgeBase
from engine.render.escape import json_text, visible
from engine.render.workbench.lines import counted


def summary(kb: KnowledgeBase, findings: Sequence[Problem]) -> str:
    """What the knowledge base consists of, and whether it is sound."""
    parts = (
        counted(len(kb.rules), "rule"),
        counted(len(kb.attributes), "attribute"),
        counted(len(kb.goals), "goal"),
        counted(len(kb.claims), "claim"),
        counted(len(kb.parameters), "parameter"),
        counted(len(kb.constraints), "constraint"),
    )
    verdict = counted(len(findings), "warning") if findings else "sound"
    return f"{visible(kb.name)} {visible(kb.version)}: {', '.join(parts)}; {kb.digest}: {verdict}"


def as_json(kb: KnowledgeBase | None, findings: Iterable[Problem]) -> str:
    """For a program; without a knowledge base, the errors that kept it from being loaded."""
    knowledge = None
    if kb:
        knowledge = {
            "name": kb.name,
            "version": kb.version,
            "digest": kb.digest,
            "rules": len(kb.rules),
            "attributes": len(kb.attributes),
            "goals": len(kb.goals),
            "claims": len(kb.claims),
            "parameters": len(kb.parameters),
            "constraints": len(kb.constraints),
        }
    problems = [
        {
            "severity": finding.severity,
            "code": finding.code,
            "what": finding.what,
            "hint": finding.hint,
            "file": finding.where.file if finding.where else None,
            "line": finding.where.line if finding.where else None,
            "col": finding.where.col if finding.where else None,
        }
        for finding in findings
    ]
    return json_text({"schema": "kb-check/1", "knowledge": knowledge, "findings": problems})


def github(findings: Iterable[Problem]) -> list[str]:
    """Workflow commands that put each finding beside its line."""
    return [annotation(finding) for finding in findings]


def annotation(finding: Problem) -> str:
    """One workflow command: its properties escape more than its message does."""
    where = finding.where
    place = {"file": where.file, "line": str(where.line), "col": str(where.col)} if where else {}
    place["title"] = finding.code
    properties = ",".join(
        f"{name}={escaped(value).replace(':', '%3A').replace(',', '%2C')}"
        for name, value in place.items()
        if value not in ("", "0")
    )
    hint = f" (hint: {finding.hint})" if finding.hint else ""
    return f"::{finding.severity} {properties}::{escaped(visible(finding.what + hint))}"


def escaped(text: str) -> str:
    """The text as data of a workflow command."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
