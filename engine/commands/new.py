"""advisor new: a case to be filled in."""

from __future__ import annotations

import os

import click

from engine.commands.common import SETTINGS, Named, examples, knowledge_option
from engine.commands.output import STDOUT, Output
from engine.commands.reading import Chosen
from engine.commands.writing import is_stream, same_file, write_files
from engine.errors import Exit, Problem, UsageError

PORTFOLIOS = ("csv", "xlsx")


@click.command(
    context_settings=SETTINGS,
    epilog=examples(
        "advisor new",
        "advisor new --kb examples/rooms/kb",
        "advisor new --portfolio csv --kb examples/rooms/kb",
    ),
)
@knowledge_option
@click.option(
    "-o",
    "--output",
    "file",
    metavar="FILE",
    type=Named(dir_okay=False, allow_dash=True),
    help="Write the case to this file instead of standard output.",
)
@click.option(
    "--schema",
    "schema",
    metavar="FILE",
    type=Named(dir_okay=False),
    help="Also write the JSON Schema of such cases, and name it in the case, so that editors complete it.",
)
@click.option(
    "--portfolio",
    "portfolio",
    type=click.Choice(PORTFOLIOS),
    help="Instead of one case, a table for many: xlsx has the questions as notes, and offers the answers.",
)
@click.option("--force", is_flag=True, help="Write over files that are there already.")
def command(
    knowledge: Chosen, file: str | None, schema: str | None, portfolio: str | None, force: bool
) -> int:
    """Write a case in which everything is still unknown.

    It has every question of the knowledge base with what may be answered and why it is asked. As it is, it
    can be given to recommend; each answer filled in makes the recommendation firmer.
    """
    from engine.cases.template import template
    from engine.commands.reading import load_kb
    from engine.knowledge.case_schema import case_schema
    from engine.render.escape import json_text, path_argument

    target = file or STDOUT
    _check(target, schema, force)
    if portfolio:
        return _table(knowledge, target, schema, portfolio)
    kb = load_kb(knowledge)
    folder = "" if is_stream(target) else os.path.dirname(target)
    path = os.path.relpath(schema, folder or ".") if schema else None
    form = Output("yaml", target)
    answers = {target: form.encode(template(kb, path))}
    if schema:
        answers[schema] = form.encode(json_text(case_schema(kb)) + "\n")
    write_files(answers)
    if not is_stream(target):
        using = "".join(f" {option}" for option in knowledge.options)
        click.echo(f"fill it in, then: advisor recommend {path_argument(target)}{using}", err=True)
    return Exit.ANSWERED


def _table(knowledge: Chosen, target: str, schema: str | None, form: str) -> int:
    """Write an empty portfolio. Raises UsageError where it cannot be."""
    from engine.commands.batching import need_libraries
    from engine.commands.reading import load_kb
    from engine.render.escape import path_argument

    if schema:
        raise UsageError(Problem("schema", "a portfolio has no schema", None, "leave --schema out"))
    if form == "xlsx" and is_stream(target):
        raise UsageError(Problem("form", "xlsx cannot go to a stream", None, "name a file with -o"))
    need_libraries()
    from engine.portfolio.template import csv_template, xlsx_template

    kb = load_kb(knowledge)
    write_files({target: csv_template(kb) if form == "csv" else xlsx_template(kb)})
    if not is_stream(target):
        using = "".join(f" {option}" for option in knowledge.options)
        click.echo(f"fill it in, then: advisor batch {path_argument(target)}{using}", err=True)
    return Exit.ANSWERED


def _check(target: str, schema: str | None, force: bool) -> None:
    """Raises UsageError where a file that is there, or one of the two, would be lost."""
    if schema and is_stream(schema):
        hint = "advisor kb schema case prints it"
        raise UsageError(Problem("schema", f"the case cannot name {schema} as its schema", None, hint))
    if schema and same_file(target, schema):
        what = f"the case and its schema would both be written to {schema}"
        raise UsageError(Problem("output", what, None, "name two files"))
    files = [name for name in (target, schema) if name and not is_stream(name)]
    if taken := [name for name in files if os.path.lexists(name) and not force]:
        raise UsageError(
            Problem("exists", f"{name} is there already", None, "--force writes over it") for name in taken
        )
