"""What pip installs from the wheel works away from the project, with nothing but what it declares.

`make test` tries it on the Python it runs on, without a network; `make test-pythons` as pip gets it, on every
supported Python that the machine has.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder
from packaging.utils import canonicalize_name

from tests.packaging.pythons import WANTED, copy, install, interpreter, locked
from tests.packaging.tree import ROOT

CASE = "harbour-lane.yaml"
PROBE = """
import importlib.metadata, importlib.util, json
ours = importlib.metadata.metadata("outsourcing-advisor")
print(json.dumps({
    "licence": [ours["License-Expression"], ours.get_all("License-File")],
    "distributions": sorted(each.metadata["Name"] for each in importlib.metadata.distributions()),
    "extra": [name for name in ("numpy", "pyarrow", "prov", "pytest") if importlib.util.find_spec(name)],
}))
"""


@pytest.fixture(scope="module", params=WANTED or ["this one"])
def bin(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("installed")
    wheel = Path(next(WheelBuilder(str(ROOT)).build(directory=str(folder))))
    if not WANTED:
        return copy(wheel, folder / "env")
    python = interpreter(request.param)
    if python is None:
        pytest.skip(f"no Python {request.param} with venv and pip on the PATH, in pyenv or in uv")
    return install(python, wheel, folder / "env")


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """A folder with a case and nothing else."""
    shutil.copy(ROOT / "examples" / CASE, tmp_path)
    return tmp_path


def run(bin: Path, elsewhere: Path, *words: str, exit: int = 0) -> subprocess.CompletedProcess[str]:
    env = {name: value for name, value in os.environ.items() if not name.startswith(("ADVISOR_", "PYTHON"))}
    command = [str(bin / words[0]), *words[1:]]
    done = subprocess.run(command, cwd=elsewhere, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == exit, done.stdout + done.stderr
    return done


def test_only_what_is_declared_is_there(bin: Path, elsewhere: Path) -> None:
    found = json.loads(run(bin, elsewhere, "python", "-c", PROBE).stdout)
    assert found["licence"] == ["Apache-2.0", ["LICENSE"]]
    assert found["extra"] == []
    tools = {"pip", "setuptools"}
    assert set(map(canonicalize_name, found["distributions"])) - tools <= {"outsourcing-advisor", *locked()}


def test_it_recommends_as_the_project_does(bin: Path, elsewhere: Path) -> None:
    command = [sys.executable, str(ROOT / "cli.py"), "recommend", CASE]
    ours = subprocess.run(command, cwd=elsewhere, capture_output=True, text=True, check=True)
    assert run(bin, elsewhere, "advisor", "recommend", CASE).stdout == ours.stdout


def test_it_finds_itself_fit(bin: Path, elsewhere: Path) -> None:
    run(bin, elsewhere, "advisor", "doctor")


@pytest.mark.parametrize(
    "words",
    [
        ("recommend", CASE, "--pack", "practice", "--pack", "benchmarks"),
        ("kb", "new", "mine"),
        ("kb", "test"),
        ("kb", "schema", "case"),
        ("kb", "schema", "rules"),
        ("kb", "doc", "-o", "book.html"),
        ("report", CASE, "-o", "report.html"),
        ("new", "-o", "case.yaml"),
    ],
    ids=" ".join,
)
def test_all_that_it_reads_of_its_own_is_there(bin: Path, elsewhere: Path, words: tuple[str, ...]) -> None:
    run(bin, elsewhere, "advisor", *words)


def test_a_proof_needs_the_verifier_alone(bin: Path, elsewhere: Path) -> None:
    done = run(bin, elsewhere, "advisor", "recommend", CASE, "--log", "audit.db")
    (elsewhere / "answer.txt").write_text(done.stdout)
    record = done.stdout.partition("receipt/1 ")[2].split()[1]
    run(bin, elsewhere, "advisor", "audit", "prove", record, "--log", "audit.db", "-o", "proof.json")
    verifier = str(ROOT / "engine" / "audit" / "verifier.py")
    run(bin, elsewhere, "python", "-I", "-S", verifier, "proof.json", "--receipt", "answer.txt")


def test_what_needs_an_extra_says_so(bin: Path, elsewhere: Path) -> None:
    (elsewhere / "table.csv").write_text("case\n")
    done = run(bin, elsewhere, "advisor", "batch", "table.csv", exit=2)
    assert ".[batch]' in the folder of this project" in done.stderr
