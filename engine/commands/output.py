"""How an answer goes out: where to, in colour or plain, in which letters."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from engine.commands.writing import is_stdout, write_files
from engine.frozen import frozen

if TYPE_CHECKING:
    from engine.render.paint import Paper

STDOUT = "-"
FOR_PEOPLE = ("text", "tree", "table")
"""The formats that are for reading; every other is data, for programs, and always UTF-8."""


@frozen
class Output:
    """What the user said about how to be answered."""

    format: str = "text"
    file: str | None = None
    colour: str = "auto"
    quiet: bool = False
    verbose: bool = False

    def paper(self) -> Paper:
        """The paper for text: as wide as the terminal, 80 columns and plain where there is none."""
        from engine.render.paint import PIPED_WIDTH, paper

        terminal = self._to_stdout and sys.stdout.isatty()
        width = PIPED_WIDTH
        if terminal:
            from shutil import get_terminal_size

            width = get_terminal_size((PIPED_WIDTH, 24)).columns
        return paper(width, self._coloured(terminal))

    def write(self, text: str) -> None:
        """Give the answer: on standard output, or as a whole file.

        Raises UsageError where it cannot be written; then a file is as it was.
        """
        write_files({self.file or STDOUT: self.encode(text)})

    def encode(self, text: str) -> bytes:
        """The bytes of the text: in the letters of the terminal where people read it, or else in UTF-8."""
        for_people = self._to_stdout and self.format in FOR_PEOPLE
        encoding = (for_people and sys.stdout.encoding) or "utf-8"
        return text.encode(encoding, "backslashreplace")

    @property
    def _to_stdout(self) -> bool:
        return is_stdout(self.file or STDOUT)

    def _coloured(self, terminal: bool) -> bool:
        if self.colour != "auto":
            return self.colour == "always"
        return terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
