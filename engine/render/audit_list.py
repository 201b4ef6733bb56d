"""Decisions and batches of an audit log as rows, and what stands above one that is shown."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import Any

from engine.audit.told import BATCH, subject, told
from engine.render.escape import cell, markdown, visible
from engine.render.packs import with_packs
from engine.render.paint import Paper, columns, pad, wrap
from engine.render.workbench.form import document
from engine.render.workbench.lines import joined, labelled

COLUMNS = (
    "number",
    "id",
    "time",
    "actor",
    "case",
    "knowledge",
    "version",
    "verdict",
    "status",
    "reviewed",
    "kind",
    "rows",
    "read",
    "rejected",
    "input",
)
"""As those of the export where they mean the same."""
Entry = Mapping[str, Any]
Row = tuple[Entry, Sequence[Entry]]
"""A decision or batch, and the annotations about it, the oldest first."""
MARGIN = 12


def as_table(rows: Sequence[Row], more: bool, paper: Paper) -> str:
    """For a person, the newest first; `more` says that older ones are left out."""
    if not rows:
        return "no record fits\n"
    shown = [("no", "record", "time", "case", "verdict"), *(_cells(*row) for row in rows)]
    lines = _table([tuple(map(visible, cells)) for cells in shown], paper)
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
    batches, decisions = ([row for row in rows if _is_batch(row[0]) == kind] for kind in (True, False))
    return document(
        "audit-list",
        log=log,
        decisions=[_plain(*row) for row in decisions],
        batches=[_plain_batch(*row) for row in batches],
    )


def heading_text(entry: Entry, notes: Sequence[Entry], places: bool, paper: Paper) -> str:
    """Who recorded the decision when, and what people made of it since; `places` says of when those are."""
    lines = [
        line
        for label, text in _headed(entry, notes, places)
        for line in labelled(paper, label, visible(text), MARGIN)
    ]
    return joined(lines) + "\n"


def heading_markdown(entry: Entry, notes: Sequence[Entry], places: bool) -> str:
    """The same as a Markdown list."""
    said = _headed(entry, notes, places)
    return joined(f"- {label}: {markdown(text)}" for label, text in said) + "\n"


def _headed(entry: Entry, notes: Sequence[Entry], places: bool) -> list[tuple[str, str]]:
    said = [("Recorded", _recorded(entry)), *(_note(note) for note in notes)]
    if places:
        how = f"audit show {entry['id']} --files DIR writes these files out"
        said.append(("Places", f"as recorded, whatever stands there today: {how}"))
    return said


def head(entry: Entry) -> dict[str, Any]:
    """Which decision it is."""
    return {
        **{name: entry[name] for name in ("id", "seq", "time")},
        "case": entry["case"]["name"],
        "knowledge": _known(entry),
    }


def _known(entry: Entry) -> dict[str, Any]:
    """The knowledge base with its packs, where there are any."""
    known = {name: entry["knowledge"][name] for name in ("name", "version", "digest")}
    return {**known, "packs": entry["packs"]} if entry["packs"] else known


def _plain(entry: Entry, notes: Sequence[Entry]) -> dict[str, Any]:
    return {
        **head(entry),
        "actor": entry["actor"],
        "verdicts": told(entry),
        "annotations": _plain_notes(notes),
    }


def _plain_batch(entry: Entry, notes: Sequence[Entry]) -> dict[str, Any]:
    return {
        **{name: entry[name] for name in ("id", "seq", "time", "actor")},
        "inputs": [each["name"] for each in entry["inputs"]],
        "output": entry["output"]["name"],
        "knowledge": _known(entry),
        "counts": entry["counts"],
        "root": entry["rows"]["root"],
        "annotations": _plain_notes(notes),
    }


def _plain_notes(notes: Sequence[Entry]) -> list[dict[str, Any]]:
    return [{key: note[key] for key in ("id", "time", "actor", "verdict", "because")} for note in notes]


def _is_batch(entry: Entry) -> bool:
    return bool(entry["kind"] == BATCH)


def _words(row: Row) -> tuple[str, ...]:
    entry, notes = row
    kb, batch = entry["knowledge"], _is_batch(entry)
    main = {"value": "", "status": ""} if batch else told(entry)[0]
    return (
        str(entry["seq"]),
        entry["id"],
        entry["time"],
        entry["actor"]["name"],
        "" if batch else entry["case"]["name"],
        kb["name"],
        kb["version"],
        main["value"] or main["status"],
        main["status"],
        _reviewed(notes),
        entry["kind"],
        *(_of_batch(entry) if batch else ("",) * 4),
    )


def _of_batch(entry: Entry) -> tuple[str, ...]:
    """How many rows were answered, read and rejected, and of which tables."""
    counts, names = entry["counts"], ", ".join(each["name"] for each in entry["inputs"])
    return str(entry["rows"]["size"]), str(counts["read"]), str(counts["rejected"]), names


def _reviewed(notes: Sequence[Entry]) -> str:
    """Each thing that was made of it, once: a later one takes none back."""
    return ", ".join(dict.fromkeys(note["verdict"] for note in notes))


def _cells(entry: Entry, notes: Sequence[Entry]) -> tuple[str, ...]:
    """What stands in a row; the last cell has the verdict, its status, what was made of it, and the packs."""
    if _is_batch(entry):
        counts = entry["counts"]
        said = f"batch, {counts['read']:,} read, {counts['rejected']:,} rejected"
    else:
        main = told(entry)[0]
        said = f"{main['value']}, {main['status']}" if main["value"] else main["status"]
    said = "; ".join(filter(None, (said, _reviewed(notes), *with_packs(entry["packs"]))))
    return str(entry["seq"]), entry["id"], f"{entry['time'][:16]}Z", subject(entry), said


def _table(rows: Sequence[tuple[str, ...]], paper: Paper, gap: int = 2) -> list[str]:
    """The rows in columns that fit the paper: the last two wrap."""
    widths = [max(columns(row[i]) for row in rows) for i in range(len(rows[0]))]
    room = paper.width - sum(widths[:-2]) - gap * (len(widths) - 1)
    widths[-2] = min(widths[-2], max(room // 2, room - widths[-1]))
    widths[-1] = room - widths[-2]
    found = []
    for row in rows:
        cells = [*([word] for word in row[:-2]), *map(wrap, row[-2:], widths[-2:])]
        for line in zip_longest(*cells, fillvalue=""):
            found.append("".join(map(pad, line, (width + gap for width in widths))).rstrip())
    return found


def _recorded(entry: Entry) -> str:
    kb, versions = entry["knowledge"], entry["versions"]
    return f"{made(entry)}, {kb['name']} {kb['version']}, advisor {versions['advisor']}, record {entry['id']}"


def _note(entry: Entry) -> tuple[str, str]:
    return str(entry["verdict"]).capitalize(), f"{made(entry)}: {entry['because']}"


def made(entry: Entry) -> str:
    """When the record was made, and by whom."""
    return f"{entry['time']} by {entry['actor']['name']} ({entry['actor']['kind']})"
