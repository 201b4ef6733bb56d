"""Ctrl-C at any moment: exit code 130, and nothing said."""

import subprocess
import sys

import pytest

from tests.cli.conftest import ROOT, Run

STOPPED = """
import builtins
real = builtins.__import__
def stopped(name, *rest, **more):
    if name == {name!r}:
        {what}
    return real(name, *rest, **more)
builtins.__import__ = stopped
import cli
"""


@pytest.mark.parametrize("name", ["click", "engine.commands.group"])
@pytest.mark.parametrize(
    ("what", "code"),
    [
        ("raise KeyboardInterrupt", 130),
        ("raise RuntimeError('Error calling __set_name__') from KeyboardInterrupt()", 130),
        ("raise RuntimeError('a fault')", 1),
    ],
)
def test_while_the_program_is_loaded(name: str, what: str, code: int) -> None:
    done = subprocess.run(
        [sys.executable, "-c", STOPPED.format(name=name, what=what)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code
    assert bool(done.stderr) == (code == 1)


@pytest.mark.parametrize("by", ["cause", "context"])
def test_in_another_error(by: str, advisor: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        if by == "cause":
            raise RuntimeError("Error calling __set_name__") from KeyboardInterrupt()
        try:
            raise KeyboardInterrupt
        except KeyboardInterrupt:
            raise ValueError("on the way out")  # noqa: B904

    monkeypatch.setattr("engine.commands.reading.load_kb", interrupt)
    result = advisor("recommend", "examples/harbour-lane.yaml")
    assert (result.exit_code, result.stdout, result.stderr) == (130, "", "")


def test_while_an_error_is_told(advisor: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("engine.commands.group.tell", interrupt)
    result = advisor("recommend", "no-such-case.yaml")
    assert (result.exit_code, result.stdout) == (130, "")
