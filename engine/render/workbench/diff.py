"""The diff of two knowledge bases, for a person: verdicts first, then what they say, then the cases."""

from __future__ import annotations

from collections.abc import Sequence

from engine.audit.replay import Replayed
from engine.knowledge.model import KnowledgeBase
from engine.render.audit_replay import replayed_lines, verdict_lines, wrapped
from engine.render.escape import json_text, visible
from engine.render.inquired_text import said
from engine.render.packs import packs_note
from engine.render.paint import Paper
from engine.render.workbench.diff_lines import (
    because,
    case_count,
    example,
    heading,
    log_count,
    notes,
    verdict_sentence,
    word_counts,
)
from engine.render.workbench.lines import joined, labelled, table
from engine.workbench.changes import Difference
from engine.workbench.diff import Behaviour, Kind
from engine.workbench.diff_cases import Compared
from engine.workbench.diff_words import Entry

MARGIN = 5


def text(
    bases: tuple[KnowledgeBase, KnowledgeBase],
    found: Behaviour,
    entries: Sequence[Entry],
    cases: Sequence[Compared] | None,
    decisions: Sequence[Replayed] | None,
    paper: Paper,
    verbose: bool,
) -> str:
    """All of it; verbose adds every place at which they say something else."""
    old, new = bases
    lines = []
    for label, kb in (("OLD", old), ("NEW", new)):
        named = ", ".join((f"{kb.name} {kb.version}", *packs_note(kb)))
        lines += labelled(paper, label, visible(f"{kb.directory} ({named})"), MARGIN)
    lines.append("")
    for sentence in (verdict_sentence(found, old), *notes(found, old, new)):
        lines += said(sentence, paper)
    number = 0
    for goal in found.goals.shared:
        kinds = [kind for kind in found.kinds if kind.attribute == goal]
        if kinds:
            label = f"{old.goal(goal).label} ({goal})"
            lines += ["", paper.paint(visible(label), "bold")]
        for kind in kinds:
            number += 1
            lines += _kind(number, kind, old, paper)
    lines += ["", *_words(entries, paper, verbose)]
    if cases is not None:
        lines += ["", paper.paint(case_count(cases), "bold")]
        lines += [line for each in cases if each.outcome != "same" for line in _case(each, paper)]
    if decisions is not None:
        lines += ["", paper.paint(log_count(decisions), "bold")]
        lines += [line for each in decisions if not each.same for line in replayed_lines(each, paper)]
    return joined(lines)


def _kind(number: int, kind: Kind, old: KnowledgeBase, paper: Paper) -> list[str]:
    lines = labelled(paper, f"{number:>3}", visible(heading(kind)), MARGIN, "name")
    if why := because(kind.responsible):
        lines += wrapped(why, MARGIN, paper)
    where = f" ({kind.entity})" if kind.entity and len(kind.witness.before.parts or ()) > 1 else ""
    lines += wrapped(f"{example(kind, old)}{where}", MARGIN, paper)
    for told in kind.facts:
        lines += wrapped(f"- {told.sentence}", MARGIN + 2, paper)
    return lines


def _words(entries: Sequence[Entry], paper: Paper, verbose: bool) -> list[str]:
    if not entries:
        return ["They say the same, word for word."]
    lines = [paper.paint("What they say", "bold")]
    lines += table([(f"  {group}", told) for group, told in word_counts(entries)], paper)
    if not verbose:
        return [*lines, paper.paint("  (-v shows every place)", "dim")]
    for entry in entries:
        name = entry.group if entry.group == entry.name else f"{entry.group}: {entry.name}"
        lines += ["", *wrapped(f"{name} {entry.change}", 2, paper)]
        for place in entry.places:
            lines += wrapped(place_words(place), 4, paper)
    return lines


def place_words(place: Difference) -> str:
    """Where they differ, and what stands there."""
    return f"{place.path}: {_told(place.before)} -> {_told(place.after)}"


def _told(value: object) -> str:
    if value is None or value == "":
        return "nothing"
    return value if isinstance(value, str) else json_text(value, None)


def _case(each: Compared, paper: Paper) -> list[str]:
    lines = wrapped(f"{each.file}  {each.name}", 0, paper)
    for side, problems in (("OLD", each.old_problems), ("NEW", each.new_problems)):
        if problems:
            lines += wrapped(f"{side} cannot read it:", 2, paper)
            lines += [line for problem in problems for line in wrapped(str(problem), 4, paper)]
    for change in each.changes:
        lines += verdict_lines(change.verdict, paper)
        if why := because(change.responsible):
            lines += wrapped(why, 4, paper)
    return lines
