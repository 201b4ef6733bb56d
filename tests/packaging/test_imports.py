"""The command starts light, and says nothing on a strict Python."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.packaging.tree import ROOT

HEAVY = ("durable", "durable_rules_engine", "yaml", "jsonschema_rs", "rfc8785", "rich", "jinja2", "pyarrow")
HELP = "import cli\ntry: cli.main(['--help'])\nexcept SystemExit as end: assert not end.code"


def python(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("step", ["import cli", HELP], ids=["import", "help"])
def test_the_command_line_pulls_in_no_heavy_library(step: str) -> None:
    ran = python("-c", f"{step}\nimport sys\nprint([name for name in {HEAVY!r} if name in sys.modules])")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.splitlines()[-1] == "[]"


def test_importing_the_command_line_warns_of_nothing() -> None:
    ran = python("-W", "error", "-c", "import cli")
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
