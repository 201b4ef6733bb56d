"""Colour and width: on a terminal, in a pipe, and as the user says."""

import os
import pty
import re
import select
import struct
import sys
import termios
from fcntl import ioctl

import pytest

from tests.cli.conftest import ROOT, process

LANE = "examples/harbour-lane.yaml"
ESCAPES = re.compile(rb"\x1b\[[0-9;]*m")


def on_terminal(*args: str, columns: int = 80, **env: str) -> bytes:
    """What the command writes on a terminal of this width."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(ROOT)
        clean = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "COLUMNS", "LINES")}
        os.execve(
            sys.executable, [sys.executable, "cli.py", *args], {**clean, "TERM": "xterm-256color", **env}
        )
    ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    found = b""
    while select.select([terminal], [], [], 60)[0]:
        try:
            chunk = os.read(terminal, 65536)
        except OSError:
            break
        if not chunk:
            break
        found += chunk
    _, status = os.waitpid(pid, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    return found.replace(b"\r\n", b"\n")


def coloured(text: bytes) -> bool:
    return bool(ESCAPES.search(text))


def test_a_terminal_is_coloured() -> None:
    assert coloured(on_terminal("recommend", LANE))


@pytest.mark.parametrize(
    ("env", "option", "expected"),
    [
        ({"NO_COLOR": "1"}, (), False),
        ({"NO_COLOR": ""}, (), True),
        ({"TERM": "dumb"}, (), False),
        ({}, ("--color", "never"), False),
        ({"NO_COLOR": "1"}, ("--color", "always"), True),
    ],
)
def test_what_decides_colour(env: dict[str, str], option: tuple[str, ...], expected: bool) -> None:
    assert coloured(on_terminal("recommend", LANE, *option, **env)) is expected


def test_a_pipe_is_plain_and_eighty_wide_whatever_the_terminal() -> None:
    plain = process("recommend", LANE, env={"COLUMNS": "50"}).stdout
    assert not coloured(plain)
    assert max(len(line) for line in plain.decode().splitlines() if "advisor" not in line) > 60
    assert coloured(process("recommend", LANE, "--color", "always").stdout)


def test_colour_changes_no_word() -> None:
    plain = process("explain", LANE).stdout
    assert ESCAPES.sub(b"", process("explain", LANE, "--color", "always").stdout) == plain


@pytest.mark.parametrize("columns", [50, 80, 200])
def test_text_is_as_wide_as_the_terminal_and_no_wider_than_one_can_read(columns: int) -> None:
    text = ESCAPES.sub(b"", on_terminal("explain", LANE, columns=columns)).decode()
    widest = max(len(line) for line in text.splitlines())
    assert min(columns, 100) - 20 < widest <= min(columns, 100)
