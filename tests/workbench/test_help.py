"""The help of every command about the knowledge base and the installation has examples, and they run."""

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

import cli
from engine.commands.kb import COMMANDS

EXAMPLE = re.compile(r"^ +advisor (.*)$", re.MULTILINE)
MINE = ("kb", *(f"kb {name}" for name in COMMANDS), "new", "doctor")


@pytest.mark.parametrize("command", MINE)
def test_examples_run(command: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("ADVISOR_KB", raising=False)
    if command == "kb new":  # it leaves folders where one stands
        monkeypatch.chdir(tmp_path)
    runner = CliRunner()
    result = runner.invoke(cli.main, [*command.split(), "--help"])
    assert result.exit_code == 0
    lines = EXAMPLE.findall(result.stdout.partition("Examples:")[2])
    assert len(lines) >= 2
    for line in lines:
        done = runner.invoke(cli.main, shlex.split(line))
        assert done.exit_code == 0, f"{line}\n{done.output}"
        assert done.stdout or done.stderr
