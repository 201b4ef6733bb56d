"""For cog: the reference of all commands, read from the commands themselves."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator

import click

from cli import main
from engine.errors import Exit
from engine.render.escape import code

WIDTH = 100
_EXAMPLE = re.compile(r"^ +(advisor .*)$", re.MULTILINE)
_FINDINGS = re.compile(r"\b(exit|ends|exits) with 1\b", re.IGNORECASE)


def contents() -> str:
    """A list of all commands, each with its first sentence and a link to its part."""
    lines = []
    for path, command in commands():
        depth = "  " * (len(path) - 1)
        lines.append(f"{depth}- [`{' '.join(path)}`](#{'-'.join(path)}): {_first(command)}")
    return "\n".join(lines) + "\n"


def reference() -> str:
    """A part for each command: what it does, how it is called, its options and its examples."""
    return "\n".join(line for path, command in commands() for line in _part(path, command))


def commands(
    group: click.Group = main, path: tuple[str, ...] = ("advisor",)
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command by the words that call it, the program itself first, in the order of its help."""
    yield path, group
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name), command


def shown_examples(command: click.Command) -> list[str]:
    """The examples of its help."""
    return _EXAMPLE.findall(inspect.cleandoc(command.epilog or "").partition("Examples:")[2])


def exits(command: click.Command) -> list[int]:
    """The exit codes that it may end with: those of every command, and those its help or its options name."""
    options = {name for param in command.params for name in param.opts}
    told = " ".join([command.help or "", *(getattr(param, "help", "") or "" for param in command.params)])
    codes = {Exit.ANSWERED, Exit.INVALID, Exit.INTERNAL, Exit.INTERRUPTED}
    codes |= {Exit.FINDINGS} if _FINDINGS.search(told) else set()
    codes |= {Exit.UNWANTED} if "--fail-on" in options else set()
    codes |= {Exit.LOG_FAILED} if "--log" in options else set()
    return sorted(codes)


def _part(path: tuple[str, ...], command: click.Command) -> Iterator[str]:
    context = click.Context(command, info_name=" ".join(path), max_content_width=WIDTH, terminal_width=WIDTH)
    yield f"{'#' * (len(path) + 1)} {' '.join(path)}"
    yield ""
    for paragraph in _paragraphs(command.help or ""):
        yield f"{paragraph}\n"
    yield f"```\n{context.get_usage().removeprefix('Usage: ')}\n```\n"
    rows = [row for row in map(_row, command.params) if row]
    if rows:
        yield from ("| option | |", "|---|---|", *rows, "")
    told = shown_examples(command)
    yield "```"
    yield from told
    yield "```\n"
    yield from _notes(command)
    if not isinstance(command, click.Group):
        yield f"[Exit codes](#advisor): {', '.join(map(str, exits(command)))}.\n"


def _row(param: click.Parameter) -> str:
    """The option as a row; nothing for an argument, which the usage names and the text explains."""
    if not isinstance(param, click.Option) or param.hidden:
        return ""
    context = click.Context(click.Command("x"), show_default=False)
    record = param.get_help_record(context)
    assert record is not None
    names, told = record
    return f"| {code(names).replace('|', chr(92) + '|')} | {told} |"


def _paragraphs(text: str) -> Iterator[str]:
    """The paragraphs of a help text, each on one line; one that Click leaves as it is, as it is."""
    for paragraph in inspect.cleandoc(text).split("\n\n"):
        if paragraph.startswith("\b\n"):
            yield f"```\n{paragraph[2:]}\n```"
        else:
            yield " ".join(paragraph.split())


def _notes(command: click.Command) -> Iterator[str]:
    """What else the end of the help says, apart from its examples."""
    for piece in inspect.cleandoc(command.epilog or "").split("\n\n"):
        words = piece.removeprefix("\b\n")
        heading, _, rest = words.partition("\n")
        if heading == "Examples:" or not words:
            continue
        if heading.endswith(":"):
            yield f"{heading}\n```\n{inspect.cleandoc(rest)}\n```\n"
        else:
            yield f"{' '.join(words.split())}\n"


def _first(command: click.Command) -> str:
    return next(_paragraphs(command.help or ""), "").partition(". ")[0].rstrip(".")
