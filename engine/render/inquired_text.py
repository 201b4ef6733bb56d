"""The head of what an inquiry answers: whose verdict it is about, and what it is now."""

from __future__ import annotations

from engine.advice.inquired import Inquired
from engine.advice.reasons import FactTold
from engine.advice.sentences import tagged
from engine.knowledge.model import KnowledgeBase
from engine.render import phrases
from engine.render.escape import visible
from engine.render.packs import packs_lines
from engine.render.paint import Paper, Style, wrap
from engine.render.rows import STATUS_STYLE, Row, name_width, set_rows

GAVE_UP = "The solver gave up the search: there may be others."


def head_lines(about: Inquired, case: str, kb: KnowledgeBase, paper: Paper) -> list[str]:
    """The heading and the verdict, with its status at the right."""
    heading = f"{about.entity or case}: {tagged(about.label, kb.goal(about.attribute).pack)}"
    status = "" if about.status == about.verdict else about.status
    rows = [
        Row(
            about.word.upper(),
            about.sentence,
            right=status,
            name_style="bold" if about.sentence else "warn",
            right_style=STATUS_STYLE[about.status],
        )
    ]
    lines = [paper.paint(line, "bold") for line in wrap(visible(heading), paper.width)]
    lines += packs_lines(kb, paper)
    lines += set_rows(paper, rows, name_width(rows))
    if about.unsure:
        lines += said("Whether the unknowns can change it is not known: the solver gave up on that.", paper)
    return lines


def said(text: str, paper: Paper, indent: int = 0, style: Style = "") -> list[str]:
    """A paragraph."""
    room = " " * indent
    return [room + paper.paint(line, style) for line in wrap(visible(text), paper.width - indent)]


def fact_lines(told: FactTold, paper: Paper) -> list[str]:
    """A stated fact, and below it where it was stated."""
    first, *rest = said(told.sentence, paper, 4)
    lines = [f"  - {first[4:]}", *rest]
    return lines + said(phrases.origin(told.fact)[0], paper, 4, "dim")
