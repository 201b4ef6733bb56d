"""advisor reasons: which facts carry a verdict."""

from __future__ import annotations

from typing import Literal

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
from engine.commands.inquiring import amount_options, verdict_options
from engine.commands.output import Output
from engine.commands.reading import Chosen
from engine.errors import Exit


@click.command(
    context_settings=SETTINGS,
    epilog=examples(
        "advisor reasons examples/harbour-lane.yaml",
        "advisor reasons examples/old-orchard-press.yaml --all",
        "advisor reasons examples/rooms/case.yaml --kb examples/rooms/kb --of kitchen",
    ),
)
@click.argument("case", required=False, type=Named(allow_dash=True))
@verdict_options
@settings_option
@knowledge_option
@row_options
@amount_options(
    "Every set of facts that is enough, the smallest first, not just one.",
    "Show at most N sets, and look for so many; without it the search ends at 1000.",
)
@output_options("text", "json", "yaml", amount="")
def command(
    case: str | None,
    of: str | None,
    goal: str | None,
    unknowns: Literal["kept", "free"] | None,
    settings: tuple[str, ...],
    knowledge: Chosen,
    everything: bool,
    most: int | None,
    output: Output,
) -> int:
    """Show which of the stated facts carry a verdict.

    CASE is a YAML or JSON file, or - for standard input; with --set it may be left out.

    It names a set of facts that is enough: with them the verdict stays, whatever the other facts were, and
    with any one of them left out it would not be sure. Where no set needs a fact, it carries nothing.
    """
    from engine.advice.reasons import tell_reasons
    from engine.commands.considering import considering

    with considering(knowledge, case, settings) as c:
        kb, read, derivation = c.kb, c.case, c.derivation
    shown = most if most is not None else None if everything else 1
    told = tell_reasons(kb, read, derivation, of, goal, unknowns, shown)
    if output.format == "text":
        from engine.render.reasons_text import reasons_text

        output.write(reasons_text(told, output.paper(), everything))
    else:
        from engine.render.flip_json import reasons_plain
        from engine.render.jsonform import data_text

        data = reasons_plain(told)
        output.write(data_text(data, output.format))
    return Exit.ANSWERED
