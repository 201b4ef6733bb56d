"""advisor audit annotate: what somebody made of a recorded decision."""

from __future__ import annotations

from typing import Literal

import click

from engine.commands.common import SETTINGS, examples
from engine.commands.log_option import log_option, named, open_log
from engine.commands.output import Output
from engine.commands.recording import actor_option, append, check_actor, made_by
from engine.errors import Exit, Problem, UsageError


@click.command(
    context_settings=SETTINGS,
    epilog=examples(
        "advisor recommend examples/harbour-lane.yaml --log audit.db",
        "advisor audit annotate 1 --log audit.db --verdict accepted --because 'As the board saw it'",
        "advisor audit annotate 1 --log audit.db --verdict overridden --because 'It moved' --actor ana",
    ),
)
@click.argument("record", metavar="ID")
@log_option
@click.option(
    "--verdict", type=click.Choice(("accepted", "overridden")), required=True, help="What was done with it."
)
@click.option("--because", metavar="TEXT", required=True, help="Why.")
@actor_option
def command(
    record: str, log: str | None, verdict: Literal["accepted", "overridden"], because: str, actor: str | None
) -> int:
    """Add to the log what somebody made of a decision or batch, and print the receipt of that.

    ID is the id of a decision or batch, the beginning of one, or its number. What it is about stays as it is:
    an annotation is a record of its own, and a later one does not take back an earlier one.
    """
    from engine.audit.record import annotation
    from engine.audit.told import BATCH, DECISION

    check_actor(actor, log)
    if not because.strip():
        raise UsageError(Problem("because", "there is no reason given", None, "say why after --because"))
    with open_log(log) as opened:  # which creates nothing where the name is mistyped
        about = opened.entry(record)
    if about.get("kind") not in (DECISION, BATCH):
        what = f"record {about['id']} is no decision but an annotation"
        raise UsageError(Problem("record", what, None, f"annotate {about.get('about')}"))
    setting = made_by(actor, "cli audit annotate")
    receipt = append(named(log), annotation(about["id"], verdict, because, setting), {})
    Output().write(f"{receipt}\n")
    return Exit.ANSWERED
