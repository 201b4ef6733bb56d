"""The lines of an interview: typed at a terminal, or taken from a file of answers."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Protocol

import click

from engine.commands.reading import read_bytes
from engine.errors import Problem, UsageError, Where

LONGEST = 10_000
"""Bytes of a line; nothing that may be answered is longer."""


class Lines(Protocol):
    """Where answers come from."""

    typed: bool
    """Whether somebody sits there and types."""

    @property
    def all_read(self) -> bool:
        """Whether it is known that no more lines come."""

    def read(self, prompt: str) -> str | None:
        """The next line, without its end; None where no more come."""

    def refused(self, problems: Sequence[Problem]) -> None:
        """The line just read is refused."""

    def missing(self, question: str) -> None:
        """There were no more lines when this was asked."""

    def over(self) -> None:
        """Nothing more will be read."""


def lines_of(answers: str | None, case: str | None) -> Lines:
    """The lines of the file, or of the terminal. Raises UsageError where there is neither."""
    if answers is not None:
        if answers == case == "-":
            what = "the case and the answers cannot both come from standard input"
            raise UsageError(Problem("answers", what, None, "name a file for one of them"))
        return _Script(answers)
    if case == "-" or not sys.stdin.isatty():
        what = "there is no terminal to ask at"
        if case == "-":
            what = "the case comes from standard input, so nothing can be asked there"
        raise UsageError(Problem("terminal", what, None, "--answers FILE takes the answers from a file"))
    return _Terminal()


class _Terminal:
    """Somebody who types."""

    typed = True
    all_read = False

    def read(self, prompt: str) -> str | None:
        click.echo(prompt, nl=False, err=True)
        data = sys.stdin.buffer.readline(LONGEST)
        if not data:
            click.echo(err=True)
            return None
        # What cannot be decoded is kept as what no name and no value may hold.
        return data.decode(sys.stdin.encoding or "utf-8", "surrogateescape").rstrip("\r\n")

    def refused(self, problems: Sequence[Problem]) -> None:
        pass

    def missing(self, question: str) -> None:
        pass

    def over(self) -> None:
        pass


class _Script:
    """A file with what would be typed. What does not fit is an error, so that it can serve as a test."""

    typed = False

    def __init__(self, file: str) -> None:
        self._name = "standard input" if file == "-" else file
        try:
            self._lines = read_bytes(file).decode().splitlines()
        except UnicodeDecodeError:
            raise UsageError(
                Problem("answers", "the answers are not UTF-8", Where(self._name), "save them as UTF-8")
            ) from None
        self._next = 0

    @property
    def all_read(self) -> bool:
        return self._next >= len(self._lines)

    def read(self, prompt: str) -> str | None:
        if self._next >= len(self._lines):
            return None
        self._next += 1
        line = self._lines[self._next - 1]
        if prompt:
            click.echo(prompt + _shown(line), err=True)
        return line

    def refused(self, problems: Sequence[Problem]) -> None:
        where = Where(self._name, self._next, 1)
        raise UsageError(Problem(each.code, each.what, where, each.hint) for each in problems)

    def missing(self, question: str) -> None:
        what = f"the answers end where this is asked: {question}"
        hint = "what was answered is kept; add a line, or stop or quit"
        raise UsageError(Problem("answers", what, Where(self._name, self._next + 1, 1), hint))

    def over(self) -> None:
        for number, line in enumerate(self._lines[self._next :], self._next + 1):
            if line.strip():
                what = "the interview was over before this line"
                raise UsageError(Problem("answers", what, Where(self._name, number, 1), "remove it"))


def _shown(line: str) -> str:
    from engine.render.escape import visible

    return visible(line)
