"""The diff of two knowledge bases, for a program."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.audit.replay import Replayed
from engine.knowledge.model import KnowledgeBase
from engine.render.audit_replay import problem_plain, replayed_plain, verdict_plain
from engine.render.workbench.form import document, knowledge
from engine.workbench.diff import Behaviour, Kind
from engine.workbench.diff_cases import Compared
from engine.workbench.diff_causes import Responsible
from engine.workbench.diff_words import Entry


def as_json(
    bases: tuple[KnowledgeBase, KnowledgeBase],
    found: Behaviour,
    entries: Sequence[Entry],
    cases: Sequence[Compared] | None,
    decisions: Sequence[Replayed] | None,
) -> str:
    """Everything; `cases` and `decisions` are null where none were named."""
    old, new = ({"where": kb.directory, **knowledge(kb)} for kb in bases)
    return document(
        "kb-diff",
        old=old,
        new=new,
        parts=found.parts,
        same=found.same,
        goals={
            "shared": list(found.goals.shared),
            "old": list(found.goals.old),
            "new": list(found.goals.new),
        },
        unshared={"old": list(found.old_inputs), "new": list(found.new_inputs)},
        kinds=[_kind(kind) for kind in found.kinds],
        unsettled=[{"attribute": each.attribute, "parts": each.parts} for each in found.unsettled],
        words=[_entry(entry) for entry in entries],
        cases=None if cases is None else [_case(each) for each in cases],
        decisions=None if decisions is None else [replayed_plain(each) for each in decisions],
    )


def _kind(kind: Kind) -> dict[str, Any]:
    return {
        "entity": kind.entity,
        "attribute": kind.attribute,
        "before": kind.before,
        "after": kind.after,
        **_responsible(kind.responsible),
        "witness": {
            "facts": [{"name": told.name, "says": told.sentence} for told in kind.facts],
            "old": kind.witness.before_file,
            "new": kind.witness.after_file,
        },
    }


def _responsible(responsible: Responsible) -> dict[str, Any]:
    causes = [
        {"what": cause.what, "name": cause.name, "change": cause.change} for cause in responsible.causes
    ]
    return {"causes": causes, "alone": responsible.alone}


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "group": entry.group,
        "name": entry.name,
        "change": entry.change,
        "logic": entry.logic,
        "places": [{"path": p.path, "before": p.before, "after": p.after} for p in entry.places],
    }


def _case(each: Compared) -> dict[str, Any]:
    return {
        "file": each.file,
        "case": each.name or None,
        "outcome": each.outcome,
        "problems": {
            "old": [problem_plain(problem) for problem in each.old_problems],
            "new": [problem_plain(problem) for problem in each.new_problems],
        },
        "changed": [
            {**verdict_plain(change.verdict), **_responsible(change.responsible)} for change in each.changes
        ],
    }
