"""Options that several commands share, as decorators, and the frame of a command's help."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, TypeVar

import click

from engine.commands import completion
from engine.commands.output import Output
from engine.commands.reading import Chosen, Row, default_knowledge, files_of_knowledge
from engine.commands.writing import same_file
from engine.errors import Problem, UsageError
from engine.portfolio.kinds import KINDS

Function = TypeVar("Function", bound=Callable[..., Any])
SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class Named(click.Path):
    """The name of a file or folder: something that one can be called, readable or not."""

    def __init__(self, file_okay: bool = True, dir_okay: bool = True, allow_dash: bool = False) -> None:
        super().__init__(file_okay=file_okay, dir_okay=dir_okay, allow_dash=allow_dash, readable=False)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The name. Raises click.BadParameter where it is none, or names something of the wrong kind."""
        if not value:
            self.fail("the name is empty.", param, ctx)
        if "\0" in value:
            self.fail("there is no such name.", param, ctx)
        return super().convert(value, param, ctx)


def examples(*lines: str) -> str:
    """The examples at the end of a command's help; tests run each from the root of the repository."""
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)


def knowledge_option(function: Function) -> Function:
    """`--kb DIR` and `--pack NAME`, as one parameter `knowledge` of type Chosen."""

    @wraps(function)
    def with_chosen(*args: Any, packs: tuple[str, ...], knowledge: str | None, **values: Any) -> Any:
        row = None
        if "row" in values:
            row = _row(*(values.pop(name) for name in ("row", "kind", "parts", "renames")))
        return function(*args, knowledge=Chosen(knowledge, packs, row), **values)

    pack = click.option(
        "--pack",
        "packs",
        metavar="NAME",
        multiple=True,
        shell_complete=completion.packs,
        help="Also go by this pack of the knowledge base; may be repeated.",
    )
    kb = click.option(
        "--kb",
        "knowledge",
        metavar="DIR",
        envvar="ADVISOR_KB",
        type=Named(file_okay=False),
        help="Folder of the knowledge base (also ADVISOR_KB); without it the one of the program.",
    )
    return kb(pack(with_chosen))  # type: ignore[return-value]


def settings_option(function: Function) -> Function:
    """`--set NAME=VALUE`, as the parameter `settings`, a tuple."""
    return click.option(
        "--set",
        "settings",
        metavar="NAME=VALUE",
        multiple=True,
        shell_complete=completion.settings,
        help="State a fact; may be repeated. It wins over the file. NAME+=VALUE and NAME-=VALUE put one "
        "member into a set or take it out; NAME=unknown withdraws what the file says.",
    )(function)


def row_options(function: Function) -> Function:
    """`--row`, `--from`, `--parts` and `--map`, which become part of the parameter `knowledge`."""
    options = [
        click.option(
            "--row",
            metavar="KEY",
            help="CASE is a portfolio (CSV, JSONL, XLSX, Parquet): ask about its case of this name.",
        ),
        click.option(
            "--from",
            "kind",
            type=click.Choice(KINDS),
            help="With --row: the form of CASE; without it the ending of its name tells.",
        ),
        click.option(
            "--parts",
            metavar="FILE",
            type=Named(dir_okay=False),
            help="With --row: the table of the parts, where they have one.",
        ),
        click.option(
            "--map",
            "renames",
            metavar="FILE",
            type=Named(dir_okay=False),
            help="With --row: what the columns of the table mean, as for batch.",
        ),
    ]
    for option in reversed(options):
        function = option(function)
    return function


def _row(key: str | None, kind: str | None, parts: str | None, renames: str | None) -> Row | None:
    """The row that is meant. Raises UsageError where options go without it."""
    if key is None:
        for option, value in (("--from", kind), ("--parts", parts), ("--map", renames)):
            if value is not None:
                raise click.UsageError(f"{option} goes with --row.")
        return None
    return Row(key, parts, renames, kind)


def output_options(*formats: str, amount: str = "qv") -> Callable[[Function], Function]:
    """`--format`, `-o`, `--color`, `-q` and `-v`, as one parameter `output`; the first format is usual.

    `amount` has the letters of those of -q and -v that mean something to the command.
    """

    def decorate(function: Function) -> Function:
        @wraps(function)
        def with_output(*args: Any, **values: Any) -> Any:
            names = ("format", "file", "colour", "quiet", "verbose")
            said = {name: values.pop(name) for name in names if name in values}
            if said["file"] is not None:
                _spare(said["file"], click.get_current_context())
            return function(*args, output=Output(**said), **values)

        for option in reversed(_output_options(formats, amount)):
            with_output = option(with_output)
        return with_output  # type: ignore[return-value]

    return decorate


def _spare(target: str, ctx: click.Context) -> None:
    """Keep the answer from destroying what it is made of. Raises UsageError where it would."""
    for param in ctx.command.params:
        if param.name == "file" or not isinstance(param.type, Named):
            continue
        value = ctx.params.get(param.name or "") or ()
        used: Sequence[str] = (value,) if isinstance(value, str) else value
        if param.name == "knowledge" and os.path.isfile(target):
            used = files_of_knowledge(value or default_knowledge())
        for read in used:
            if same_file(read, target):
                what = f"the answer would overwrite {read}, which the command itself uses"
                raise UsageError(Problem("output", what, None, "name another file with -o"))


def _output_options(formats: tuple[str, ...], amount: str) -> list[Callable[[Any], Any]]:
    options = [
        click.option(
            "--format", "format", type=click.Choice(formats), default=formats[0], help="Form of the answer."
        ),
        click.option(
            "-o",
            "--output",
            "file",
            metavar="FILE",
            type=Named(dir_okay=False, allow_dash=True),
            help="Write the answer to a file, whole or not at all, instead of standard output.",
        ),
        click.option(
            "--color",
            "colour",
            type=click.Choice(("auto", "always", "never")),
            default="auto",
            help="Colour in text; auto is colour on a terminal unless NO_COLOR is set.",
        ),
    ]
    amounts = {
        "q": click.option("-q", "--quiet", is_flag=True, help="Leave out what to run next."),
        "v": click.option("-v", "--verbose", is_flag=True, help="Say more."),
    }
    return options + [amounts[letter] for letter in amount]
