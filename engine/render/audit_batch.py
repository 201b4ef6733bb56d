"""A batch: what was read, answered and rejected, by which knowledge base, and how to run it again."""

from __future__ import annotations

from collections.abc import Sequence

from engine.render.audit_list import MARGIN, Entry, heading_markdown, heading_text
from engine.render.audit_rules import show_files
from engine.render.escape import argument, code, json_text, markdown, path_argument, visible
from engine.render.jsonform import to_yaml
from engine.render.paint import Paper
from engine.render.phrases import counted, digest_shown
from engine.render.workbench.lines import joined, labelled

ENDINGS = ("csv", "jsonl", "xlsx", "parquet")
"""Names of files of answers that tell their form."""


def as_text(entry: Entry, notes: Sequence[Entry], receipt: str, commands: Sequence[str], paper: Paper) -> str:
    """For a person: what is recorded, what people made of it, how to run it again, and the receipt."""
    lines = [line for label, text in _said(entry) for line in labelled(paper, label, visible(text), MARGIN)]
    again = ["", paper.paint("To run it again:", "dim"), *("  " + paper.paint(c, "hint") for c in commands)]
    return heading_text(entry, notes, False, paper) + joined([*lines, *again, "", receipt])


def as_markdown(entry: Entry, notes: Sequence[Entry], receipt: str, commands: Sequence[str]) -> str:
    """The same as a Markdown list."""
    said = [f"- {label}: {markdown(text)}" for label, text in _said(entry)]
    again = [f"- To run it again: {code(each)}" for each in commands]
    return heading_markdown(entry, notes, False) + joined([*said, *again, "", f"`{receipt}`"])


def as_json(entry: Entry) -> str:
    """The record."""
    return json_text(entry) + "\n"


def as_yaml(entry: Entry) -> str:
    """The record, as YAML."""
    return to_yaml(dict(entry))


def again(entry: Entry, log: str) -> list[str]:
    """The commands that write the recorded knowledge base out and run the batch again by it."""
    sample, output = entry["sample"], entry["output"]["name"]
    first, *_ = names = [each["name"] for each in entry["inputs"]]
    forms = entry.get("forms") or {}
    words = ["advisor batch", *map(path_argument, names)]
    if forms and _ending(first) != forms["input"]:
        words.append(f"--from {forms['input']}")
    words += [f"--kb knowledge-{entry['seq']}", *(f"--pack {argument(p['name'])}" for p in entry["packs"])]
    if entry["mapping"]:
        words.append(f"--map {path_argument(entry['mapping']['name'])}")
    words += ["--exact"] * entry["exact"]
    words += ["--on-error skip"] * bool(entry["counts"]["rejected"])
    words += [f"--verify {sample['size']}", f"--seed {sample['seed']}"]
    end = forms.get("output") or (_ending(output) if _ending(output) in ENDINGS else "jsonl")
    return [show_files(log, entry["seq"]), " ".join([*words, "-o", argument(f"again-{entry['seq']}.{end}")])]


def _ending(name: str) -> str:
    return name.rpartition(".")[2].lower()


def _said(entry: Entry) -> list[tuple[str, str]]:
    counts, sample = entry["counts"], entry["sample"]
    answered, output = counted(counts["answered"], "row"), entry["output"]
    said = [
        ("Read", f"{each['name']}, {counted(each['bytes'], 'byte')}, SHA-256 {each['sha256']}")
        for each in entry["inputs"]
    ]
    if mapping := entry["mapping"]:
        said.append(("Mapping", f"{mapping['name']}, SHA-256 {mapping['sha256']}"))
    said += [("Answered", f"{answered} of {counts['read']}, {output['name']}, SHA-256 {output['sha256']}")]
    rejected = str(counts["rejected"])
    if entry["rejects"]:
        rejected += f", {entry['rejects']['name']}, SHA-256 {entry['rejects']['sha256']}"
    said += [
        ("Rejected", rejected),
        (
            "Verified",
            f"{counted(counts['verified'], 'row')} of {sample['size']} asked for, seed {sample['seed']}",
        ),
        ("Statuses", "exact" if entry["exact"] else "from the bounds"),
        ("Knowledge", digest_shown(entry["knowledge"]["digest"])),
    ]
    if entry["packs"]:
        said.append(("Packs", ", ".join(f"{pack['name']} {pack['version']}" for pack in entry["packs"])))
    return [*said, ("Columns", ", ".join(entry["columns"])), ("Root", entry["rows"]["root"])]
