"""advisor ask: an interview that ends in a recommendation."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from typing import TYPE_CHECKING

import click

from engine.commands.common import (
    SETTINGS,
    Named,
    examples,
    knowledge_option,
    output_options,
    row_options,
    settings_option,
)
from engine.commands.log_option import log_option
from engine.commands.output import Output
from engine.commands.reading import Chosen
from engine.commands.recording import actor_option, check_actor, record
from engine.errors import Exit
from engine.signals import ended_by

if TYPE_CHECKING:
    from engine.advice.asking import Asking
    from engine.advice.interview import Interview
    from engine.advice.interview_words import Words
    from engine.cases.model import Case
    from engine.cases.session import Pair
    from engine.commands.sitting import Sitting
    from engine.inference.infer import Inference
    from engine.knowledge.model import KnowledgeBase
    from engine.render.paint import Paper


@click.command(
    context_settings=SETTINGS,
    epilog=examples(
        "advisor ask examples/harbour-lane.yaml --answers examples/harbour-lane.answers --session my.yaml",
        "advisor ask --kb examples/rooms/kb --answers examples/rooms/answers --session rooms.yaml",
        "advisor ask examples/portfolio.csv --row 'Grove Retail' --answers examples/grove-retail.answers",
    ),
)
@click.argument("case", required=False, type=Named(allow_dash=True))
@settings_option
@knowledge_option
@row_options
@click.option(
    "--session",
    metavar="FILE",
    type=Named(dir_okay=False),
    help="Keep the interview here, and go on with it where it is there already. It is a case file like any "
    "other. Without it the file is named after the case (of a portfolio, and its row), or interview.yaml.",
)
@click.option("--of", "of", metavar="PART", help="Ask only what can change the verdicts on this part.")
@click.option(
    "--answers",
    metavar="FILE",
    type=Named(dir_okay=False, allow_dash=True),
    help="Take from a file what would be typed, one line each.",
)
@log_option
@actor_option
@output_options("text", "json", "yaml", "markdown", amount="qv")
def command(
    case: str | None,
    settings: tuple[str, ...],
    knowledge: Chosen,
    session: str | None,
    of: str | None,
    answers: str | None,
    log: str | None,
    actor: str | None,
    output: Output,
) -> int:
    """Ask for what is missing, one question at a time, and recommend.

    Only questions that can still change a verdict are asked, those that decide most first. At each, ? tells
    what may be typed: an answer, why (what the question is for), dk (you do not know), back, review, stop
    and others. When nothing can change a verdict any more, the recommendation follows.

    CASE is what is known already; without it the interview starts with nothing. Every answer is in the
    session file before the next question: after Ctrl-C or a closed terminal, --session FILE goes on.

    With --row the case is one of a portfolio. The table stays as it is: what is answered is in the session
    file alone, which is a case of its own from then on.
    """
    from engine.advice.goals import goal_meant
    from engine.commands.considering import engine_ready
    from engine.commands.lines import lines_of
    from engine.commands.sitting import begin, hold

    check_actor(actor, log)
    lines = lines_of(answers, case)
    with engine_ready(knowledge) as (kb, inference):
        sitting = begin(kb, case, settings, session, knowledge.row)
        entity = None if of is None else goal_meant(kb, sitting.session.case, of, None)[0][0]
        paper = _paper(output)
        if not output.quiet and not sitting.saved:
            click.echo(f"Answers are kept in {sitting.file}. ? tells what may be typed.", err=True)
        interview = _interview(kb, sitting, inference, entity)
        try:
            with ended_by(signal.SIGHUP):  # a terminal that is closed
                end = hold(kb, sitting, interview, lines, paper, output.quiet)
        except KeyboardInterrupt:
            click.echo("", err=True)
            _go_on(sitting, knowledge, of)
            return Exit.INTERRUPTED
        if end == "quit":
            _go_on(sitting, knowledge, of)
            return Exit.ANSWERED
        _recommend(kb, inference, sitting, case, knowledge, log, actor, output)
    return Exit.ANSWERED


def _paper(output: Output) -> Paper:
    """The terminal, which may be another than the one of the answer."""
    from engine.render.paint import PIPED_WIDTH, paper

    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb" or not sys.stderr.isatty()
    colour = output.colour == "always" or (output.colour == "auto" and not plain)
    width = shutil.get_terminal_size((PIPED_WIDTH, 24)).columns if sys.stderr.isatty() else PIPED_WIDTH
    return paper(width, colour)


def _interview(kb: KnowledgeBase, sitting: Sitting, inference: Inference, entity: str | None) -> Interview:
    from engine.advice.asking import asking
    from engine.advice.exact import exact
    from engine.advice.interview import Interview
    from engine.advice.interview_words import Words
    from engine.advice.speech import Speech
    from engine.advice.standing import Standings

    def look(case: Case, answered: frozenset[Pair]) -> tuple[Words, Asking]:
        derivation = inference.infer(case)
        speech = Speech(Standings(kb, case, derivation))
        found = exact(kb, case, derivation, inference.infer)
        return Words(speech), asking(speech, found, entity, answered, 1)

    return Interview(kb, sitting.session, look)


def _recommend(
    kb: KnowledgeBase,
    inference: Inference,
    sitting: Sitting,
    case: str | None,
    knowledge: Chosen,
    log: str | None,
    actor: str | None,
    output: Output,
) -> None:
    """The answer, as `recommend` gives it to the case that was made."""
    from engine.advice.advise import advise
    from engine.advice.exact import exact
    from engine.cases.session import read_session
    from engine.commands.considering import beside, today
    from engine.commands.reading import read_bytes
    from engine.commands.recommend import hints_of
    from engine.commands.views import recommendation_view

    file, asked = case, sitting.session.case
    if sitting.saved:
        sitting.check()
        knowledge = knowledge.without_row
        file, again = sitting.file, read_session(kb, read_bytes(sitting.file), sitting.file)
        asked = again.case if again else asked
    derivation = inference.infer(asked)
    outlooks = exact(kb, asked, derivation, inference.infer)
    recommendation = advise(kb, asked, derivation, outlooks, today())
    if kb.packs:
        recommendation = beside(recommendation, asked)
    hints = () if output.quiet else hints_of(recommendation, file, (), knowledge)
    receipt = str(record(log, kb, asked, derivation, outlooks, actor, "cli ask")) if log else ""
    output.write(recommendation_view(recommendation, asked, derivation, outlooks, output, hints, receipt))


def _go_on(sitting: Sitting, knowledge: Chosen, of: str | None) -> None:
    """Say how to go on with the interview."""
    from engine.render.escape import argument, path_argument

    if not sitting.saved:
        click.echo("Nothing was answered, so nothing was written.", err=True)
        return
    kb = knowledge.without_row.options
    part = [f"--of {argument(of)}"] if of else []
    again = " ".join(("advisor ask", f"--session {path_argument(sitting.file)}", *kb, *part))
    click.echo(f"Every answer is in {sitting.file}. To go on: {again}", err=True)
