"""The Click group of the program: commands load when they are called, and nothing ends in a traceback."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from typing import Any

import click

from engine.commands import streams
from engine.errors import AdvisorError, Exit

DEBUG = "ADVISOR_DEBUG"
COMPLETION = "_ADVISOR_COMPLETE"
YOUNG = 100_000
"""Objects made before Python looks for garbage: more than a short run makes, and few for a long one."""


class LazyGroup(click.Group):
    """A group whose commands live in modules, each with a `command`, imported when it is needed."""

    def __init__(self, *args: Any, modules: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.modules = modules

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order in which they are declared."""
        return list(self.modules)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name."""
        if cmd_name not in self.modules:
            return None
        command = import_module(self.modules[cmd_name]).command
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As Click does, but with a suggestion from the names declared."""
        name = args[0]
        if name not in self.modules and not name.startswith("-") and not ctx.resilient_parsing:
            raise click.exceptions.NoSuchCommand(name, possibilities=self.modules, ctx=ctx)
        return super().resolve_command(ctx, args)

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Run, and leave the process with one of the exit codes of `Exit`."""
        if not standalone_mode:
            return super().main(args, prog_name, complete_var, False, **extra)
        try:
            gc.set_threshold(YOUNG)
            streams.prepare()
            code = self._run(args, prog_name, complete_var, extra)
            gc.freeze()  # or Python would look for garbage everywhere before it ends
            sys.exit(code)
        except KeyboardInterrupt:
            sys.exit(Exit.INTERRUPTED)

    def _run(
        self,
        args: Sequence[str] | None,
        prog_name: str | None,
        complete_var: str | None,
        extra: Mapping[str, Any],
    ) -> int:
        """The exit code, when everything has been told."""
        try:
            code = super().main(args, prog_name, complete_var, False, **extra)
        except click.ClickException as error:
            _tell_usage(error)
            return error.exit_code
        except click.Abort:
            return Exit.INTERRUPTED
        except AdvisorError as error:
            tell(error)
            self._report(error, args)
            return error.exit
        except BrokenPipeError:
            return nobody_listens()
        except SystemExit as leaving:
            # Click itself leaves with 1 only where standard output was closed; here 1 means findings.
            if leaving.code == 1:
                return nobody_listens()
            raise
        except Exception as error:
            if _interrupted(error):
                return Exit.INTERRUPTED
            if os.environ.get(COMPLETION):  # the shell is offered nothing
                return Exit.ANSWERED
            _tell_unexpected(error)
            self._report(error, args)
            return Exit.INTERNAL
        return code if isinstance(code, int) else Exit.ANSWERED

    def _report(self, error: Exception, args: Sequence[str] | None) -> None:
        """What to copy into a report, where the program is at fault and still able to say it."""
        if isinstance(error, AdvisorError) and error.exit != Exit.INTERNAL:
            return
        with suppress(OSError, ImportError):
            from engine.commands import fault

            if fault.to_report(error):
                for line in fault.report(error, self, sys.argv[1:] if args is None else args):
                    _to_stderr(_visible(line))


def tell(error: AdvisorError) -> None:
    """All problems of the error on standard error, a line each."""
    for problem in error.problems:
        _to_stderr(_visible(str(problem)))


def nobody_listens() -> int:
    """The reader of standard output has gone, as `head` does: end quietly."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return Exit.ANSWERED


def _interrupted(error: BaseException | None) -> bool:
    """Whether it came of Ctrl-C: Python before 3.12 wraps what comes up while a class is made."""
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__cause__ or error.__context__
    return error is not None


def _tell_usage(error: click.ClickException) -> None:
    """What Click has to say about the command line, in which anything may stand."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        _to_stderr(error.format_message())
        return
    if isinstance(error, click.UsageError) and error.ctx is not None:
        _to_stderr(error.ctx.get_usage())
        _to_stderr(f"Try '{error.ctx.command_path} --help' for help.\n")
    for index, line in enumerate(error.format_message().splitlines()):
        line = line.replace("\t", "  ", 1) if line.startswith("\t") else line  # as Click sets choices
        _to_stderr(_visible(f"Error: {line}" if index == 0 else line))


def _tell_unexpected(error: Exception) -> None:
    what = _visible(f"{type(error).__name__}: {error}") if str(error) else type(error).__name__
    _to_stderr(
        f"error[internal]: something went wrong that should not have, there is no answer ({what})"
        " (hint: please report it)"
    )


def _visible(text: str) -> str:
    """The text made harmless, also where nothing can be loaded any more to do so."""
    try:
        from engine.render.escape import visible
    except (OSError, ImportError):
        return ascii(text)[1:-1]
    return visible(text)


def _to_stderr(line: str) -> None:
    """Write a line; what the terminal cannot show is escaped, and a closed stream is nobody's fault."""
    with suppress(OSError, ValueError):
        encoding = getattr(sys.stderr, "encoding", None) or "utf-8"
        click.echo(line.encode(encoding, "backslashreplace").decode(encoding), err=True)
