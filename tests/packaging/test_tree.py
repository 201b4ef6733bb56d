"""A clone works and reads the same anywhere: no file knows where it was written."""

from __future__ import annotations

import os
import re

import pytest

from tests.packaging.tree import ROOT, texts

# Spelt so that this file does not hold what it looks for.
PLACES = {
    "an absolute path of one machine": r"(?<![\w./-])/(work|root|home|Users|opt|tmp/v\d+)/" + r"\w",
    "a Python of one machine": r"\." + r"pyenv\b",
    "a package registry": "|".join(
        rf"\b{name}\." + end
        for name, end in [
            ("pypi", "org"),
            ("files.pythonhosted", "org"),
            ("registry.npmjs", "org"),
            ("deb.debian", "org"),
        ]
    ),
    "an index of one machine": "--(extra-)?" + r"index-url|--" + r"find-links",
}


@pytest.mark.parametrize("what", PLACES)
def test_no_file_names(what: str) -> None:
    place = re.compile(PLACES[what])
    found = {
        name: [line for line in text.splitlines() if place.search(line)]
        for name, text in texts().items()
        if place.search(text)
    }
    assert {name: lines for name, lines in found.items() if lines} == {}


def test_what_a_machine_runs_may_be_run() -> None:
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
