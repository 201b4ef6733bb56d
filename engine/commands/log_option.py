"""`--log FILE`, and the log it names."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from engine.commands.common import Named
from engine.errors import Problem, UsageError

if TYPE_CHECKING:
    from engine.audit.log import Log

Function = TypeVar("Function", bound=Callable[..., Any])


def log_option(function: Function) -> Function:
    """`--log FILE`, as the parameter `log`: None where neither it nor ADVISOR_LOG names one."""
    return click.option(
        "--log",
        "log",
        metavar="FILE",
        envvar="ADVISOR_LOG",
        type=Named(),
        help="The audit log (also ADVISOR_LOG).",
    )(function)


def open_log(log: str | None) -> Log:
    """The log for reading; close it, or use it as a context.

    Raises UsageError where none is named or what is named is no log, AuditError where it cannot be read.
    """
    from engine.audit.log import Log

    return Log.open(named(log))


def named(log: str | None) -> str:
    """The name that was given. Raises UsageError where none was."""
    if log is None:
        raise UsageError(Problem("log", "no log is named", None, "--log FILE, or set ADVISOR_LOG"))
    return log


def existing_log(log: str | None) -> Log:
    """The log for adding to it, never made anew. Raises what `open_log` raises."""
    from engine.audit.log import Log

    open_log(log).close()
    return Log.create(named(log))
