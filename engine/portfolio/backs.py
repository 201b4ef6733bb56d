"""What cells of answers say: the values that CSV and XLSX have as texts, made of these again."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from engine.knowledge.model import KnowledgeBase
from engine.portfolio.layout import STATUSES, Layout
from engine.render.escape import cell, visible

LISTS = ("fired", "presumptions", "unknowns_that_may_matter", "unknowns_that_matter")
KEEP = "keep the answers as jsonl or parquet, which hold every name as it is"
NOTHING = object()
"""In place of a value that cannot be made of its text."""
_FACTS = re.compile(r"(?:[^;\[]|\[(?:[^\]]|\]\])*\])+")
_ESCAPED = re.compile(r"\\(?:[ntr]|x[0-9a-f]{2}|u[0-9a-f]{4}|U[0-9a-f]{8})|_x[0-9A-Fa-f]{4}_")
Back = Callable[[str], Any]


class Backs:
    """What the texts of each of these columns say; `doubt` tells what may have been another text once."""

    def __init__(self, form: str, kb: KnowledgeBase, columns: Sequence[str]) -> None:
        self._form, self._kb, self._columns = form, kb, columns
        self._backs = [self._back(name) for name in columns]
        self.doubt = ""

    def row(self, number: int, texts: Sequence[str | None]) -> dict[str, Any]:
        """The values of a row, by column; NOTHING where a text says none."""
        told = {}
        for name, back, text in zip(self._columns, self._backs, texts, strict=True):
            told[name] = back(self._plain(text, number, name) if text else "")
        return told

    def _plain(self, text: str, row: int, name: str) -> str:
        mended = unescaped(text, self._form)
        if not self.doubt and (mended != text or _ESCAPED.search(text)):
            self.doubt = f"{name} of row {row} may have been another text before it was made harmless; {KEEP}"
        return mended

    def _back(self, name: str) -> Back:
        """What makes the value of a cell of this column."""
        if name in LISTS[:2]:
            return self._firings
        if name in LISTS[2:]:
            return _FACTS.findall
        statuses = (f"{name}.status", f"{name}.status_bound")
        if name == self._kb.words.plural and not set(statuses) & {*self._columns}:
            return self._parts()
        return lambda text: text or None

    def _firings(self, text: str) -> list[str]:
        """Each begins with a rule; what does not is the rest of the name of a part that has a semicolon."""
        found: list[str] = []
        for piece in text.split(";") if text else ():
            if found and piece.partition("(")[0] not in self._kb.rules:
                found[-1] += f";{piece}"
            else:
                found.append(piece)
        return found

    def _parts(self) -> Back:
        """The verdicts on the parts of a row, `PART: VERDICT (STATUS)`, or the goal before that."""
        layout = Layout(self._kb, None, "", "status" in self._columns)
        goals = [layout.short(goal.attribute) for goal in layout.goals("part")]
        words = [word for goal in layout.goals("part") for word in layout.verdicts(goal.attribute)]
        which = f"({_any(goals)}) " if len(goals) > 1 else "()"
        pattern = re.compile(rf"(.*?): {which}({_any(words)}) \(({_any(STATUSES)})\)(?:; |$)")

        def back(text: str) -> Any:
            found, at = [], 0
            while at < len(text):
                match = pattern.match(text, at)
                if match is None:
                    return NOTHING
                part, goal, verdict, status = match.groups()
                one = {"part": part, "goal": goal or goals[0], "verdict": verdict, layout.status: status}
                found.append(one)
                at = match.end()
            return found

        return back


def written(name: str, form: str) -> str:
    """The name as a file of this form has it."""
    return cell(name) if form == "csv" else visible(name)


def unescaped(text: str, form: str) -> str:
    """The text without what keeps a spreadsheet from seeing a formula in it."""
    if form == "csv" and text[:1] == "'" and cell(text[1:]) != text[1:]:
        return text[1:]
    return text


def _any(words: Sequence[str]) -> str:
    return "|".join(map(re.escape, sorted(set(words), key=len, reverse=True)))
