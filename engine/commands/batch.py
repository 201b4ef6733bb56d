"""advisor batch: the answers to a whole portfolio."""

from __future__ import annotations

import click

from engine.commands.batch_files import Wanted
from engine.commands.batching import need_libraries, run
from engine.commands.common import SETTINGS, Named, examples, knowledge_option
from engine.commands.log_option import log_option
from engine.commands.output import STDOUT
from engine.commands.reading import Chosen
from engine.commands.recommend import UNWANTED, fail_on
from engine.commands.recording import actor_option
from engine.errors import Problem, UsageError
from engine.portfolio.kinds import KINDS

ALL = "all"
TABLE = "table"
EVERY = (*KINDS, TABLE)
"""A table of a catalog is for a cluster only."""


def how_many(ctx: click.Context, param: click.Parameter, value: str) -> int | None:
    """A number of rows; None is all. Raises click.BadParameter for anything else."""
    if value == ALL:
        return None
    if not (value.isascii() and value.isdigit() and len(value) < 10):
        raise click.BadParameter(f"{value!r} is no number of rows, and not {ALL}.")
    return int(value)


@click.command(
    context_settings=SETTINGS,
    epilog=examples(
        "advisor batch examples/portfolio.csv",
        "advisor batch examples/portfolio-businesses.csv examples/portfolio-functions.csv --to jsonl",
    ),
)
@click.argument("portfolio", metavar="IN", type=Named(allow_dash=True))
@click.argument("parts", metavar="[PARTS]", required=False, type=Named(dir_okay=False))
@click.option(
    "-o",
    "--output",
    "file",
    metavar="FILE",
    default=STDOUT,
    type=Named(allow_dash=True),
    help="Write the answers to a file, whole or not at all, instead of standard output.",
)
@click.option(
    "--from", "kind", type=click.Choice(EVERY), help="Form of IN; without it the ending of its name tells."
)
@click.option(
    "--to", "form", type=click.Choice(EVERY), help="Form of the answers; without it the ending tells, or csv."
)
@click.option(
    "--map", "renames", metavar="FILE", type=Named(dir_okay=False), help="What other names of columns mean."
)
@knowledge_option
@click.option("--exact", is_flag=True, help="Exact statuses, as recommend gives them; takes longer.")
@click.option(
    "--verify",
    "size",
    metavar="N|all",
    callback=how_many,
    default="32",
    show_default=True,
    help="Rows that are derived and certified one by one, and compared.",
)
@click.option(
    "--seed",
    type=click.IntRange(0, 2**63 - 1),
    metavar="N",
    default=1,
    show_default=True,
    help="Which rows these are.",
)
@click.option(
    "--on-error",
    "on_error",
    type=click.Choice(("stop", "skip")),
    default="stop",
    show_default=True,
    help="At a row that is wrong: stop, or put it among the rejects, go on, and exit with 1.",
)
@click.option(
    "--rejects",
    metavar="FILE",
    type=Named(dir_okay=False),
    help="Where rejects go; without it the name of the answers with .rejects.csv after it.",
)
@click.option(
    "--summary",
    metavar="FILE",
    type=Named(dir_okay=False, allow_dash=True),
    help="Also write a page of counts.",
)
@click.option(
    "--by", metavar="COLUMN", help="On that page, also count by this column of IN, which no rule need read."
)
@click.option(
    "--fail-on",
    "unwanted",
    metavar="STATUS,...",
    callback=fail_on,
    help=f"Exit with 3 where any verdict is {', '.join(UNWANTED)}, as listed.",
)
@log_option
@actor_option
@click.option(
    "--engine",
    type=click.Choice(("here", "spark")),
    default="here",
    show_default=True,
    help="Answer in this process, or on a cluster of Apache Spark.",
)
@click.option(
    "--master", metavar="URL", help="The cluster of --engine spark: spark://HOST:7077, yarn, local[*]."
)
def command(
    portfolio: str,
    parts: str | None,
    file: str,
    kind: str | None,
    form: str | None,
    renames: str | None,
    knowledge: Chosen,
    exact: bool,
    size: int | None,
    seed: int,
    on_error: str,
    rejects: str | None,
    summary: str | None,
    by: str | None,
    unwanted: tuple[str, ...],
    log: str | None,
    actor: str | None,
    engine: str,
    master: str | None,
) -> int:
    """Answer every case of a table.

    IN is a CSV, JSONL, XLSX or Parquet file, a row a case, or - for standard input (CSV, JSONL); PARTS a
    second table, of the parts of the cases. Each answer is a row with the verdicts, how sure they are, the
    facts that may matter, and the rules that fired: the same as recommend gives, one case after another.

    Nothing is written before all of it is: an error or Ctrl-C leaves every file as it was.

    With --log the batch is recorded before that, and its receipt is the last line on standard error.

    On a cluster, IN is Parquet or CSV in files and folders that its workers reach, or with --from table a
    table of its catalog; -o names a folder or table that is not there yet, and rejects are a folder, too.
    """
    need_libraries()
    tables = (portfolio,) if parts is None else (portfolio, parts)
    skip = on_error == "skip"
    wanted = Wanted(
        *(tables, kind, renames, file, form, exact, size, seed, skip, rejects, summary, unwanted),
        *(by, log, actor),
    )
    if engine == "spark":
        for option, value in (("--log (or ADVISOR_LOG)", log), ("--by", by)):
            if value is not None:
                what = f"{option} is not for --engine spark"
                raise UsageError(Problem("spark", what, None, "leave it out, or answer here"))
        from engine.commands.batch_spark import run_on_spark

        return run_on_spark(wanted, knowledge, master)
    if master is not None:
        raise UsageError(Problem("spark", "--master is for --engine spark", None, "name both, or none"))
    if TABLE in (kind, form):
        raise UsageError(Problem("form", "a table of a catalog is for --engine spark", None, "name a file"))
    return run(wanted, knowledge)
