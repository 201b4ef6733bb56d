"""The Pythons of this machine, and the advisor installed for one of them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import lru_cache
from importlib.metadata import Distribution, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.packaging.tree import ROOT

WANTED = os.environ.get("TEST_PYTHONS", "").split()
"""Versions such as 3.12: `make test-pythons` names all that are supported."""
ENGINE = "durable-rules"


@lru_cache
def interpreter(version: str) -> str | None:
    """A Python of this version that can make an environment: of the PATH, of pyenv or of uv."""
    name = f"python{version}"
    for found in (shutil.which(name), *_of_pyenv(name), *_said("uv", "python", "find", "--offline", version)):
        if found and _said(found, "-c", "import ensurepip, sys, venv; print(sys.version)"):
            return found
    return None


def _of_pyenv(name: str) -> Iterator[str]:
    for each in _said("pyenv", "whence", name):
        for prefix in _said("pyenv", "prefix", each):
            yield f"{prefix}/bin/{name}"


def _said(program: str, *words: str) -> list[str]:
    """The lines that the program answers with; none where it fails or is not there."""
    try:
        done = subprocess.run([program, *words], capture_output=True, text=True, check=False)
    except OSError:
        return []
    return done.stdout.splitlines() if done.returncode == 0 else []


def install(python: str, wheel: Path, folder: Path) -> Path:
    """A fresh environment with what pip installs for the wheel; the folder of its commands."""
    _run(python, "-m", "venv", str(folder))
    inside = str(folder / "bin" / "python")
    pip = (inside, "-m", "pip", "--disable-pip-version-check")
    limits = folder / "constraints.txt"
    limits.write_text("\n".join(locked().values()))
    sources = folder / "sources"
    got = _pip(*pip, "download", "--no-deps", "--no-binary", ":all:", "-d", str(sources), locked()[ENGINE])
    if got:
        pytest.skip(f"{python}: the sources of {ENGINE} cannot be had here: {got}")
    # From its file, so that no copy is taken that was once built without the flag of the Makefile.
    failed = _pip(*pip, "install", *map(str, sources.iterdir()))
    if failed:
        pytest.skip(f"{python}: {ENGINE} cannot be built here: {failed}")
    failed = _pip(*pip, "install", "-c", str(limits), str(wheel))
    assert not failed, failed
    return folder / "bin"


def copy(wheel: Path, folder: Path) -> Path:
    """The same for the Python that runs the tests, without a network: of its libraries those declared."""
    _run(sys.executable, "-m", "venv", "--without-pip", str(folder))
    inside = str(folder / "bin" / "python")
    [there] = _said(inside, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))")
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", inside)
    failed = _pip(*pip, "install", "--no-deps", "--no-index", str(wheel))
    assert not failed, failed
    [ours] = Path(there).glob("outsourcing_advisor-*.dist-info")
    for each in _needed(Distribution.at(ours)).values():
        for file in each.files or ():
            source, target = Path(str(file.locate())), Path(there) / file
            if ".." not in file.parts and source.is_file():
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, target)
    assert not _pip(*pip, "check")
    return folder / "bin"


def _needed(of: Distribution) -> dict[str, Distribution]:
    """What the distribution declares that it runs on, and what that runs on, by name."""
    found: dict[str, Distribution] = {}
    waiting = [of]
    while waiting:
        for text in waiting.pop().requires or ():
            wanted = Requirement(text)
            name = canonicalize_name(wanted.name)
            if name not in found and (wanted.marker is None or wanted.marker.evaluate({"extra": ""})):
                found[name] = distribution(name)
                waiting.append(found[name])
    return found


def locked() -> dict[str, str]:
    """What the advisor runs on, by name, without the hashes, of which pip wants all or none."""
    pins = re.findall(r"^[a-z0-9-]+==[^\\\n]+", (ROOT / "requirements.lock").read_text(), re.MULTILINE)
    return {pin.partition("==")[0]: pin.strip() for pin in pins}


def _pip(*words: str) -> str:
    """Nothing where pip succeeds, or the last line that it said."""
    flag = re.search(r"^export CPPFLAGS := (\S+)", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert flag
    env = {**os.environ, "CPPFLAGS": flag[1]}
    done = subprocess.run(words, env=env, capture_output=True, text=True, check=False)
    return (done.stderr or done.stdout).strip().splitlines()[-1] if done.returncode else ""


def _run(*words: str) -> None:
    subprocess.run(words, capture_output=True, check=True)
