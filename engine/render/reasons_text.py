"""What forces a verdict, for a person."""

from __future__ import annotations

from engine.advice.reasons import ReasonsTold
from engine.inquiry.answers import UNDETERMINED
from engine.inquiry.flips import MOST
from engine.render.inquired_text import GAVE_UP, fact_lines, head_lines, said
from engine.render.paint import Paper
from engine.render.phrases import counted

IDLE = 5
"""So many of the facts that carry nothing are shown, unless all is."""
NO_VERDICT = (
    "There is no verdict yet, and no stated fact carries that: too little is known. advisor next says what "
    "to find out."
)
MEANS = {
    "kept": "whatever the other stated facts were, as things stand (what is unknown stays unknown)",
    "free": "whatever the other facts were, stated or unknown",
}


def reasons_text(told: ReasonsTold, paper: Paper, everything: bool = False) -> str:
    """The whole answer as text, ending in a line feed."""
    lines = [*head_lines(told.about, told.case.name, told.knowledge, paper), ""]
    if told.count == 0:
        lines += said(GAVE_UP if told.gave_up else "Nothing was found.", paper)
    elif not told.reasons[0] and told.about.verdict == UNDETERMINED:
        lines += said(NO_VERDICT, paper)
    elif not told.reasons[0]:
        lines += said(_needs_none(told), paper)
    else:
        lines += _reasons(told, paper)
    if told.idle:
        lines += ["", *_idle(told, paper, everything)]
    return "\n".join(lines) + "\n"


def _needs_none(told: ReasonsTold) -> str:
    listed = "with what is listed, " if told.case.parts else ""
    if told.about.unknowns == "free":
        return f"The verdict needs no fact: {listed}it is the same whatever the facts are, stated or unknown."
    same = "it is the same whatever the stated facts were, as long as what is unknown stays unknown"
    return f"The verdict needs no fact: {listed}{same}."


def _reasons(told: ReasonsTold, paper: Paper) -> list[str]:
    stated, means = len(told.case.facts), MEANS[told.about.unknowns]
    lines: list[str] = []
    for index, facts in enumerate(told.reasons):
        if index == 0:
            one = len(facts) == 1
            enough = "This fact is" if one else f"These {len(facts)} facts are"
            stays = f"the verdict stays with {'it' if one else 'them'}"
            lines += said(f"{enough} enough, of {stated} stated: {stays}, {means}.", paper)
        else:
            enough = "this fact" if len(facts) == 1 else f"these {len(facts)} facts"
            lines += ["", *said(f"Or {enough}:", paper)]
        for fact in facts:
            lines += fact_lines(fact, paper)
    lines += _more(told, paper)
    return lines


def _more(told: ReasonsTold, paper: Paper) -> list[str]:
    left = told.count - len(told.reasons)
    lines: list[str] = []
    if told.all and told.count == 1:
        these = "all of these" if len(told.reasons[0]) > 1 else "it"
        lines += said(f"Nothing is enough without {these}.", paper, 0, "dim")
    elif told.all and left:
        noun = f"{left} other {'set is' if left == 1 else 'sets are'} enough"
        lines += said(f"{noun} as well (--all shows every one, the smallest first).", paper, 0, "dim")
    elif told.all:
        lines += said(f"Nothing is enough without all of one of these {told.count} sets.", paper, 0, "dim")
    elif told.gave_up:
        lines += said(f"{counted(told.count, 'set')} found. {GAVE_UP}", paper, 0, "warn")
    else:
        note = (
            f"{counted(told.count, 'set')} found, and the search ended early: there may be others, and "
            f"smaller ones. --most {max(10 * MOST, 10 * told.count)} goes on."
        )
        lines += said(note, paper, 0, "warn")
    return ["", *lines]


def _idle(told: ReasonsTold, paper: Paper, everything: bool) -> list[str]:
    """The facts that are in no reason."""
    shown = told.idle if everything or len(told.idle) <= IDLE + 1 else told.idle[:IDLE]
    carry = "carries" if len(told.idle) == 1 else "carry"
    heading = f"{counted(len(told.idle), 'fact')} {carry} nothing: no such set needs "
    lines = said(heading + ("it:" if len(told.idle) == 1 else "them:"), paper)
    for fact in shown:
        first, *rest = said(fact.sentence, paper, 4)
        lines += [f"  - {first[4:]}", *rest]
    left = len(told.idle) - len(shown)
    return lines + (said(f"and {left} more (--all)", paper, 4, "dim") if left else [])
