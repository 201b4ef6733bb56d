"""What `batch` does on a cluster: what has no place there is refused, the rest handed over."""

from __future__ import annotations

import signal
from importlib.util import find_spec

import click

from engine.commands.batch_files import Wanted
from engine.commands.batching import told
from engine.commands.reading import Chosen, read_bytes
from engine.commands.writing import is_stream
from engine.errors import Exit, Problem, UsageError
from engine.signals import ended_by

LIBRARIES = ("pyspark", "pandas")
FORMS = ("parquet", "csv", "table")


def run_on_spark(wanted: Wanted, chosen: Chosen, master: str | None) -> int:
    """Answer the portfolio, and the exit code. Raises all kinds of AdvisorError but AuditError."""
    kind, form = check(wanted, master)
    from engine.commands.considering import engine_ready

    with ended_by(signal.SIGTERM, signal.SIGHUP), engine_ready(chosen) as (kb, inference):
        from engine.portfolio.batch import Counts
        from engine.portfolio.renames import read_renames
        from engine.portfolio.spark.batch import Job, run
        from engine.portfolio.spark.cluster import session

        renames = read_renames(read_bytes(wanted.renames), wanted.renames) if wanted.renames else None
        rejects = (wanted.rejects or f"{wanted.file}.rejects") if wanted.skip else None
        job = Job(
            wanted.tables[0],
            kind,
            renames,
            wanted.file,
            form,
            wanted.exact,
            wanted.size,
            wanted.seed,
            rejects,
        )
        with session(master or "") as spark:
            done = run(spark, kb, job, inference.infer, lambda remark: click.echo(str(remark), err=True))
    told(Counts(done.answered, done.rejected), done.verified, wanted.seed, kb.digest, rejects)
    if found := done.found.intersection(wanted.unwanted):
        click.echo(f"--fail-on: there are verdicts that are {', '.join(sorted(found))}", err=True)
        return Exit.UNWANTED
    return Exit.FINDINGS if done.rejected else Exit.ANSWERED


def check(wanted: Wanted, master: str | None) -> tuple[str, str]:
    """The forms of the table and of the answers. Raises UsageError for all that has no place on a cluster."""
    problems = []
    if not master:
        hint = "--master spark://HOST:7077, yarn, k8s://..., or local[*] for this machine alone"
        problems.append(Problem("spark", "nobody says which cluster", None, hint))
    if len(wanted.tables) > 1:
        hint = "give each part columns of its own, or leave out --engine spark"
        problems.append(Problem("spark", "on a cluster a portfolio is one table", None, hint))
    if is_stream(wanted.tables[0]) or is_stream(wanted.file):
        what = "on a cluster a portfolio is no stream, and neither are its answers"
        problems.append(Problem("spark", what, None, "name IN, and a folder with -o"))
    if wanted.summary:
        what = "--summary has no place on a cluster"
        problems.append(Problem("spark", what, None, "count the columns of the answers in Spark"))
    if wanted.rejects and not wanted.skip:
        hint = "without it the first wrong row ends the batch"
        problems.append(Problem("rejects", "--rejects is for --on-error skip", None, hint))
    if wanted.skip and not wanted.rejects and wanted.form == "table":
        hint = "name a folder with --rejects"
        problems.append(Problem("rejects", "nobody says where rejects go", None, hint))
    kinds = []
    for name, said, option in ((wanted.tables[0], wanted.kind, "--from"), (wanted.file, wanted.form, "--to")):
        form = said or _ending(name)
        if form not in FORMS:
            told = f"it is {form}" if said else f"the ending of {name} tells no form that Spark has here"
            problems.append(Problem("form", told, None, f"{option} {', '.join(FORMS)}"))
        kinds.append(form)
    if problems:
        raise UsageError(problems)
    missing = [name for name in LIBRARIES if find_spec(name) is None]
    if missing:
        what = f"--engine spark needs libraries that are not installed: {', '.join(missing)}"
        raise UsageError(Problem("extra", what, None, "pip install '.[spark]' in the folder of this project"))
    return kinds[0], kinds[1]


def _ending(name: str) -> str:
    ending = name.rstrip("/").rpartition(".")[2].lower()
    return {"pq": "parquet"}.get(ending, ending)
