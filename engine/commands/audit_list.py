"""advisor audit list: the decisions of a log, the newest first."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from itertools import islice

import click

from engine.commands.common import SETTINGS, examples, output_options
from engine.commands.log_option import log_option, open_log
from engine.commands.output import Output
from engine.errors import Exit

USUAL = 50
"""So many decisions are listed where nothing else is said."""
DAY, MOMENT = "%Y-%m-%d", "%Y-%m-%dT%H:%M:%SZ"


def moment(ctx: click.Context, param: click.Parameter, value: str | None) -> datetime | None:
    """A time in UTC; a day is its beginning, for --until its end. Raises click.BadParameter."""
    if value is None:
        return None
    for form in (DAY, MOMENT):
        try:
            found = datetime.strptime(value, form).replace(tzinfo=timezone.utc)
            return found + timedelta(days=form == DAY and param.name == "until")
        except (ValueError, OverflowError):
            continue
    raise click.BadParameter(f"{value!r} is no time such as 2026-11-25 or 2026-11-25T01:17:00Z.")


@click.command(
    context_settings=SETTINGS,
    epilog=examples(
        "advisor recommend examples/harbour-lane.yaml --log audit.db",
        "advisor audit list --log audit.db",
        "advisor audit list --log audit.db --verdict undetermined --since 2026-01-01 --format csv",
    ),
)
@log_option
@click.option("--case", default="", metavar="NAME", help="Only decisions on the case of this name.")
@click.option(
    "--verdict", default="", metavar="VALUE", help="Only those with this verdict, or GOAL=VALUE, on anything."
)
@click.option("--rule", default="", metavar="RULE", help="Only those in which this rule fired.")
@click.option("--knowledge", default="", metavar="NAME", help="Only those by this name, version or digest.")
@click.option("--since", metavar="TIME", callback=moment, help="Only those from this UTC day or time on.")
@click.option(
    "--until", metavar="TIME", callback=moment, help="Only those up to this day, or before this time."
)
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    metavar="N",
    default=USUAL,
    show_default=True,
    help="At most so many.",
)
@output_options("table", "json", "csv", amount="")
def command(
    log: str | None,
    case: str,
    verdict: str,
    rule: str,
    knowledge: str,
    since: datetime | None,
    until: datetime | None,
    limit: int,
    output: Output,
) -> int:
    """List recorded decisions, the newest first, with what people made of them.

    The verdict shown is that of the main goal; JSON has all. The filters go by an index beside the
    records: what is listed is read from the records themselves; whether anything is missing, because
    somebody meddled with the index, audit verify --index shows, and audit reindex mends.
    """
    from engine.audit.index import Filter, find, notes_on
    from engine.render import audit_list as view

    wanted = Filter(case, verdict, rule, knowledge, since, until)
    with open_log(log) as opened:
        found = list(islice(find(opened, wanted), limit + 1))
        rows = [(entry, notes_on(opened, entry["id"])) for entry in found[:limit]]
    if output.format == "json":
        output.write(view.as_json(opened.id, rows))
    elif output.format == "csv":
        output.write(view.as_csv(rows))
    else:
        output.write(view.as_table(rows, len(found) > limit, output.paper()))
    return Exit.ANSWERED
