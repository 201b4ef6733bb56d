"""What SECURITY.md says of the program as a whole: no network, nothing that turns what is read into code."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from engine.audit import files as names
from engine.inference import worker
from engine.inquiry import flips, solver
from engine.knowledge import characters, strict, values
from engine.portfolio import cells
from engine.portfolio.readers import csv
from engine.workbench import revisions
from tests.packaging.tree import ROOT, files

NETWORK = {
    "socket",
    "ssl",
    "http",
    "urllib",
    "ftplib",
    "smtplib",
    "asyncio",
    "socketserver",
    "xmlrpc",
    "requests",
}
"""Modules that reach a network; urllib.parse does not."""
LOADERS = {"pickle", "marshal", "shelve", "dill", "cloudpickle"}
RUNNERS = {"eval", "exec", "compile", "__import__"}
MAY_LOAD = {"engine/inference/worker.py"}
"""It talks to the process that it forked itself."""
MAY_RUN = {"engine/frozen.py"}
"""It makes the constructors of our own records, of nothing that was read."""
PAGE = (ROOT / "SECURITY.md").read_text()


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def called(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func)


def test_no_module_reaches_a_network_or_runs_what_was_read() -> None:
    modules = [name for name in files("engine", "cli.py") if name.endswith(".py")]
    assert len(modules) > 300
    for file in modules:
        tree = ast.parse((ROOT / file).read_text("utf-8"))
        tops = {name.partition(".")[0] for name in imported(tree) if name != "urllib.parse"}
        assert not tops & NETWORK, file
        assert file in MAY_LOAD or not tops & LOADERS, file
        calls = set(called(tree))
        assert file in MAY_RUN or not calls & RUNNERS, file
        assert not calls & {"os.system", "os.popen", "yaml.load", "yaml.unsafe_load", "yaml.full_load"}, file


@pytest.mark.parametrize(
    ("limit", "said"),
    [
        (characters.MAX_BYTES, f"{characters.MAX_BYTES // 2**20} MiB"),
        (strict.MAX_VALUES, "500,000 values"),
        (strict.MAX_DEPTH, "32 levels"),
        (values.MAX_DIGITS, "15 digits"),
        (revisions.MOST_FILES, "2,000 files"),
        (revisions.SECONDS, "60 seconds for each answer of git"),
        (int(worker.SECONDS), "60 seconds"),
        (solver.CONFLICTS, "100,000 conflicts"),
        (flips.MOST, "1,000"),
        (csv.LARGEST, f"{csv.LARGEST // 2**20} Mi characters"),
        (cells.LONGEST, "131,072"),
        (names.MOST, "200 characters"),
    ],
)
def test_the_limits_are_those_of_the_program(limit: int, said: str) -> None:
    assert f"{limit:,}" in said or "Mi" in said
    assert said in PAGE
