"""The page of counts: what a whole portfolio comes down to, and of what it is."""

from __future__ import annotations

from collections.abc import Sequence

from engine.knowledge.model import KnowledgeBase
from engine.portfolio.batch import Counts
from engine.portfolio.layout import STATUSES
from engine.portfolio.tally import Tally
from engine.render.escape import visible
from engine.render.phrases import counted

WIDEST, MARGIN = 40, 11
"""So much is shown of the text of a column; so wide is the word before a line of the head."""


def page(kb: KnowledgeBase, tables: Sequence[str], day: str, counts: Counts, tally: Tally) -> str:
    """The page. `day` is when the tables were read."""
    lines = [_headed(word, text) for word, text in _head(kb, tables, day, counts)]
    for goal in kb.goals:
        lines += ["", f"{visible(goal.label)} ({goal.attribute})", *_verdicts(tally, goal.attribute)]
    lines += _by_group(kb, tally)
    fired = [rule for rule in kb.rules if tally.rules[rule]]
    table = [[rule, str(tally.rules[rule]), visible(kb.rules[rule].title)] for rule in fired]
    lines += ["", "Rules, how often each fired", *(_table(table) if table else ())]
    if silent := len(kb.rules) - len(fired):
        lines.append(f"  {counted(silent, 'rule')} never fired")
    return "".join(f"{line}\n" for line in lines)


def _head(kb: KnowledgeBase, tables: Sequence[str], day: str, counts: Counts) -> list[tuple[str, str]]:
    packs = ", ".join(f"{pack.name} {pack.version}" for pack in kb.packs)
    return [
        ("Portfolio", ", ".join("standard input" if name == "-" else name for name in tables)),
        ("Knowledge", f"{kb.name} {kb.version}, {kb.digest}"),
        *([("Packs", packs)] if packs else []),
        ("Day", day),
        ("Rows", f"{counts.read} read, {counts.answered} answered, {counts.rejected} rejected"),
    ]


def _headed(word: str, text: str) -> str:
    return f"{word:{MARGIN}}{visible(text)}"


def _verdicts(tally: Tally, goal: str) -> list[str]:
    """Of each verdict how often it has each status; statuses that none has are left out."""
    counts = {
        word: [tally.verdicts[goal, word, status] for status in STATUSES]
        for word in tally.layout.verdicts(goal)
    }
    shown = [
        place for place in range(len(STATUSES)) if place < 2 or any(each[place] for each in counts.values())
    ]
    table = [["", *(STATUSES[place] for place in shown), "all"]]
    for word, each in counts.items():
        if sum(each):
            table.append([word, *(str(each[place]) for place in shown), str(sum(each))])
    return _table(table)


def _by_group(kb: KnowledgeBase, tally: Tally) -> list[str]:
    """The verdicts of the main goal for each text of the column."""
    if not tally.by:
        return []
    main = tally.layout.goals("root")[0]
    every = tally.groups.values()
    words = [word for word in tally.layout.verdicts(main.attribute) if any(each[word] for each in every)]
    table = [["", *words, "all"]]
    for group in sorted(tally.groups, key=lambda name: (-tally.groups[name].total(), name)):
        counts = tally.groups[group]
        shown = visible(group)[:WIDEST] or "(blank)"
        table.append([shown, *(str(counts[word]) for word in words), str(counts.total())])
    return ["", f"{visible(main.label)} by {visible(tally.by)}", *_table(table)]


def _table(rows: list[list[str]]) -> list[str]:
    """The rows in columns: words to the left, numbers to the right."""
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    return [
        ("  " + "  ".join(_set(cell, width) for cell, width in zip(row, widths, strict=True))).rstrip()
        for row in rows
    ]


def _set(cell: str, width: int) -> str:
    return cell.rjust(width) if cell.isdigit() else cell.ljust(width)
