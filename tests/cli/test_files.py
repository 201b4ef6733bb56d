"""Names of files: what is written goes where it was meant to go, and destroys nothing it is made of."""

import os
import shutil
import stat
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import ROOT, Run
from tests.cli.test_streams import shell

LANE = "examples/harbour-lane.yaml"
EMPTY = "the name is empty."
FIRST = "Harbour Lane Logistics"
as_user = pytest.mark.skipif(os.geteuid() == 0, reason="root may read and write everything")


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return Path(shutil.copy(ROOT / LANE, tmp_path / "case.yaml"))


def test_an_answer_does_not_overwrite_its_case(advisor: Run, case: Path) -> None:
    (case.parent / "link.yaml").symlink_to(case)
    os.link(case, case.parent / "twin.yaml")
    for name in ("case.yaml", "link.yaml", "twin.yaml", "../" + case.parent.name + "/case.yaml"):
        for command in ("recommend", "explain"):
            result = advisor(command, str(case), "-o", f"{case.parent}/{name}")
            assert (result.exit_code, result.stdout) == (2, "")
            assert result.stderr == (
                f"error[output]: the answer would overwrite {case}, which the command itself uses"
                " (hint: name another file with -o)\n"
            )
    assert advisor("kb", "test", str(case), "-o", str(case)).exit_code == 2
    assert case.read_bytes() == (ROOT / LANE).read_bytes()


def test_an_answer_does_not_overwrite_the_log(advisor: Run, case: Path) -> None:
    log = str(case.parent / "audit.db")
    assert advisor("recommend", str(case), "--log", log, "-o", log).exit_code == 2
    assert not os.path.exists(log)
    receipt = case.parent / "receipt.txt"
    assert advisor("recommend", str(case), "--log", log, "-o", str(receipt)).exit_code == 0
    before = receipt.read_bytes()
    for words in (("export", "-o", log), ("list", "-o", log)):
        assert advisor("audit", *words, "--log", log).exit_code == 2
    again = ("audit", "verify", "--log", log, "--receipt", str(receipt), "-o", str(receipt))
    assert advisor(*again).exit_code == 2
    assert receipt.read_bytes() == before
    assert advisor("audit", "verify", "--log", log, "--receipt", str(receipt)).exit_code == 0


@pytest.mark.parametrize(
    "name", ["-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1", "/dev/stderr", "/dev/fd/7"]
)
def test_an_answer_into_a_descriptor(name: str) -> None:
    done = shell(f"advisor recommend {LANE} -q -o {name} 7>&1 2>&1 | cat")
    assert done.stdout == shell(f"advisor recommend {LANE} -q").stdout


def test_a_descriptor_keeps_its_place(tmp_path: Path) -> None:
    both = tmp_path / "both"
    shell(f"{{ echo first; advisor recommend {LANE} -o /dev/stdout; echo last; }} >{both}")
    first, name, *_, last = both.read_text("utf-8").splitlines()
    assert (first, name.split("  ")[0], last) == ("first", FIRST, "last")


