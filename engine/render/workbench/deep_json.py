"""What a deep check found, for a program, and for the annotations of GitHub."""

from __future__ import annotations

from collections.abc import Mapping

from engine.cases.written import case_lines
from engine.errors import Where
from engine.knowledge.model import KnowledgeBase
from engine.render.escape import visible
from engine.render.workbench.deep_text import proof
from engine.render.workbench.findings import escaped, sizes
from engine.render.workbench.form import document, knowledge
from engine.render.workbench.lines import joined
from engine.workbench.deep.check import Report
from engine.workbench.deep.codes import Code
from engine.workbench.deep.finding import Finding


def as_json(kb: KnowledgeBase, report: Report, files: Mapping[str, Finding]) -> str:
    """The report; a witness is there as the text of its case file, and by name where it was written."""
    named = {id(finding): file for file, finding in files.items()}
    return document(
        "kb-deep",
        knowledge=knowledge(kb),
        sizes={name: len(things) for name, things in sizes(kb).items()},
        parts=report.parts,
        findings=[
            {
                "severity": finding.severity,
                "code": finding.code,
                "about": finding.about,
                "what": finding.what,
                "hint": finding.hint,
                "proof": finding.proof,
                **_place(finding.where),
                "also": [{"name": name, **_place(where)} for name, where in finding.also],
                "witness": None if finding.witness is None else case_text(kb, finding),
                "witness_file": named.get(id(finding)),
            }
            for finding in report.findings
        ],
    )


def case_text(kb: KnowledgeBase, finding: Finding) -> str:
    """The case file of the finding's witness."""
    assert finding.witness is not None
    head = f"# {finding.code} {finding.about}: {finding.what}"
    return joined([visible(head), *case_lines(kb, finding.witness.case)])


def github(kb: KnowledgeBase, report: Report) -> str:
    """Workflow commands that put each finding beside its line."""
    return joined(_annotation(kb, report, finding) for finding in report.findings)


def explained_json(code: Code) -> str:
    """One code, for a program."""
    return document(
        "kb-code", code=code.code, deep=code.deep, means=code.means, matters=code.matters, mend=code.mend
    )


def _place(where: Where) -> dict[str, str | int]:
    return {"file": where.file, "line": where.line, "col": where.col}


def _annotation(kb: KnowledgeBase, report: Report, finding: Finding) -> str:
    where = finding.where
    place = {"file": where.file, "line": str(where.line), "col": str(where.col), "title": finding.code}
    properties = ",".join(
        f"{name}={escaped(value).replace(':', '%3A').replace(',', '%2C')}"
        for name, value in place.items()
        if value not in ("", "0")
    )
    known = proof(kb, report, finding)
    message = (
        finding.what + (f" (hint: {finding.hint})" if finding.hint else "") + (f"; {known}" if known else "")
    )
    command = "notice" if finding.severity == "note" else "warning"
    return f"::{command} {properties}::{escaped(visible(message))}"
