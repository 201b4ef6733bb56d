"""Exit codes, streams, files, bad input: how the command behaves, whatever it is asked."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import ROOT, Run, process

LANE = "examples/harbour-lane.yaml"
ROOMS = ("--kb", "examples/rooms/kb")
COMMANDS = ("recommend", "explain")


def test_answers_go_to_stdout_alone(advisor: Run) -> None:
    for command in COMMANDS:
        result = advisor(command, LANE)
        assert (result.exit_code, result.stderr) == (0, "")
        assert result.stdout.startswith("Harbour Lane Logistics")


@pytest.mark.parametrize("command", COMMANDS)
def test_stdin_and_file_say_the_same(command: str, advisor: Run) -> None:
    text = (ROOT / LANE).read_bytes()
    from_file, from_stdin = advisor(command, LANE), advisor(command, "-", input=text)
    assert (
        from_stdin.stdout.replace(" -:", f" {LANE}:").split()
        == from_file.stdout.replace("explain examples/harbour-lane.yaml", "explain -")
        .replace("recommend examples/harbour-lane.yaml", "recommend -")
        .replace("flip examples/harbour-lane.yaml", "flip -")
        .split()
    )


def test_settings_alone_are_a_case(advisor: Run) -> None:
    result = advisor("recommend", *ROOMS, "--set", "rooms[hall].coat=20 years")
    assert result.exit_code == 0
    assert "hall" in result.stdout
    explained = advisor("explain", *ROOMS, "--set", "rooms[hall].coat=20 years", "hall.coat")
    assert "given by --set" in explained.stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_no_case(command: str, advisor: Run) -> None:
    result = advisor(command)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        "error[case]: there is no case (hint: name a file, - for standard input, or use --set)\n"
    )


def test_a_missing_file(advisor: Run) -> None:
    result = advisor("recommend", "examples/harbor-lane.yaml")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "cannot read examples/harbor-lane.yaml: no such file" in result.stderr
    assert f"did you mean {LANE}?" in result.stderr


def test_a_folder_and_a_name_that_cannot_be(advisor: Run) -> None:
    assert advisor("recommend", "examples").exit_code == 2
    assert advisor("recommend", "x" * 5000).exit_code == 2


def test_all_that_is_wrong_with_a_case_at_once(advisor: Run) -> None:
    result = advisor("recommend", "-", input="functions:\n  payroll: {cor: true, needs: [costt]}\n")
    assert (result.exit_code, result.stdout) == (2, "")
    lines = result.stderr.splitlines()
    assert len(lines) == 2
    assert all(line.startswith("-:2:") for line in lines)
    assert "did you mean function.core?" in result.stderr
    assert "did you mean cost?" in result.stderr


def test_a_broken_knowledge_base(advisor: Run, tmp_path: Path) -> None:
    result = advisor("recommend", LANE, "--kb", str(tmp_path))
    assert (result.exit_code, result.stdout) == (2, "")
    assert "error[" in result.stderr
    assert "Traceback" not in result.stderr


def test_the_knowledge_base_of_the_environment(advisor: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADVISOR_KB", "examples/rooms/kb")
    assert advisor("recommend", "examples/rooms/case.yaml").exit_code == 0


@pytest.mark.parametrize(
    ("what", "hint"),
    [("FIT-O1", "FIT-01"), ("fit-0", "FIT-0"), ("payrol", "payroll"), ("function.cor", "function.core")],
)
def test_an_unknown_what(what: str, hint: str, advisor: Run) -> None:
    result = advisor("explain", LANE, what)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"error[explain-what]: '{what}' is not")
    assert f"did you mean {hint}" in result.stderr


def test_did_you_mean_a_command(advisor: Run) -> None:
    result = advisor("recomend", LANE)
    assert result.exit_code == 2
    assert "Did you mean 'recommend'?" in result.stderr


def test_what_is_wrong_with_the_command_line_is_shown_harmlessly(advisor: Run) -> None:
    for words in (("re\x1b[31m",), ("recommend", "--\x1b]0;x\x07"), ("recommend", "--format", "\x9bm")):
        result = advisor(*words)
        assert result.exit_code == 2
        assert result.stderr.replace("\n", "").isprintable()


@pytest.mark.parametrize(
    ("words", "code"),
    [("provisional", 3), ("undetermined,conflict", 0), ("conflict, provisional", 3), ("", 2), ("maybe", 2)],
)
def test_fail_on(words: str, code: int, advisor: Run) -> None:
    result = advisor("recommend", LANE, "--fail-on", words)
    assert result.exit_code == code
    assert bool(result.stdout) == (code != 2)


def test_quiet_leaves_out_what_to_run_next(advisor: Run) -> None:
    loud, quiet = advisor("recommend", LANE).stdout, advisor("recommend", LANE, "-q").stdout
    assert loud.startswith(quiet.rstrip("\n"))
    assert "advisor explain" in loud
    assert "advisor explain" not in quiet


def test_what_to_run_next_can_be_run(advisor: Run) -> None:
    import shlex

    result = advisor("recommend", *ROOMS, "--set", "rooms[hall].coat=20 years")
    why = next(line for line in result.stdout.splitlines() if line.startswith("  Why"))
    assert advisor(*shlex.split(why)[2:]).exit_code == 0


def test_verbose_says_what_the_words_mean(advisor: Run) -> None:
    result = advisor("recommend", LANE, "-v")
    assert "no missing fact can change it" in result.stdout
    assert "sha256:" in result.stdout


def test_output_to_a_file(advisor: Run, tmp_path: Path) -> None:
    target = tmp_path / "answer.json"
    result = advisor("recommend", LANE, "--format", "json", "-o", str(target))
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")
    assert json.loads(target.read_text(encoding="utf-8"))["schema"] == "advisor/recommendation/1"
    assert [path.name for path in tmp_path.iterdir()] == ["answer.json"]
    mask = os.umask(0)
    os.umask(mask)
    assert stat.S_IMODE(target.stat().st_mode) == 0o666 & ~mask


def test_a_failed_answer_leaves_the_file_as_it_was(advisor: Run, tmp_path: Path) -> None:
    target = tmp_path / "answer.txt"
    target.write_text("before")
    assert advisor("recommend", "no-such-case.yaml", "-o", str(target)).exit_code == 2
    assert target.read_text() == "before"


def test_a_file_that_cannot_be_written(advisor: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "answer.txt"
    target.write_text("before")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    result = advisor("recommend", LANE, "-o", str(target))
    assert (result.exit_code, result.stdout) == (2, "")
    assert "no space left on device" in result.stderr
    assert target.read_text() == "before"
    assert [path.name for path in tmp_path.iterdir()] == ["answer.txt"]
    assert advisor("recommend", LANE, "-o", str(tmp_path / "no" / "such" / "x")).exit_code == 2


def test_version(advisor: Run) -> None:
    result = advisor("--version")
    assert result.exit_code == 0
    assert result.stdout.startswith("advisor 0.")


def test_importing_the_command_line_is_light() -> None:
    heavy = ("durable", "yaml", "jsonschema_rs", "rfc8785", "rich", "engine.inference", "engine.knowledge")
    code = f"import cli, sys; print([m for m in {heavy!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_help_imports_nothing_heavy() -> None:
    heavy = ("durable", "yaml", "jsonschema_rs", "rfc8785")
    code = (
        "import cli, sys, atexit\n"
        f"atexit.register(lambda: print([m for m in {heavy!r} if m in sys.modules], file=sys.stderr))\n"
        "cli.main(['recommend', '--help'])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "[]\n")


def test_interrupted(advisor: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("engine.commands.reading.load_kb", interrupt)
    result = advisor("recommend", LANE)
    assert result.exit_code == 130
    assert "Traceback" not in result.stderr


def test_a_reader_that_leaves_early() -> None:
    line = f"{sys.executable} cli.py explain {LANE} --all --format json | head -c 10; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", line], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.endswith("0\n")
    assert done.stderr == ""


def test_an_output_that_cannot_show_every_letter() -> None:
    done = process("explain", LANE, env={"PYTHONIOENCODING": "ascii"})
    assert done.returncode == 0
    assert rb"\xb61" in done.stdout
