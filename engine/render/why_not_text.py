"""Why not, for a person: what it comes down to, then the rules: what is open before what is excluded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from engine.advice.explanation import Cut, Obstacle, Topic
from engine.advice.recommendation import Supposition
from engine.advice.refused import Contrast, How, LeastChange, Refusal, Stated, Term, WhyNot
from engine.advice.sentences import joined
from engine.advice.standing import HOLDING
from engine.inference.derivation import CONFLICT
from engine.inquiry.answers import NOT_APPLICABLE
from engine.render import phrases
from engine.render.details import about_rows
from engine.render.escape import visible
from engine.render.explain_text import item_lines
from engine.render.outline import outlines
from engine.render.packs import packs_lines
from engine.render.paint import Paper, Style, wrap
from engine.render.rows import Row, name_width, set_rows
from engine.render.text import Hints, answer_lines

INDENT = 2
HEADINGS: dict[How, str] = {
    "applies": "Gives it, while other rules give another verdict",
    "kept back": "Holds, and is kept back",
    "could": "Could still give it",
    "gave up": "May still give it: the solver gave up before it was sure",
    "never": "Cannot give it, whatever the unknown facts are",
}

SPECIAL = {
    CONFLICT: "It is so where rules give different verdicts at once.",
    NOT_APPLICABLE: "It is so where no rule gives a verdict, and none is needed.",
}
RIVALS = "It holds only where no rule can give another verdict, and these still could"


def why_not_text(
    found: WhyNot, paper: Paper, hints: Hints = (), contrast: bool = False, verbose: bool = False
) -> str:
    """The whole answer as text, ending in a line feed. `contrast`: only what tells the two verdicts apart."""
    heading = f"{found.entity or found.recommendation.case}: why not {found.word}"
    if contrast and found.contrast is not None:
        heading += f" rather than {found.contrast.word}"
    lines = [paper.paint(line, "bold") for line in wrap(visible(heading), paper.width)]
    lines += packs_lines(found.recommendation.knowledge, paper)
    lines += [*answer_lines(found.answer, paper), "", *_reached(found, paper)]
    if contrast and found.contrast is not None:
        lines += _contrast(found, found.contrast, paper)
    else:
        lines += _rules(found, paper, verbose)
    if any(map(_cut, _topics(found, contrast, verbose))):
        lines += _said("(--depth N or --all unfolds what is not shown)", paper, style="dim")
    if found.contrast is not None and found.contrast.given:
        lines += _change(found, found.contrast, paper)
    rows = [Row(label, command, name_style="dim", whole=True) for label, command in hints]
    blocks = [rows, about_rows(found.recommendation) if verbose else []]
    for block in filter(None, blocks):
        lines += ["", *set_rows(paper, block, name_width(block))]
    return "\n".join(lines) + "\n"


def _topics(found: WhyNot, contrast: bool, verbose: bool) -> list[Topic]:
    """The topics that are shown."""
    if contrast and found.contrast is not None:
        return [found.contrast.lacking]
    return [refusal.topic for refusal in (*found.refusals, *(found.rivals if verbose else ()))]


def _cut(part: Any) -> bool:
    """Whether something in it is not unfolded."""
    if type(part) is tuple:
        return any(map(_cut, part))
    if type(part).__module__ != Topic.__module__:
        return False
    return isinstance(part, Cut) or any(_cut(getattr(part, each.name)) for each in fields(part))


def _reached(found: WhyNot, paper: Paper) -> list[str]:
    """Whether it could be the verdict, and what that turns on."""
    word = found.word
    match found.reached:
        case "given":
            return _said(f"It is '{word}'.", paper)
        case "every":
            return _said(
                f"It is '{word}' whatever the unknown facts are, though no rule gives it yet.", paper
            )
        case "could":
            return _could(found, paper)
        case "gave up":
            return _said(f"Whether it could be '{word}' is not known: the solver gave up the search.", paper)
        case "never":
            return _never(found, paper)


def _could(found: WhyNot, paper: Paper) -> list[str]:
    could = f"It could still be '{found.word}'"
    if len(found.answers) == 1:
        says = f"it would be, for example, if {found.answers[0].says}, whatever else is unknown"
        return _said(f"{could}: {says}.", paper)
    says = f"{could}: it would be, whatever else is unknown, for example if"
    return [*_said(says, paper), *_ifs(found.answers, paper)]


def _ifs(answers: Iterable[Supposition], paper: Paper) -> list[str]:
    return [line for answer in answers for line in _said(f"- {answer.says}", paper, INDENT)]


def _never(found: WhyNot, paper: Paper) -> list[str]:
    cannot = f"It cannot be '{found.word}', whatever the unknown facts are"
    if found.excluded_by is None:
        return _said(f"{cannot}. Which of the facts exclude it is not known: the solver gave up.", paper)
    if not found.excluded_by:
        plural = found.recommendation.knowledge.words.plural
        listed = f", with these {plural} and whatever else were stated" if found.recommendation.listed else ""
        return _said(f"{cannot}{listed}.", paper)
    these = "this alone excludes it" if len(found.excluded_by) == 1 else "these alone exclude it"
    return [*_said(f"{cannot}; {these}:", paper), *_facts(found.excluded_by, paper)]


def _facts(facts: Iterable[Stated], paper: Paper) -> list[str]:
    rows = [Row("-", stated.sentence, more=(phrases.origin(stated.fact)[0],)) for stated in facts]
    return set_rows(paper, rows, 1)


def _rules(found: WhyNot, paper: Paper, verbose: bool) -> list[str]:
    lines: list[str] = []
    if found.instead:
        says = "It holds only where no rule gives another verdict:" if found.default else "Against it:"
        rows = [Row(each.rule, f"{each.word}: {each.text}") for each in found.instead]
        lines += ["", *_said(says, paper, style="dim"), *set_rows(paper, rows, name_width(rows))]
    for refusal in found.refusals:
        lines += _refusal(HEADINGS[refusal.how], refusal, found, paper)
    if found.reached == "never" and any(r.how in ("could", "applies") for r in found.refusals):
        lines += ["", *_said("Wherever one of these applies, other rules contradict it: a conflict.", paper)]
    for refusal in found.rivals:
        lines += _refusal(RIVALS, refusal, found, paper) if verbose else _rivals(refusal, paper)
    if not (found.instead or found.refusals or found.rivals or found.reached == "given"):
        lines += ["", *_said(SPECIAL.get(found.value, "No rule gives it."), paper)]
    return lines


def _rivals(refusal: Refusal, paper: Paper) -> list[str]:
    """The rules in a line each; -v unfolds them."""
    nodes = (node for node in refusal.topic.nodes if isinstance(node, Obstacle))
    rows = [Row(joined(rule.id for rule in node.rules), node.sentence) for node in nodes]
    return [
        "",
        *_said(f"{RIVALS} (-v unfolds them):", paper, style="dim"),
        *set_rows(paper, rows, name_width(rows)),
    ]


def _refusal(heading: str, refusal: Refusal, found: WhyNot, paper: Paper) -> list[str]:
    lines = ["", *_said(f"{heading}:", paper, style="dim"), *_topic(refusal.topic, paper)]
    for stopped in refusal.stopped:
        says = f"Each condition of {stopped.rule} alone could still hold, but not all together:"
        if stopped.facts == found.excluded_by:
            lines += _said(f"{says} what is stated above excludes it.", paper)
        else:
            lines += [*_said(f"{says} this excludes it.", paper), *_facts(stopped.facts, paper)]
    return lines


def _topic(topic: Topic, paper: Paper) -> list[str]:
    return [line for item in outlines(topic) for line in item_lines(item, 0, paper)]


def _contrast(found: WhyNot, contrast: Contrast, paper: Paper) -> list[str]:
    lines: list[str] = []
    if contrast.lacking.nodes:
        says = f"What '{found.word}' needs and lacks, and '{contrast.word}' does not need:"
        lines += ["", *_said(says, paper, style="dim"), *_topic(contrast.lacking, paper)]
    rows = [Row(rule, joined(map(_term, terms))) for rule, terms in contrast.resting if terms]
    if rows:
        says = f"What '{contrast.word}' rests on, and '{found.word}' does not need:"
        lines += ["", *_said(says, paper, style="dim"), *set_rows(paper, rows, name_width(rows))]
    if found.instead and not contrast.lacking.nodes:
        lines += ["", *_said(f"'{found.word}' holds only where no rule gives another verdict.", paper)]
    if contrast.shared:
        shared = "; ".join(map(_term, contrast.shared))
        lines += ["", *_said(f"Both need: {shared}", paper, style="dim")]
    return lines


def _term(term: Term) -> str:
    if term.standing in HOLDING:
        return term.sentence
    return f"{term.sentence} ({'not known' if term.standing == 'open' else 'not so'})"


def _change(found: WhyNot, contrast: Contrast, paper: Paper) -> list[str]:
    """The least change from the verdict of the case."""
    if contrast.gave_up:
        return ["", *_said("The least change is not known: the solver gave up the search.", paper)]
    change = contrast.change
    if change is None:
        return ["", *_said(f"No change of what is stated would make it '{found.word}' by itself.", paper)]
    then = (
        f"after which it could be '{found.word}'" if change.answers else f"that would make it '{found.word}'"
    )
    lines = ["", *_said(f"{_least(change)} {then}:", paper, style="dim")]
    for each in change.changes:
        lines += _said(f"- {each.after.says}", paper, INDENT)
        lines += _said(f"instead of: {each.before.sentence}", paper, 2 * INDENT, "dim")
    if change.answers:
        lines += [
            *_said("it would be, whatever else is unknown, if also", paper),
            *_ifs(change.answers, paper),
        ]
    if change.others:
        lines += _said(
            f"(and {phrases.counted(change.others, 'other set of changes', 'other sets of changes')})",
            paper,
            INDENT,
            "dim",
        )
    return lines


def _least(change: LeastChange) -> str:
    return "The least change" if change.surely else "The least change found before the solver gave up,"


def _said(text: str, paper: Paper, indent: int = 0, style: Style = "") -> list[str]:
    room = " " * indent
    return [room + paper.paint(line, style) for line in wrap(visible(text), paper.width - indent)]
