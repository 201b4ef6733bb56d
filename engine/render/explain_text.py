"""The chain of reasoning for a person: numbered, indented, each line openable."""

from __future__ import annotations

from engine.advice.cited import all_cited
from engine.advice.explanation import Explanation, Topic
from engine.render import phrases
from engine.render.details import about_rows, open_lines
from engine.render.escape import visible
from engine.render.outline import Item, Kind, outlines
from engine.render.packs import below, packs_lines
from engine.render.paint import Paper, Style, columns, wrap
from engine.render.rows import Row, name_width, set_rows
from engine.render.text import answer_lines

STEP = 3
STYLE: dict[Kind, Style] = {"given": "", "open": "warn", "absence": "", "refusal": "", "group": "dim"}


def explanation_text(explanation: Explanation, paper: Paper, verbose: bool = False) -> str:
    """All topics as text, ending in a line feed."""
    lines: list[str] = []
    for topic in explanation.topics:
        lines += [*([""] if lines else []), *_topic(topic, outlines(topic), paper)]
    if claims := all_cited(explanation.topics):
        rows = [Row(claim.id, phrases.claim(claim)) for claim in claims]
        lines += ["", paper.paint(f"{phrases.CLAIMS}:", "dim"), *set_rows(paper, rows, name_width(rows))]
    lines += below(packs_lines(explanation.recommendation.knowledge, paper))
    if verbose:
        rows = about_rows(explanation.recommendation)
        lines += ["", *set_rows(paper, rows, name_width(rows))]
    return "\n".join(lines) + "\n"


def _topic(topic: Topic, items: list[Item], paper: Paper) -> list[str]:
    lines = [paper.paint(line, "bold") for line in wrap(visible(topic.heading), paper.width)]
    if topic.answer is not None:
        lines += answer_lines(topic.answer, paper)
    if topic.rule is not None:
        for said in (*phrases.measures(topic.rule), phrases.cite(topic.rule)):
            lines += _set(said, 0, paper, "dim")
        lines += _set(f"when: {topic.condition}", 0, paper)
        if topic.rule.reading:
            lines += _set(f"reading: {topic.rule.reading}", 0, paper)
    lines.append("")
    for item in items:
        lines += item_lines(item, 0, paper)
    if topic.answer is not None and topic.answer.missing:
        lines += ["", *open_lines(topic.answer.missing, paper)]
    return lines


def item_lines(item: Item, level: int, paper: Paper) -> list[str]:
    """The entry and all inside it, indented."""
    # Past the middle of the paper deeper entries are not indented further.
    indent = min(level * STEP, paper.width // 2)
    mark = f"{item.number:<{STEP - 1}} " if item.number is not None else ""
    first, *rest = wrap(visible(item.text), paper.width - indent - columns(mark))
    style: Style = STYLE.get(item.kind, "bold")
    room = " " * indent
    lines = [room + paper.paint(mark, "name") + paper.paint(first, style)]
    lines += [room + " " * len(mark) + paper.paint(line, style) for line in rest]
    for detail in item.details:
        lines += _set(detail, indent + len(mark), paper, "dim")
    for child in item.children:
        lines += item_lines(child, level + 1, paper)
    return lines


def _set(text: str, indent: int, paper: Paper, style: Style = "") -> list[str]:
    return [" " * indent + paper.paint(line, style) for line in wrap(visible(text), paper.width - indent)]
