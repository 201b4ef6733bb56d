"""advisor report: an answer as a page to be sent to somebody."""

from __future__ import annotations

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
from engine.commands.recording import actor_option, check_actor
from engine.errors import Exit, Problem, UsageError

if TYPE_CHECKING:
    from engine.advice.reported import Reported


@click.command(
    context_settings=SETTINGS,
    epilog=examples(
        "advisor report examples/harbour-lane.yaml -o report.html",
        "advisor report examples/harbour-lane.yaml examples/old-orchard-press.yaml -o both.html",
        "advisor report examples/harbour-lane.yaml --format markdown",
        "advisor recommend examples/harbour-lane.yaml --log audit.db",
        "advisor report --log audit.db --id 1 -o recorded.md",
    ),
)
@click.argument("cases", metavar="[CASE]...", nargs=-1, type=Named(allow_dash=True))
@settings_option
@knowledge_option
@row_options
@log_option
@click.option(
    "--id", "ids", metavar="ID", multiple=True, help="Instead of CASE: report this record of the log."
)
@actor_option
@output_options("html", "markdown", amount="")
def command(
    cases: tuple[str, ...],
    settings: tuple[str, ...],
    knowledge: Chosen,
    log: str | None,
    ids: tuple[str, ...],
    actor: str | None,
    output: Output,
) -> int:
    """Write an answer as a page that can be sent to somebody.

    It has the recommendation, every step behind it, the facts with where they come from, what was presumed,
    what is not known, what would change the verdict, the rules, claims and sources it rests on, its method
    and limits, and how to check it. The HTML page has a picture and a graph besides, is one file that needs
    nothing but itself, and has no script. A file that ends in .md is written as Markdown.

    Several cases make one page, with a summary of them all first.

    With --log the decisions are recorded first, and the page has their receipts. With --id it is made from
    records alone, which are inferred again only to find what would change the verdicts.
    """
    from engine.commands.reporting import answered, recorded

    if ids and actor is not None:
        raise UsageError(Problem("actor", "a record names who made it: --actor does not go with --id"))
    check_actor(actor, log)
    _check(cases, settings, knowledge, ids)
    form = _form(output)
    if ids:
        found = recorded(log, ids)
    else:
        all_answered = [answered(case, settings, knowledge, log, actor) for case in cases or (None,)]
        found = [kept() for kept in all_answered]  # where one has no answer, none is recorded
    Output(form, output.file).write(_page(found, form))
    return Exit.ANSWERED


def _form(output: Output) -> str:
    """html or markdown, as the name of the file has it where nobody says otherwise."""
    given = _typed("format")
    by_name = (output.file or "").lower().endswith((".md", ".markdown"))
    return "markdown" if by_name and not given else output.format


def _typed(parameter: str) -> bool:
    """Whether the option stands on the command line, rather than in the environment."""
    said = click.get_current_context().get_parameter_source(parameter)
    return said is click.core.ParameterSource.COMMANDLINE


def _check(
    cases: tuple[str, ...], settings: tuple[str, ...], knowledge: Chosen, ids: tuple[str, ...]
) -> None:
    """Raises UsageError where options do not go together."""
    if ids and (cases or settings or knowledge.row):
        what = "a record has its own case: CASE, --set and --row do not go with --id"
        raise UsageError(Problem("report", what))
    if ids and (_typed("knowledge") or knowledge.packs):
        what = "a record has its own knowledge base: --kb and --pack do not go with --id"
        raise UsageError(Problem("report", what))
    if len(cases) > 1 and (settings or knowledge.row):
        raise UsageError(Problem("report", "--set and --row go with one case", None, "name one file"))
    if cases.count("-") > 1:
        raise UsageError(Problem("report", "standard input holds one case", None, "name - once"))


def _page(found: list[Reported], form: str) -> str:
    """All of them in one page."""
    if form == "markdown":
        from engine.render.report.markdown import reports_markdown

        return reports_markdown(found)
    from engine.render.report.page import report_html, reports_html

    return report_html(found[0]) if len(found) == 1 else reports_html(found)
