"""advisor recommend: the answer to a case."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from engine.commands import completion
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

if TYPE_CHECKING:
    from engine.advice.recommendation import Recommendation

UNWANTED = ("provisional", "undetermined", "conflict")


def fail_on(ctx: click.Context, param: click.Parameter, value: str | None) -> tuple[str, ...]:
    """The words of --fail-on. Raises click.BadParameter for any other."""
    words = tuple(word.strip() for word in value.split(",")) if value is not None else ()
    for word in words:
        if word not in UNWANTED:
            raise click.BadParameter(f"{word!r} is not one of {', '.join(UNWANTED)}.")
    return words


@click.command(
    context_settings=SETTINGS,
    epilog=examples(
        "advisor recommend examples/harbour-lane.yaml",
        "advisor recommend examples/harbour-lane.yaml --format json",
        "advisor recommend --kb examples/rooms/kb --set house.people=4 --set 'rooms[hall].coat=20 years'",
    ),
)
@click.argument("case", required=False, type=Named(allow_dash=True))
@settings_option
@knowledge_option
@row_options
@click.option(
    "--fail-on",
    "unwanted",
    metavar="STATUS,...",
    callback=fail_on,
    shell_complete=completion.words(*UNWANTED),
    help="Exit with 3 where any verdict is provisional, undetermined or a conflict, as listed.",
)
@log_option
@actor_option
@output_options("text", "json", "yaml", "markdown", "mermaid", "tree")
def command(
    case: str | None,
    settings: tuple[str, ...],
    knowledge: Chosen,
    unwanted: tuple[str, ...],
    log: str | None,
    actor: str | None,
    output: Output,
) -> int:
    """Say what follows from a case, and how sure that is.

    CASE is a YAML or JSON file, or - for standard input; with --set it may be left out.

    Each verdict is settled (no missing fact can change it), provisional (it follows from what is known,
    but a missing fact could change it) or undetermined (too little is known for any rule to reach one).

    With --pack it also says where the verdicts would be others without the packs, and why.

    With --log the decision is recorded before it is printed, and the answer ends with its receipt.
    """
    from engine.advice.advise import advise
    from engine.commands.considering import beside, considering, today
    from engine.commands.views import recommendation_view

    check_actor(actor, log)
    with considering(knowledge, case, settings) as c:
        outlooks = c.outlooks()
    recommendation = advise(c.kb, c.case, c.derivation, outlooks, today())
    if c.kb.packs:
        recommendation = beside(recommendation, c.case)
    hints = () if output.quiet else hints_of(recommendation, case, settings, knowledge)
    receipt = str(record(log, c.kb, c.case, c.derivation, outlooks, actor)) if log else ""
    output.write(recommendation_view(recommendation, c.case, c.derivation, outlooks, output, hints, receipt))
    verdicts = [answer.verdict for answer in recommendation.answers]
    found = {word for verdict in verdicts for word in (verdict.status, verdict.value)}
    return Exit.UNWANTED if found.intersection(unwanted) else Exit.ANSWERED


def hints_of(
    recommendation: Recommendation, case: str | None, settings: tuple[str, ...], knowledge: Chosen
) -> tuple[tuple[str, str], ...]:
    """What to run next, as commands that can be copied."""
    from engine.render.escape import argument, path_argument

    file = [path_argument(case)] if case else []
    kb = knowledge.options
    said = [f"--set {argument(setting)}" for setting in settings]
    hints = [("Why", " ".join(("advisor explain", *file, *said, *kb)))]
    if recommendation.open:
        name = recommendation.open[0].name
        others = [f"--set {argument(s)}" for s in settings if s.rstrip("+-").partition("=")[0] != name]
        answer = f"--set {argument(name)}=..."
        hints.append(("To answer", " ".join(("advisor recommend", *file, *others, *kb, answer))))
    if recommendation.main.verdict.value is not None:
        hints.append(("To change it", " ".join(("advisor flip", *file, *said, *kb))))
    return tuple(hints)
