"""advisor audit verify: was anything in the log altered?"""

from __future__ import annotations

import click

from engine.commands.common import SETTINGS, examples, output_options
from engine.commands.log_option import log_option, open_log
from engine.commands.output import Output
from engine.commands.receipt_option import HELP, receipts
from engine.errors import Exit


@click.command(
    context_settings=SETTINGS,
    epilog=examples(
        "advisor audit verify --log audit.db",
        "advisor audit verify --log audit.db --receipt receipt.txt",
        "advisor audit verify --log audit.db --format json",
    ),
)
@log_option
@click.option("--receipt", "kept", metavar="RECEIPT", multiple=True, help=HELP + " May be repeated.")
@output_options("text", "json", amount="")
def command(log: str | None, kept: tuple[str, ...], output: Output) -> int:
    """Hash the whole log anew, and compare it with itself and with the receipts that you kept.

    Without a receipt this finds damage and careless changes; somebody who makes the whole file anew
    leaves no trace in it. A receipt holds against that, for all records up to it. Exits with 1 where
    anything is found.
    """
    from engine.render import audit_proofs as view

    held = receipts(kept)
    with open_log(log) as opened:
        findings = opened.verify(held)
        head = opened.receipt() if opened.size() and not findings else None
        checked = view.Verified(opened.id, opened.path, head, held, findings)
    output.write(view.verified_json(checked) if output.format == "json" else view.verified_text(checked))
    return Exit.FINDINGS if findings else Exit.ANSWERED
