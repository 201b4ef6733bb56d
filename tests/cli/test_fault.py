"""Where the program is at fault it says what to report, and nothing in that is the user's."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from cli import main
from engine.commands.fault import report, shape, to_report
from engine.errors import CaseError, CertificateError, EngineError, Problem
from tests.cli.conftest import ROOT, Run

LANE = "examples/harbour-lane.yaml"
BROKEN = """
import sys
import cli, engine.advice.advise as room
def broken(*_): raise RuntimeError("a \\x1b[31mred\\nherring of Jo Doe")
room.advise = broken
cli.main(prog_name="advisor")
"""


def broken(*words: str, **env: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", BROKEN, *words]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)


def test_what_to_report_can_be_copied() -> None:
    done = broken("recommend", LANE, "--set", "payroll.core=yes", "--format=json", "-q")
    assert (done.returncode, done.stdout) == (70, "")
    told, copy, *block, end = done.stderr.splitlines()
    assert told.startswith("error[internal]: something went wrong that should not have, there is no answer (")
    assert r"RuntimeError: a \x1b[31mred\nherring of Jo Doe" in told
    assert (
        copy
        == "Please copy these lines into the report. No value, name or file that you gave stands in them:"
    )
    assert all(line.startswith("  ") for line in block)
    assert re.fullmatch(r"  advisor [\d.]+, CPython [\d.]+, Linux \S+ \S+|  advisor .*", block[0])
    assert re.fullmatch(
        r"  durable_rules [\d.]+, PyYAML [\d.]+, click .*, clingo [\d.]+, Jinja2 [\d.]+", block[1]
    )
    assert block[2] == "  advisor recommend ... --set ... --format json -q"
    assert block[3] == "  RuntimeError"
    assert re.match(r"    engine/commands/recommend\.py:\d+ command", block[-2])
    assert "ADVISOR_DEBUG=1" in end
    for private in ("harbour", "payroll", "Doe", "herring", str(ROOT)):
        assert private not in "\n".join(block)


def test_the_whole_traceback_is_told_on_demand_and_nothing_in_it_moves_the_cursor() -> None:
    done = broken("recommend", LANE, ADVISOR_DEBUG="1")
    assert (done.returncode, done.stdout) == (70, "")
    assert "Traceback (most recent call last):" in done.stderr
    assert "\x1b" not in done.stderr
    assert done.stderr.splitlines()[-1] == "herring of Jo Doe"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("kb check --deep --kb secret", "advisor kb check --deep --kb ..."),
        ("kb secret", "advisor kb ..."),
        ("recommend -- --secret", "advisor recommend ... ..."),
        ("recommend -osecret --secret=1", "advisor recommend -o... ..."),
        ("recommend --format secret - --output", "advisor recommend --format ... ... --output ..."),
        ("audit verify --log=secret -h", "advisor audit verify --log ... ..."),
        ("batch secret.csv --engine spark --master secret", "advisor batch ... --engine spark --master ..."),
    ],
)
def test_of_a_command_line_only_the_words_of_the_program_are_told(words: str, told: str) -> None:
    assert shape(main, words.split()) == told


def test_who_is_at_fault() -> None:
    assert to_report(ValueError())
    assert to_report(CertificateError(Problem("certificate", "no")))
    assert to_report(EngineError(Problem("engine-worker", "no")))
    assert not to_report(EngineError(Problem("engine-import", "no")))
    assert not to_report(CaseError(Problem("value", "no")))


def test_what_led_to_an_error_is_told_without_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.commands.fault._libraries", lambda: 1 / 0)
    try:
        try:
            raise KeyError("secret")
        except KeyError as error:
            raise EngineError(Problem("engine-failed", "secret")) from error
    except EngineError as error:
        lines = report(error, main, [])
    assert "  (ZeroDivisionError)" in lines, "what cannot be told keeps nothing else from being told"
    assert "  EngineError engine-failed" in lines
    assert lines.index("  after") + 1 == lines.index("  KeyError")
    assert "secret" not in "\n".join(lines)


def test_a_rejected_derivation_is_reported(advisor: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise CertificateError(Problem("certificate", "the derivation is not accepted: step 1"))

    monkeypatch.setattr("engine.advice.advise.advise", refuse)
    result = advisor("recommend", LANE)
    assert (result.exit_code, result.stdout) == (70, "")
    assert result.stderr.startswith(
        "error[certificate]: the derivation is not accepted: step 1\nPlease copy "
    )
    assert "\n  CertificateError certificate\n" in result.stderr
