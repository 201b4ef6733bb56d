"""advisor audit export: the log for others."""

from __future__ import annotations

import click

from engine.commands.common import SETTINGS, examples, output_options
from engine.commands.log_option import log_option, open_log
from engine.commands.output import Output
from engine.errors import Exit


@click.command(
    context_settings=SETTINGS,
    epilog=examples(
        "advisor audit export --log audit.db -o audit.jsonl",
        "advisor audit export --log audit.db --format csv",
    ),
)
@log_option
@output_options("jsonl", "prov", "csv", amount="")
def command(log: str | None, output: Output) -> int:
    """Give out the whole log: for the verifier, as provenance, or as a table.

    jsonl has every record with the knowledge bases it refers to; the one file engine/audit/verifier.py
    checks it without this program. prov is W3C PROV-JSON, and needs the library prov. csv has one line for
    each decision.
    """
    from engine.audit import export
    from engine.audit.told import BATCH

    with open_log(log) as opened:
        if output.format == "jsonl":
            text = "".join(export.lines(opened))
        elif output.format == "csv":
            from engine.render.audit_export import rows_csv

            text = rows_csv(export.rows(opened))
            if left := sum(entry["kind"] == BATCH for entry in export.entries(opened)):
                how = "1 batch is" if left == 1 else f"{left} batches are"
                click.echo(f"{how} left out: audit list --kind batch, or jsonl, has them", err=True)
        else:
            from engine.audit.provenance import provenance

            text = provenance(opened)
    output.write(text)
    return Exit.ANSWERED
