"""The Click group of the program: commands load when they are called, and nothing ends in a traceback."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from typing import Any, NoReturn

import click

from engine.errors import AdvisorError, Exit

DEBUG = "ADVISOR_DEBUG"


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
            code = super().main(args, prog_name, complete_var, False, **extra)
        except click.ClickException as error:
            _tell_usage(error)
            sys.exit(error.exit_code)
        except (click.Abort, KeyboardInterrupt):
            sys.exit(Exit.INTERRUPTED)
        except AdvisorError as error:
            tell(error)
            sys.exit(error.exit)
        except BrokenPipeError:
            nobody_listens()
        except SystemExit as leaving:
            # Click itself leaves with 1 only where standard output was closed; here 1 means findings.
            if leaving.code == 1:
                nobody_listens()
            raise
        except Exception as error:
            if os.environ.get(DEBUG) == "1":
                raise
            _tell_unexpected(error)
            sys.exit(Exit.INTERNAL)
        sys.exit(code if isinstance(code, int) else Exit.ANSWERED)


def tell(error: AdvisorError) -> None:
    """All problems of the error on standard error, a line each."""
    from engine.render.escape import visible

    for problem in error.problems:
        _to_stderr(visible(str(problem)))


def nobody_listens() -> NoReturn:
    """The reader of standard output has gone, as `head` does: end quietly."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(Exit.ANSWERED)


def _tell_usage(error: click.ClickException) -> None:
    """What Click has to say about the command line, in which anything may stand."""
    from engine.render.escape import visible

    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        _to_stderr(error.format_message())
        return
    if isinstance(error, click.UsageError) and error.ctx is not None:
        _to_stderr(error.ctx.get_usage())
        _to_stderr(f"Try '{error.ctx.command_path} --help' for help.\n")
    for index, line in enumerate(error.format_message().splitlines()):
        _to_stderr(visible(f"Error: {line}" if index == 0 else line))


def _tell_unexpected(error: Exception) -> None:
    from engine.render.escape import visible

    what = visible(f"{type(error).__name__}: {error}") if str(error) else type(error).__name__
    _to_stderr(
        f"error[internal]: something went wrong that should not have, there is no answer ({what})"
        f" (hint: please report it; {DEBUG}=1 shows where it happened)"
    )


def _to_stderr(line: str) -> None:
    """Write a line; what the terminal cannot show is escaped, and a closed stream is nobody's fault."""
    with suppress(OSError, ValueError):
        encoding = getattr(sys.stderr, "encoding", None) or "utf-8"
        click.echo(line.encode(encoding, "backslashreplace").decode(encoding), err=True)
