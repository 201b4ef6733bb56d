"""The recommendation for a person: the answer first, on one screen, every line openable."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from engine.advice.recommendation import Answer, Entry, Recommendation, Section
from engine.advice.sentences import tagged
from engine.inquiry.answers import NOT_APPLICABLE, UNDETERMINED
from engine.render import phrases
from engine.render.details import about_rows, detail_rows, title_notes
from engine.render.escape import visible
from engine.render.paint import Paper, columns, wrap
from engine.render.rows import (
    INDENT,
    STATUS_STYLE,
    Row,
    name_width,
    set_rows,
    verdict_style,
)

SETTLED = "settled"
SHOWN_PARTS, FEW_MORE = 12, 3
"""So many parts are shown, unless more is wanted, or only these few are left."""
Hints = tuple[tuple[str, str], ...]
"""What to run next: (what for, the command line)."""


def recommendation_text(
    recommendation: Recommendation, paper: Paper, hints: Hints = (), verbose: bool = False
) -> str:
    """The whole answer as text, ending in a line feed."""
    others = [a for a in recommendation.answers[1:] if a.verdict.status != NOT_APPLICABLE]
    parts = part_rows(recommendation, None if verbose else SHOWN_PARTS)
    roots = [root_row(answer) for answer in others if not answer.verdict.entity]
    blocks = [
        parts,
        further_rows(recommendation, verbose),
        roots,
        [row for section in recommendation.main.sections for row in _section_rows(section)],
        *detail_rows(recommendation, verbose),
        [Row(label, command, name_style="dim", whole=True) for label, command in hints],
    ]
    if verbose:
        blocks.append(about_rows(recommendation))
    names = name_width([row for block in blocks for row in block])
    lines = [*_title(recommendation, paper), *answer_lines(recommendation.main, paper)]
    for block in blocks:
        if block:
            lines += ["", *set_rows(paper, block, names)]
    return "\n".join(lines) + "\n"


def _title(recommendation: Recommendation, paper: Paper) -> list[str]:
    as_of = visible(f"as of {recommendation.as_of}") if recommendation.as_of else ""
    notes = title_notes(recommendation)
    if columns(as_of) > paper.width // 2:
        notes, as_of = [as_of, *notes], ""
    first, *rest = wrap(visible(recommendation.case), paper.width - (columns(as_of) + 2 if as_of else 0))
    room = paper.width - columns(first) - columns(as_of)
    lines = [paper.paint(first, "bold") + (" " * room + paper.paint(as_of, "dim") if as_of else "")]
    lines += [paper.paint(line, "bold") for line in rest]
    under = (line for note in notes for line in wrap(visible(note), paper.width))
    return lines + [paper.paint(line, "dim") for line in under]


def answer_lines(answer: Answer, paper: Paper) -> list[str]:
    """The verdict in capitals, what it says, and its status at the right."""
    verdict = answer.verdict
    word = visible((phrases.word(answer) or verdict.status).upper())
    status = verdict.status if phrases.word(answer) else ""
    style = verdict_style(verdict)
    lines = []
    head, margin = " " * INDENT + paper.paint(word, style) + "   ", INDENT + columns(word) + 3
    if margin > paper.width // 2:
        lines = [" " * INDENT + paper.paint(line, style) for line in wrap(word, paper.width - INDENT)]
        head, margin = " " * 2 * INDENT, 2 * INDENT
    room = paper.width - margin - (len(status) + 2 if status else 0)
    for index, text in enumerate(wrap(visible(phrases.headline(answer)), room)):
        line = (head if index == 0 else " " * margin) + text
        if index == 0 and status:
            line += " " * (room - columns(text) + 2) + paper.paint(status, STATUS_STYLE[verdict.status])
        lines.append(line)
    return lines


def part_rows(recommendation: Recommendation, most: int | None = None) -> list[Row]:
    """The rows of the parts with their own verdict, which is the first goal of parts.

    Where there are many more than `most`, those that carry the main verdict come first, then those with a
    verdict, of these the ones with another than what else holds, and the settled ones; the rest is counted.
    """
    answers = _of_parts(recommendation, first=True)
    if most is None or len(answers) <= most + FEW_MORE:
        return [part_row(answer) for answer in answers]

    def weight(answer: Answer) -> tuple[bool, ...]:
        verdict = answer.verdict
        carries = verdict.entity in recommendation.carrying
        otherwise = recommendation.knowledge.goal(verdict.attribute).otherwise
        usual = otherwise is not None and verdict.value == otherwise.value
        return not carries, verdict.value is None, usual, verdict.status != SETTLED

    shown = sorted(answers, key=weight)
    left = Counter(phrases.word(answer) or answer.verdict.status for answer in shown[most:])
    counts = ", ".join(f"{count} {word}" for word, count in left.most_common())
    rest = Row("", f"({len(shown) - most} more: {counts}; -v lists them)")
    return [*map(part_row, shown[:most]), rest]


def further_rows(recommendation: Recommendation, verbose: bool) -> list[Row]:
    """What further goals say of the parts; where it is undetermined, they are only named unless verbose."""
    rows: list[Row] = []
    by_goal: dict[str, list[Answer]] = {}
    for answer in _of_parts(recommendation, first=False):
        by_goal.setdefault(tagged(answer.label, answer.pack), []).append(answer)
    for label, own in by_goal.items():
        told = [answer for answer in own if verbose or answer.verdict.value is not None]
        for place, answer in enumerate(told):
            status = answer.verdict.status
            said = phrases.word(answer)
            text = f"{answer.verdict.entity}: {said + ': ' if said else ''}{phrases.short_reason(answer)}"
            rows.append(Row("" if place else label, text, right=status, right_style=STATUS_STYLE[status]))
        if left := [a.verdict.entity for a in own if not verbose and a.verdict.value is None]:
            text = f"too little is known for {phrases.some_of(left)}"
            rows.append(Row("" if told else label, text, right=UNDETERMINED, right_style="warn"))
    return rows


def _of_parts(recommendation: Recommendation, first: bool) -> list[Answer]:
    """The answers about parts that apply: those to the first goal of parts, or to the further ones."""
    goals = [goal.attribute for goal in recommendation.knowledge.goals if goal.scope == "part"]
    return [
        answer
        for answer in recommendation.answers
        if answer.verdict.entity
        and answer.verdict.status != NOT_APPLICABLE
        and (answer.verdict.attribute == goals[0]) == first
    ]


def part_row(answer: Answer) -> Row:
    """The row of a part: its verdict, why, and the status."""
    verdict = answer.verdict
    return Row(
        verdict.entity,
        phrases.short_reason(answer),
        phrases.word(answer) or phrases.UNKNOWN_MARK,
        verdict.status,
        lead_style=verdict_style(verdict),
        right_style=STATUS_STYLE[verdict.status],
        more=tuple(text for section in answer.sections for text in entry_lines(section, True)),
    )


def root_row(answer: Answer) -> Row:
    """The row of a further verdict of the root."""
    reason = phrases.full_reason(answer)
    said = phrases.headline(answer)
    return Row(
        tagged(answer.label, answer.pack),
        said if answer.verdict.value is None else f"{said}: {reason}",
        right=answer.verdict.status,
        right_style=STATUS_STYLE[answer.verdict.status],
        more=tuple(text for section in answer.sections for text in entry_lines(section, True)),
    )


def _section_rows(section: Section) -> list[Row]:
    first, *more = entry_lines(section, False)
    return [Row(tagged(section.heading, section.pack), first, more=tuple(more))]


def entry_lines(section: Section, headed: bool) -> list[str]:
    """The values shown, and under their own words the others; the first line under the heading, if wanted."""
    first, others = _entries(section.first), _entries(section.others)
    if others and section.others_heading:
        others = f"{section.others_heading}: {others}"
        if not first:  # what is said of others, as "also", needs something before it
            first, others = f"{phrases.NONE_FIRST}; {others}", ""
    lines = [line for line in (first, others) if line]
    return [f"{tagged(section.heading, section.pack)}: {lines[0]}", *lines[1:]] if headed else lines


def _entries(entries: Iterable[Entry]) -> str:
    """The labels, those of the same parts together."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for entry in entries:
        groups.setdefault(entry.parts, []).append(entry.label)
    return "; ".join(
        f"{', '.join(labels)} ({', '.join(parts)})" if parts else ", ".join(labels)
        for parts, labels in groups.items()
    )
