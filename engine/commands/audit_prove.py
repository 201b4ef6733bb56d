"""advisor audit prove: one record with all that shows it was not altered."""

from __future__ import annotations

import click

from engine.commands.common import SETTINGS, Named, examples, output_options
from engine.commands.log_option import log_option, open_log
from engine.commands.output import Output
from engine.commands.receipt_option import HELP, one_receipt
from engine.errors import Exit


@click.command(
    context_settings=SETTINGS,
    epilog=examples(
        "advisor audit prove 1 --log audit.db",
        "advisor audit prove 1 --log audit.db --receipt receipt.txt",
    ),
)
@click.argument("record", metavar="ID")
@log_option
@click.option("--receipt", "kept", metavar="RECEIPT", type=Named(), help=HELP)
@output_options("json", amount="")
def command(record: str, log: str | None, kept: str | None, output: Output) -> int:
    """Give the proof of a record: the record, its knowledge base, and its path to the root of the tree.

    ID is the id of a record, the beginning of one, or its number. With a receipt the path leads to the
    root of the receipt, without one to the root of the whole log. The proof is checked without this
    program and without the log, by the one file engine/audit/verifier.py.
    """
    from engine.audit.proofs import prove
    from engine.render.audit_proofs import document_json

    receipt = None if kept is None else one_receipt(kept)
    with open_log(log) as opened:
        proof = prove(opened, record, receipt)
    output.write(document_json(proof))
    return Exit.ANSWERED
