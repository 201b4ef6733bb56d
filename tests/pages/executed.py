"""A page as its reader follows it: every file, change and command, in order, in the current folder.

A step is one of

- a file: its name in backticks with a colon, and a fenced block with its content;
- a change: "In `FILE`, put `NEW` in place of `OLD`";
- a console block: lines that begin with "$ ", each with what it prints beneath it. A line may set a variable
  in front of `advisor`, and pipe what it prints through head, tail or grep.

Where the current folder has `cli.py`, as a clone has, `advisor` is that program, as the page changed it.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Collection, Iterator
from pathlib import Path

from click.testing import CliRunner

import cli

ROOT = Path(__file__).resolve().parents[2]
STEP = re.compile(
    r"^`(?P<file>[^`\n]+)`:\n```\w*\n(?P<content>.*?)^```$"
    r"|In\s`(?P<changed>[^`]+)`,\sput\s`(?P<new>[^`]+)`\sin\splace\sof\s`(?P<old>[^`]+)`"
    r"|^```console\n(?P<console>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
CHANCE = re.compile(
    r"\breceipt/1( \w+)+|\b[0-9a-f]{64}\b|\b[0-9a-hjkmnp-tv-z]{10}\b"
    r"|\b\d{4}-\d\d-\d\d([ T]\d\d:\d\d(:\d\d)?)Z?"
    r"|(?<= in )\d+\.\d+s\b|(?<=\.py:)\d+"
)
"""What is another one in each run: receipts, the roots of a log, the ids of records, times; and the numbers
of lines of code, which change whenever anything above them does."""
FILTERS = {"head", "tail", "grep"}


def without_chance(text: str) -> str:
    """The text without what is another one in each run."""
    return CHANCE.sub("#", text)


def steps(text: str) -> Iterator[re.Match[str]]:
    """The steps of a page, in order."""
    return STEP.finditer(text)


class Reader:
    """Somebody who does what the page says."""

    def __init__(self, exits: Collection[int] = (0, 1, 2, 3, 5)) -> None:
        self._exits = exits
        """With what a command may end."""
        self.exit = 0

    def follow(self, text: str) -> str:
        """The page as it should be. Raises AssertionError where a step cannot be done."""
        return STEP.sub(self._step, text)

    def _step(self, step: re.Match[str]) -> str:
        if step["file"]:
            path = Path(step["file"])
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(step["content"], "utf-8")
        elif step["changed"]:
            text = Path(step["changed"]).read_text("utf-8")
            assert text.count(step["old"]) == 1, step[0]
            Path(step["changed"]).write_text(text.replace(step["old"], step["new"]), "utf-8")
        else:
            lines = [line for line in step["console"].splitlines() if line.startswith("$ ")]
            assert step["console"].startswith("$ "), step[0]
            return "```console\n" + "".join(f"{line}\n{self._run(line[2:])}" for line in lines) + "```"
        return step[0]

    def _run(self, line: str) -> str:
        """What the command prints, on both streams."""
        if line == "echo $?":
            return f"{self.exit}\n"
        first, *filters = line.split(" | ")
        setting = re.match(r"([A-Z_]+)=(\w+) ", first)
        program, *words = shlex.split(first[setting.end() :] if setting else first)
        if program == "advisor" and Path("cli.py").exists():
            self.exit, told = process(
                [sys.executable, "cli.py", *words], **dict([setting.groups()] if setting else [])
            )
        elif program == "advisor":
            assert not setting, line
            done = CliRunner().invoke(cli.main, words, prog_name="advisor")
            self.exit, told = done.exit_code, done.output
        elif program == "cp":
            self.exit, told = 0, _copied([word for word in words if word != "-r"])
        else:
            self.exit, told = process([{"python": sys.executable}.get(program, program), *words])
        # The report of a fault names the machine, so a page may only show a part of it.
        allowed = (*self._exits, 70) if filters else self._exits
        assert self.exit in allowed, f"{line} ended with {self.exit}\n{told}"
        for words in map(shlex.split, filters):
            assert words[0] in FILTERS, line
            _, told = process(words, told)
        return told


def _copied(words: list[str]) -> str:
    """As `cp -r`: several into a folder that is there, or one under a new name."""
    *sources, target = words
    for source in sources:
        place = Path(target) / Path(source).name if Path(target).is_dir() else Path(target)
        if Path(source).is_dir():
            shutil.copytree(source, place)
        else:
            shutil.copy(source, place)
    return ""


def process(words: list[str], told: str = "", **variables: str) -> tuple[int, str]:
    """Exit code and what it printed, away from any set-up of the one who runs the tests."""
    ours = ("GIT_", "PYTHON", "PYTEST", "ADVISOR_", "CI", "BUILD_NUMBER")  # the last two: pytest prints more
    env = {name: word for name, word in os.environ.items() if not name.startswith(ours)}
    env |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "COLUMNS": "80", "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        words,
        input=told,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        env=env | variables,
        check=False,
    )
    return done.returncode, done.stdout
