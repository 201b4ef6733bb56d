"""Standard input, output and error as a shell can leave them: closed, full, slow, in another encoding."""

import json
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import yaml

from tests.cli.conftest import ROOT, process

LANE = "examples/harbour-lane.yaml"
CLOSED = "error[output]: cannot write to standard output: it is closed (hint: name a file with -o)\n"
FULL = "error[output]: cannot write to standard output: no space left on device (hint: name a file with -o)\n"
BUFFERING = pytest.mark.parametrize("unbuffered", ["", "1"], ids=["buffered", "unbuffered"])
full_disk = pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no /dev/full")


def shell(line: str, **env: str) -> subprocess.CompletedProcess[str]:
    """A line of bash, in which advisor is the command."""
    line = f'advisor() {{ "{sys.executable}" cli.py "$@"; }}\n{line}'
    return subprocess.run(
        ["bash", "-c", line],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, **env},
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize("closed", ["<&-", "2>&-", "<&- 2>&-"])
def test_an_answer_needs_no_other_stream(closed: str) -> None:
    done = shell(f"advisor recommend {LANE} {closed}")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == shell(f"advisor recommend {LANE}").stdout


@pytest.mark.parametrize("words", [f"recommend {LANE}", "--help", "--version", "recommend -h", "kb schema"])
def test_closed_output(words: str) -> None:
    done = shell(f"advisor {words} >&-")
    assert (done.returncode, done.stderr) == (2, CLOSED)


def test_closed_output_is_no_matter_where_it_is_not_used() -> None:
    done = shell(f"advisor recommend {LANE} -o /dev/null <&- >&-")
    assert (done.returncode, done.stderr) == (0, "")
    assert shell(f"advisor recommend {LANE} <&- >&- 2>&-").returncode == 2


def test_closed_input() -> None:
    done = shell("advisor recommend - <&-")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "error[file]: cannot read standard input: it is closed\n"


@pytest.mark.parametrize("stderr", ["&-", "/dev/null", pytest.param("/dev/full", marks=full_disk)])
def test_where_nobody_can_be_told_the_exit_code_says_it(stderr: str) -> None:
    assert shell(f"advisor recommend no-such-case.yaml 2>{stderr}").returncode == 2


@full_disk
@BUFFERING
@pytest.mark.parametrize(
    "words", [f"recommend {LANE}", f"explain {LANE} --format json", "--help", "--version"]
)
def test_a_full_disk(words: str, unbuffered: str) -> None:
    done = shell(f"advisor {words} >/dev/full", PYTHONUNBUFFERED=unbuffered)
    assert (done.returncode, done.stderr) == (2, FULL)


@BUFFERING
@pytest.mark.parametrize("words", [("explain", LANE, "--all", "--format", "json"), ("--help",)])
def test_a_pipe_that_does_not_block_gets_all(words: tuple[str, ...], unbuffered: str) -> None:
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    os.write(writing, b"x" * 65536)  # it is full when the command begins
    process = subprocess.Popen(
        [sys.executable, "cli.py", *words],
        cwd=ROOT,
        stdout=writing,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONUNBUFFERED": unbuffered},
    )
    os.close(writing)
    threading.Event().wait(0.5)
    with os.fdopen(reading, "rb") as source:
        found = source.read()
    assert process.communicate() == (None, b"")
    assert process.returncode == 0
    assert found[65536:].decode() == shell(f"advisor {' '.join(words)}").stdout


def test_an_input_that_does_not_block_is_waited_for() -> None:
    reading, writing = os.pipe()
    os.set_blocking(reading, False)
    process = subprocess.Popen(
        [sys.executable, "cli.py", "recommend", "-"], cwd=ROOT, stdin=reading, stdout=subprocess.PIPE
    )
    os.close(reading)
    threading.Event().wait(0.5)
    with os.fdopen(writing, "wb") as case:
        case.write((ROOT / LANE).read_bytes())
    out, _ = process.communicate()
    assert process.returncode == 0
    assert out.startswith(b"Harbour Lane Logistics")


@BUFFERING
@pytest.mark.parametrize("words", [f"explain {LANE} --all --format json", "--help"])
def test_a_reader_that_leaves_early(words: str, unbuffered: str) -> None:
    done = shell(
        f"advisor {words} | head -c 10 >/dev/null; echo ${{PIPESTATUS[0]}}", PYTHONUNBUFFERED=unbuffered
    )
    assert (done.stdout, done.stderr) == ("0\n", "")


@pytest.mark.parametrize("encoding", ["latin-1", "ascii", "utf-16"])
def test_data_is_utf8_whatever_the_terminal(encoding: str) -> None:
    env = {"PYTHONIOENCODING": encoding, "LC_ALL": "C"}
    data = json.loads(process("explain", LANE, "--format", "json", env=env).stdout.decode("utf-8"))
    assert "¶" in json.dumps(data, ensure_ascii=False)
    assert yaml.safe_load(process("explain", LANE, "--format", "yaml", env=env).stdout) == data


@pytest.mark.parametrize(
    "words",
    [
        "kb claims --format json",
        "kb claims --format csv",
        "kb claims --format markdown",
        "kb show FIT-01 --format json",
        "recommend {case} --format mermaid",
        "new --kb {kb}",
        "kb schema case --kb {kb}",
        "audit list --log {log} --format csv",
        "audit show 1 --log {log} --format record",
        "audit export --log {log} --format csv",
    ],
)
def test_all_data_is_utf8(words: str, tmp_path: Path) -> None:
    kb, case, log = tmp_path / "kb", tmp_path / "case.yaml", tmp_path / "audit.db"
    shutil.copytree(ROOT / "examples/rooms/kb", kb)
    vocabulary = (kb / "vocabulary.yaml").read_text("utf-8")
    (kb / "vocabulary.yaml").write_text(vocabulary.replace("question: ", "question: é ", 1), "utf-8")
    case.write_text("case: Café ¶\nfunctions: {café ¶: {}}\n", "utf-8")
    assert process("recommend", str(case), "--log", str(log)).returncode == 0
    arguments = words.format(kb=kb, case=case, log=log).split()
    done = process(*arguments, env={"PYTHONIOENCODING": "latin-1"})
    assert done.returncode == 0
    assert set("é¶") & set(done.stdout.decode("utf-8"))


def test_text_is_in_the_letters_of_the_terminal() -> None:
    assert "¶" in process("explain", LANE, env={"PYTHONIOENCODING": "latin-1"}).stdout.decode("latin-1")
