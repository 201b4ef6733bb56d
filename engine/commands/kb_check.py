"""advisor kb check: is the knowledge base sound?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from engine.commands.common import SETTINGS, examples, knowledge_option, output_options
from engine.commands.output import Output
from engine.errors import Exit, KnowledgeError, Problem

if TYPE_CHECKING:
    from engine.knowledge.model import KnowledgeBase


@click.command(
    context_settings=SETTINGS,
    epilog=examples("advisor kb check", "advisor kb check --format json"),
)
@knowledge_option
@output_options("text", "json", "github", amount="")
def command(knowledge: str | None, output: Output) -> int:
    """Read the knowledge base strictly, and say all that is wrong with it at once.

    Exits with 2 where it cannot be used, and with 1 where there is anything to warn of, such as a
    parameter that nothing uses. The form github is for the annotations of a workflow.
    """
    from engine.commands.reading import load_kb
    from engine.knowledge.warnings import check_warnings

    try:
        kb = load_kb(knowledge)
    except KnowledgeError as error:
        if output.format == "text":
            raise
        output.write(_render(None, error.problems, output.format))
        return error.exit
    findings = check_warnings(kb)
    output.write(_render(kb, findings, output.format))
    return Exit.FINDINGS if findings else Exit.ANSWERED


def _render(kb: KnowledgeBase | None, findings: tuple[Problem, ...], form: str) -> str:
    """The findings in the form that is wanted."""
    from engine.render.workbench import findings as view

    if form == "github":
        return view.github(findings)
    return view.text(kb, findings) if kb and form == "text" else view.as_json(kb, findings)
