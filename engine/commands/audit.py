"""advisor audit: the commands about the audit log."""

import click

from engine.commands.common import SETTINGS, examples
from engine.commands.group import LazyGroup

NAMES = (
    "list",
    "show",
    "verify",
    "prove",
    "consistency",
    "checkpoint",
    "replay",
    "diff",
    "annotate",
    "export",
    "reindex",
)
COMMANDS = {name: f"engine.commands.audit_{name}" for name in NAMES}


@click.group(
    cls=LazyGroup,
    modules=COMMANDS,
    context_settings=SETTINGS,
    epilog=examples("advisor audit list --log audit.db", "advisor audit verify --log audit.db"),
)
def command() -> None:
    """Find recorded decisions, and show that they were not altered since."""
