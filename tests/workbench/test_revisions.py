"""Knowledge bases of git revisions: read as they were, with clear errors, and nothing checked out."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from engine.errors import KnowledgeError, UsageError
from engine.knowledge.characters import MAX_BYTES
from engine.knowledge.loader import load_knowledge
from engine.workbench import revisions
from engine.workbench.revisions import load_named

HINT = " (hint: the path begins at the top of the repository; ./ is the current folder)"


def git(folder: Path, *words: str) -> None:
    who = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", "-C", str(folder), *who, *words], check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two commits: rooms as they are, and rooms with another title; the work tree has a third."""
    folder = tmp_path / "work"
    shutil.copytree("examples/rooms/kb", folder / "deep" / "kb")
    git(folder, "init", "-q")
    git(folder, "add", ".")
    git(folder, "commit", "-q", "-m", "first: one")
    retitle(folder, "Second")
    (folder / "deep" / "kb" / "rules" / "30-plan.yaml").rename(folder / "deep/kb/rules/40 plan.yaml")
    git(folder, "add", ".")
    git(folder, "commit", "-q", "-m", "second")
    retitle(folder, "Third")
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    return folder


def retitle(folder: Path, title: str) -> None:
    path = folder / "deep" / "kb" / "kb.yaml"
    lines = path.read_text("utf-8").splitlines()
    path.write_text("\n".join(f"title: {title}" if li.startswith("title:") else li for li in lines) + "\n")


def refused(name: str, folder: Path) -> str:
    with pytest.raises((UsageError, KnowledgeError)) as error:
        load_named(name, str(folder))
    return str(error.value)


def test_each_revision_as_it_was(repository: Path) -> None:
    first, second = (
        load_named("HEAD~1:deep/kb", str(repository)),
        load_named("HEAD:deep/kb/", str(repository)),
    )
    assert first.digest == load_knowledge("examples/rooms/kb").digest
    assert (first.directory, second.title) == ("HEAD~1:deep/kb", "Second")
    assert first.rules.keys() == second.rules.keys()
    assert load_named(str(repository / "deep" / "kb")).title == "Third"
    assert "cases" not in "".join(second.files)


def test_paths_and_revisions_as_git_has_them(repository: Path) -> None:
    deep = str(repository / "deep")
    for name in ("HEAD:./kb", "HEAD:deep/kb", "HEAD^{/second}:../deep/kb", "HEAD@{0}:deep/kb"):
        assert load_named(name, deep).title == "Second"
    git(repository, "tag", "v1", "HEAD~1")
    assert load_named("v1:deep/kb", deep).digest == load_knowledge("examples/rooms/kb").digest


def test_nothing_is_written(repository: Path) -> None:
    def state() -> dict[str, int]:
        return {str(p): p.stat().st_mtime_ns for p in repository.rglob("*") if p.is_file()}

    before = state()
    load_named("HEAD~1:deep/kb", str(repository))
    assert state() == before


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("nope:deep/kb", "there is no such revision in this repository"),
        ("HEAD..HEAD:deep/kb", "there is no such revision in this repository"),
        ("HEAD:deep/other", f"there is no deep/other in this revision{HINT}"),
        ("HEAD:deep/kb/kb.yaml", "deep/kb/kb.yaml is a file in this revision, not a folder"),
        ("--output=x:kb", "a revision does not begin with '-'"),
        (":deep/kb", "there is no revision before the colon (hint: name one, for example HEAD~1:kb)"),
        ("HEAD\n:deep/kb", "a revision or path holds a character that cannot be seen"),
    ],
)
def test_what_is_not_there(name: str, told: str, repository: Path) -> None:
    assert refused(name, repository) == f"{name}: error[revision]: {told}"


def test_where_git_or_a_repository_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert refused("HEAD:kb", tmp_path) == (
        "HEAD:kb: error[revision]: this folder is in no git repository that git may read"
    )
    monkeypatch.setenv("PATH", str(tmp_path))
    assert refused("HEAD:kb", tmp_path) == (
        "HEAD:kb: error[revision]: git is not installed, or not in the PATH"
    )


def test_git_that_does_not_answer(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(*_: object, **__: object) -> None:
        raise subprocess.TimeoutExpired("git", 60)

    monkeypatch.setattr(revisions.subprocess, "run", slow)
    assert refused("HEAD:kb", repository) == "HEAD:kb: error[revision]: git did not answer in 60 seconds"


def test_links_and_large_files_are_refused(repository: Path) -> None:
    kb = repository / "deep" / "kb"
    (kb / "rules" / "50-more.yaml").symlink_to("10-state.yaml")
    (kb / "parameters.yaml").write_bytes(b"#" * (MAX_BYTES + 1))
    (kb / "rules" / ".hidden").write_text("x")
    git(repository, "add", ".")
    git(repository, "commit", "-q", "-m", "third")
    assert refused("HEAD:deep/kb", repository).splitlines() == [
        "HEAD:deep/kb/parameters.yaml: error[too-big]: the file is larger than 4 MiB",
        "HEAD:deep/kb/rules/50-more.yaml: error[unreadable]: this is a link, and links are not followed in a "
        "revision (hint: commit the file itself)",
    ]


def test_faults_name_the_revision(repository: Path) -> None:
    (repository / "deep" / "kb" / "rules" / "10-state.yaml").write_text("- id: 1\n")
    git(repository, "add", ".")
    git(repository, "commit", "-q", "-m", "third")
    assert refused("HEAD:deep/kb", repository).startswith("HEAD:deep/kb/rules/10-state.yaml:1:")


def test_a_folder_with_a_colon_is_a_folder(tmp_path: Path) -> None:
    shutil.copytree("examples/rooms/kb", tmp_path / "a:b")
    assert load_named(str(tmp_path / "a:b")).name == "rooms"
