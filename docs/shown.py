"""For cog: a command with what it really prints."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory


def shown(command: str, exit: int = 0) -> str:
    """The command and its output, run in the current folder, as a fenced block of Markdown."""
    done = _run(command, ".", subprocess.PIPE, exit)
    return f"```\n$ {command}\n{done.stdout}```\n"


def held(command: str) -> str:
    """The command with all that it says, run where it may leave files beside the examples."""
    with TemporaryDirectory() as folder:
        for name in ("examples", "kb"):
            (Path(folder) / name).symlink_to(Path(name).resolve())
        done = _run(command, folder, subprocess.STDOUT)
    told = done.stdout.replace(f"{Path.cwd().resolve()}/", "")
    return f"```\n$ {command}\n{told}```\n"


def changed(command: str, file: str, before: str, after: str) -> str:
    """The command and its output, where old and new are the rooms of the examples, the new with one edit."""
    with TemporaryDirectory() as folder:
        for name in ("old", "new"):
            shutil.copytree("examples/rooms/kb", Path(folder) / name)
        path = Path(folder) / "new" / file
        text = path.read_text("utf-8")
        if before not in text:
            raise ValueError(f"{file} does not say {before}")
        path.write_text(text.replace(before, after), "utf-8")
        done = _run(command, folder, subprocess.PIPE, 1)
    return f"```\n$ {command}\n{done.stdout}```\n"


def _run(command: str, folder: str, stderr: int, exit: int = 0) -> subprocess.CompletedProcess[str]:
    program, *arguments = shlex.split(command)
    if program != "advisor":
        raise ValueError(f"only advisor is shown, not {program}")
    environment = {key: value for key, value in os.environ.items() if not key.startswith("ADVISOR_")}
    done = subprocess.run(
        [sys.executable, os.path.abspath("cli.py"), *arguments],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=stderr,
        text=True,
        env=environment,
    )
    if done.returncode != exit:
        raise ValueError(f"{command} ends with {done.returncode}, not {exit}: {done.stderr or done.stdout}")
    return done
