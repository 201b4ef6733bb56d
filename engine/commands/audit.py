"""advisor audit: the commands about the audit log."""

import os
from typing import Any

import click

from engine.commands.common import SETTINGS, examples
from engine.commands.group import DEBUG, LazyGroup
from engine.errors import AuditError, Problem, amiss

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


class Records(LazyGroup):
    """Commands on records, in which, by whoever had the file, anything may have been written."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command. Raises AuditError where a record does not hold what a record does."""
        try:
            return super().invoke(ctx)
        except (KeyError, IndexError, TypeError, AttributeError) as error:
            if os.environ.get(DEBUG) == "1":
                raise
            what = f"a record of the log does not hold what it should: {amiss(error)}"
            hint = f"advisor audit verify looks at the whole log; {DEBUG}=1 shows where this happened"
            raise AuditError(Problem("log-damaged", what, None, hint)) from None


@click.group(
    cls=Records,
    modules=COMMANDS,
    context_settings=SETTINGS,
    epilog=examples("advisor audit list --log audit.db", "advisor audit verify --log audit.db"),
)
def command() -> None:
    """Find recorded decisions, and show that they were not altered since."""
