"""advisor audit list: the decisions and batches of a log, the newest first."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from itertools import islice

import click

from engine.commands.common import SETTINGS, examples, output_options
from engine.commands.log_option import log_option, open_log
from engine.commands.output import Output
from engine.errors import Exit

USUAL = 50
"""So many records are listed where nothing else is said."""
DAY = "%Y-%m-%d"
FORMS = (DAY, *(f"{DAY}T{clock}{zone}" for clock in ("%H:%M:%S", "%H:%M") for zone in ("Z", "")))


def moment(ctx: click.Context, param: click.Parameter, value: str | None) -> datetime | None:
    """A time in UTC; a day is its beginning, for --until its end. Raises click.BadParameter."""
    if value is None:
        return None
    for form in FORMS:
        try:
            found = datetime.strptime(value, form).replace(tzinfo=timezone.utc)
            return found + timedelta(days=form == DAY and param.name == "until")
        except (ValueError, OverflowError):
            continue
    raise click.BadParameter(
        f"{value!r} is no time such as 2026-11-25, 2026-11-25T01:17 or 2026-11-25T01:17:00Z."
    )


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
@click.option(
    "--kind", type=click.Choice(("decision", "batch")), help="Only decisions on one case, or batches."
)
@click.option("--since", metavar="TIME", callback=moment, help="Only those from this UTC day or time on.")
@click.option(
    "--until", metavar="TIME", callback=moment, help="Only those up to this day, or before this time."
)
@click.option(
    "--limit",
    type=click.IntRange(1, 10**9),
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
    kind: str | None,
    since: datetime | None,
    until: datetime | None,
    limit: int,
    output: Output,
) -> int:
    """List recorded decisions and batches, the newest first, with what people made of them.

    The verdict shown is that of the main goal; JSON has all. A batch has no verdict but a number of rows;
    which cases these were, its file of answers has.

    Names may be in either case, verdicts also by their labels, knowledge bases by the beginning of a
    digest. What no decision of the log can have is told on standard error: then nothing fits because of
    that.

    The filters go by an index beside the
    records: what is listed is read from the records themselves; whether anything is missing, because
    somebody meddled with the index, audit verify --index shows, and audit reindex mends.
    """
    from engine.audit.index import Filter, find, notes_on
    from engine.audit.wanted import understood
    from engine.render import audit_list as view
    from engine.render.escape import visible

    typed = {"case": case, "verdict": verdict, "rule": rule, "knowledge": knowledge}
    with open_log(log) as opened:
        said, unknown = understood(opened, typed, _of_pack)
        filters = (said["case"], said["verdict"], said["rule"], said["knowledge"], since, until)
        wanted = Filter(*filters, kind=(kind,)) if kind else Filter(*filters)
        found = list(islice(find(opened, wanted), limit + 1))
        rows = [(entry, notes_on(opened, entry["id"])) for entry in found[:limit]]
    for problem in unknown:
        click.echo(visible(str(problem)), err=True)
    if output.format == "json":
        output.write(view.as_json(opened.id, rows))
    elif output.format == "csv":
        output.write(view.as_csv(rows))
    else:
        output.write(view.as_table(rows, len(found) > limit, output.paper()))
    return Exit.ANSWERED


def _of_pack(kind: str, word: str) -> str:
    """A hint that a rule is one of a pack of the program's own knowledge base."""
    from engine.commands.reading import Chosen, load_kb
    from engine.knowledge.elsewhere import pack_with

    found = pack_with(load_kb(Chosen(None)), word) if kind == "rule" else None
    return (
        f"it is {found[0]} of the pack {found[1]}, and none was made with --pack {found[1]}" if found else ""
    )
