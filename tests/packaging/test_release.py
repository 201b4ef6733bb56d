"""What a release says of itself is one thing, and the commands on how to make it work."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from engine import __version__
from tests.packaging.test_lock import PROJECT
from tests.packaging.tree import ROOT

PAGES = ("docs/release.md", "CONTRIBUTING.md", "README.md")
TARGETS = set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(), re.MULTILINE))


def test_the_version_is_everywhere_the_same() -> None:
    first = next(line for line in (ROOT / "CHANGELOG.md").read_text().splitlines() if line.startswith("## "))
    assert PROJECT["project"]["version"] == __version__ == first.split()[1]


@pytest.mark.parametrize("page", PAGES)
def test_what_is_to_be_made_can_be_made(page: str) -> None:
    text = (ROOT / page).read_text()
    named = set(re.findall(r"(?m)(?:^\s*|`)make ([a-z][a-z-]*)", text))
    assert named
    assert named <= TARGETS


def test_the_archives_are_made_as_the_page_says_and_always_the_same(tmp_path: Path) -> None:
    command = re.search(
        r"\.venv/bin/python (-m hatchling build)$", (ROOT / PAGES[0]).read_text(), re.MULTILINE
    )
    assert command
    made = []
    for name in ("one", "two"):
        words = [sys.executable, *command[1].split(), "-d", str(tmp_path / name)]
        subprocess.run(words, cwd=ROOT, check=True, capture_output=True)
        made.append({path.name: path.read_bytes() for path in (tmp_path / name).iterdir()})
    assert sorted(made[0]) == [
        f"outsourcing_advisor-{__version__}-py3-none-any.whl",
        f"outsourcing_advisor-{__version__}.tar.gz",
    ]
    assert made[0] == made[1]


@pytest.mark.parametrize(("verdict", "code"), [("bpo", 0), ("keep", 1)])
def test_the_first_change_is_as_it_is_told(verdict: str, code: int, tmp_path: Path) -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text()
    block = re.search(r"```yaml\n(.*?)```", text, re.DOTALL)
    assert block
    case = "\n".join(line[3:] for line in block[1].splitlines()) + "\n"
    assert yaml.safe_load(case)["expect"]["verdicts"] == {"functions": {"payroll": {"verdict": "bpo"}}}
    (tmp_path / "case.yaml").write_text(case.replace("verdict: bpo", f"verdict: {verdict}"))
    command = [sys.executable, "cli.py", "kb", "test", str(tmp_path / "case.yaml")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stdout + done.stderr
