"""advisor audit checkpoint: a receipt of the whole log, to be kept elsewhere."""

from __future__ import annotations

import click

from engine.commands.common import SETTINGS, examples, output_options
from engine.commands.log_option import existing_log, log_option
from engine.commands.output import Output
from engine.errors import Exit


@click.command(
    context_settings=SETTINGS,
    epilog=examples(
        "advisor audit checkpoint --log audit.db",
        "advisor audit checkpoint --log audit.db --format json",
    ),
)
@log_option
@output_options("text", "json", amount="")
def command(log: str | None, output: Output) -> int:
    """Print the receipt of the log as it stands, and keep the root in the log.

    Send it to somebody, print it, or put it where whoever writes the log cannot reach it: whatever is
    done to the records up to it can then be shown.
    """
    from engine.render.audit_proofs import checkpoint_json

    with existing_log(log) as opened:
        receipt = opened.checkpoint()
    output.write(checkpoint_json(receipt) if output.format == "json" else f"{receipt}\n")
    return Exit.ANSWERED
