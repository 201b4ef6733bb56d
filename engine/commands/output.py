"""Where an answer goes: standard output or a file, in colour or plain, whole or not at all."""

from __future__ import annotations

import os
import shutil
import stat
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.errors import Problem, UsageError

if TYPE_CHECKING:
    from engine.render.paint import Paper


@dataclass(frozen=True, slots=True)
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

        terminal = self.file is None and sys.stdout.isatty()
        width = shutil.get_terminal_size((PIPED_WIDTH, 24)).columns if terminal else PIPED_WIDTH
        return paper(width, self._coloured(terminal))

    def write(self, text: str) -> None:
        """Give the answer: on standard output, or as a whole file.

        Raises UsageError where the file cannot be written; then nothing of it is there.
        """
        if self.file is None or self.file == "-":
            _to_stdout(text)
        else:
            write_file(self.file, text)

    def _coloured(self, terminal: bool) -> bool:
        if self.colour != "auto":
            return self.colour == "always"
        return terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def write_file(file: str, text: str) -> None:
    """Write the text as UTF-8: the file has all of it, or stays as it was.

    Raises UsageError where it cannot be written.
    """
    try:
        _replace(file, text.encode("utf-8", "backslashreplace"))
    except OSError as error:
        reason = (error.strerror or "it failed").lower()
        problem = Problem("output", f"cannot write {file}: {reason}", None, "name another file with -o")
        raise UsageError(problem) from None


def _to_stdout(text: str) -> None:
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding))
    sys.stdout.flush()


def _replace(file: str, data: bytes) -> None:
    target = os.path.realpath(file)
    if os.path.exists(target) and not stat.S_ISREG(os.stat(target).st_mode):
        if os.path.isdir(target):
            raise IsADirectoryError(21, "it is a folder")
        with open(target, "wb") as special:
            special.write(data)
        return
    handle, temporary = tempfile.mkstemp(dir=os.path.dirname(target), prefix=".advisor-")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        os.chmod(temporary, _mode(target))
        os.replace(temporary, target)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise


def _mode(target: str) -> int:
    """The file's own mode, or for a new file what the user's mask leaves."""
    if os.path.exists(target):
        return stat.S_IMODE(os.stat(target).st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
