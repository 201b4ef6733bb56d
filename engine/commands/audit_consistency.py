"""advisor audit consistency: the log only grew since a receipt."""

from __future__ import annotations

import click

from engine.commands.common import SETTINGS, examples, output_options
from engine.commands.log_option import log_option, open_log
from engine.commands.output import Output
from engine.commands.receipt_option import HELP, one_receipt
from engine.errors import Exit


@click.command(
    context_settings=SETTINGS,
    epilog=examples(
        "advisor audit consistency --log audit.db --from receipt.txt",
        "advisor audit consistency --log audit.db --from receipt.txt --format json",
    ),
)
@log_option
@click.option("--from", "kept", metavar="RECEIPT", required=True, help=HELP)
@output_options("json", amount="")
def command(log: str | None, kept: str, output: Output) -> int:
    """Give the proof that nothing up to a receipt was altered, removed, added or moved since.

    The proof leads from the root of the receipt to the root of the log of today. It is checked without
    this program and without the log, by the one file engine/audit/verifier.py.
    """
    from engine.audit.proofs import continue_from
    from engine.render.audit_proofs import document_json

    receipt = one_receipt(kept)
    with open_log(log) as opened:
        proof = continue_from(opened, receipt)
    output.write(document_json(proof))
    return Exit.ANSWERED
