"""advisor kb new: a small knowledge base to begin with."""

from __future__ import annotations

import click

from engine.commands.common import SETTINGS, Named, examples
from engine.errors import Exit


@click.command(
    context_settings=SETTINGS,
    epilog=examples("advisor kb new my-knowledge", "advisor kb new plants-copy --name plants"),
)
@click.argument("folder", metavar="DIR", type=Named(file_okay=False))
@click.option("--name", metavar="NAME", help="What it is called; without it, as the folder.")
def command(folder: str, name: str | None) -> int:
    """Make the folder DIR with a small knowledge base that is sound and tested.

    It speaks of houseplants, and has every form of the language that most knowledge bases need, each with a
    comment that says what it means; its README.md says how to make it one's own. DIR may be there if it is
    empty. Either all files are written or none.
    """
    from engine.commands.folders import write_folder
    from engine.render.escape import path_argument, visible
    from engine.workbench.starter import name_of, starter

    write_folder(folder, starter(name_of(folder) if name is None else name))
    click.echo(f"made {visible(folder)}; begin with its README.md, or with: ", err=True, nl=False)
    click.echo(f"advisor kb test --kb {path_argument(folder)}", err=True)
    return Exit.ANSWERED
