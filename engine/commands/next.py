"""advisor next: what to find out next."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

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
from engine.errors import Exit

if TYPE_CHECKING:
    from engine.advice.asking import Asking
    from engine.commands.trying import Trying
    from engine.render.text import Hints

SHOWN = 5
"""So many questions are shown, unless more are wanted."""


@click.command(
    context_settings=SETTINGS,
    epilog=examples(
        "advisor next examples/harbour-lane.yaml",
        "advisor next examples/northfield-robotics.yaml -n 1 --format json",
        "advisor next examples/rooms/case.yaml --of attic --kb examples/rooms/kb",
    ),
)
@click.argument("case", required=False, type=Named(allow_dash=True))
@click.option("-n", "most", type=click.IntRange(min=1), default=SHOWN, metavar="N", help="Show N questions.")
@click.option("--of", "of", metavar="PART", help="Only what can change the verdicts on this part.")
@settings_option
@knowledge_option
@row_options
@output_options("text", "json", "yaml")
def command(
    case: str | None,
    most: int,
    of: str | None,
    settings: tuple[str, ...],
    knowledge: Chosen,
    output: Output,
) -> int:
    """Say which unknown facts can still change a verdict, and which to find out first.

    CASE is a YAML or JSON file, or - for standard input; with --set it may be left out.

    Those that can change the main verdict come first, and of them those that decide most with the fewest
    other answers. Where none is left, all verdicts are settled. advisor ask puts the questions one by one.
    """
    from engine.advice.asking import asking
    from engine.advice.goals import goal_meant
    from engine.advice.speech import Speech
    from engine.advice.standing import Standings
    from engine.commands.considering import considering
    from engine.commands.trying import Trying

    with considering(knowledge, case, settings) as c:
        entity = None if of is None else goal_meant(c.kb, c.case, of, None)[0][0]
        outlooks = c.outlooks()
        found = asking(Speech(Standings(c.kb, c.case, c.derivation)), outlooks, entity, most=most)
    trying = Trying(found.knowledge, found.case, case, settings, knowledge)
    hints = () if output.quiet else _hints(found, case, of, trying)
    output.write(_view(found, most, of or "", output, hints))
    return Exit.ANSWERED


def _view(found: Asking, most: int, of: str, output: Output, hints: Hints) -> str:
    if output.format == "text":
        from engine.render.next_text import next_text

        return next_text(found, most, output.paper(), of, hints, output.verbose)
    from engine.render.jsonform import data_text
    from engine.render.next_json import next_plain

    data = next_plain(found, most)
    return data_text(data, output.format)


def _hints(found: Asking, case: str | None, of: str | None, trying: Trying) -> Hints:
    """What to run next, as commands that can be copied."""
    if case == "-" or not (found.questions or not found.listed):
        return ()
    return (("To be asked", trying.command("ask", options=("--of", of) if of else ())),)
