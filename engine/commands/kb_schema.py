"""advisor kb schema: the JSON Schemas of every file that is read and of every output."""

from __future__ import annotations

import os
from typing import Any

import click

from engine.commands import completion
from engine.commands.common import SETTINGS, Named, examples, knowledge_option
from engine.commands.reading import Chosen
from engine.errors import Exit, Problem, UsageError, reason


@click.command(
    context_settings=SETTINGS,
    epilog=examples(
        "advisor kb schema", "advisor kb schema rules", "advisor kb schema case --kb examples/rooms/kb"
    ),
)
@click.argument("name", required=False, shell_complete=completion.schemas)
@knowledge_option
@click.option(
    "-o",
    "--output",
    "folder",
    metavar="DIR",
    type=Named(file_okay=False),
    help="Write the schema, or without NAME all of them, as files into this folder.",
)
def command(name: str | None, knowledge: Chosen, folder: str | None) -> int:
    """Print the JSON Schema of this NAME; without one, list their names.

    There is one for each kind of file of a knowledge base, one for case files, made from the vocabulary
    of the knowledge base, and one for each JSON output. Editors check and complete files with them.
    """
    from engine.commands.output import Output
    from engine.commands.writing import write_files
    from engine.knowledge.nearest import did_you_mean, quoted
    from engine.render.escape import json_text, visible

    schemas = all_schemas(knowledge)
    if name is not None and name not in schemas:
        what = f"no schema is called {quoted(name)}"
        raise UsageError(
            Problem("schema", what, None, did_you_mean(name, schemas) or "advisor kb schema lists them")
        )
    wanted = schemas if name is None else {name: schemas[name]}
    data = Output("json")
    if folder is not None:
        _make(folder)
        write_files(
            {
                os.path.join(folder, f"{each}.json"): data.encode(json_text(schema) + "\n")
                for each, schema in wanted.items()
            }
        )
    elif name is not None:
        data.write(json_text(schemas[name]) + "\n")
    else:
        width = max(map(len, schemas))
        lines = [f"{each.ljust(width)}  {visible(schema['title'])}\n" for each, schema in schemas.items()]
        Output().write("".join(lines))
    return Exit.ANSWERED


def all_schemas(knowledge: Chosen) -> dict[str, dict[str, Any]]:
    """Every schema by name: of the files, of cases, of the outputs."""
    from engine.commands.reading import load_kb
    from engine.knowledge.case_schema import case_schema
    from engine.knowledge.schema import schemas
    from engine.render.workbench.form import output_schemas

    return {**schemas(), "case": case_schema(load_kb(knowledge)), **output_schemas()}


def _make(folder: str) -> None:
    """The folder, made where it is not there. Raises UsageError where it cannot be made."""
    try:
        os.makedirs(folder, exist_ok=True)
    except OSError as error:
        raise UsageError(Problem("output", f"cannot make {folder}: {reason(error)}")) from None
