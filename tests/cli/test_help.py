"""The help of every command has examples, and they run."""

import re
import shlex

import pytest

from cli import COMMANDS
from tests.cli.conftest import Run

EXAMPLE = re.compile(r"^ +(advisor .*)$", re.MULTILINE)
MINE = ("recommend", "explain")


@pytest.mark.parametrize("command", MINE)
def test_examples_run(command: str, advisor: Run) -> None:
    result = advisor(command, "--help")
    assert result.exit_code == 0
    _, _, examples = result.stdout.partition("Examples:")
    lines = EXAMPLE.findall(examples)
    assert len(lines) >= 2
    for line in lines:
        done = advisor(*shlex.split(line)[1:])
        assert done.exit_code == 0, f"{line}\n{done.stderr}"
        assert done.stdout


@pytest.mark.parametrize("command", MINE)
def test_the_help_explains_the_words(command: str, advisor: Run) -> None:
    words = {"recommend": ("settled", "provisional", "undetermined"), "explain": ("WHAT", "--depth")}
    text = advisor(command, "--help").stdout
    assert [word for word in words[command] if word not in text] == []


def test_the_commands_are_all_there() -> None:
    assert set(COMMANDS) == {"recommend", "explain", "new", "kb", "doctor"}
