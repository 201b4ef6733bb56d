"""Decisions of an audit log as rows, and what stands above one that is shown."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

from engine.audit.told import told
from engine.render.escape import cell, markdown, visible
from engine.render.paint import Paper
from engine.render.workbench.form import document
from engine.render.workbench.lines import joined, labelled, table

COLUMNS = ("id", "number", "time", "by", "case", "knowledge", "verdict", "status", "reviewed")
Entry = Mapping[str, Any]
Row = tuple[Entry, Sequence[Entry]]
"""A decision, and the annotations about it, the oldest first."""
MARGIN = 12


def as_table(rows: Sequence[Row], more: bool, paper: Paper) -> str:
    """For a person, the newest first; `more` says that older ones are left out."""
    if not rows:
        return "no decision fits\n"
    shown = [tuple(visible(word) for word in (w[0], w[2], w[4], _said(w))) for w in map(_words, rows)]
    lines = table([("record", "time", "case", "verdict"), *shown], paper)
    lines[0] = paper.paint(lines[0], "dim")
    return joined([*lines, "(older ones are left out: --limit N)"] if more else lines)


def as_csv(rows: Sequence[Row]) -> str:
    """A table for a spreadsheet; the verdict is that of the main goal."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([cell(word) for word in _words(row)] for row in rows)
    return out.getvalue()


def as_json(log: str, rows: Sequence[Row]) -> str:
    """For a program, with every verdict."""
    return document("audit-list", log=log, decisions=[_plain(*row) for row in rows])


def heading_text(entry: Entry, notes: Sequence[Entry], paper: Paper) -> str:
    """Who recorded the decision when, and what people made of it since."""
    said = [("Recorded", _recorded(entry)), *(_note(note) for note in notes)]
    lines = [line for label, text in said for line in labelled(paper, label, visible(text), MARGIN)]
    return joined(lines) + "\n"


def heading_markdown(entry: Entry, notes: Sequence[Entry]) -> str:
    """The same as a Markdown list."""
    said = [("Recorded", _recorded(entry)), *(_note(note) for note in notes)]
    return joined(f"- {label}: {markdown(text)}" for label, text in said) + "\n"


def head(entry: Entry) -> dict[str, Any]:
    """Which decision it is."""
    kb = entry["knowledge"]
    return {
        "id": entry["id"],
        "seq": entry["seq"],
        "time": entry["time"],
        "case": entry["case"]["name"],
        "knowledge": {name: kb[name] for name in ("name", "version", "digest")},
    }


def _plain(entry: Entry, notes: Sequence[Entry]) -> dict[str, Any]:
    return {
        **head(entry),
        "actor": entry["actor"],
        "verdicts": told(entry),
        "annotations": [
            {key: note[key] for key in ("id", "time", "actor", "verdict", "because")} for note in notes
        ],
    }


def _words(row: Row) -> tuple[str, ...]:
    entry, notes = row
    kb, main = entry["knowledge"], told(entry)[0]
    return (
        entry["id"],
        str(entry["seq"]),
        entry["time"],
        entry["actor"]["name"],
        entry["case"]["name"],
        f"{kb['name']} {kb['version']}",
        main["value"] or main["status"],
        main["status"],
        notes[-1]["verdict"] if notes else "",
    )


def _said(words: tuple[str, ...]) -> str:
    """The verdict, its status and what was made of it, in a cell."""
    *_, value, status, reviewed = words
    said = value if value == status else f"{value}, {status}"
    return f"{said}; {reviewed}" if reviewed else said


def _recorded(entry: Entry) -> str:
    kb, versions = entry["knowledge"], entry["versions"]
    by = f"{entry['time']} by {entry['actor']['name']} ({entry['actor']['kind']})"
    return f"{by}, {kb['name']} {kb['version']}, advisor {versions['advisor']}, record {entry['id']}"


def _note(entry: Entry) -> tuple[str, str]:
    by = f"{entry['time']} by {entry['actor']['name']} ({entry['actor']['kind']})"
    return str(entry["verdict"]).capitalize(), f"{by}: {entry['because']}"
