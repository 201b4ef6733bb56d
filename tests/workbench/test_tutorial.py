"""Every file, change and command of the tutorial, in order. UPDATE_GOLDENS=1 writes its outputs."""

import os
import re
import shlex
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

import cli

TUTORIAL = Path(__file__).parents[2] / "docs" / "tutorial-knowledge-base.md"
STEP = re.compile(
    r"^`(?P<file>[^`\n]+)`:\n```\w*\n(?P<content>.*?)^```$"
    r"|In\s`(?P<changed>[^`]+)`,\sput\s`(?P<new>[^`]+)`\sin\splace\sof\s`(?P<old>[^`]+)`"
    r"|^```console\n\$ cp -r (?P<copied>\S+) (?P<copy>\S+)\n```$"
    r"|^```console\n\$ advisor (?P<command>.*?)\n(?P<output>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


def done(step: re.Match[str]) -> str:
    """The step as the tutorial should have it, once it was done in the current folder."""
    if step["file"]:
        path = Path(step["file"])
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(step["content"], "utf-8")
    elif step["changed"]:
        text = Path(step["changed"]).read_text("utf-8")
        assert text.count(step["old"]) == 1, step[0]
        Path(step["changed"]).write_text(text.replace(step["old"], step["new"]), "utf-8")
    elif step["copied"]:
        shutil.copytree(step["copied"], step["copy"])
    else:
        result = CliRunner().invoke(cli.main, shlex.split(step["command"]), prog_name="advisor")
        assert result.exit_code in (0, 1, 2), f"{step['command']}\n{result.output}"
        return f"```console\n$ advisor {step['command']}\n{result.output}```"
    return step[0]


def test_the_tutorial(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = TUTORIAL.read_text("utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ADVISOR_KB", raising=False)
    found = STEP.sub(done, text)
    if os.environ.get("UPDATE_GOLDENS") == "1":
        TUTORIAL.write_text(found, "utf-8")
    assert found == text
    assert Path("tour.html").is_file()


def test_nothing_in_it_is_passed_over() -> None:
    text = TUTORIAL.read_text("utf-8")
    steps = list(STEP.finditer(text))
    assert text.count("\n```") == 2 * sum(not step["changed"] for step in steps)
    assert text.count("in place of") == sum(bool(step["changed"]) for step in steps)
