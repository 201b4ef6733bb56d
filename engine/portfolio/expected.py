"""The answer columns of one case, made from its certified derivation, a row at a time and without columns.

Slow and plain on purpose: it is what whole columns are checked against.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from engine.advice.standing import Standings
from engine.advice.unknowns import Slices
from engine.cases.model import ROOT, Case
from engine.inference.derivation import Derivation, Verdict
from engine.inquiry.answers import Outlook
from engine.inquiry.verdicts import exact_verdicts, named
from engine.portfolio.layout import Layout, Spot, firing_name


def expected(
    layout: Layout, case: Case, derivation: Derivation, outlooks: Iterable[Outlook] = ()
) -> dict[str, Any]:
    """What the row of the case must hold, by column; `outlooks` are wanted where the layout is exact."""
    known = {(each.entity, each.attribute): each for each in outlooks}
    verdicts = {(v.entity, v.attribute): v for v in exact_verdicts(derivation, known.values())}
    parts = layout.parts if layout.parts is not None else case.part_order or case.parts or ()
    row: dict[str, Any] = {"case": case.name}
    for place, (column, status, spot) in enumerate(layout.pairs()):
        verdict = verdicts.get((_entity(spot, parts), spot.what))
        row[column], row[status] = _words(verdict)
        if place == 0:
            row[layout.unknowns] = _unknowns(layout, case, derivation, known, parts)
    if layout.parts is None and layout.goals("part"):
        row[layout.kb.words.plural] = [
            {"part": part, "goal": layout.short(goal.attribute), "verdict": word, layout.status: status}
            for part in parts
            for goal in layout.goals("part")
            for word, status in [_words(verdicts[part, goal.attribute])]
        ]
    rules = {rule: place for place, rule in enumerate(layout.kb.rules)}
    places = {name: place for place, name in enumerate((ROOT, *parts))}
    firings = sorted(
        (step.firing for step in derivation.steps), key=lambda f: (rules[f.rule], places[f.entity])
    )
    row["fired"] = [firing_name(*firing) for firing in firings]
    row["presumptions"] = [firing_name(*f) for f in firings if layout.kb.rules[f.rule].presumption]
    return {**row, "knowledge": layout.kb.digest, "tool": layout.tool}


def _entity(spot: Spot, parts: tuple[str, ...]) -> str:
    return ROOT if spot.slot is None else parts[spot.slot]


def _words(verdict: Verdict | None) -> tuple[str | None, str | None]:
    return (named(verdict), verdict.status) if verdict is not None else (None, None)


def _unknowns(
    layout: Layout,
    case: Case,
    derivation: Derivation,
    known: dict[tuple[str, str], Outlook],
    parts: tuple[str, ...],
) -> list[str]:
    """The names of the unknown facts that may matter, or do, to some verdict; in the vocabulary's order."""
    slices = Slices(Standings(layout.kb, case, derivation))
    found: set[tuple[str, str]] = set()
    for verdict in derivation.verdicts:
        outlook = known.get((verdict.entity, verdict.attribute))
        sure = outlook is not None and outlook.proof != "none"
        found.update(outlook.matters if outlook and sure else slices.of(verdict))
    order = {name: place for place, name in enumerate(layout.kb.attributes)}
    places = {name: place for place, name in enumerate((ROOT, *parts))}
    pairs = sorted(found, key=lambda pair: (order[pair[1]], places[pair[0]]))
    return [layout.fact(*pair) for pair in pairs]
