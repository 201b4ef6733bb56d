"""Whoever installs, with pip, pipx or uv, gets the versions that were tried; `make lock` keeps it so."""

from __future__ import annotations

import re
import sys
from itertools import combinations
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.packaging.tree import ROOT

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())
RUNTIME, DEVELOPMENT, SPARK = "requirements.lock", "requirements-dev.lock", "requirements-spark.lock"
BROWSER = "requirements-browser.lock"


EXTRAS = {
    name: [text for text in extra if not text.startswith("outsourcing-advisor[")]
    for name, extra in PROJECT["project"]["optional-dependencies"].items()
}


def entries(lock: str) -> dict[str, str]:
    """Of a lock file: each pin as it stands, with its hashes."""
    text = (ROOT / lock).read_text().replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return {line.split(" --hash=")[0].strip(): line for line in lines}


PYTHONS = ("3.10.1", "3.11.1", "3.12.1", "3.13.1", "3.14.1")


def versions(lock: str) -> dict[str, list[Requirement]]:
    """Of a lock file: each package's versions, which are for different Pythons where there are several."""
    found: dict[str, list[Requirement]] = {}
    for pin in map(Requirement, entries(lock)):
        found.setdefault(canonicalize_name(pin.name), []).append(pin)
    return found


@pytest.mark.parametrize("lock", [RUNTIME, DEVELOPMENT, SPARK, BROWSER])
def test_every_entry_of_a_lock_is_one_exact_version_with_its_hashes(lock: str) -> None:
    for pin, line in entries(lock).items():
        assert re.fullmatch(r"[a-z0-9-]+==[\w.]+( ; .+)?", pin), pin
        assert re.fullmatch(r"(\s*--hash=sha256:[0-9a-f]{64})+", line[len(pin) :].rstrip()), pin
    for pins in versions(lock).values():
        for python in PYTHONS:
            here = {"python_version": python[:4], "python_full_version": python}
            serving = [pin for pin in pins if pin.marker is None or pin.marker.evaluate(here)]
            assert len(serving) == 1 or (len(pins) == 1 and not serving), (pins, python)


@pytest.mark.parametrize(
    ("wanted", "lock"),
    [
        (PROJECT["project"]["dependencies"], RUNTIME),
        (PROJECT["dependency-groups"]["dev"], DEVELOPMENT),
        *((EXTRAS[name], DEVELOPMENT) for name in ("prov", "batch")),
        (EXTRAS["spark"], SPARK),
        (PROJECT["dependency-groups"]["build"], DEVELOPMENT),
        (PROJECT["dependency-groups"]["browser"], BROWSER),
        (PROJECT["build-system"]["requires"], DEVELOPMENT),
    ],
)
def test_what_the_project_asks_for_is_locked_within_its_range(wanted: list[Any], lock: str) -> None:
    locked = versions(lock)
    for requirement in [Requirement(text) for text in wanted if isinstance(text, str)]:
        for pinned in locked[canonicalize_name(requirement.name)]:
            assert str(pinned.specifier).removeprefix("==") in requirement.specifier, requirement


@pytest.mark.parametrize(("one", "other"), list(combinations((RUNTIME, DEVELOPMENT, SPARK, BROWSER), 2)))
def test_the_locks_agree(one: str, other: str) -> None:
    first, second = versions(one), versions(other)
    for python in PYTHONS:
        here = {"python_version": python[:4], "python_full_version": python}
        for name in first.keys() & second.keys():
            pinned = [
                {str(pin.specifier) for pin in pins[name] if pin.marker is None or pin.marker.evaluate(here)}
                for pins in (first, second)
            ]
            assert pinned[0] == pinned[1] or not all(pinned), (name, python)


def test_uv_gets_the_same_versions() -> None:
    settings, pins = (
        PROJECT["tool"]["uv"],
        {pin for lock in (RUNTIME, DEVELOPMENT, SPARK, BROWSER) for pin in entries(lock)},
    )
    assert settings["constraint-dependencies"] == sorted(pins)
    assert set(settings["build-constraint-dependencies"]) <= pins
    assert "uv.lock" in (ROOT / ".gitignore").read_text().split()


def test_make_and_uv_build_durable_rules_in_the_same_way() -> None:
    [[name, variables]] = PROJECT["tool"]["uv"]["extra-build-variables"].items()
    assert name == "durable-rules"
    assert f"CPPFLAGS := {variables['CPPFLAGS']} " in (ROOT / "Makefile").read_text()


def test_every_dependency_has_its_line_of_reason() -> None:
    page = (ROOT / "docs" / "dependencies.md").read_text()
    wanted = [*PROJECT["project"]["dependencies"], *PROJECT["build-system"]["requires"]]
    wanted += [text for group in PROJECT["dependency-groups"].values() for text in group]
    wanted += [text for extra in EXTRAS.values() for text in extra]
    for requirement in [Requirement(text) for text in wanted if isinstance(text, str)]:
        assert f"\n| {requirement.name} | {requirement.specifier} |" in page, requirement
