"""advisor audit diff: in what two recorded decisions differ."""

from __future__ import annotations

import click

from engine.commands.common import SETTINGS, examples, output_options
from engine.commands.log_option import log_option, open_log
from engine.commands.output import Output
from engine.errors import Exit, Problem, UsageError


@click.command(
    context_settings=SETTINGS,
    epilog=examples(
        "advisor recommend examples/harbour-lane.yaml --log audit.db",
        "advisor recommend examples/old-orchard-press.yaml --log audit.db",
        "advisor audit diff 1 2 --log audit.db",
        "advisor audit diff 1 2 --log audit.db --format json",
    ),
)
@click.argument("before", metavar="ID")
@click.argument("after", metavar="ID")
@log_option
@output_options("text", "json", amount="")
def command(before: str, after: str, log: str | None, output: Output) -> int:
    """Show the verdicts, facts, firings and rules in which two recorded decisions differ.

    Each ID is the id of a record, the beginning of one, or its number. Rules differ where they do not
    say the same in the two knowledge bases; their wording does not count.
    """
    from engine.audit.record import read
    from engine.audit.told import BATCH
    from engine.render.audit_diff import diff_json, diff_text

    with open_log(log) as opened:
        entries = [opened.entry(name) for name in (before, after)]
        for entry in entries:
            if entry["kind"] == "annotation":
                what = f"record {entry['id']} is no decision but an annotation"
                hint = f"compare {entry['about']}, which it is about"
                raise UsageError(Problem("record", what, None, hint))
            if entry["kind"] == BATCH:
                what = f"record {entry['id']} is a batch, which has no single decision to compare"
                hint = "compare its file of answers with another"
                raise UsageError(Problem("record", what, None, hint))
        first, second = (read(entry, opened.blob) for entry in entries)
    if output.format == "json":
        output.write(diff_json(opened.id, first, second))
    else:
        output.write(diff_text(opened.path, first, second, output.paper()))
    return Exit.ANSWERED
