"""advisor audit verify: was anything in the log altered?"""

from __future__ import annotations

import click

from engine.commands.common import SETTINGS, Named, examples, output_options
from engine.commands.log_option import log_option, open_log
from engine.commands.output import Output
from engine.commands.receipt_option import HELP, receipts
from engine.errors import Exit


@click.command(
    context_settings=SETTINGS,
    epilog=examples(
        "advisor audit verify --log audit.db",
        "advisor audit verify --log audit.db --receipt receipt.txt",
        "advisor audit verify --log audit.db --index",
        "advisor audit verify --log audit.db --format json",
    ),
)
@log_option
@click.option(
    "--receipt", "kept", metavar="RECEIPT", type=Named(), multiple=True, help=HELP + " May be repeated."
)
@click.option(
    "--index", "listing", is_flag=True, help="Compare every row of the index, too: several times as long."
)
@output_options("text", "json", amount="")
def command(log: str | None, kept: tuple[str, ...], listing: bool, output: Output) -> int:
    """Hash the whole log anew, and compare it with itself and with the receipts that you kept.

    Without a receipt this finds damage and careless changes; somebody who makes the whole file anew
    leaves no trace in it. A receipt holds against that, for all records up to it. Exits with 1 where
    anything is found.

    Of the index by which audit list finds decisions, only the number of decisions is compared; with
    --index each row of it, so that nothing can be missing from a list.
    """
    from engine.render import audit_proofs as view

    held = receipts(kept)
    with open_log(log) as opened:
        findings = opened.verify(held, listing)
        head = opened.receipt() if opened.size() and not findings else None
        checked = view.Verified(opened.id, opened.path, head, held, findings)
    output.write(view.verified_json(checked) if output.format == "json" else view.verified_text(checked))
    return Exit.FINDINGS if findings else Exit.ANSWERED
