"""advisor audit prove: one record with all that shows it was not altered."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from engine.commands.common import SETTINGS, Named, examples, output_options
from engine.commands.log_option import log_option, open_log
from engine.commands.output import Output
from engine.commands.receipt_option import HELP, one_receipt
from engine.errors import Exit, Problem, UsageError

if TYPE_CHECKING:
    from engine.audit.batch import Batch
    from engine.audit.row_proof import Rows

COLUMNAR = ("csv", "xlsx", "parquet")


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
@click.option("--row", "key", metavar="KEY", help="Of a batch: the answer with this key.")
@click.option(
    "--rows",
    "rows",
    metavar="FILE",
    type=Named(dir_okay=False),
    help="All answers of the batch: jsonl, or by its ending csv, xlsx, parquet.",
)
@output_options("json", amount="")
def command(
    record: str, log: str | None, kept: str | None, key: str | None, rows: str | None, output: Output
) -> int:
    """Give the proof of a record: the record, its knowledge base, and its path to the root of the tree.

    ID is the id of a record, the beginning of one, or its number. With a receipt the path leads to the
    root of the receipt, without one to the root of the whole log. The proof is checked without this
    program and without the log, by the one file engine/audit/verifier.py.

    Of a batch, --row and --rows add one of its answers, and the path from it to the root over all of them
    that the record has. The answers are read from the file that the batch wrote, and refused where they are
    not those of the record. CSV and XLSX do not hold every name as it is: keep JSONL or Parquet.
    """
    from engine.audit.proofs import prove
    from engine.audit.row_proof import prove_row
    from engine.render.audit_proofs import document_json

    if (key is None) != (rows is None):
        hint = "advisor audit prove ID --row KEY --rows FILE"
        raise UsageError(Problem("row", "--row and --rows go together", None, hint))
    receipt = None if kept is None else one_receipt(kept)
    with open_log(log) as opened:
        if key is None or rows is None:
            proof = prove(opened, record, receipt)
        else:
            proof = prove_row(opened, record, key, rows, receipt, _reader(rows))
    output.write(document_json(proof))
    return Exit.ANSWERED


def _reader(rows: str) -> Callable[[Batch], Rows] | None:
    """What reads the answers of a batch from this file; None where it is JSONL. Raises UsageError."""
    form = rows.rpartition(".")[2].lower()
    if form not in COLUMNAR:
        return None
    from engine.commands.batching import need_libraries

    need_libraries()
    from engine.portfolio.answered import Answered

    return lambda made: Answered(rows, form, made.kb, made.told.columns)
