"""What pages name is there: files, folders, tests, and the headings and files that links lead to."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator

import pytest

from docs.reference import commands, exits, shown_examples
from engine.errors import Exit
from tests.packaging.tree import ROOT, files

PAGES = [name for name in files() if name.endswith(".md") and ("/" not in name or name.startswith("docs/"))]
ROOMS = {path.name for path in (ROOT / "engine").iterdir() if path.is_dir() and not path.name.startswith("_")}
TOPS = {"engine", "tests", "docs", "benchmarks", "examples", ".ci"}
HOMES = (ROOT, ROOT / "engine", ROOT / "kb")
"""Pages on the engine and on knowledge bases begin their paths in these."""
CODE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)|\*\*([a-z_]+/[a-z_]+\.py)\*\*")
PATH = re.compile(r"(?:[\w.*-]+/)+[\w.*-]*(?:::\w+)?|[\w-]+\.(?:md|toml|lock)")
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+?)\s*$", re.MULTILINE)


def prose(page: str) -> str:
    """The page without its fenced blocks, in which commands name what they are given and make."""
    return re.sub(r"(?ms)^ *```.*?^ *```\s*?$", "", (ROOT / page).read_text())


def named(page: str) -> Iterator[str]:
    """Each path of the project that the page names, in code or in bold."""
    for code, bold in CODE.findall(prose(page)):
        for path in PATH.findall(code or bold):
            if path.split("/")[0] in TOPS | ROOMS and "/" in path:
                yield path


def exists(path: str) -> bool:
    """Whether it is there, from one of the homes; of a test, whether its file has it."""
    file, _, test = path.partition("::")
    found = [found for home in HOMES for found in home.glob(file)]
    return bool(found) and (not test or f"def {test}(" in found[0].read_text())


def anchors(page: str) -> set[str]:
    """The names by which the headings of a page are linked to."""
    words = HEADING.findall(re.sub(r"(?ms)^ *```.*?^ *```\s*?$", "", (ROOT / page).read_text()))
    return {
        re.sub(r"[^\w\- ]", "", re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", each)).lower().replace(" ", "-")
        for each in words
    }


@pytest.mark.parametrize("page", PAGES)
def test_paths_are_there(page: str) -> None:
    assert [path for path in named(page) if not exists(path)] == []


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str) -> None:
    lost = []
    for link in LINK.findall(re.sub(r"`[^`\n]*`", "", prose(page))):
        file, _, anchor = link.partition("#")
        if "://" in file:
            continue
        target = (ROOT / page).parent.joinpath(file).resolve() if file else ROOT / page
        there = target.exists() and target.is_relative_to(ROOT)
        if not there or (anchor and anchor not in anchors(target.relative_to(ROOT).as_posix())):
            lost.append(link)
    assert lost == []


def test_something_is_looked_at() -> None:
    assert len(list(named("SECURITY.md"))) > 50
    assert {"CONTRIBUTING.md", "SECURITY.md", "README.md", "docs/release.md", "docs/commands.md"} <= set(
        PAGES
    )
    assert not exists("tests/packaging/test_named.py::test_nothing")
    assert not exists("engine/nothing.py")


def test_every_promise_of_security_names_what_holds_and_what_tries_it() -> None:
    text = (ROOT / "SECURITY.md").read_text()
    promises = text.partition("## What is promised of answers")[0]
    rows = [line.split(" | ") for line in promises.splitlines() if line.startswith("| ")]
    rows = [row for row in rows if row[-1] != "tried by |"]
    assert len(rows) > 12
    for row in rows:
        assert "`engine/" in row[-2], row[0]
        assert "`tests/" in row[-1], row[0]


def test_the_reference_has_every_command_with_its_options_and_examples() -> None:
    page = (ROOT / "docs" / "commands.md").read_text()
    parts = dict(re.findall(r"(?ms)^#{2,4} (advisor.*?)$(.*?)(?=^#|\Z)", page))
    assert list(parts) == [" ".join(path) for path, _ in commands()]
    for path, command in commands():
        text = parts[" ".join(path)]
        for param in command.params:
            if param.param_type_name == "option" and not getattr(param, "hidden", False):
                assert [name for name in param.opts if name not in text] == [], path
        examples = shown_examples(command)
        assert len(examples) >= 2, path
        assert [line for line in examples if f"\n{line}\n" not in text] == [], path


def test_a_command_that_may_end_with_findings_says_so() -> None:
    may = {path for path, command in commands() if Exit.FINDINGS in exits(command)}
    for path, command in commands():
        if command.callback is not None:
            module = inspect.getmodule(inspect.unwrap(command.callback))
            assert module
            assert path in may or "Exit.FINDINGS" not in inspect.getsource(module), path
    assert ("advisor", "batch") in may
    assert ("advisor", "recommend") not in may
