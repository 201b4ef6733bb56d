"""An interview on a terminal: its questions and replies as lines."""

from __future__ import annotations

from collections.abc import Iterable

from engine.advice.asking import Asked
from engine.advice.interview_words import Ending, Prompt, Reply
from engine.errors import Problem
from engine.render.escape import visible
from engine.render.paint import Paper, Style, columns, wrap
from engine.render.rows import Row, name_width, set_rows

MARK = "> "
BETWEEN = "   "


def prompt_text(prompt: Prompt | Ending, paper: Paper, known: bool = False) -> str:
    """The question, with what may be answered, and the mark behind which one types.

    `known`: nothing came between it and the same question.
    """
    if known:
        return MARK
    lines = [""]
    if isinstance(prompt, Ending):
        lines += [*_wrapped(prompt.why, paper, "good"), *_wrapped(f"({prompt.hint})", paper, "dim", 2)]
        return "\n".join(lines) + f"\n{MARK}"
    if prompt.news:
        lines += [*_wrapped(prompt.news, paper, "good"), ""]
    more = f"{prompt.more} more may matter" if prompt.more else ""
    room = paper.width - (columns(more) + 2 if more else 0)
    for index, line in enumerate(wrap(visible(prompt.question), room)):
        end = " " * (room - columns(line) + 2) + paper.paint(more, "dim") if more and index == 0 else ""
        lines.append(paper.paint(line, "bold") + end)
    if prompt.asked is not None:
        lines += _answers(prompt.asked, paper)
    if prompt.so_far:
        lines += _wrapped(f"so far: {prompt.so_far}", paper, "", 2)
    if prompt.hint:
        lines += _wrapped(f"({prompt.hint})", paper, "dim", 2)
    return "\n".join(lines) + f"\n{MARK}"


def reply_text(reply: Reply, paper: Paper) -> str:
    """What becomes of a line; "" where nothing is to be said."""
    lines = [line for problem in reply.problems for line in problem_lines(problem, paper)]
    for note in reply.notes:
        lines += _wrapped(note, paper, "", 2)
    rows = [Row(name, text, name_style="name") for name, text in reply.rows]
    lines += set_rows(paper, rows, name_width(rows)) if rows else []
    return "".join(f"{line}\n" for line in lines)


def problem_lines(problem: Problem, paper: Paper) -> list[str]:
    """Why something is refused."""
    hint = f" ({problem.hint})" if problem.hint else ""
    return _wrapped(f"{problem.what}{hint}", paper, "warn", 2)


def paragraph(text: str, paper: Paper) -> str:
    """A sentence of its own."""
    return "".join(f"{line}\n" for line in _wrapped(text, paper, ""))


def _answers(asked: Asked, paper: Paper) -> list[str]:
    """What may be answered: choices with their numbers, on one line where they fit."""
    cells = [f"{number} {visible(choice.label)}" for number, choice in enumerate(asked.choices, 1)]
    kind = asked.kind if not asked.choices or asked.kind != "one of these" else ""
    lines = []
    if cells:
        line = BETWEEN.join(cells)
        cells = [line] if columns(line) <= paper.width - 2 else _numbered(cells)
        lines = [f"  {part}" for cell in cells for part in _cut(cell, paper)]
    return lines + (_wrapped(f"({kind})", paper, "dim", 2) if kind else [])


def _numbered(cells: Iterable[str]) -> list[str]:
    """The choices, a line each, their numbers one below the other."""
    cells = list(cells)
    wide = len(str(len(cells)))
    return [" " * (wide - len(cell.partition(" ")[0])) + cell for cell in cells]


def _cut(cell: str, paper: Paper) -> list[str]:
    return [cell] if columns(cell) <= paper.width - 2 else wrap(cell, paper.width - 2)


def _wrapped(text: str, paper: Paper, style: Style, indent: int = 0) -> list[str]:
    return [" " * indent + paper.paint(line, style) for line in wrap(visible(text), paper.width - indent)]
