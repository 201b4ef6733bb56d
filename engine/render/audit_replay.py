"""What came of running recorded decisions again, and in what two of them differ."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from engine.advice.compare import FactChange, VerdictChange
from engine.audit.replay import Replayed
from engine.audit.told import subject
from engine.cases.model import Fact
from engine.cases.words import about_words
from engine.errors import Problem
from engine.inference.derivation import Firing, Verdict
from engine.knowledge.conditions import written
from engine.render.escape import json_text, visible
from engine.render.paint import Paper, wrap
from engine.render.phrases import counted
from engine.render.workbench.form import document
from engine.render.workbench.lines import joined
from engine.workbench.changes import Change, Changed, Difference

SHOWN = 10
"""So many differing places are printed of one derivation; JSON has all."""
LONGEST = 120
"""So long may a differing value be where it is printed."""


def replay_text(done: Sequence[Replayed], today: bool, paper: Paper) -> str:
    """A line for each decision that comes out otherwise, with how and why; the count last.

    A decision of another knowledge base, and a batch, is a line of its own, and counted apart.
    """
    lines: list[str] = []
    for each in done:
        if not each.compared:
            title = f"{each.entry['id']}  {subject(each.entry)}: {each.problems[0].what}"
            lines += wrapped(title, 0, paper)
        elif not each.same:
            lines += replayed_lines(each, paper)
    compared = [each for each in done if each.compared]
    others = sum(not each.same for each in compared)
    same = "out the same today" if today else "out as recorded, byte for byte"
    if others:
        does = "does" if others == 1 else "do"
        lines.append(f"{others} of {counted(len(compared), 'decision')} {does} not come {same}")
    elif len(compared) == 1:
        lines.append(f"1 decision: it comes {same}")
    elif compared or not done:
        lines.append(f"{counted(len(compared), 'decision')}: all come {same}")
    batches = sum(each.batch for each in done)
    if batches:
        lines.append(f"{counted(batches, 'batch', 'batches')} not run again: advisor audit show says how")
    if apart := len(done) - len(compared) - batches:
        lines.append(f"{counted(apart, 'decision')} of another knowledge base not compared")
    return joined(lines)


def replay_json(log: str, knowledge: str | None, done: Sequence[Replayed]) -> str:
    """For a program, every decision."""
    decisions = [{**replayed_plain(each), "knowledge": _judged_by(each)} for each in done]
    return document("audit-replay", log=log, knowledge=knowledge, decisions=decisions)


def verdict_lines(change: VerdictChange, paper: Paper) -> list[str]:
    """A verdict that differs, before and after."""
    name = about_words(change.entity, change.attribute)
    before, after = _verdict(change.before), _verdict(change.after)
    return wrapped(f"{name}: {before} -> {after}", 2, paper)


def rule_lines(rules: Iterable[tuple[str, Change]], paper: Paper, indent: int) -> list[str]:
    """Rules that do not say the same in both knowledge bases."""
    return [line for id, how in rules for line in wrapped(f"{id} was {how}", indent, paper)]


def fact_line(change: FactChange, paper: Paper) -> list[str]:
    """A fact that differs, before and after."""
    name = about_words(change.entity, change.attribute)
    return wrapped(f"{name}: {_fact(change.before)} -> {_fact(change.after)}", 2, paper)


def firing_lines(firings: Iterable[Firing], side: str, paper: Paper) -> list[str]:
    """Rules that fired on one side only."""
    found = (f"{f.rule} for {f.entity}" if f.entity else f.rule for f in firings)
    return [line for words in found for line in wrapped(f"{words}: {side} only", 2, paper)]


def verdict_plain(change: VerdictChange) -> dict[str, Any]:
    """A verdict that differs, for a program."""
    return {
        "entity": change.entity,
        "attribute": change.attribute,
        "before": _verdict_plain(change.before),
        "after": _verdict_plain(change.after),
    }


def rules_plain(rules: Iterable[tuple[str, Change]]) -> list[dict[str, str]]:
    """Rules that differ, for a program."""
    return [{"rule": id, "change": how} for id, how in rules]


def replayed_lines(each: Replayed, paper: Paper) -> list[str]:
    """A decision that comes out otherwise, with how and why."""
    title = f"{each.entry['id']}  {subject(each.entry)}"
    lines = [paper.paint(line, "bold") for line in wrap(visible(title), paper.width)]
    for problem in each.problems:
        lines += wrapped(str(problem), 2, paper)
    for changed in each.changed:
        lines += verdict_lines(changed.verdict, paper)
        if changed.rules and not changed.alone:
            lines.append("    no single rule makes the difference, but some of these do:")
        lines += rule_lines(changed.rules, paper, 4)
    for difference in each.differing[:SHOWN]:
        lines += wrapped(_place(difference), 2, paper)
    if len(each.differing) > SHOWN:
        lines.append(f"  ({len(each.differing) - SHOWN} more places differ: --format json)")
    return lines


def wrapped(text: str, indent: int, paper: Paper) -> list[str]:
    """The text from this column on, what does not fit two columns deeper."""
    first, *rest = wrap(visible(text), paper.width - indent - 2)
    return [" " * indent + first, *(" " * (indent + 2) + line for line in rest)]


def _place(difference: Difference) -> str:
    before, after = (_short(json_text(each, None)) for each in (difference.before, difference.after))
    return f"{difference.path}: {before} -> {after}"


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[:LONGEST] + "..."


def _verdict(verdict: Verdict | None) -> str:
    if verdict is None:
        return "not judged"
    return verdict.status if verdict.value is None else f"{verdict.value}, {verdict.status}"


def _fact(fact: Fact | None) -> str:
    if fact is None:
        return "not stated"
    words = ", ".join(map(written, fact.values)) or "none"
    if fact.closed:
        return words
    out = ", ".join(map(str, fact.excluded))
    return f"{words} at least{', not ' + out if out else ''}"


def replayed_plain(each: Replayed) -> dict[str, Any]:
    """What came of one decision, for a program."""
    return {
        "id": each.entry["id"],
        "seq": each.entry["seq"],
        "case": subject(each.entry),
        "same": each.same,
        "problems": [problem_plain(problem) for problem in each.problems],
        "changed": [_changed(changed) for changed in each.changed],
        "differing": [{"path": d.path, "before": d.before, "after": d.after} for d in each.differing],
    }


def _judged_by(each: Replayed) -> dict[str, Any] | None:
    """The knowledge base by which the decision was judged, with its packs."""
    packs = [{"name": pack.name, "version": pack.version} for pack in each.packs]
    return {"digest": each.digest, "packs": packs} if each.digest else None


def _changed(changed: Changed) -> dict[str, Any]:
    return {
        **verdict_plain(changed.verdict),
        "rules": rules_plain(changed.rules),
        "alone": changed.alone,
    }


def problem_plain(problem: Problem) -> dict[str, Any]:
    """What is wrong, for a program."""
    where = str(problem.where) if problem.where else None
    return {"code": problem.code, "what": problem.what, "where": where, "hint": problem.hint}


def _verdict_plain(verdict: Verdict | None) -> dict[str, Any] | None:
    if verdict is None:
        return None
    return {"value": verdict.value, "status": verdict.status, "values": list(verdict.values)}
