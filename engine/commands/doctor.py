"""advisor doctor: is this installation fit to give answers?"""

from __future__ import annotations

import shutil
import sys

import click

from engine.commands.common import SETTINGS, examples, knowledge_option, output_options
from engine.commands.output import Output
from engine.commands.reading import Chosen
from engine.errors import Exit


@click.command(
    context_settings=SETTINGS,
    epilog=examples("advisor doctor", "advisor doctor --format json"),
)
@knowledge_option
@output_options("text", "json", amount="")
def command(knowledge: Chosen, output: Output) -> int:
    """Look at everything that an answer stands on, and say how to mend what fails.

    Python and the libraries; the rule engine, which must fire a rule; the proof checker, which must
    accept a right proof and refuse a forged one; the knowledge base; the terminal. Exits with 1 where
    anything fails.
    """
    from engine.commands.reading import default_knowledge
    from engine.render.workbench import doctor as view
    from engine.workbench.doctor import Terminal, examine

    paper = output.paper()
    terminal = Terminal(
        encoding=sys.stdout.encoding or "ascii",
        width=shutil.get_terminal_size().columns,
        colour=paper.colour,
        interactive=sys.stdout.isatty(),
    )
    checks = examine(
        knowledge.directory or default_knowledge(), terminal, knowledge.directory is not None, knowledge.packs
    )
    output.write(view.as_json(checks) if output.format == "json" else view.text(checks, paper))
    return Exit.ANSWERED if all(check.passed for check in checks) else Exit.FINDINGS
