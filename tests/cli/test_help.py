"""The help of every command has at least two examples, and all of them run."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from cli import COMMANDS, main
from tests.cli.conftest import ROOT, Run

EXAMPLE = re.compile(r"^ +(advisor .*)$", re.MULTILINE)


def commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The words that call each command, the program itself first."""
    yield path
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name)


EVERY = list(commands(main))


@pytest.fixture
def desk(tmp_path: Path, advisor: Run) -> Path:
    """A folder as its user has it: the examples, a log of two decisions, and the receipt of one."""
    for name in ("examples", "kb"):
        (tmp_path / name).symlink_to(ROOT / name)
    for case in ("examples/harbour-lane.yaml", "examples/old-orchard-press.yaml"):
        answer = advisor("recommend", case, "--log", str(tmp_path / "audit.db"))
        assert answer.exit_code == 0
        (tmp_path / "receipt.txt").write_text(answer.stdout)
    return tmp_path


@pytest.mark.parametrize("path", EVERY, ids=" ".join)
def test_examples_run(
    path: tuple[str, ...],
    advisor: Run,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
    tmp_path: Path,
) -> None:
    if path[:1] == ("audit",):
        monkeypatch.chdir(request.getfixturevalue("desk"))
    if path in (("ask",), ("report",)):  # they leave files where one stands
        monkeypatch.chdir(request.getfixturevalue("desk"))
    if path == ("kb", "new"):  # it leaves folders where one stands
        monkeypatch.chdir(tmp_path)
    result = advisor(*path, "--help")
    assert result.exit_code == 0
    _, _, examples = result.stdout.partition("Examples:")
    lines = EXAMPLE.findall(examples)
    assert len(lines) >= 2
    for line in lines:
        done = advisor(*shlex.split(line)[1:])
        assert done.exit_code in (0, 1), f"{line}\n{done.stderr}"
        assert done.stdout or done.stderr or " -o " in line


@pytest.mark.parametrize("path", EVERY, ids=" ".join)
def test_help_fits_a_terminal(path: tuple[str, ...], advisor: Run) -> None:
    text = advisor(*path, "--help").stdout
    assert max(map(len, text.splitlines())) <= 100
    assert "\x1b" not in text


def test_the_words_of_an_answer_are_explained(advisor: Run) -> None:
    text = advisor("recommend", "--help").stdout
    assert [word for word in ("settled", "provisional", "undetermined") if word not in text] == []


def test_nothing_is_no_command(advisor: Run) -> None:
    assert advisor().exit_code == 2
    inquiries = {"why-not", "what-if", "flip", "reasons", "next", "ask"}
    assert (
        set(COMMANDS)
        == {"recommend", "explain", "batch", "report", "new", "kb", "audit", "doctor"} | inquiries
    )
