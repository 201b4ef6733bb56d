"""An annotation: what somebody made of a recorded decision."""

from __future__ import annotations

from engine.audit.told import subject
from engine.render.audit_list import MARGIN, Entry, made
from engine.render.escape import json_text, markdown, visible
from engine.render.jsonform import to_yaml
from engine.render.paint import Paper
from engine.render.workbench.lines import joined, labelled


def as_text(entry: Entry, about: Entry, receipt: str, paper: Paper) -> str:
    """For a person: who said what of which decision, and the receipt."""
    said = _said(entry, about)
    lines = [line for label, text in said for line in labelled(paper, label, visible(text), MARGIN)]
    return joined([*lines, "", receipt])


def as_markdown(entry: Entry, about: Entry, receipt: str) -> str:
    """The same as a Markdown list."""
    return joined(
        [*(f"- {label}: {markdown(text)}" for label, text in _said(entry, about)), "", f"`{receipt}`"]
    )


def as_json(entry: Entry) -> str:
    """The record."""
    return json_text(entry) + "\n"


def as_yaml(entry: Entry) -> str:
    """The record, as YAML."""
    return to_yaml(dict(entry))


def _said(entry: Entry, about: Entry) -> list[tuple[str, str]]:
    decision = f"record {about['id']} (number {about['seq']}), {about['time']}, {subject(about)}"
    return [
        ("Annotation", f"{made(entry)}, record {entry['id']} (number {entry['seq']})"),
        (str(entry["verdict"]).capitalize(), decision),
        ("Because", str(entry["because"])),
    ]
