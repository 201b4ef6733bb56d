"""The licences on the page of dependencies are those that the packages name, and go together with ours."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, files, metadata

import pytest

from tests.packaging.test_lock import PROJECT
from tests.packaging.tree import ROOT

PAGE = (ROOT / "docs" / "dependencies.md").read_text()
ROWS = re.findall(r"^\| ([\w.-]+) \| [^|]* \| [^|]* \| ([^|]+) \|", PAGE, re.MULTILINE)
WITH_APACHE = {"MIT", "MIT-0", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0"}
"""Licences of libraries that a program under Apache-2.0 may run on and be handed on with."""
TOOLS = {"MPL-2.0"}
"""Besides, those of tools that are run and not handed on."""
CALLED = {
    "MIT": "MIT( License)?|The MIT License",
    "BSD-3-Clause": "BSD.*",
    "BSD-2-Clause": "BSD.*",
    "Apache-2.0": "Apache.*",
    "MPL-2.0": "(Mozilla Public License|MPL).*",
}


def told(package: str) -> set[str]:
    """Every way in which the installed package names its licence."""
    data = metadata(package)
    words = {(data.get("License-Expression") or "").partition(" AND ")[0]}
    words |= {(data.get("License") or "").partition("\n")[0].strip()}
    words |= {each.rpartition(" :: ")[2] for each in data.get_all("Classifier") or () if "License ::" in each}
    if not words - {""}:
        texts = (file for file in files(package) or () if file.name == "LICENSE")
        words = {file.read_text("utf-8").partition("\n")[0].strip() for file in texts}
    return words - {""}


@pytest.mark.parametrize(("package", "licence"), sorted(set(ROWS)))
def test_the_licence_is_what_the_package_says(package: str, licence: str) -> None:
    try:
        named = told(package)
    except PackageNotFoundError:
        pytest.skip("it is not installed here")
    assert any(name == licence or re.fullmatch(CALLED.get(licence, "x^"), name) for name in named), named


def test_all_licences_go_together_with_ours() -> None:
    assert PROJECT["project"]["license"] == "Apache-2.0"
    run, tools = PAGE.split("\n## To build\n")
    of_libraries = set(re.findall(r"^\| [\w.-]+ \| [^|]* \| [^|]* \| ([^|]+) \|", run, re.MULTILINE))
    assert of_libraries - {"licence"} <= WITH_APACHE
    assert {licence for _, licence in ROWS} - {"licence"} <= WITH_APACHE | TOOLS
    assert tools
