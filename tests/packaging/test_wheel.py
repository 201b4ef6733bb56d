"""What is installed is what lies in the project: a file that git ignores would silently be missing."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest
from hatchling.builders.sdist import SdistBuilder
from hatchling.builders.wheel import WheelBuilder

from tests.packaging.tree import ROOT, files

SHIPPED = ("engine", "kb")
FOLDERS = (*SHIPPED, ".ci", "benchmarks", "docs", "examples", "tests")
PAGES = ("README.md", "LICENSE", "CHANGELOG.md", "SECURITY.md", "CONTRIBUTING.md")
APACHE = "cfc7749b96f63bd31c3c42b5c471bf756814053e847c10f3eb003417bc523d30"
"""The hash of the Apache License 2.0 as its authors publish it."""
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-spark.lock", "requirements-browser.lock")


def build(builder: type, root: Path, folder: Path) -> Path:
    """The archive that this builder makes of the project in `root`."""
    return Path(next(builder(str(root)).build(directory=str(folder))))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(WheelBuilder, ROOT, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(SdistBuilder, ROOT, tmp_path_factory.mktemp("source"))


def contents(wheel: Path) -> dict[str, bytes]:
    """What the wheel installs, without its own records."""
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist() if ".dist-info/" not in name}


def shipped() -> dict[str, bytes]:
    """What it should install: everything there is under these folders, ignored by git or not."""
    paths = [ROOT / "cli.py", *(path for folder in SHIPPED for path in (ROOT / folder).rglob("*"))]
    return {
        path.relative_to(ROOT).as_posix(): path.read_bytes()
        for path in paths
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_a_wheel_holds_every_file_of_the_command_the_engine_and_the_knowledge_base(wheel: Path) -> None:
    found = contents(wheel)
    assert found == shipped()
    assert {"cli.py", "engine/errors.py", "kb/kb.yaml", "kb/sources.yaml"} <= set(found)
    assert any(name.startswith("engine/knowledge/schemas/") for name in found)


def test_a_wheel_holds_the_licence(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        [licence] = [name for name in archive.namelist() if name.endswith(".dist-info/licenses/LICENSE")]
        assert archive.read(licence) == (ROOT / "LICENSE").read_bytes()
    assert hashlib.sha256((ROOT / "LICENSE").read_bytes()).hexdigest() == APACHE, "it is the text, whole"


def test_the_source_archive_holds_what_a_clone_has_and_nothing_left_beside_it(source: Path) -> None:
    with tarfile.open(source) as archive:
        found = {name.partition("/")[2] for name in archive.getnames()}
    wanted = {
        *PAGES,
        *LOCKS,
        *files(*FOLDERS),
        "Makefile",
        ".gitignore",
        "cli.py",
        "pyproject.toml",
        "PKG-INFO",
    }
    assert found == wanted


def test_a_wheel_built_from_the_source_archive_holds_the_same(
    wheel: Path, source: Path, tmp_path: Path
) -> None:
    with tarfile.open(source) as archive:
        for member in filter(tarfile.TarInfo.isfile, archive):
            there = tmp_path / member.name
            there.parent.mkdir(parents=True, exist_ok=True)
            there.write_bytes(archive.extractfile(member).read())
    [folder] = [path for path in tmp_path.iterdir() if path.is_dir()]
    assert contents(build(WheelBuilder, folder, tmp_path)) == contents(wheel)


@pytest.mark.parametrize("arguments", [["--version"], ["kb", "test"]])
def test_the_command_of_a_wheel_works_away_from_the_project(
    wheel: Path, tmp_path: Path, arguments: list[str]
) -> None:
    installed, elsewhere = tmp_path / "installed", tmp_path / "elsewhere"
    elsewhere.mkdir()
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(installed)
    command = (
        "from importlib.metadata import distributions\n"
        f"[wheel] = distributions(path=[{str(installed)!r}])\n"
        "[entry] = [e for e in wheel.entry_points if (e.group, e.name) == ('console_scripts', 'advisor')]\n"
        "main = entry.load()\n"
        f"assert main.callback.__code__.co_filename.startswith({str(installed)!r})\n"
        "main(prog_name='advisor')"
    )
    ran = subprocess.run(
        [sys.executable, "-c", command, *arguments],
        cwd=elsewhere,
        env={**os.environ, "PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout
