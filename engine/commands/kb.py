"""advisor kb: the commands about the knowledge base itself."""

import click

from engine.commands.common import SETTINGS, examples
from engine.commands.group import LazyGroup

COMMANDS = {
    name: f"engine.commands.kb_{name}"
    for name in ("check", "test", "show", "graph", "doc", "claims", "sources", "schema", "new", "diff")
}


@click.group(
    cls=LazyGroup,
    modules=COMMANDS,
    context_settings=SETTINGS,
    epilog=examples("advisor kb check", "advisor kb show FIT-01", "advisor kb test --kb examples/rooms/kb"),
)
def command() -> None:
    """Begin, check, test and read a knowledge base."""
