"""What to report where the program itself is at fault: lines to copy, without anything that the user gave."""

from __future__ import annotations

import os
import platform
import traceback
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from importlib.metadata import version
from pathlib import Path
from types import TracebackType

import click

from engine import __version__
from engine.commands.group import DEBUG
from engine.errors import AdvisorError, Exit

LEFT_OUT = "..."
MOST = 12
"""So many places are told, the innermost of them."""
_OUTSIDE = frozenset({"engine-import", "spark", "version", "counts"})
"""Problems of the installation or of the cluster: their hints say how to mend them."""
_PROGRAM = Path(__file__).parents[2]


def to_report(error: Exception) -> bool:
    """Whether the program is at fault, and not what it was given or how it was installed."""
    if not isinstance(error, AdvisorError):
        return True
    return error.exit == Exit.INTERNAL and not _OUTSIDE.issuperset(each.code for each in error.problems)


def report(error: Exception, group: click.Group, arguments: Sequence[str]) -> list[str]:
    """The lines; with ADVISOR_DEBUG=1 also the whole traceback, in which anything may stand."""
    lines = ["Please copy these lines into the report. No value, name or file that you gave stands in them:"]
    for told in (_versions, _libraries, lambda: shape(group, arguments), lambda: "\n".join(_places(error))):
        lines += [f"  {line}" for line in _guarded(told).splitlines()]
    if os.environ.get(DEBUG) != "1":
        return [*lines, f"With {DEBUG}=1 the whole traceback follows; what you gave may stand in that."]
    lines.append(f"The whole traceback ({DEBUG}=1), in which what you gave may stand:")
    return [*lines, *"".join(traceback.format_exception(error)).splitlines()]


def shape(group: click.Group, arguments: Sequence[str]) -> str:
    """The command line with its words and options, and of values those only that the program itself names."""
    command: click.Command = group
    words, rest = ["advisor"], list(arguments)
    while rest:
        word = rest.pop(0)
        inner = None
        if isinstance(command, click.Group):
            inner = command.get_command(click.Context(command), word)
        if inner is not None:
            command = inner
            words.append(word)
        elif word.startswith("-") and len(word) > 1:
            words += _option(command, word, rest)
        else:
            words.append(LEFT_OUT)
    return " ".join(words)


def _option(command: click.Command, word: str, rest: list[str]) -> Iterator[str]:
    """The option as it may be told; its value is taken from the rest."""
    name, equals, value = word.partition("=")
    options = {opt: each for each in command.params if isinstance(each, click.Option) for opt in each.opts}
    option = options.get(name)
    if option is None:
        yield f"{word[:2]}{LEFT_OUT}" if word[:2] in options else LEFT_OUT
        return
    yield name
    if option.is_flag or option.count:
        return
    if not equals:
        value = rest.pop(0) if rest else ""
    yield value if isinstance(option.type, click.Choice) and value in option.type.choices else LEFT_OUT


def _versions() -> str:
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"advisor {__version__}, {python}, {platform.system()} {platform.release()} {platform.machine()}"


def _libraries() -> str:
    from engine.workbench.doctor import LIBRARIES

    return ", ".join(f"{name} {_guarded(partial(version, name))}" for name in LIBRARIES)


def _places(error: BaseException) -> Iterator[str]:
    """The kind of the error and where it came from, without its words; then the same of what led to it."""
    codes = [each.code for each in error.problems] if isinstance(error, AdvisorError) else []
    yield " ".join([type(error).__name__, *codes])
    frames = list(_frames(error.__traceback__))
    if len(frames) > MOST:
        yield f"  ({len(frames) - MOST} more)"
    yield from frames[-MOST:]
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None:
        yield "after"
        yield from _places(before)


def _frames(trace: TracebackType | None) -> Iterator[str]:
    for frame, line in traceback.walk_tb(trace):
        path = Path(frame.f_code.co_filename)
        ours = path.is_relative_to(_PROGRAM) and not {"site-packages", ".venv"} & set(
            path.relative_to(_PROGRAM).parts[:-1]
        )
        # Of a library its folder and the file: what stands above it is the machine's.
        short = path.relative_to(_PROGRAM) if ours else Path(*path.parts[-2:])
        yield f"  {short.as_posix()}:{line} {frame.f_code.co_name}"


def _guarded(told: Callable[[], str]) -> str:
    """What is told; where the program is too broken to tell it, what kept it from that."""
    try:
        return told()
    except Exception as error:
        return f"({type(error).__name__})"
