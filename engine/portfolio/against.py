"""A row of answers beside what is answered today: is it by this knowledge base, and would it be so again?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from engine import __version__
from engine.cases.model import Case
from engine.errors import Problem, UsageError, Where
from engine.frozen import frozen
from engine.inference.derivation import Derivation
from engine.inquiry.answers import Outlook
from engine.knowledge.model import KnowledgeBase
from engine.portfolio.expected import expected
from engine.portfolio.keyed import row_of
from engine.portfolio.layout import Layout

APART = ("case", "knowledge", "tool")
"""Columns that are no answers."""
OF_PARTS = (".verdict", ".status", ".status_bound")
"""How columns end that are about a part, which the case may not have."""


@frozen
class Compared:
    """In what the answers differ, and how many columns were looked at."""

    columns: int
    problems: tuple[Problem, ...]


def compared(
    kb: KnowledgeBase, case: Case, derivation: Derivation, outlooks: Iterable[Outlook], file: str
) -> Compared:
    """In what the answers of the file differ from today's for this case, in every column that both have.

    Raises UsageError where the file does not have the case, or has it by another knowledge base.
    """
    told = row_of(file, kb, case.name)
    where = Where(file)
    if told.get("knowledge") != kb.digest:
        by = told.get("knowledge") or "no knowledge base that is told"
        what = f"it was answered by {by}, not by {kb.digest}"
        hint = "name that knowledge base, with its packs; advisor audit show --files writes a recorded one"
        raise UsageError(Problem("against", what, where, hint))
    exact = "status" in told
    lists = isinstance(told.get(kb.words.plural), list)
    parts = None if lists else (case.part_order or case.parts or ())
    layout = Layout(kb, parts, __version__, exact)
    today = expected(layout, case, derivation, outlooks if exact else ())
    both = [name for name in told if name not in APART and (name in today or name.endswith(OF_PARTS))]
    found = []
    for name in both:
        there, here = told[name], today.get(name)
        if there != here:
            found += [
                Problem("answer-differs", what, where, "", "warning") for what in _said(name, there, here)
            ]
    return Compared(len(both), tuple(found))


def _said(name: str, there: Any, here: Any) -> list[str]:
    """In words, how a column differs."""
    if not isinstance(here, list) or not isinstance(there, list):
        return [f"{name} is {_value(there)} there, and {_value(here)} today"]
    if any(isinstance(each, Mapping) for each in (*there, *here)):
        before, now = _by_part(there), _by_part(here)
        return [
            f"{part} is {_value(before.get(part))} there, and {_value(now.get(part))} today"
            for part in dict.fromkeys((*before, *now))
            if before.get(part) != now.get(part)
        ]
    alone = [("there", [each for each in there if each not in here])]
    alone.append(("today", [each for each in here if each not in there]))
    said = [f"{name} {where} alone: {', '.join(map(str, words))}" for where, words in alone if words]
    return said or [f"{name} is in another order there"]


def _by_part(listed: Iterable[Any]) -> dict[str, str]:
    """The verdicts on parts, each with its status, by part and goal."""
    found = {}
    for each in listed:
        part, goal, verdict, *status = map(str, each.values()) if isinstance(each, Mapping) else ("?", *"???")
        found[f"{part}.{goal.removesuffix('.verdict')}"] = f"{verdict} ({', '.join(status)})"
    return found


def _value(value: Any) -> str:
    return "nothing" if value is None or value == [] else str(value)
