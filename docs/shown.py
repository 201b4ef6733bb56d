"""For cog: a command with what it really prints."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory


def shown(command: str) -> str:
    """The command and its output, run in the current folder, as a fenced block of Markdown."""
    done = _run(command, ".", subprocess.PIPE)
    return f"```\n$ {command}\n{done.stdout}```\n"


def held(command: str) -> str:
    """The command with all that it says, run where it may leave files beside the examples."""
    with TemporaryDirectory() as folder:
        for name in ("examples", "kb"):
            (Path(folder) / name).symlink_to(Path(name).resolve())
        done = _run(command, folder, subprocess.STDOUT)
    told = done.stdout.replace(f"{Path.cwd().resolve()}/", "")
    return f"```\n$ {command}\n{told}```\n"


def _run(command: str, folder: str, stderr: int) -> subprocess.CompletedProcess[str]:
    program, *arguments = shlex.split(command)
    if program != "advisor":
        raise ValueError(f"only advisor is shown, not {program}")
    environment = {key: value for key, value in os.environ.items() if not key.startswith("ADVISOR_")}
    return subprocess.run(
        [sys.executable, os.path.abspath("cli.py"), *arguments],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=stderr,
        text=True,
        env=environment,
        check=True,
    )
