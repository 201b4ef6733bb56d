"""What a check of a knowledge base found, for a person, a program, or the annotations of GitHub."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Sized

from engine.errors import Problem
from engine.knowledge.model import KnowledgeBase
from engine.render.escape import visible
from engine.render.packs import packs_note
from engine.render.phrases import counted
from engine.render.workbench.form import document, knowledge
from engine.render.workbench.lines import joined


def text(kb: KnowledgeBase, findings: Sequence[Problem], packs: Sequence[KnowledgeBase] = ()) -> str:
    """The findings, then what the knowledge base consists of and whether it is sound.

    `packs` are the same knowledge base with each of its packs, which were looked at too.
    """
    parts = [counted(len(things), name.removesuffix("s")) for name, things in sizes(kb).items()]
    verdict = counted(len(findings), "warning") if findings else "sound"
    lines = [visible(str(finding)) for finding in findings]
    named = ", ".join(note for note in (f"{kb.name} {kb.version}", *packs_note(kb)))
    lines.append(visible(f"{named}: {', '.join(parts)}"))
    for each in packs:
        (pack,) = each.packs
        rules = sum(rule.pack == pack.name for rule in each.rules.values())
        lines.append(visible(f"pack {pack.name} {pack.version}: {counted(rules, 'rule')} more"))
    return joined([*lines, f"{kb.digest}: {verdict}"])


def sizes(kb: KnowledgeBase) -> dict[str, Sized]:
    """What it consists of, by name in the plural."""
    return {
        "rules": kb.rules,
        "attributes": kb.attributes,
        "goals": kb.goals,
        "claims": kb.claims,
        "parameters": kb.parameters,
        "constraints": kb.constraints,
    }


def as_json(kb: KnowledgeBase | None, findings: Iterable[Problem]) -> str:
    """For a program; without a knowledge base, the errors that kept it from being loaded."""
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
    return document(
        "kb-check",
        knowledge=knowledge(kb) if kb else None,
        sizes={name: len(things) for name, things in sizes(kb).items()} if kb else None,
        findings=problems,
    )


def github(findings: Iterable[Problem]) -> str:
    """Workflow commands that put each finding beside its line."""
    return joined(annotation(finding) for finding in findings)


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
