"""advisor audit reindex: what the list goes by, made anew."""

from __future__ import annotations

import click

from engine.commands.common import SETTINGS, examples
from engine.commands.log_option import existing_log, log_option
from engine.commands.output import Output
from engine.errors import Exit


@click.command(
    context_settings=SETTINGS,
    epilog=examples(
        "advisor audit verify --index --log audit.db",
        "advisor audit reindex --log audit.db",
    ),
)
@log_option
def command(log: str | None) -> int:
    """Make the index of the log anew from its records.

    The list and its filters go by an index beside the records, which nothing guards. Whatever was
    done to it is undone here; the records, and what proves them, are not touched. A record that was
    altered is refused, and the index stays as it is.
    """
    from engine.render.phrases import counted

    with existing_log(log) as opened:
        records, differed = opened.reindex()
        made = f"log {opened.id}: index made from {counted(records, 'record')}"
    Output().write(f"{made}, {counted(differed, 'row')} differed\n")
    return Exit.ANSWERED
