"""advisor new: a case to be filled in."""

from __future__ import annotations

import os

import click

from engine.commands.common import SETTINGS, examples, knowledge_option
from engine.errors import Exit, Problem, UsageError


@click.command(
    context_settings=SETTINGS,
    epilog=examples("advisor new", "advisor new --kb examples/rooms/kb"),
)
@knowledge_option
@click.option(
    "-o",
    "--output",
    "file",
    metavar="FILE",
    type=click.Path(dir_okay=False, allow_dash=True),
    help="Write the case to this file instead of standard output.",
)
@click.option(
    "--schema",
    "schema",
    metavar="FILE",
    type=click.Path(dir_okay=False),
    help="Also write the JSON Schema of such cases, and name it in the case, so that editors complete it.",
)
@click.option("--force", is_flag=True, help="Write over files that are there already.")
def command(knowledge: str | None, file: str | None, schema: str | None, force: bool) -> int:
    """Write a case in which everything is still unknown.

    It has every question of the knowledge base with what may be answered and why it is asked. As it is, it
    can be given to recommend; each answer filled in makes the recommendation firmer.
    """
    from engine.cases.template import template
    from engine.commands.output import Output, write_file
    from engine.commands.reading import load_kb
    from engine.knowledge.case_schema import case_schema
    from engine.render.escape import argument, json_text

    kb = load_kb(knowledge)
    target = None if file == "-" else file
    taken = [path for path in (target, schema) if path and os.path.lexists(path) and not force]
    if taken:
        raise UsageError(
            Problem("exists", f"{path} is there already", None, "--force writes over it") for path in taken
        )
    path = None
    if schema:
        write_file(schema, json_text(case_schema(kb)) + "\n")
        path = os.path.relpath(schema, os.path.dirname(target or "") or ".")
    Output(file=target).write(template(kb, path))
    if target:
        using = f" --kb {argument(knowledge)}" if knowledge else ""
        click.echo(f"fill it in, then: advisor recommend {argument(target)}{using}", err=True)
    return Exit.ANSWERED
