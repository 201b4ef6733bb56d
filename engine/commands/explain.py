"""advisor explain: the chain of reasoning behind an answer."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from engine.commands import completion
from engine.commands.common import (
    SETTINGS,
    Named,
    examples,
    knowledge_option,
    output_options,
    row_options,
    settings_option,
)
from engine.commands.output import Output
from engine.commands.reading import Chosen
from engine.errors import Exit, Problem

if TYPE_CHECKING:
    from engine.commands.considering import Considered
    from engine.inquiry.answers import Outlook


@click.command(
    context_settings=SETTINGS,
    epilog=examples(
        "advisor explain examples/harbour-lane.yaml",
        "advisor explain examples/harbour-lane.yaml FIT-01",
        "advisor explain examples/rooms/case.yaml kitchen --kb examples/rooms/kb --depth 2",
        "advisor explain examples/portfolio.csv --row 'Cedar Dental'",
        "advisor explain --kb examples/rooms/kb --set 'rooms[hall].coat=20 years' hall.verdict",
    ),
)
@click.argument("case", required=False, type=Named(allow_dash=True))
@click.argument("what", required=False, shell_complete=completion.what)
@settings_option
@knowledge_option
@row_options
@click.option("--depth", type=click.IntRange(min=1), metavar="N", help="Unfold only N conclusions deep.")
@click.option(
    "--all",
    "everything",
    is_flag=True,
    help="Also what is left out otherwise: every verdict, silent presumptions, rules that cannot apply.",
)
@click.option(
    "--against",
    metavar="OUT",
    type=Named(dir_okay=False),
    help="With --row: also say in what the answers of a batch in this file differ for the row.",
)
@output_options("text", "tree", "json", "yaml", "markdown", "mermaid", amount="v")
def command(
    case: str | None,
    what: str | None,
    settings: tuple[str, ...],
    knowledge: Chosen,
    depth: int | None,
    everything: bool,
    against: str | None,
    output: Output,
) -> int:
    """Show the chain of reasoning behind an answer.

    WHAT is a verdict, the name of a part of the case, an attribute (room.damp, kitchen.damp, or damp where
    that is clear), what an answer calls one of them, or the id of a rule: why it fired, or which of its
    conditions fail; with the name of a part after it ("DAMP-01 kitchen"), for that part alone. A value that
    is not the verdict is explained by what keeps it away. Without WHAT it is the verdicts about the whole.

    CASE is a YAML or JSON file, or - for standard input; with --set it may be left out, and a single word
    is then WHAT.

    With --row the case is one of a portfolio. --against refuses answers by another knowledge base, compares
    every column that the answers have, tells on standard error what differs, and then ends with 1.

    Each step names the rule with its line and the places in the source that it rests on; each fact, where
    it was stated. Something that must not be so is excluded (it cannot be) or merely not said by anything.
    """
    from engine.advice.explain import explain
    from engine.commands.considering import considering
    from engine.commands.views import explanation_view
    from engine.render.escape import visible

    if against is not None and knowledge.row is None:
        raise click.UsageError("--against goes with --row.")
    if what is None and settings and case is not None and not _is_file(case):
        case, what = None, case
    with considering(knowledge, case, settings) as c:
        outlooks = c.outlooks()
    explanation = explain(c.kb, c.case, c.derivation, what, depth, everything, outlooks)
    told = [] if against is None else _compared(c, outlooks, against)
    output.write(explanation_view(explanation, c.case, output))
    for problem in told:
        click.echo(visible(str(problem)), err=True)
    return Exit.FINDINGS if any(isinstance(each, Problem) for each in told) else Exit.ANSWERED


def _compared(c: Considered, outlooks: Sequence[Outlook], against: str) -> list[Problem | str]:
    """In what the answers of a batch differ, and in how many columns that was looked for."""
    from engine.portfolio.against import compared
    from engine.render.phrases import counted

    found = compared(c.kb, c.case, c.derivation, outlooks, against)
    columns = f"{counted(found.columns, 'column')} compared"
    return [*found.problems, columns if found.problems else f"nothing differs: {columns}"]


def _is_file(word: str) -> bool:
    """Whether the word is meant as a case file."""
    return word == "-" or os.path.exists(word) or word.lower().endswith((".yaml", ".yml", ".json"))
