"""advisor new: a template that can be answered at once, and that never costs anybody a file."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import cli
from tests.workbench.conftest import GARDEN


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli.main, ["new", "--kb", GARDEN, *arguments])


def test_to_standard_output() -> None:
    result = run()
    assert result.exit_code == 0
    assert "Who comes to the garden?" in result.stdout
    assert "yaml-language-server" not in result.stdout
    assert run("-o", "-").stdout == result.stdout


def test_an_unfilled_case_is_answered(tmp_path: Path) -> None:
    file = str(tmp_path / "case.yaml")
    result = run("-o", file)
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == f"fill it in, then: advisor recommend {file} --kb {GARDEN}\n"
    assert CliRunner().invoke(cli.main, ["recommend", file, "--kb", GARDEN]).exit_code == 0


def test_no_file_is_written_over_without_force(tmp_path: Path) -> None:
    case, schema = tmp_path / "case.yaml", tmp_path / "schema.json"
    case.write_text("mine", "utf-8")
    schema.write_text("mine too", "utf-8")
    arguments = ("-o", str(case), "--schema", str(schema))
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stderr.splitlines() == [
        f"error[exists]: {case} is there already (hint: --force writes over it)",
        f"error[exists]: {schema} is there already (hint: --force writes over it)",
    ]
    assert (case.read_text("utf-8"), schema.read_text("utf-8")) == ("mine", "mine too")
    assert run(*arguments, "--force").exit_code == 0
    assert "Who comes" in case.read_text("utf-8")


def test_the_schema_is_named_as_seen_from_the_case(tmp_path: Path) -> None:
    (tmp_path / "cases").mkdir()
    (tmp_path / "schemas").mkdir()
    case, schema = tmp_path / "cases" / "case.yaml", tmp_path / "schemas" / "case.json"
    assert run("-o", str(case), "--schema", str(schema)).exit_code == 0
    first = case.read_text("utf-8").splitlines()[0]
    assert first == "# yaml-language-server: $schema=../schemas/case.json"
    assert json.loads(schema.read_text("utf-8"))["properties"]["garden.visitors"]


@pytest.mark.parametrize("lost", ["case", "schema"])
def test_both_files_or_none(lost: str, tmp_path: Path) -> None:
    files = {name: str(tmp_path / (f"no/{name}" if name == lost else name)) for name in ("case", "schema")}
    result = run("-o", files["case"], "--schema", files["schema"])
    assert result.exit_code == 2
    assert result.stderr == (
        f"error[output]: cannot write {files[lost]}: no such file or directory (hint: name another file)\n"
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("forced", [(), ("--force",)])
def test_two_files(forced: tuple[str, ...], tmp_path: Path) -> None:
    case = tmp_path / "case.yaml"
    result = run("-o", str(case), "--schema", f"{tmp_path}/./case.yaml", *forced)
    assert result.exit_code == 2
    assert result.stderr == (
        f"error[output]: the case and its schema would both be written to {tmp_path}/./case.yaml"
        " (hint: name two files)\n"
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("schema", ["-", "/dev/stdout", "/dev/null"])
def test_a_schema_that_cannot_be_named(schema: str) -> None:
    result = run("--schema", schema)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        f"error[schema]: the case cannot name {schema} as its schema"
        " (hint: advisor kb schema case prints it)\n"
    )


def test_into_what_is_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    result = run("-o", "/dev/null")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")
    garden = Path(GARDEN).resolve()
    monkeypatch.chdir(tmp_path)
    words = ["new", "--kb", str(garden), "-o", "/proc/self/fd/1", "--schema", "garden.json"]
    result = CliRunner().invoke(cli.main, words)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("# yaml-language-server: $schema=garden.json\n")


def test_what_to_run_next_can_be_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    garden = Path(GARDEN).resolve()
    monkeypatch.chdir(tmp_path)
    Path("my kb").symlink_to(garden)
    result = CliRunner().invoke(cli.main, ["new", "--kb", "my kb", "-o", "-it's.yaml"])
    next_line = "fill it in, then: advisor recommend './-it'\"'\"'s.yaml' --kb 'my kb'\n"
    assert (result.exit_code, result.stderr) == (0, next_line)
