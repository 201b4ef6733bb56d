"""advisor flip: the least changes that would give another verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

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
from engine.commands.inquiring import amount_options, verdict_options
from engine.commands.output import Output
from engine.commands.reading import Chosen
from engine.errors import Exit

if TYPE_CHECKING:
    from engine.advice.flips import FlipsTold
    from engine.commands.trying import Trying

SHOWN = 5
"""So many flips are shown, unless more are wanted."""


@click.command(
    context_settings=SETTINGS,
    epilog=examples(
        "advisor flip examples/harbour-lane.yaml",
        "advisor flip examples/old-orchard-press.yaml --to both --all",
        "advisor flip examples/rooms/case.yaml --kb examples/rooms/kb --of kitchen --keep kitchen.use",
    ),
)
@click.argument("case", required=False, type=Named(allow_dash=True))
@click.option(
    "--to",
    metavar="VERDICT",
    shell_complete=completion.verdicts,
    help="Only changes that lead there; without it to any other verdict.",
)
@verdict_options
@click.option(
    "--keep",
    metavar="NAME",
    multiple=True,
    help="Leave this alone: an attribute (of every part), or one fact as --set names it; may be repeated.",
)
@settings_option
@knowledge_option
@row_options
@amount_options(
    f"Every set of changes, not the first {SHOWN}.",
    "Show at most N sets of changes, and look for so many; without it the search ends at 1000.",
)
@output_options("text", "json", "yaml", amount="q")
def command(
    case: str | None,
    to: str | None,
    of: str | None,
    goal: str | None,
    unknowns: Literal["kept", "free"] | None,
    keep: tuple[str, ...],
    settings: tuple[str, ...],
    knowledge: Chosen,
    everything: bool,
    most: int | None,
    output: Output,
) -> int:
    """Show the least changes of stated facts that would give another verdict.

    CASE is a YAML or JSON file, or - for standard input; with --set it may be left out.

    Each answer is a set of facts that, changed together, give another verdict, while no part of it does;
    those with the fewest changes come first. Where unknowns are free, an answer that says "could" tells what
    they must be besides. Facts are changed, never withdrawn; parts are neither added nor removed. What the
    vocabulary calls unchangeable is left alone. Each was tried before it is shown.
    """
    from engine.advice.flips import tell_flips
    from engine.commands.considering import considering
    from engine.commands.trying import Trying

    shown = most if most is not None else None if everything else SHOWN
    with considering(knowledge, case, settings) as c:
        told = tell_flips(c.kb, c.case, c.derivation, c.inference.infer, to, of, goal, keep, unknowns, shown)
    trying = Trying(told.knowledge, told.case, case, settings, knowledge)
    output.write(_view(told, trying, output))
    return Exit.ANSWERED


def _view(told: FlipsTold, trying: Trying, output: Output) -> str:
    if output.format == "text":
        from engine.render.flip_text import flips_text

        if output.quiet:
            return flips_text(told, output.paper())
        return flips_text(told, output.paper(), _commands(told, trying), _hints(told, trying))
    from engine.render.flip_json import flips_plain
    from engine.render.jsonform import data_text

    data = flips_plain(told)
    return data_text(data, output.format)


def _commands(told: FlipsTold, trying: Trying) -> list[str]:
    """For each flip the command that tries it."""
    return [
        trying.supposing((*(change.after for change in flip.changes), *flip.answers)) for flip in told.flips
    ]


def _hints(told: FlipsTold, trying: Trying) -> tuple[tuple[str, str], ...]:
    """What to run where no change leads there."""
    from engine.inquiry.answers import UNDETERMINED

    of = ("--of", told.about.entity) if told.about.entity else ()
    hints = []
    if told.elsewhere is not None and told.to not in ("", UNDETERMINED):
        hints.append(("Why", trying.command("why-not", told.to, options=of)))
    if told.elsewhere == "answers":
        hints.append(("To ask", trying.command("next", options=of)))
    return tuple(hints)
