"""Reading a folder: nothing outside it, nothing that is no file, and never a traceback."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from engine.errors import KnowledgeError
from engine.knowledge.loader import load_knowledge
from tests.knowledge.samples import files, garden


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    home = tmp_path / "kb"
    for name, data in files().items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_bytes(data)
    return home


def said(folder: Path | str) -> list[str]:
    with pytest.raises(KnowledgeError) as error:
        load_knowledge(folder)
    return [str(problem).replace(str(folder), "KB") for problem in error.value.problems]


def test_a_folder_is_read_as_its_files_are(folder: Path) -> None:
    kb = load_knowledge(folder)
    assert kb.digest == garden().digest
    assert kb.files == files()
    assert kb.directory == str(folder)
    assert kb.rules["DRY-1"].where.file == f"{folder}/rules/10-beds.yaml"


def test_the_folder_is_shown_as_the_user_named_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder.parent)
    for name in ("kb", "kb/", "./kb"):
        assert load_knowledge(name).rules["DRY-1"].where.file == f"{name.rstrip('/')}/rules/10-beds.yaml"


def test_cases_and_editors_leftovers_are_not_read(folder: Path) -> None:
    (folder / "cases").mkdir()
    for name in (
        "cases/a.yaml",
        ".kb.yaml.swp",
        "kb.yaml~",
        "rules/.#10.yaml",
        "rules/10-beds.yaml~",
        "README.md",
    ):
        (folder / name).write_bytes(b"]")
    assert load_knowledge(folder).digest == garden().digest


def test_no_folder(tmp_path: Path) -> None:
    hint = "(hint: a knowledge base is a folder with kb.yaml, sources.yaml, vocabulary.yaml and rules/)"
    assert said(tmp_path / "none") == [f"KB: error[no-folder]: there is no such folder {hint}"]
    (tmp_path / "file").write_text("")
    assert said(tmp_path / "file") == [f"KB: error[no-folder]: this is a file, not a folder {hint}"]


def test_a_link_inside_is_followed_and_one_that_leads_out_is_not(folder: Path) -> None:
    (folder / "other").mkdir()
    (folder / "rules/20-garden.yaml").rename(folder / "other/x")
    (folder / "rules/20-garden.yaml").symlink_to(folder / "other/x")
    assert load_knowledge(folder).digest == garden().digest
    (folder / "other/x").rename(folder.parent / "x")
    (folder / "rules/20-garden.yaml").unlink()
    (folder / "rules/20-garden.yaml").symlink_to("../../x")
    assert said(folder) == [
        "KB/rules/20-garden.yaml: error[outside]: this link leads out of the knowledge base"
        " (hint: copy the file)"
    ]


def test_a_folder_of_rules_that_leads_out(folder: Path) -> None:
    (folder / "rules").rename(folder.parent / "elsewhere")
    (folder / "rules").symlink_to(folder.parent / "elsewhere")
    assert [line.partition("]: ")[2] for line in said(folder)] == [
        "this link leads out of the knowledge base (hint: copy the file)"
    ] * 2


def test_links_that_lead_nowhere_or_round_are_named_beside_all_else(folder: Path) -> None:
    (folder / "parameters.yaml").unlink()
    (folder / "parameters.yaml").symlink_to("missing")
    (folder / "rules/30.yaml").symlink_to("30.yaml")
    (folder / "rules/40.txt").write_text("")
    (folder / "loop").symlink_to("loop")
    (folder / ".#kb.yaml").symlink_to("an editor's lock")
    hint = "(hint: remove the link, or let it lead to a file of this folder)"
    assert said(folder) == [
        f"KB/loop: error[unreadable]: this link to loop leads nowhere {hint}",
        f"KB/parameters.yaml: error[unreadable]: this link to missing leads nowhere {hint}",
        f"KB/rules/30.yaml: error[unreadable]: this link to 30.yaml leads nowhere {hint}",
        "KB/rules/40.txt: error[file]: rules stand in files *.yaml (hint: rename the file)",
    ]


def test_rules_behind_a_link_that_leads_round(folder: Path) -> None:
    shutil.rmtree(folder / "rules")
    (folder / "rules").symlink_to("rules")
    assert (
        "KB/rules: error[unreadable]: this link to rules leads nowhere (hint: remove the link, or let it "
        in ("\n".join(said(folder)))
    )


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_not_waited_for(folder: Path) -> None:
    os.mkfifo(folder / "rules/30.yaml")
    assert said(folder) == ["KB/rules/30.yaml: error[unreadable]: this is no regular file"]


def test_a_folder_in_the_place_of_a_file(folder: Path) -> None:
    (folder / "rules/30.yaml").mkdir()
    assert (
        said(folder)[0]
        == "KB/rules/30.yaml/: error[file]: folders inside rules/ are not read (hint: move its files)"
    )


def test_only_the_beginning_of_a_huge_file_is_read(folder: Path) -> None:
    with open(folder / "rules/30.yaml", "wb") as file:
        file.truncate(10 * 1024**3)
    assert said(folder) == ["KB/rules/30.yaml: error[too-big]: the file is larger than 4 MiB"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(folder: Path) -> None:
    (folder / "kb.yaml").chmod(0)
    assert said(folder) == ["KB/kb.yaml: error[unreadable]: the file cannot be read: permission denied"]
