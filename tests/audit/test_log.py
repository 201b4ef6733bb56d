"""The log as a file: what it keeps, what it refuses, and that it leaves nothing behind."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from engine.audit import failures, store, tree
from engine.audit.log import Log
from engine.audit.proofs import continue_from, prove
from engine.audit.receipt import parse_receipt
from engine.audit.rows import blob_name
from engine.audit.schema import MIGRATIONS, VERSION
from engine.audit.verifier import consistent, included
from engine.errors import AdvisorError, AuditError, Exit, UsageError
from tests.audit.entries import SNAPSHOT, decision, filled, note


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / "audit.db")


def refused(kind: type[AdvisorError], how: Any, path: str | Path) -> str:
    """What is said, without the path, of an error that has this kind."""
    with pytest.raises(AdvisorError) as caught:
        how(str(path))
    assert type(caught.value) is kind
    (problem,) = caught.value.problems
    assert problem.where is not None
    assert problem.where.file == str(path)
    return f"{problem.code}: {problem.what}"


def beside(path: str | Path) -> list[str]:
    return sorted(os.listdir(os.path.dirname(str(path))))


def test_what_goes_in_comes_out(path: str) -> None:
    receipts = filled(path, 9)
    assert beside(path) == ["audit.db"]
    with Log.open(path) as log:
        assert log.size() == 9
        assert [seq for seq, _ in log.entries(4)] == [4, 5, 6, 7, 8, 9]
        for seq, receipt in enumerate(receipts, 1):
            assert (receipt.log, receipt.seq, receipt.size) == (log.id, seq, seq)
            assert log.root(seq) == receipt.root
            for name in (receipt.record, receipt.record.upper(), receipt.record[:8], str(seq)):
                assert log.entry(name)["id"] == receipt.record
        assert log.blob(blob_name(SNAPSHOT)) == SNAPSHOT
        assert log.verify(receipts) == ()
        assert log.receipt() == receipts[-1] == parse_receipt(str(receipts[-1]))
    assert beside(path) == ["audit.db"]


def test_every_proof(path: str) -> None:
    receipts = filled(path, 9)
    with Log.open(path) as log:
        for receipt in receipts:
            for seq in range(1, receipt.size + 1):
                proof = prove(log, str(seq), receipt)
                _, body = log.body(str(seq))
                steps = [bytes.fromhex(step) for step in proof["inclusion"]["path"]]
                leaf = tree.leaf_hash(body)
                assert included(leaf, seq - 1, receipt.size, steps, receipt.root)
                assert parse_receipt(proof["receipt"]).root == receipt.root
            proof = continue_from(log, receipt)
            steps = [bytes.fromhex(step) for step in proof["path"]]
            assert consistent(receipt.size, receipt.root, 9, receipts[-1].root, steps)
        assert prove(log, "1")["snapshot"] == {"schema": "advisor/snapshot/1"}
        assert prove(log, "2")["snapshot"] is None
        with pytest.raises(UsageError, match="later than the receipt"):
            prove(log, "5", receipts[3])


def test_only_its_owner_may_read_it(path: str) -> None:
    before = os.umask(0)
    try:
        with Log.create(path) as log:
            log.append(note)
            modes = {name: stat.S_IMODE((Path(path).parent / name).stat().st_mode) for name in beside(path)}
    finally:
        os.umask(before)
    assert modes == {"audit.db": 0o600, "audit.db-wal": 0o600, "audit.db-shm": 0o600}


def test_it_is_written_so_that_a_power_cut_loses_nothing(path: str) -> None:
    with Log.create(path) as log:
        pragmas = {name: log.connection.execute(f"PRAGMA {name}").fetchone()[0] for name in (
            "journal_mode", "synchronous", "trusted_schema", "user_version"
        )}  # fmt: skip
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "trusted_schema": 0, "user_version": 1}


def test_a_failed_entry_leaves_nothing(path: str) -> None:
    with Log.create(path) as log:
        log.append(note)
        for make in (lambda seq, id: note(seq + 1, id), lambda seq, id: {}, lambda seq, id: 1 / 0):
            with pytest.raises((ValueError, ZeroDivisionError)):
                log.append(make)
        with pytest.raises(ValueError, match="not the digest"):
            log.append(decision, {"sha256:00": SNAPSHOT})
        assert (log.size(), log.verify()) == (1, ())
        assert log.append(note).seq == 2


def test_reading_is_no_writing(path: str) -> None:
    filled(path, 2)
    before = Path(path).read_bytes()
    with Log.open(path) as log, pytest.raises(AuditError, match="it can only be read"):
        log.append(note)
    with Log.open(path) as log, pytest.raises(AuditError, match="it can only be read"):
        log.checkpoint()
    assert Path(path).read_bytes() == before


def test_a_checkpoint_is_kept_once(path: str) -> None:
    with Log.create(path) as log:
        with pytest.raises(UsageError, match="no record yet"):
            log.checkpoint()
        receipt = log.append(note)
        assert log.checkpoint() == log.checkpoint() == receipt
        assert log.connection.execute("SELECT size, root FROM checkpoint").fetchall() == [(1, receipt.root)]
        assert log.verify() == ()


def test_records_that_are_not_there(path: str) -> None:
    receipts = filled(path, 40)
    with Log.open(path) as log:
        for name in ("", "0", "41", "uuuuuuuuuu", "x' OR 1", "%", "\ud800", "9" * 40, "-1"):
            assert refused(UsageError, lambda _, name=name: log.entry(name), path).startswith("record: ")
        first = receipts[0].record[0]
        if sum(receipt.record.startswith(first) for receipt in receipts) > 1 and not first.isdigit():
            with pytest.raises(UsageError, match="several records begin with"):
                log.entry(first)


# What is no log


def test_a_name_that_was_mistyped(path: str) -> None:
    filled(path, 1)
    typed = path.replace("audit", "audti")
    assert refused(UsageError, Log.open, typed) == "log: cannot read the log: no such file or directory"
    with pytest.raises(UsageError, match=r"did you mean .*audit\.db"):
        Log.open(typed)
    assert beside(path) == ["audit.db"]


def other_database(path: Path) -> None:
    connection = sqlite3.connect(path)
    with connection:
        connection.execute("CREATE TABLE mine (a)")
        connection.execute("INSERT INTO mine VALUES ('kept')")
    connection.close()


THEIRS = {
    "text": lambda path: path.write_text("not a database at all, just some text\n"),
    "bytes": lambda path: path.write_bytes(bytes(range(256)) * 20),
    "foreign": other_database,
}


@pytest.mark.parametrize("kind", THEIRS)
def test_files_of_somebody_else(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "theirs"
    THEIRS[kind](path)
    before = path.read_bytes(), path.stat().st_mode
    what = (
        "it is an SQLite database, but not an audit log" if kind == "foreign" else "it holds something else"
    )
    assert refused(UsageError, Log.open, path) == f"log-not: this is no log: {what}"
    said = refused(AuditError, Log.create, path)
    assert said.endswith(what)
    assert (path.read_bytes(), path.stat().st_mode) == before
    assert beside(path) == ["theirs"]


def test_folders_links_and_what_else_is_no_file(tmp_path: Path) -> None:
    folder, link, hanging, pipe = (tmp_path / name for name in ("folder", "link", "hanging", "pipe"))
    folder.mkdir()
    filled(str(folder / "audit.db"), 1)
    link.symlink_to(folder / "audit.db")
    hanging.symlink_to(tmp_path / "nowhere")
    os.mkfifo(pipe)
    cannot = "log-create: cannot write a log here:"
    assert refused(UsageError, Log.open, folder) == "log: cannot read the log: is a directory"
    assert refused(AuditError, Log.create, folder) == f"{cannot} it is a folder"
    assert refused(AuditError, Log.create, link) == f"{cannot} it is a symbolic link"
    assert refused(AuditError, Log.create, hanging) == f"{cannot} it is a symbolic link"
    assert refused(AuditError, Log.create, pipe) == f"{cannot} it is no file"
    assert refused(AuditError, Log.create, tmp_path / "no" / "log") == f"{cannot} no such file or directory"
    assert refused(AuditError, Log.create, f"{tmp_path}/a\0b") == f"{cannot} no such name"
    assert refused(UsageError, Log.open, f"{tmp_path}/a\0b") == "log: cannot read the log: no such name"
    with Log.open(str(link)) as log:
        assert log.size() == 1
    assert sorted(os.listdir(tmp_path)) == ["folder", "hanging", "link", "pipe"]


def test_an_empty_file_becomes_a_log_but_is_none(path: str) -> None:
    Path(path).touch(0o644)
    assert refused(UsageError, Log.open, path) == "log-not: this is no log: it is empty"
    filled(path, 1)
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600


def test_a_newer_log(path: str) -> None:
    filled(path, 1)
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    connection.close()
    before = Path(path).read_bytes()
    said = "log-newer: the log has format 2, written by a newer advisor; this one knows 1"
    assert refused(AuditError, Log.open, path) == said
    assert refused(AuditError, Log.create, path) == said
    assert Path(path).read_bytes() == before


def migrated(path: str, monkeypatch: pytest.MonkeyPatch, *statements: str) -> None:
    """Open the log for writing as a program does whose format comes after today's."""
    monkeypatch.setattr(store, "VERSION", VERSION + 1)
    monkeypatch.setattr(store, "MIGRATIONS", (*MIGRATIONS, statements))
    try:
        Log.create(path).close()
    finally:
        monkeypatch.undo()


