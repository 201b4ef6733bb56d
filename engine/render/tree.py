"""The chain of reasoning as a tree drawn with lines: one entry each, where to open it in brackets."""

from __future__ import annotations

from engine.advice.explanation import Explanation
from engine.render import phrases
from engine.render.escape import visible
from engine.render.outline import Item, outlines
from engine.render.packs import below, packs_lines
from engine.render.paint import Paper, columns, wrap

DEEPEST = 12
"""Levels that are indented; the few that can lie deeper are drawn at this level."""


def tree_text(explanation: Explanation, paper: Paper) -> str:
    """A tree for each topic, ending in a line feed."""
    lines: list[str] = []
    for topic in explanation.topics:
        head = visible(phrases.topic_head(topic))
        lines += [*([""] if lines else []), *(paper.paint(line, "bold") for line in wrap(head, paper.width))]
        items = outlines(topic)
        for index, item in enumerate(items):
            lines += _branch(item, "", index == len(items) - 1, 0, paper)
    lines += below(packs_lines(explanation.recommendation.knowledge, paper))
    return "\n".join(lines) + "\n"


def _branch(item: Item, prefix: str, last: bool, level: int, paper: Paper) -> list[str]:
    corner, rail = ("└─ ", "   ") if last else ("├─ ", "│  ")
    number = f"{item.number} " if item.number is not None else ""
    brief = f" [{item.brief}]" if item.brief and item.brief not in item.text else ""
    below = prefix + rail if level < DEEPEST else prefix
    text = visible(number + item.text + brief)
    # One column less: the lines of a wrapped text stand under it, beside the rail of its children.
    first, *rest = wrap(text, paper.width - columns(prefix + corner) - 3)
    lines = [paper.paint(prefix + corner, "dim") + first]
    continued = below + ("│  " if item.children else "   ")
    lines += [paper.paint(continued, "dim") + line for line in rest]
    for index, child in enumerate(item.children):
        lines += _branch(child, below, index == len(item.children) - 1, level + 1, paper)
    return [line.rstrip() for line in lines]
