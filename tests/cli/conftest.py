"""Running the command from the root of the repository, in this process or in one of its own."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli import main

ROOT = Path(__file__).resolve().parents[2]
Run = Callable[..., Result]


@pytest.fixture(autouse=True)
def at_the_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    for name in ("ADVISOR_KB", "ADVISOR_DEBUG", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def advisor() -> Run:
    """`advisor("recommend", "case.yaml")`: what it printed on either stream, and its exit code."""
    runner = CliRunner(catch_exceptions=False)

    def run(*args: str, input: str | bytes | None = None) -> Result:
        return runner.invoke(main, args, input=input, prog_name="advisor")

    return run


def process(*args: str, **options: object) -> subprocess.CompletedProcess[bytes]:
    """The command in a process of its own."""
    env = {**os.environ, **options.pop("env", {})}  # type: ignore[dict-item]
    return subprocess.run(
        [sys.executable, str(ROOT / "cli.py"), *args],
        cwd=ROOT,
        env=env,
        capture_output=True,
        timeout=60,
        check=False,
        **options,  # type: ignore[call-overload]
    )


def many_rows(folder: Path) -> Path:
    """A table of 100,000 cases in the folder: it takes a batch long enough to be interrupted."""
    table = folder / "in.csv"
    header, *lines = (ROOT / "examples" / "portfolio.csv").read_text().splitlines()
    with table.open("w") as out:
        out.write(f"{header}\n")
        for number in range(20_000):
            out.writelines(f"{number} {line}\n" for line in lines[:5])
    return table