def test_an_older_log_is_brought_up_to_date_and_its_entries_stay(
    path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(path, 3)
    with Log.open(path) as log:
        before = list(log.entries()), log.root()
    migrated(path, monkeypatch, "CREATE TABLE more (a TEXT) STRICT", "INSERT INTO more VALUES ('made')")
    monkeypatch.setattr(store, "VERSION", VERSION + 1)
    with Log.open(path) as log:
        assert log.connection.execute("PRAGMA user_version").fetchone() == (VERSION + 1,)
        assert log.connection.execute("SELECT a FROM more").fetchall() == [("made",)]
        assert (list(log.entries()), log.root()) == before


def test_a_migration_that_fails_leaves_the_older_log(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(path, 3)
    with pytest.raises(AuditError):
        migrated(path, monkeypatch, "CREATE TABLE more (a TEXT) STRICT", "DELETE FROM entry")
    with Log.create(path) as log:
        assert log.verify() == ()
        assert log.append(note).seq == 4


def test_an_older_sqlite(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 36, 0))
    for how in (Log.open, Log.create):
        with pytest.raises(AuditError, match=r"the audit log needs SQLite 3\.37"):
            how(path)
    assert beside(path) == []


def test_a_log_that_somebody_holds(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(path, 1)
    monkeypatch.setattr(store, "PATIENCE", 0.01)
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with Log.create(path) as log:
        assert refused(AuditError, lambda _: log.append(note), path) == (
            f"log-locked: the log failed: another process has held it for {failures.PATIENCE:.0f} seconds"
        )
        holder.execute("ROLLBACK")
        assert log.append(note).seq == 2
    holder.close()


def test_a_full_disk(path: str) -> None:
    with Log.create(path) as log:
        log.append(note)
        log.connection.execute(
            f"PRAGMA max_page_count = {log.connection.execute('PRAGMA page_count').fetchone()[0]}"
        )
        with pytest.raises(AuditError, match=r"log-full.*the disk is full"):
            log.append(lambda seq, id: note(seq, id, "x" * 100_000))
        assert (log.size(), log.verify()) == (1, ())


READ_ONLY = """
import ctypes, errno, os, sys
from engine.audit.log import Log
from engine.errors import AuditError
from tests.audit.entries import note
shim = ctypes.CDLL(None)
shim.shim_arm(os.fsencode(sys.argv[1]), ctypes.c_long(1), errno.EROFS, 1, 0)
with Log.open(sys.argv[1]) as log:
    assert log.verify() == () and log.size() == 2
try:
    with Log.create(sys.argv[1]) as log:
        log.append(note)
except AuditError as error:
    print(error.problems[0].code, int(error.exit))
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the shim needs Linux")
def test_a_file_system_that_can_only_be_read(path: str, tmp_path: Path) -> None:
    from tests.audit.faults import build

    filled(path, 2)
    shim = build(tmp_path)
    done = subprocess.run(
        [sys.executable, "-c", READ_ONLY, path],
        env={**os.environ, "LD_PRELOAD": str(shim)},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    code, said = done.stdout.split()
    assert (code in ("log-read-only", "log-open"), said, done.stderr) == (True, f"{Exit.LOG_FAILED:d}", "")
    assert beside(path) == ["audit.db", "shim.so"]


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to the superuser")
def test_a_folder_in_which_nothing_may_be_made(path: str, tmp_path: Path) -> None:
    filled(path, 2)
    tmp_path.chmod(0o500)
    try:
        with Log.open(path) as log:
            assert (log.size(), log.verify()) == (2, ())
        said = refused(AuditError, Log.create, tmp_path / "other.db")
        assert said == "log-create: cannot write a log here: permission denied"
        os.chmod(path, 0o400)
        assert (
            refused(AuditError, Log.create, path)
            == "log-create: cannot write a log here: it can only be read"
        )
    finally:
        tmp_path.chmod(0o700)


def test_a_pipe_is_no_log_and_is_not_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(UsageError, match="it is a pipe"):
        Log.open(str(pipe))
