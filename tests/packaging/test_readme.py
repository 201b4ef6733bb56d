"""What the README shows is what the commands print."""

from __future__ import annotations

import subprocess
import sys

from tests.packaging.tree import ROOT


def test_what_the_readme_shows_is_what_the_commands_print() -> None:
    command = [sys.executable, "-m", "cogapp", "--check", "-I", ".", "README.md"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (ROOT / "README.md").read_text().count("$ advisor ") == 3
