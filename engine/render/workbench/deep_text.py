"""What a deep check found, for a person: the same lines as any check, then how each is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine.knowledge.model import KnowledgeBase
from engine.render.escape import path_argument, visible
from engine.render.packs import packs_note
from engine.render.paint import Paper
from engine.render.phrases import counted
from engine.render.workbench.findings import sizes
from engine.render.workbench.lines import joined, labelled
from engine.workbench.deep.check import Report
from engine.workbench.deep.codes import Code
from engine.workbench.deep.finding import Finding

MARGIN = 9


def text(kb: KnowledgeBase, report: Report, files: Mapping[str, Finding], options: Sequence[str] = ()) -> str:
    """The findings, and under each how it is known; `files` are the witnesses that were written.

    `options` name the knowledge base in a command.
    """
    lines = []
    for finding in report.findings:
        mend = f" (hint: {finding.hint})" if finding.hint else ""
        lines.append(visible(f"{finding.where}: {finding.severity}[{finding.code}]: {finding.what}{mend}"))
        lines += [visible(f"    {line}") for line in _known(kb, report, finding, files, options)]
    parts = [counted(len(things), name.removesuffix("s")) for name, things in sizes(kb).items()]
    lines.append(visible(f"{', '.join((f'{kb.name} {kb.version}', *packs_note(kb)))}: {', '.join(parts)}"))
    lines.append(f"{kb.digest}: {verdict(report)}, {reach(kb, report)}")
    return joined(lines)


def verdict(report: Report) -> str:
    """How many findings there are."""
    notes = len(report.findings) - report.warnings
    told = [counted(report.warnings, "warning")] if report.warnings else []
    told += [counted(notes, "note")] if notes else []
    return " and ".join(told) or "sound"


def reach(kb: KnowledgeBase, report: Report) -> str:
    """Over which cases was looked."""
    if report.parts == 0:
        return "for all cases"
    return visible(f"for cases of up to {report.parts} {kb.words.plural}")


def proof(kb: KnowledgeBase, report: Report, finding: Finding) -> str:
    """How the finding is known, in words; "" where its sentence says so."""
    if finding.proof == "exhaustive":
        return f"proved by exhaustive solving {reach(kb, report)}"
    return {"witness": "shown by a case", "cases": "its own cases were run"}.get(finding.proof, "")


def _known(
    kb: KnowledgeBase, report: Report, finding: Finding, files: Mapping[str, Finding], options: Sequence[str]
) -> list[str]:
    """Further lines about a finding."""
    lines = [f"with {name} at {where}" for name, where in finding.also]
    if finding.proof == "exhaustive":
        lines.append(proof(kb, report, finding))
    lines += [
        f"to see it: {' '.join(('advisor recommend', path_argument(file), *options))}"
        for file, each in files.items()
        if each is finding
    ]
    return lines


def explained(code: Code, paper: Paper) -> str:
    """One code, for a person."""
    told = "of kb check --deep" if code.deep else "of kb check"
    lines = [paper.paint(code.code, "bold") + f"  a finding {told}"]
    for label, words in (("means", code.means), ("matters", code.matters), ("mend", code.mend)):
        lines += labelled(paper, label, words, MARGIN)
    return joined(lines)
