"""For cog: a command of the README with what it really prints."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys


def shown(command: str) -> str:
    """The command and its output, run in the current folder, as a fenced block of Markdown."""
    program, *arguments = shlex.split(command)
    if program != "advisor":
        raise ValueError(f"only advisor is shown, not {program}")
    environment = {key: value for key, value in os.environ.items() if not key.startswith("ADVISOR_")}
    done = subprocess.run(
        [sys.executable, "cli.py", *arguments], capture_output=True, text=True, env=environment, check=True
    )
    return f"```\n$ {command}\n{done.stdout}```\n"
