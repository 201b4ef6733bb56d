"""What if, for a person: what changes and what does not, and the one chain that makes the difference."""

from __future__ import annotations

from collections.abc import Iterable

from engine.advice.hypothetical import Applied, Chain, Compared, Judged, Link, Shift, WhatIf
from engine.advice.recommendation import Unknown
from engine.advice.sentences import joined
from engine.inference.derivation import CONFLICT
from engine.render import phrases
from engine.render.escape import visible
from engine.render.packs import packs_lines
from engine.render.paint import Paper, Style, wrap
from engine.render.rows import Row, name_width, set_rows
from engine.render.text import Hints

INDENT = 2
MOST = 6
"""So many rules and unknowns are listed under each heading; the rest is counted."""
GAVE_UP = "not exact, as the solver gave up"


def what_if_text(found: WhatIf, paper: Paper, hints: Hints = (), verbose: bool = False) -> str:
    """The whole answer as text, ending in a line feed."""
    lines = [paper.paint(line, "bold") for line in wrap(visible(f"{found.case}: what if"), paper.width)]
    lines += packs_lines(found.knowledge, paper)
    for text in _suppositions(found):
        start, *rest = _said(text, paper, 2 * INDENT)
        lines += [f"  - {start[2 * INDENT :]}", *rest]
    most = None if verbose else MOST
    blocks = [
        [row for each in found.changed for row in _verdict(found, each)],
        _rules("Applies then", found.gained, most),
        _rules("No longer", found.lost, most),
        [*_unknowns("Matters then", found.opened, most), *_unknowns("No longer matters", found.closed, most)],
        [Row(label, command, name_style="dim", whole=True) for label, command in hints],
    ]
    names = name_width([row for block in blocks for row in block])
    first, *others = blocks
    lines += ["", *(set_rows(paper, first, names) or _said("Every verdict stays as it is.", paper))]
    lines += [*_unchanged(found, paper)]
    if not (found.changed or found.gained or found.lost):
        lines += _said("No rule applies that did not, and every rule that did still does.", paper)
    if found.chain is not None:
        lines += ["", *_chain(found, found.chain, paper)]
    for block in others:
        if block:
            lines += ["", *set_rows(paper, block, names)]
    return "\n".join(lines) + "\n"


def _suppositions(found: WhatIf) -> Iterable[str]:
    """What is otherwise, and what of it no rule heeds."""
    words = found.knowledge.words
    for part in found.added:
        yield f"{part} is one of the {words.plural}"
    for part in found.removed:
        yield f"{part} is none of the {words.plural}"
    for shift in found.shifts:
        if shift.entity not in found.removed:
            yield _shifted(shift, shift.entity in found.added)
    if not (found.added or found.removed or found.shifts):
        off = any(problem.code == "pack-off" for problem in found.remarks)
        yield f"nothing is otherwise{'' if off else ': what is set is what the case says'}"
    for problem in found.remarks:
        if problem.hint:
            yield f"mind: {problem.what}; {problem.hint}"


def _shifted(shift: Shift, new: bool) -> str:
    text = f"{shift.name} is unknown" if shift.after is None else shift.after.sentence
    if not new:
        text += f" (instead of: {shift.before.sentence if shift.before is not None else 'unknown'})"
    if shift.heed == "unread":
        text += ": no rule reads it"
    elif shift.heed == "alike":
        text += ": no rule tells the two apart"
    return text


def _verdict(found: WhatIf, compared: Compared) -> list[Row]:
    """The verdict on both sides, and what it says then."""
    before, after = compared.before, compared.after
    text = f"{_word(before)} -> {_word(after)}"
    more = (after.sentence,) if after is not None and after.sentence and _moved(before, after) else ()
    name = phrases.about(found.knowledge, compared.entity, compared.attribute)
    return [Row(name, text, name_style="bold", more=more)]


def _moved(before: Judged | None, after: Judged) -> bool:
    return before is None or before.verdict != after.verdict or before.sentence != after.sentence


def _word(judged: Judged | None) -> str:
    if judged is None:
        return "not listed"
    sure = f", {judged.status}" if judged.status != judged.verdict else ""
    sides = f" of {joined(judged.values)}" if judged.verdict == CONFLICT else ""
    return f"{judged.word}{sides}{sure}{f' ({GAVE_UP})' if judged.proof == 'none' else ''}"


def _unchanged(found: WhatIf, paper: Paper) -> list[str]:
    rest = len(found.verdicts) - len(found.changed)
    if not (rest and found.changed):
        return []
    stay = "stays as it is" if rest == 1 else "stay as they are"
    return _said(f"({phrases.counted(rest, 'other verdict')} {stay})", paper, INDENT, "dim")


def _rules(heading: str, rules: tuple[Applied, ...], most: int | None) -> list[Row]:
    rows = [
        Row("" if index else heading, _applied(each), right=phrases.named(each.rule.id, each.rule.pack))
        for index, each in enumerate(rules[:most])
    ]
    left = len(rules) - len(rows)
    return [*rows, Row("", f"({phrases.counted(left, 'more rule')}: -v lists them)")] if left else rows


def _applied(applied: Applied) -> str:
    return f"{phrases.PRESUMED}: {applied.sentence}" if applied.presumed else applied.sentence


def _unknowns(heading: str, unknowns: tuple[Unknown, ...], most: int | None) -> list[Row]:
    if not unknowns:
        return []
    names = [unknown.name for unknown in unknowns[:most]]
    left = len(unknowns) - len(names)
    return [Row(heading, joined([*names, f"{left} more"] if left else names))]


def _chain(found: WhatIf, chain: Chain, paper: Paper) -> list[str]:
    """From what changed to the verdict, a link a line."""
    about = phrases.about(found.knowledge, chain.entity, chain.attribute)
    about = f"the verdict on {about}" if about == chain.entity else about
    lines = _said(f"What makes the difference to {about}:", paper, style="dim")
    for index, link in enumerate(chain.links):
        text, cite = _link(link, found), [phrases.cite(link.rule)] if link.rule else []
        lines += _said(text if index == 0 else f"so {text}", paper, INDENT, "" if index == 0 else "bold")
        for detail in cite:
            lines += _said(detail, paper, INDENT + 3, "dim")
    return lines


def _link(link: Link, found: WhatIf) -> str:
    if link.kind == "part":
        word = found.knowledge.words.singular
        return f"{link.sentence} is {'then' if link.side == 'after' else 'no longer'} a {word} of the case"
    if link.side == "before":
        return f"it is no longer so that {link.sentence}"
    return f"{link.sentence}, because {link.because}" if link.because else link.sentence


def _said(text: str, paper: Paper, indent: int = 0, style: Style = "") -> list[str]:
    room = " " * indent
    return [room + paper.paint(line, style) for line in wrap(visible(text), paper.width - indent)]
