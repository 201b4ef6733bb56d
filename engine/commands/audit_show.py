"""advisor audit show: a recorded decision, from its record alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from engine.commands.common import SETTINGS, examples, output_options
from engine.commands.log_option import log_option, open_log
from engine.commands.output import Output
from engine.errors import Exit, Problem, UsageError

if TYPE_CHECKING:
    from engine.audit.record import Decision


@click.command(
    context_settings=SETTINGS,
    epilog=examples(
        "advisor recommend examples/harbour-lane.yaml --log audit.db",
        "advisor audit show 1 --log audit.db",
        "advisor audit show 1 --log audit.db --explain",
        "advisor audit show 1 --log audit.db --format record",
    ),
)
@click.argument("record", metavar="ID")
@log_option
@click.option(
    "--explain",
    "what",
    is_flag=False,
    flag_value="",
    metavar="[WHAT]",
    help="Show the chain of reasoning, as advisor explain does.",
)
@click.option("--depth", type=click.IntRange(min=1), metavar="N", help="Unfold only N conclusions deep.")
@click.option("--all", "everything", is_flag=True, help="With --explain, also what is left out otherwise.")
@output_options("text", "json", "yaml", "markdown", "mermaid", "tree", "record", amount="v")
def command(
    record: str, log: str | None, what: str | None, depth: int | None, everything: bool, output: Output
) -> int:
    """Show a recorded decision as it was given, or with --explain why it was given.

    ID is the id of a record, the beginning of one, or its number.

    Everything comes from the record and the knowledge base recorded with it; today's files are not
    read. Text and Markdown say above the answer who recorded it and what people made of it since; the
    answer is that of advisor recommend, its receipt included. The format record is the record itself.
    """
    from engine.audit import index
    from engine.audit.record import read

    if what is None and (depth is not None or everything):
        problem = Problem("explain", "--depth and --all are about an explanation", None, "add --explain")
        raise UsageError(problem)
    with open_log(log) as opened:
        entry = opened.entry(record)
        if output.format == "record":
            from engine.render.escape import json_text

            output.write(json_text(entry) + "\n")
            return Exit.ANSWERED
        decision = read(entry, opened.blob)
        notes = index.notes_on(opened, entry["id"])
        receipt = str(opened.receipt(entry["seq"], entry["seq"]))
    if what is None:
        view = _recommendation(decision, receipt, output)
    else:
        view = _explanation(decision, what or None, depth, everything, output)
    output.write(_heading(decision, notes, output) + view)
    return Exit.ANSWERED


def _heading(decision: Decision, notes: tuple[dict[str, Any], ...], output: Output) -> str:
    """Who recorded it and what people made of it, where the form has room for that."""
    from engine.render.audit_list import heading_markdown, heading_text

    if output.format == "markdown":
        return heading_markdown(decision.entry, notes)
    return heading_text(decision.entry, notes, output.paper()) if output.format == "text" else ""


def _recommendation(decision: Decision, receipt: str, output: Output) -> str:
    from engine.advice.advise import advise
    from engine.commands.views import recommendation_view

    case, derivation = decision.case, decision.derivation
    answer = advise(decision.kb, case, derivation, decision.outlooks)
    version = decision.entry["versions"]["advisor"]
    return recommendation_view(answer, case, derivation, decision.outlooks, output, (), receipt, version)


def _explanation(
    decision: Decision, what: str | None, depth: int | None, everything: bool, output: Output
) -> str:
    from engine.advice.explain import explain
    from engine.commands.views import explanation_view

    case = decision.case
    found = explain(decision.kb, case, decision.derivation, what, depth, everything, decision.outlooks)
    return explanation_view(found, case, output, decision.entry["versions"]["advisor"])
