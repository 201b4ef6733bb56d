"""advisor why-not: what keeps a verdict from being another one."""

from __future__ import annotations

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
from engine.errors import Exit, Problem, UsageError

if TYPE_CHECKING:
    from engine.advice.refused import WhyNot
    from engine.cases.model import Case
    from engine.commands.trying import Trying
    from engine.render.text import Hints

SHOWN = 1
"""So many conclusions deep a chain is unfolded, unless more are wanted: the answer fits a screen."""
IN_DATA = 3
"""The same where programs read it."""


@click.command(
    context_settings=SETTINGS,
    epilog=examples(
        "advisor why-not examples/harbour-lane.yaml neither",
        "advisor why-not examples/harbour-lane.yaml neither --rather-than both",
        "advisor why-not examples/rooms/case.yaml paint --of attic --kb examples/rooms/kb",
        "advisor why-not examples/rooms/case.yaml brush --rather-than one_room --kb examples/rooms/kb",
    ),
)
@click.argument("case", type=Named(allow_dash=True))
@click.argument("verdict", shell_complete=completion.verdicts)
@click.option("--of", "of", metavar="PART", help="The part whose verdict is meant; without it the whole.")
@click.option(
    "--rather-than",
    "than",
    metavar="VERDICT",
    shell_complete=completion.verdicts,
    help="Show only what tells the two verdicts apart.",
)
@settings_option
@knowledge_option
@row_options
@click.option(
    "--depth",
    type=click.IntRange(min=1),
    metavar="N",
    help=f"Unfold N conclusions deep, not {SHOWN} (in JSON and YAML {IN_DATA}).",
)
@click.option(
    "--all", "everything", is_flag=True, help="Unfold everything, and show all that excludes a rule."
)
@output_options("text", "json", "yaml")
def command(
    case: str,
    verdict: str,
    of: str | None,
    than: str | None,
    settings: tuple[str, ...],
    knowledge: Chosen,
    depth: int | None,
    everything: bool,
    output: Output,
) -> int:
    """Show what keeps the verdict from being another one.

    CASE is a YAML or JSON file, or - for standard input. VERDICT is the value that one may have expected.

    It says whether the unknown facts could still make it so, and which answers would; or that they cannot,
    and which facts exclude it. Then the rules that would give it, each with the conditions that fail, what
    is only not known apart from what is excluded; and the least change that would lead there.
    """
    from engine.advice.goals import SPECIAL, goal_meant
    from engine.advice.why_not import why_not
    from engine.commands.considering import considering
    from engine.commands.trying import Trying
    from engine.inquiry.answers import UNDETERMINED
    from engine.knowledge.nearest import quoted

    with considering(knowledge, case, settings) as c:
        goal, value = goal_meant(c.kb, c.case, of, verdict)
        other_goal, other = goal_meant(c.kb, c.case, of, than) if than is not None else (goal, None)
        assert value is not None
        if value == UNDETERMINED and c.derivation.verdict(*goal).status != UNDETERMINED:
            what = f"'{UNDETERMINED}' is no verdict that rules give: it is where too little is known for any"
            raise UsageError(Problem("verdict", what, None, "advisor explain shows what gives the verdict"))
        if other_goal != goal or other == value or other in SPECIAL:
            what = f"{quoted(than or '')} is no other verdict of the kind of {quoted(verdict)}"
            raise UsageError(Problem("verdict", what, None, "name another value of the same"))
        limit = None if everything else depth or (SHOWN if output.format == "text" else IN_DATA)
        found = why_not(c.kb, c.case, c.derivation, c.inference.infer, goal, value, other, limit, everything)
        hints = () if output.quiet else _hints(found, Trying(c.kb, c.case, case, settings, knowledge))
        output.write(_view(found, c.case, than is not None, output, hints))
    return Exit.ANSWERED


def _view(found: WhyNot, case: Case, contrast: bool, output: Output, hints: Hints) -> str:
    if output.format == "text":
        from engine.render.why_not_text import why_not_text

        return why_not_text(found, output.paper(), hints, contrast, output.verbose)
    from engine import __version__
    from engine.render.jsonform import data_text
    from engine.render.why_not_json import why_not_plain

    data = why_not_plain(found, case, __version__)
    return data_text(data, output.format)


def _hints(found: WhyNot, trying: Trying) -> Hints:
    """What to run next, as commands that can be copied."""
    part = (found.entity,) if found.entity else ()
    hints = [("Why", trying.command("explain", *part))]
    if found.answers:
        hints.append(("Try the answers", trying.supposing(found.answers)))
    change = found.contrast.change if found.contrast is not None else None
    if change is not None:
        changed = (*(each.after for each in change.changes), *change.answers)
        hints.append(("Try the change", trying.supposing(changed)))
        if change.others and not change.answers:
            of = ("--of", found.entity) if found.entity else ()
            options = ("--to", found.value, *of, "--unknowns", "kept")
            hints.append(("Others", trying.command("flip", options=options)))
    return tuple(hints)