def test_an_answer_into_a_process_and_a_pipe(tmp_path: Path) -> None:
    done = shell(f"advisor recommend {LANE} -o >(cat >{tmp_path}/out; echo done >{tmp_path}/done); wait")
    assert (done.returncode, done.stderr) == (0, "")
    done = shell(
        f"mkfifo {tmp_path}/pipe; cat {tmp_path}/pipe & advisor recommend {LANE} -o {tmp_path}/pipe; wait"
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(FIRST)
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no /dev/full")
def test_a_full_device(advisor: Run) -> None:
    result = advisor("recommend", LANE, "-o", "/dev/full")
    assert result.exit_code == 2
    assert result.stderr == (
        "error[output]: cannot write /dev/full: no space left on device (hint: name another file)\n"
    )


def test_a_closed_descriptor(advisor: Run) -> None:
    result = advisor("recommend", LANE, "-o", "/dev/fd/987654")
    assert result.exit_code == 2
    assert result.stderr == (
        "error[output]: cannot write /dev/fd/987654: it is closed (hint: name another file)\n"
    )


@pytest.mark.parametrize("name", ["new/", "od/nd/"])
def test_the_name_of_a_folder(name: str, advisor: Run, tmp_path: Path) -> None:
    result = advisor("recommend", LANE, "-o", f"{tmp_path}/{name}")
    assert result.exit_code == 2
    assert result.stderr == (
        f"error[output]: cannot write {tmp_path}/{name}: that names a folder (hint: name another file)\n"
    )
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_may_not_be_written(
    advisor: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "answer.txt"
    target.write_text("before")
    monkeypatch.setattr("os.access", lambda path, mode: not (path == str(target) and mode == os.W_OK))
    result = advisor("recommend", LANE, "-o", str(target))
    assert result.exit_code == 2
    assert result.stderr == (
        f"error[output]: cannot write {target}: permission denied (hint: name another file)\n"
    )
    assert target.read_text() == "before"


@pytest.mark.parametrize(
    "words",
    [
        ("recommend", ""),
        ("explain", ""),
        ("kb", "test", ""),
        ("recommend", LANE, "--kb", ""),
        ("recommend", LANE, "--log", ""),
        ("recommend", LANE, "-o", ""),
        ("new", "-o", ""),
        ("new", "--schema", ""),
        ("kb", "schema", "-o", ""),
        ("kb", "sources", "--verify", ""),
        ("audit", "list", "--log", ""),
    ],
)
@pytest.mark.parametrize(("name", "what"), [("", EMPTY), ("a\0b", "there is no such name.")])
def test_what_no_file_is_called(words: tuple[str, ...], name: str, what: str, advisor: Run) -> None:
    result = advisor(*(word or name for word in words))
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.splitlines()[-1].endswith(f": {what}")
    assert "Invalid value for" in result.stderr


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (("recommend", "{}"), "error[file]: cannot read {}: file name too long"),
        (("kb", "test", "{}"), "{}: error[unreadable]: it cannot be read: file name too long"),
        (
            ("kb", "check", "--kb", "{}"),
            "{}: error[unreadable]: the folder cannot be read: file name too long",
        ),
        (("new", "-o", "{}"), "error[output]: cannot write {}: file name too long (hint: name another file)"),
    ],
)
def test_a_name_that_is_too_long(words: tuple[str, ...], what: str, advisor: Run) -> None:
    long = "x" * 5000
    result = advisor(*(word.replace("{}", long) for word in words))
    assert result.exit_code == 2
    assert result.stderr == what.replace("{}", long) + "\n"


def test_the_environment_names_a_knowledge_base_that_cannot_be(
    advisor: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ADVISOR_KB", "x" * 5000)
    for words in (("recommend", LANE), ("kb", "test"), ("kb", "check")):
        result = advisor(*words)
        assert result.exit_code == 2
        assert result.stderr.endswith("x: error[unreadable]: the folder cannot be read: file name too long\n")


@as_user
def test_a_folder_that_may_not_be_searched(advisor: Run, case: Path) -> None:
    closed = case.parent / "closed"
    closed.mkdir()
    shutil.copytree(ROOT / "examples/rooms/kb", closed / "kb")
    closed.chmod(0)
    kb = closed / "kb"
    try:
        for words, what in (
            (("kb", "check", "--kb", str(kb)), f"{kb}: error[unreadable]: the folder cannot be read: p"),
            (("kb", "test", str(kb)), f"{kb}: error[unreadable]: it cannot be read: permission denied"),
            (("recommend", str(kb)), f"error[file]: cannot read {kb}: permission denied"),
        ):
            result = advisor(*words)
            assert result.exit_code == 2
            assert result.stderr.startswith(what)
    finally:
        closed.chmod(0o700)


def test_a_folder_that_the_system_refuses(advisor: Run, case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As above, also for root."""
    real = os.stat

    def refusing(path: object, *args: object, **options: object) -> os.stat_result:
        if str(path).startswith(f"{case.parent}/closed"):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path, *args, **options)  # type: ignore[call-overload]

    monkeypatch.setattr("os.stat", refusing)
    closed = str(case.parent / "closed")
    result = advisor("kb", "check", "--kb", closed)
    assert result.stderr == f"{closed}: error[unreadable]: the folder cannot be read: permission denied\n"
    result = advisor("kb", "test", closed)
    assert result.stderr == f"{closed}: error[unreadable]: it cannot be read: permission denied\n"


@pytest.mark.parametrize(
    "name", ["-x.yaml", "a b.yaml", "a\u200bb.yaml", "it's.yaml", "$(id).yaml", "a\\b.yaml"]
)
def test_what_to_run_next_can_be_copied(name: str, case: Path) -> None:
    shutil.copy(case, case.parent / name)
    line = f'cli={ROOT}/cli.py; cd "{case.parent}"; advisor() {{ "$python" "$cli" "$@"; }}; '
    env = {"python": sys.executable, "case": name, "LC_ALL": "C.UTF-8"}
    told = shell(line + 'advisor recommend -- "$case"', **env)
    assert told.returncode == 0
    why = next(row for row in told.stdout.splitlines() if row.startswith("  Why "))
    done = shell(line + why.removeprefix("  Why "), **env)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(FIRST)


def test_too_few_files_may_be_open() -> None:
    done = shell(f"ulimit -n 5; advisor recommend {LANE} >/dev/null")
    assert done.returncode == 70
    assert done.stderr.startswith("error[internal]: ")
    assert "Traceback" not in done.stderr
