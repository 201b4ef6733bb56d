"""What to ask next, for a person: the questions, best first, each with what it could decide."""

from __future__ import annotations

from collections.abc import Iterable

from engine.advice.asking import Asked, Asking
from engine.advice.decisions import Decision
from engine.advice.sentences import joined, tagged
from engine.render.escape import visible
from engine.render.packs import packs_lines
from engine.render.paint import Paper, Style, wrap
from engine.render.phrases import counted
from engine.render.rows import Row, name_width, set_rows
from engine.render.text import Hints

DECISIONS = 3
"""So many answers are shown that decide something with others, unless more are wanted."""


def next_text(
    asking: Asking, most: int, paper: Paper, of: str = "", hints: Hints = (), verbose: bool = False
) -> str:
    """The whole answer as text, ending in a line feed; the first `most` questions, about `of` alone."""
    lines = [paper.paint(line, "bold") for line in wrap(visible(_title(asking)), paper.width)]
    lines += packs_lines(asking.knowledge, paper)
    if asking.about:
        lines += _said(f"For the verdict on {joined(asking.about)}.", paper)
    shown = asking.questions[:most]
    if not asking.listed:
        lines += ["", *_list_question(asking, paper)]
    elif not asking.questions:
        lines += ["", *_said(_none(asking, of), paper)]
    wide = len(str(len(shown)))
    for number, question in enumerate(shown, 1):
        lines += ["", *_question(number, wide, question, paper, verbose)]
    left = len(asking.questions) - len(shown)
    if left:
        which = "it" if left == 1 else "them"
        lines += [
            "",
            *_said(
                f"and {counted(left, 'more question')} (-n {len(asking.questions)} shows {which})",
                paper,
                0,
                "dim",
            ),
        ]
    if asking.unsure:
        lines += ["", *_said(_unsure(asking), paper, 0, "warn")]
    if hints:
        rows = [Row(label, command, name_style="dim", whole=True) for label, command in hints]
        lines += ["", *set_rows(paper, rows, name_width(rows))]
    return "\n".join(lines) + "\n"


def _title(asking: Asking) -> str:
    return asking.case.name


def _none(asking: Asking, of: str) -> str:
    if asking.open:
        return "Nothing to ask, though not everything is settled."
    which = f"the verdict on {of}" if of else "any verdict"
    return f"Nothing to ask: no missing fact can change {which}."


def _unsure(asking: Asking) -> str:
    return (
        "The solver gave up on some of these verdicts: of the questions that stand last, some may change "
        "nothing."
    )


def _list_question(asking: Asking, paper: Paper) -> list[str]:
    words = asking.knowledge.words
    first = _said(f"First: {words.question}", paper, 0, "bold")
    why = (
        f"There is no list of {words.plural} yet, so nothing is judged about any. "
        f"--set '{words.plural}[NAME]' adds one, --set {words.plural}=none says that there are none."
    )
    return [*first, *_said(why, paper, 2)]


def _question(number: int, wide: int, question: Asked, paper: Paper, verbose: bool) -> list[str]:
    margin = wide + 2
    room = paper.width - margin
    first, *rest = wrap(visible(tagged(question.question, question.pack)), room)
    lines = [f"{number:>{wide}}  " + paper.paint(first, "bold")]
    lines += [" " * margin + paper.paint(line, "bold") for line in rest]
    lines += _said(f"{question.name}: {_may(question)}", paper, margin, "name")
    if verbose and question.help:
        lines += _said(question.help, paper, margin, "dim")
    alone = [each for each in question.decides if not each.more]
    shown = _alone(alone)
    if alone and not question.whole:
        shown.append("among others: answers with several members may decide something as well")
    decisions = _decisions(each for each in question.decides if each.more)
    few = verbose or len(decisions) <= DECISIONS + 1
    shown += decisions if few else decisions[:DECISIONS]
    lines += [line for decision in shown for line in _said(decision, paper, margin)]
    left = 0 if few else len(decisions) - DECISIONS
    if left:
        lines += _said(
            f"and {counted(left, 'answer')} more that could decide something (-v)", paper, margin, "dim"
        )
    if not shown:
        about = joined(question.about)
        lines += _said(f"can change {about}, together with other answers", paper, margin)
    return lines


def _may(question: Asked) -> str:
    """What may be answered."""
    choices = ", ".join(choice.value for choice in question.choices)
    if question.kind == "one of these":
        return choices
    return f"any of {choices}; none; all" if choices else question.kind


def _alone(decisions: Iterable[Decision]) -> list[str]:
    """What answers decide by themselves, those that decide the same in one line."""
    by_answer: dict[str, dict[str, str]] = {}
    for each in decisions:
        by_answer.setdefault(each.answer, {})[each.about] = each.word
    alike: dict[tuple[tuple[str, str], ...], list[str]] = {}
    for answer, decided in by_answer.items():
        alike.setdefault(tuple(decided.items()), []).append(answer)
    return [
        f"{joined(answers, 'or')} decides {'; '.join(f'{about}: {word}' for about, word in decided)}"
        for decided, answers in alike.items()
    ]


def _decisions(decisions: Iterable[Decision]) -> list[str]:
    """What answers decide with others, those first that need the fewest."""
    found: dict[tuple[int, str], dict[str, list[str]]] = {}
    for each in sorted(decisions, key=lambda decision: decision.more):
        found.setdefault((each.more, each.answer), {}).setdefault(each.about, []).append(each.word)
    said = []
    for (more, answer), decided in found.items():
        verdicts = "; ".join(f"{about}: {joined(words, 'or')}" for about, words in decided.items())
        said.append(f"{answer}, with {counted(more, 'other answer')}, decides {verdicts}")
    return said


def _said(text: str, paper: Paper, indent: int = 0, style: Style = "") -> list[str]:
    return [" " * indent + paper.paint(line, style) for line in wrap(visible(text), paper.width - indent)]
