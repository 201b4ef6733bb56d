"""What a rule says otherwise in another knowledge base: the parts that differ, before and after, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from engine.knowledge.model import KnowledgeBase, Rule
from engine.render.audit_replay import wrapped
from engine.render.escape import argument, path_argument
from engine.render.packs import packs_note
from engine.render.paint import Paper
from engine.render.phrases import digest_shown
from engine.render.workbench.cards import concluded, outline
from engine.render.workbench.lines import joined
from engine.workbench.changes import Change


def rules_lines(
    rules: Iterable[tuple[str, Change]], before: KnowledgeBase, after: KnowledgeBase, paper: Paper
) -> list[str]:
    """Each rule that differs; of one that is changed, every part that says something else."""
    lines: list[str] = []
    for id, how in rules:
        lines += wrapped(f"{id} was {how}", 2, paper)
        if how == "changed":
            first, second = _parts(before, before.rules[id]), _parts(after, after.rules[id])
            for label in (label for label in first if first[label] != second[label]):
                lines += _part(label, first[label], second[label], paper)
            if first == second:
                lines.append("    when: the same words in another order")
    return lines


def _part(label: str, first: Sequence[str], second: Sequence[str], paper: Paper) -> list[str]:
    """What the part says on one side only."""
    sides = {"before": [each for each in first if each not in second]}
    sides["after"] = [each for each in second if each not in first]
    if not any(sides.values()):
        return [f"    {label}: the same words in another order"]
    return [
        line
        for side, found in sides.items()
        for each in found
        for line in wrapped(f"{label}, only {side}: {each.strip()}", 4, paper)
    ]


def named(kb: KnowledgeBase) -> str:
    """The knowledge base, so that two of one version are told apart."""
    return ", ".join((f"{kb.name} {kb.version}", *packs_note(kb), digest_shown(kb.digest)))


def since_text(
    before: KnowledgeBase,
    today: KnowledgeBase,
    rules: Mapping[str, Change],
    where: tuple[str, int, str],
    paper: Paper,
) -> str:
    """What these rules say today that they did not when decisions were recorded; `where` has the log, the
    number of one of them, and the folder of today's knowledge base."""
    log, seq, folder = where
    lines = ["", *wrapped(f"From {named(before)}, as recorded, to {named(today)}, today:", 0, paper)]
    lines += rules_lines(rules.items(), before, today, paper)
    diff = diff_command((before, today), f"knowledge-{seq}", folder)
    return joined([*lines, *next_lines(show_files(log, seq), diff, paper=paper)])


def diff_command(bases: tuple[KnowledgeBase, KnowledgeBase], old: str, new: str) -> str:
    """The command that compares two folders, each with the packs of its knowledge base."""
    names = [{pack.name for pack in kb.packs} for kb in bases]
    options = [f"--pack {argument(pack)}" for pack in sorted(names[0] & names[1])]
    options += [f"--old-pack {argument(pack)}" for pack in sorted(names[0] - names[1])]
    options += [f"--new-pack {argument(pack)}" for pack in sorted(names[1] - names[0])]
    return " ".join(("advisor kb diff", path_argument(old), path_argument(new), *options))


def show_files(log: str, seq: int) -> str:
    """The command that writes the knowledge base of this record into a folder named by its number."""
    return f"advisor audit show {seq} --log {path_argument(log)} --files knowledge-{seq}"


def next_lines(*commands: str, paper: Paper) -> list[str]:
    """How to see all in which two knowledge bases differ, by these commands."""
    title = "All in which the two knowledge bases differ:"
    return ["", paper.paint(title, "dim"), *("  " + paper.paint(each, "hint") for each in commands)]


def _parts(kb: KnowledgeBase, rule: Rule) -> dict[str, list[str]]:
    """All of a rule that reasoning sees, in words."""
    return {
        "scope": [kb.words.root if rule.scope == "root" else f"each {kb.words.singular}"],
        "when": list(outline(rule.when, kb)),
        "then": ["presume" if rule.presumption else "then", *(concluded(kb, each) for each in rule.then)],
        "overrides": sorted(rule.overrides) or ["nothing"],
    }
