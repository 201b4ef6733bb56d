"""A row of answers beside what is answered today: is it by this knowledge base, and would it be so again?"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from engine import __version__
from engine.cases.model import Case
from engine.errors import Problem, UsageError, Where, reason
from engine.inference.derivation import Derivation
from engine.inquiry.answers import Outlook
from engine.knowledge.model import KnowledgeBase
from engine.knowledge.nearest import quoted
from engine.portfolio.expected import expected
from engine.portfolio.layout import Layout
from engine.portfolio.readers.opening import kind_of, source_of

ROWS = 65_536


def differences(
    kb: KnowledgeBase, case: Case, derivation: Derivation, outlooks: Iterable[Outlook], file: str
) -> tuple[Problem, ...]:
    """In what the answers of the file differ from today's for this case: the verdict, the fired rules.

    Raises UsageError where the file does not have the case, or has it by another knowledge base.
    """
    told = _row(file, case.name)
    where = Where(file)
    if told.get("knowledge") != kb.digest:
        by = told.get("knowledge") or "no knowledge base that is told"
        what = f"it was answered by {by}, not by {kb.digest}"
        hint = "name that knowledge base, with its packs; advisor audit show --files writes a recorded one"
        raise UsageError(Problem("against", what, where, hint))
    exact = "status" in told
    today = expected(Layout(kb, None, __version__, exact), case, derivation, outlooks if exact else ())
    found = []
    if told.get("verdict") != today["verdict"]:
        what = f"the verdict there is {told.get('verdict')}, and today {today['verdict']}"
        found.append(Problem("verdict-differs", what, where, severity="warning"))
    there = set(filter(None, (told.get("fired") or "").split(";")))
    for rules, how in (
        (there - {*today["fired"]}, "there alone"),
        ({*today["fired"]} - there, "today alone"),
    ):
        if rules:
            what = f"fired {how}: {', '.join(sorted(rules))}"
            found.append(Problem("fired-differs", what, where, severity="warning"))
    return tuple(found)


def _row(file: str, key: str) -> Mapping[str, str | None]:
    """The texts of the row of answers with this key. Raises UsageError where there is none."""
    for row in _jsonl(file) if kind_of(file, None) == "jsonl" else _table(file):
        if row.get("case") == key:
            return row
    hint = "answers of advisor batch have a column case"
    raise UsageError(Problem("against", f"no row is about {quoted(key)}", Where(file), hint))


def _table(file: str) -> Iterable[Mapping[str, str | None]]:
    source = source_of(file, kind_of(file, None))
    wanted = [name for name in ("case", "verdict", "status", "fired", "knowledge") if name in source.names]
    places = [source.names.index(name) for name in wanted]
    for piece in source.pieces(ROWS, places, 0):
        columns = [piece.columns[place].to_pylist() for place in places]
        for values in zip(*columns, strict=True):
            yield dict(zip(wanted, values, strict=True))


def _jsonl(file: str) -> Iterable[Mapping[str, str | None]]:
    try:
        with open(file, encoding="utf-8") as lines:
            for line in lines:
                found: Any = json.loads(line) if line.strip() else {}
                if isinstance(found, dict):
                    fired = found.get("fired")
                    yield {**found, "fired": ";".join(fired) if isinstance(fired, list) else None}
    except OSError as error:
        raise UsageError(Problem("file", f"cannot read {file}: {reason(error)}", None)) from None
    except ValueError:
        raise UsageError(Problem("against", "these are no answers of advisor batch", Where(file))) from None
