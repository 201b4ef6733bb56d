"""What a batch writes: where it was meant to go, whole, and told where it cannot."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from engine.portfolio.writers import staged
from tests.cli.conftest import ROOT, Run
from tests.cli.test_streams import shell

TABLE = "examples/portfolio.csv"
full = pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no device is always full")


@full
@pytest.mark.parametrize("form", ["csv", "jsonl", "xlsx", "parquet"])
def test_a_full_disk_is_told(
    form: str, advisor: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        staged.tempfile, "mkstemp", lambda **_: (os.open("/dev/full", os.O_RDWR), "/dev/full")
    )
    monkeypatch.setattr(staged.os, "unlink", lambda name: None)
    out = tmp_path / f"o.{form}"
    result = advisor("batch", TABLE, "-o", str(out))
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"error[output]: cannot write {out}: no space left on device (hint: " in result.stderr
    assert os.listdir(tmp_path) == []


@full
@pytest.mark.parametrize(
    "options",
    [["-o", "/dev/full"], ["--summary", "/dev/full"], ["--on-error", "skip", "--rejects", "/dev/full"]],
)
def test_so_is_a_full_stream(options: list[str], advisor: Run, tmp_path: Path) -> None:
    options = options if "-o" in options else ["-o", str(tmp_path / "o.csv"), *options]
    result = advisor("batch", TABLE, *options)
    assert result.exit_code == 2
    assert "error[output]: cannot write /dev/full: no space left on device" in result.stderr


def test_a_descriptor_that_is_not_open_is_told(advisor: Run) -> None:
    result = advisor("batch", TABLE, "-o", "/dev/fd/97")
    assert result.exit_code == 2
    assert "cannot write /dev/fd/97: bad file descriptor" in result.stderr


@pytest.mark.parametrize("name", ["/dev/stdout", "/dev/fd/7", "/proc/self/fd/7"])
@pytest.mark.parametrize("option", ["-o", "--summary"])
def test_a_descriptor_keeps_its_place(name: str, option: str, tmp_path: Path) -> None:
    both, other = tmp_path / "both", "" if option == "-o" else f"-o {tmp_path}/o.csv"
    shell(f"{{ echo first; advisor batch {TABLE} {other} {option} {name} 7>&1 2>&-; echo last; }} >{both}")
    first, *told, last = both.read_text("utf-8").splitlines()
    assert (first, last) == ("first", "last")
    assert told[0].startswith("case," if option == "-o" else "Portfolio  ")
    assert len(told) > 12


def test_who_has_read_enough_does_not_keep_files_from_being_written(tmp_path: Path) -> None:
    out = tmp_path / "o.csv"
    done = shell(f"set -o pipefail; advisor batch {TABLE} -o {out} --summary - | true")
    assert (done.returncode, done.stdout) == (0, "")
    assert len(out.read_text().splitlines()) == 13
    assert done.stderr.splitlines()[0] == "read 12, answered 12, rejected 0"


def test_where_a_file_does_not_get_its_name_those_that_have_are_told(
    advisor: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace = os.replace

    def refuse(source: Any, target: Any) -> None:
        if str(target).endswith("page"):
            raise PermissionError(errno.EPERM, "it is not yours")
        replace(source, target)

    monkeypatch.setattr(staged.os, "replace", refuse)
    out, page = tmp_path / "o.csv", tmp_path / "page"
    page.write_text("before")
    result = advisor("batch", TABLE, "-o", str(out), "--summary", str(page))
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"cannot write {page}: operation not permitted; written before it: {out} (hint" in result.stderr
    assert page.read_text() == "before"
    assert len(out.read_text().splitlines()) == 13
    assert sorted(os.listdir(tmp_path)) == ["o.csv", "page"]


@pytest.mark.parametrize("name", ["kb.yaml", "rules/10-functions.yaml", "packs/practice/pack.yaml"])
@pytest.mark.parametrize("option", ["-o", "--summary", "--rejects"])
def test_a_knowledge_base_is_not_overwritten(name: str, option: str, advisor: Run, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "kb", tmp_path / "kb")
    file = tmp_path / "kb" / name
    before = file.read_bytes()
    rest = [] if option == "-o" else ["-o", str(tmp_path / "o.csv"), "--on-error", "skip"]
    form = ["--to", "csv"] if option == "-o" else []
    result = advisor("batch", TABLE, "--kb", str(tmp_path / "kb"), option, str(file), *rest, *form)
    assert result.exit_code == 2
    assert f"it would overwrite {file}, which the command itself uses" in result.stderr
    assert file.read_bytes() == before
