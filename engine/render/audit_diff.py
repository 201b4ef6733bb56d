"""In what two recorded decisions differ."""

from __future__ import annotations

from typing import Any

from engine.advice.compare import fact_changes, firing_changes, verdict_changes
from engine.audit.record import Decision
from engine.cases.model import Fact
from engine.inference.derivation import Firing
from engine.render.audit_list import head
from engine.render.audit_replay import (
    fact_line,
    firing_lines,
    rules_plain,
    verdict_lines,
    verdict_plain,
)
from engine.render.audit_rules import diff_command, named, next_lines, rules_lines, show_files
from engine.render.escape import visible
from engine.render.paint import Paper
from engine.render.workbench.form import document
from engine.render.workbench.lines import joined, labelled
from engine.workbench.changes import rule_changes


def diff_text(log: str, before: Decision, after: Decision, paper: Paper) -> str:
    """For a person: the verdicts, facts, firings and rules that differ, under their headings."""
    lines = [*_title("before", before, paper), *_title("after", after, paper)]
    fired = firing_changes(before.derivation, after.derivation)
    blocks = {
        "Verdicts": [
            line
            for change in verdict_changes(before.verdicts, after.verdicts)
            for line in verdict_lines(change, paper)
        ],
        "Facts": [
            line for change in fact_changes(before.case, after.case) for line in fact_line(change, paper)
        ],
        "Rules that fired": [
            *firing_lines(fired[0], "before", paper),
            *firing_lines(fired[1], "after", paper),
        ],
        "Rules in the knowledge base": rules_lines(
            rule_changes(before.kb, after.kb).items(), before.kb, after.kb, paper
        ),
    }
    for heading, found in blocks.items():
        if found:
            lines += ["", paper.paint(heading, "bold"), *found]
    if not any(blocks.values()):
        lines += ["", "They state the same facts and give the same verdicts by the same rules."]
    if before.kb.digest != after.kb.digest:
        first, second = before.entry["seq"], after.entry["seq"]
        commands = (show_files(log, first), show_files(log, second))
        lines += next_lines(
            *commands,
            diff_command((before.kb, after.kb), f"knowledge-{first}", f"knowledge-{second}"),
            paper=paper,
        )
    return joined(lines)


def diff_json(log: str, before: Decision, after: Decision) -> str:
    """For a program."""
    first, second = firing_changes(before.derivation, after.derivation)
    return document(
        "audit-diff",
        log=log,
        before=head(before.entry),
        after=head(after.entry),
        facts=[
            {
                "entity": change.entity,
                "attribute": change.attribute,
                "before": _fact(change.before),
                "after": _fact(change.after),
            }
            for change in fact_changes(before.case, after.case)
        ],
        verdicts=[verdict_plain(change) for change in verdict_changes(before.verdicts, after.verdicts)],
        fired={"before": [_firing(f) for f in first], "after": [_firing(f) for f in second]},
        rules=rules_plain(rule_changes(before.kb, after.kb).items()),
    )


def _title(label: str, decision: Decision, paper: Paper) -> list[str]:
    entry = decision.entry
    which = f"{entry['id']} (number {entry['seq']}), {entry['time']}"
    text = f"{which}, {entry['case']['name']} ({named(decision.kb)})"
    return labelled(paper, label, visible(text), 8)


def _fact(fact: Fact | None) -> dict[str, Any] | None:
    if fact is None:
        return None
    return {"values": list(fact.values), "excluded": list(fact.excluded), "closed": fact.closed}


def _firing(firing: Firing) -> dict[str, str]:
    return {"rule": firing.rule, "entity": firing.entity}
