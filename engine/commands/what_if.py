"""advisor what-if: what would follow if a case were otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from engine.commands import completion
from engine.commands.common import SETTINGS, Named, examples, knowledge_option, output_options, row_options
from engine.commands.output import Output
from engine.commands.reading import Chosen
from engine.errors import CaseError, Exit, Problem, UsageError, Where

if TYPE_CHECKING:
    from engine.advice.hypothetical import WhatIf
    from engine.cases.model import Case
    from engine.render.text import Hints


@click.command(
    context_settings=SETTINGS,
    epilog=examples(
        "advisor what-if examples/harbour-lane.yaml --set functions=none",
        "advisor what-if examples/rooms/case.yaml --set kitchen.moisture=9 --kb examples/rooms/kb",
        "advisor what-if examples/rooms/case.yaml --unset attic.use --kb examples/rooms/kb",
        "advisor what-if examples/rooms/case.yaml --set 'rooms[hall].moisture=21' --kb examples/rooms/kb",
    ),
)
@click.argument("case", type=Named(allow_dash=True))
@click.option(
    "--set",
    "settings",
    metavar="NAME=VALUE",
    multiple=True,
    shell_complete=completion.settings,
    help="Suppose a fact; may be repeated. NAME+=VALUE and NAME-=VALUE put one member into a set or take it "
    "out. A part that is not listed is added by naming it in brackets.",
)
@click.option(
    "--unset",
    "withdrawn",
    metavar="NAME",
    multiple=True,
    help="Suppose that a fact were not known; may be repeated. The same as --set NAME=unknown.",
)
@knowledge_option
@row_options
@output_options("text", "json", "yaml")
def command(
    case: str,
    settings: tuple[str, ...],
    withdrawn: tuple[str, ...],
    knowledge: Chosen,
    output: Output,
) -> int:
    """Show what would follow if the case were otherwise.

    CASE is a YAML or JSON file, or - for standard input: the case as it is. --set and --unset say what
    would be otherwise.

    It shows the verdicts that would differ, the rules that would apply or no longer apply, the unknown
    facts that would come to matter or cease to, and the shortest chain of rules that leads from a change
    to the first verdict that becomes another one. Nothing is recorded or written.
    """
    from engine.advice.what_if import what_if
    from engine.commands.considering import engine_ready
    from engine.commands.reading import case_of, load_case, read_bytes
    from engine.commands.trying import Trying

    supposed = (*settings, *map(_unknown, withdrawn))
    if not supposed:
        what = "nothing is supposed to be otherwise"
        raise UsageError(Problem("what-if", what, None, "say what with --set NAME=VALUE or --unset NAME"))
    with _as_typed(withdrawn), engine_ready(knowledge) as (kb, inference):
        if knowledge.row is not None:
            after, before = (load_case(kb, case, told, knowledge.row) for told in (supposed, ()))
        else:
            data = read_bytes(case)
            after = case_of(kb, data, case, supposed)
            before = case_of(kb, data, case, ())
        found = what_if(kb, before, after, inference.infer)
    trying = Trying(kb, after, case, (), knowledge)
    hints = () if output.quiet else (("All of it", trying.command("recommend", supposing=supposed)),)
    output.write(_view(found, before, after, output, hints))
    return Exit.ANSWERED


def _unknown(name: str) -> str:
    """The setting that withdraws the fact. Raises UsageError where it is no name."""
    if "=" in name:
        what = f"--unset {name}: it takes the name of a fact, not a value"
        raise UsageError(
            Problem("what-if", what, None, f"write --unset {name.partition('=')[0].rstrip('+-')}")
        )
    return f"{name}=unknown"


def _view(found: WhatIf, before: Case, after: Case, output: Output, hints: Hints) -> str:
    if output.format == "text":
        from engine.render.what_if_text import what_if_text

        return what_if_text(found, output.paper(), hints, output.verbose)
    from engine import __version__
    from engine.render.jsonform import data_text
    from engine.render.what_if_json import what_if_plain

    data = what_if_plain(found, before, after, __version__)
    return data_text(data, output.format)


@contextmanager
def _as_typed(withdrawn: Sequence[str]) -> Iterator[None]:
    """Within, an error about a fact that is withdrawn is told where --unset stands."""
    places = {f"--set {_unknown(name)}": f"--unset {name}" for name in withdrawn}
    try:
        yield
    except CaseError as error:
        raise CaseError(
            replace(each, where=Where(places[each.where.file]))
            if each.where is not None and each.where.file in places
            else each
            for each in error.problems
        ) from None
