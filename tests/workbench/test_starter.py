"""advisor kb new: a knowledge base that is sound and wholly tested, made whole or not at all."""

import os
import re
import shlex
from hashlib import sha256
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import cli
from engine.commands.folders import write_folder
from engine.errors import UsageError
from engine.workbench.sources import fold
from engine.workbench.starter import FOLDER, starter


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli.main, arguments)


def made(folder: Path) -> dict[str, bytes]:
    """Everything in the folder, by path."""
    return {
        file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()
    }


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A new knowledge base, in which one stands."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ADVISOR_KB", raising=False)
    result = run("kb", "new", "my-plants")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == (
        "made my-plants; begin with its README.md, or with: advisor kb test --kb my-plants\n"
    )
    monkeypatch.chdir(tmp_path / "my-plants")
    return tmp_path / "my-plants"


def test_it_is_sound_without_a_warning(copy: Path) -> None:
    result = run("kb", "check", "--kb", ".")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("my-plants 0.1.0: 12 rules, ")


def test_its_cases_pass_and_exercise_everything(copy: Path) -> None:
    result = run("kb", "test", "--kb", ".", "--strict")
    assert result.exit_code == 0, result.output
    assert "10 passed\n" in result.stdout
    assert "never" not in result.stdout


def test_its_claims_stand_in_its_source(copy: Path) -> None:
    result = run("kb", "sources", "--kb", ".", "--verify", "source.txt")
    assert result.exit_code == 0, result.output
    assert result.stdout.endswith("15 sentences: 15 in place, 0 not\n")


def test_a_hash_is_made_as_the_comment_says() -> None:
    text = (FOLDER / "sources.yaml").read_text("utf-8")
    (sentence,) = re.findall(r"printf '%s' '(.*)' \| sha256sum", text)
    assert sentence in fold((FOLDER / "source.txt").read_text("utf-8"))
    assert sha256(sentence.encode()).hexdigest() in text


def test_every_command_of_its_readme_runs(copy: Path) -> None:
    lines = re.findall(r"^advisor (.*)$", (copy / "README.md").read_text("utf-8"), re.MULTILINE)
    assert len(lines) >= 10
    for line in lines:
        result = run(*shlex.split(line))
        assert result.exit_code == 0, f"{line}\n{result.output}"
    assert (copy / "book.html").is_file()
    assert "`advisor kb schema --kb . -o schemas`" in (copy / "README.md").read_text("utf-8")
    assert run("kb", "schema", "--kb", ".", "-o", "schemas").exit_code == 0
    assert (copy / "schemas" / "vocabulary.json").is_file()
    assert run("kb", "check", "--kb", ".").exit_code == 0
    assert (copy.parent / "my-case.yaml").is_file()


def test_every_form_of_the_language_that_it_promises_is_there() -> None:
    rules = "".join(file.read_text("utf-8") for file in FOLDER.glob("rules/*.yaml"))
    for word in ("presume:", "unless:", "overrides:", "{parameter: ", "some: plant", "no: plant", "reading:"):
        assert word in rules
    assert {"scope: plant", "scope: home"} <= set(re.findall(r"scope: \w+", rules))
    assert "otherwise:" in (FOLDER / "kb.yaml").read_text("utf-8")


def test_only_the_name_is_changed(copy: Path) -> None:
    found, given = made(copy), made(FOLDER)
    assert found.keys() == given.keys()
    changed = {name for name in given if found[name] != given[name]}
    assert changed == {"kb.yaml"}
    assert given["kb.yaml"].replace(b"name: plants\n", b"name: my-plants\n", 1) == found["kb.yaml"]


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        (["plants"], "plants"),
        (["My Plants (2)"], "my-plants-2"),
        (["x/../y_z/"], "y_z"),
        (["12", "--name", "twelve"], "twelve"),
    ],
)
def test_its_name(arguments: list[str], name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("x").mkdir()
    assert run("kb", "new", *arguments).exit_code == 0
    assert run("kb", "check", "--kb", arguments[0]).stdout.startswith(f"{name} 0.1.0: ")


@pytest.mark.parametrize(
    "arguments", [["12"], ["x", "--name", "Plants"], ["x", "--name", "a\nb: c"], ["x", "--name", ""]]
)
def test_a_name_that_is_none(arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("kb", "new", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "is no name of a knowledge base (hint: small letters, " in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_an_empty_folder_is_filled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "plants").mkdir()
    monkeypatch.chdir(tmp_path / "plants")
    assert run("kb", "new", ".").exit_code == 0
    assert made(tmp_path / "plants") == starter("plants")
    assert sorted(path.name for path in (tmp_path / "plants").iterdir() if path.name.startswith(".")) == []


def test_nothing_that_is_there_is_touched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("full").mkdir()
    Path("full/mine").write_text("mine", "utf-8")
    Path("file").write_text("mine", "utf-8")
    Path("link").symlink_to("nowhere")
    said = {
        "full": "error[exists]: full is there, and is not empty (hint: name a new folder)\n",
        "link": "error[exists]: link is there, and is no folder (hint: name another one)\n",
        "no/where": "error[output]: cannot make no/where: no such file or directory (hint: make no first)\n",
        "file/x": "error[output]: cannot make file/x: not a directory (hint: name another folder)\n",
    }
    for name, message in said.items():
        result = run("kb", "new", name, "--name", "x")
        assert (result.exit_code, result.stdout, result.stderr) == (2, "", message)
    assert run("kb", "new", "file").exit_code == 2
    assert made(tmp_path) == {"full/mine": b"mine", "file": b"mine"}


@pytest.mark.parametrize("there", [True, False])
def test_all_or_nothing(there: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "new"
    if there:
        folder.mkdir()
    renamed, calls = os.rename, []

    def fails(source: str, target: str) -> None:
        calls.append(target)
        if len(calls) == (2 if there else 1):
            raise OSError(28, "No space left on device")
        renamed(source, target)

    monkeypatch.setattr(os, "rename", fails)
    with pytest.raises(UsageError, match=r"cannot make .*new: no space left on device"):
        write_folder(str(folder), {"a": b"1", "b/c": b"2"})
    assert list(tmp_path.rglob("*")) == ([folder] if there else [])


def test_the_mode_of_a_new_folder_is_what_the_mask_leaves(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_folder(str(tmp_path / "new"), {"a": b"1"})
    finally:
        os.umask(before)
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o750
    assert (tmp_path / "new" / "a").stat().st_mode & 0o777 == 0o640
