"""Verifying walks over many records at a time; where it stops in between must not matter."""

from __future__ import annotations

import random
import sqlite3
from pathlib import Path

import pytest

from benchmarks.bulk import Decisions, build
from engine.audit import walk
from engine.audit.log import Log
from engine.audit.rows import blob_name
from tests.audit.test_tamper import unguarded

TABLES = ("blob", "entry", "node", "mention")


@pytest.mark.parametrize("at_once", [1, 2, 3, 7, 64, 256])
def test_every_root_and_every_altered_hash_whatever_is_taken_at_once(
    at_once: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(walk, "AT_ONCE", at_once)
    path = str(tmp_path / "audit.db")
    build(path, 150)
    with Log.open(path) as log:
        receipts = [log.receipt(size, size) for size in range(1, 151)]
        assert log.verify(receipts) == ()
        nodes = log.connection.execute("SELECT level, idx FROM node").fetchall()
    connection = sqlite3.connect(path, isolation_level=None)
    blobs = {name.encode() for (name,) in connection.execute("SELECT hash FROM blob")}
    for level, at in random.Random(4).sample(nodes, 20):
        connection.execute("BEGIN")
        unguarded(connection)
        connection.execute("UPDATE node SET hash = zeroblob(32) WHERE level = ? AND idx = ?", (level, at))
        (problem,) = walk.Walk(connection, {77}, blobs).problems()
        connection.execute("ROLLBACK")
        what = f"the tree's hash ({level}, {at}) is not that of its records"
        assert problem.what == (what if level else f"record {at + 1} is not what was recorded")
    connection.close()


def test_a_log_built_in_bulk_is_the_one_that_is_appended(tmp_path: Path) -> None:
    bulk, slow = str(tmp_path / "bulk.db"), str(tmp_path / "slow.db")
    build(bulk, 130)
    decisions = Decisions()
    name = blob_name(decisions.snapshot)
    with Log.create(slow) as log:
        for seq in range(1, 131):
            entry = decisions.entry_of(seq)
            log._fresh_id = lambda entry=entry: entry["id"]  # type: ignore[method-assign]
            log.append(lambda seq, id, entry=entry: entry, {name: decisions.snapshot})
    made = []
    for path in (bulk, slow):
        with Log.open(path) as log:
            assert log.verify(listing=True) == ()
            made.append([log.connection.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES])
    assert made[0] == made[1]
