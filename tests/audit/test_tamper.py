"""The attacks of the threat model in docs/audit.md: what each shows, without a receipt and with one.

An attack that leaves no trace without a receipt is a promise too: the day it is found from the file alone,
the table of the documentation is wrong.
"""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.audit.log import Log
from engine.audit.receipt import Receipt
from engine.audit.rows import Rows, blob_name
from engine.audit.schema import DECLARED
from engine.errors import AdvisorError
from tests.audit.entries import SNAPSHOT, a_batch, codes, decision, filled, note

SIZE = 12
HELD = 8
"""The receipt that the auditor holds is that of this record."""
Attack = Callable[[sqlite3.Connection], None]


def unguarded(connection: sqlite3.Connection) -> list[str]:
    """Take the triggers away, as whoever owns the file can; what makes them again."""
    triggers = [sql for sql in DECLARED if sql.startswith("CREATE TRIGGER")]
    for sql in triggers:
        connection.execute(f"DROP TRIGGER {sql.split()[2]}")
    return triggers


def as_log(connection: sqlite3.Connection) -> Log:
    """The log inside a transaction of our own, without its guards."""
    log = Log.__new__(Log)
    log.connection, log.path, log.id, log._rows = connection, "", "unused", Rows(connection, "")
    return log


def rebuilt(connection: sqlite3.Connection, bodies: list[bytes]) -> None:
    """Make the whole log anew from these entries, with numbers, ids, tree and index that agree."""
    import json

    for table in ("entry", "node", "checkpoint", "mention"):
        connection.execute(f"DELETE FROM {table}")
    log = as_log(connection)
    connection.execute("COMMIT")
    for body in bodies:
        entry = json.loads(body)
        log.append(lambda seq, id, e=entry: {**e, "seq": seq, "id": id})
    connection.execute("BEGIN")


def bodies(connection: sqlite3.Connection) -> list[bytes]:
    return [body for (body,) in connection.execute("SELECT body FROM entry ORDER BY seq")]


def edit_a_record(connection: sqlite3.Connection) -> None:
    connection.execute(
        "UPDATE entry SET body = CAST(replace(body, 'as agreed', 'as wanted') AS BLOB) WHERE seq = 5"
    )


def rename_a_record(connection: sqlite3.Connection) -> None:
    connection.execute("UPDATE entry SET id = 'aaaaaaaaaa' WHERE seq = 5")


def swap_two_records(connection: sqlite3.Connection) -> None:
    (third,) = connection.execute("SELECT body FROM entry WHERE seq = 3").fetchone()
    connection.execute("UPDATE entry SET body = (SELECT body FROM entry WHERE seq = 4) WHERE seq = 3")
    connection.execute("UPDATE entry SET body = ? WHERE seq = 4", (third,))


def delete_from_the_middle(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM entry WHERE seq = 5")


def delete_and_close_the_gap(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM entry WHERE seq = 5")
    connection.execute("UPDATE entry SET seq = -seq WHERE seq > 5")
    connection.execute("UPDATE entry SET seq = -seq - 1 WHERE seq < 0")


def cut_the_tail_carelessly(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM entry WHERE seq > 6")


def empty_carelessly(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM entry")


def insert_a_record(connection: sqlite3.Connection) -> None:
    connection.execute("UPDATE entry SET seq = -seq WHERE seq >= 5")
    connection.execute("UPDATE entry SET seq = -seq + 1 WHERE seq < 0")
    connection.execute("INSERT INTO entry SELECT 5, 'aaaaaaaaaa', body FROM entry WHERE seq = 4")


def alter_the_tree(connection: sqlite3.Connection) -> None:
    connection.execute("UPDATE node SET hash = zeroblob(32) WHERE level = 2 AND idx = 0")


def lose_a_hash(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM node WHERE level = 1 AND idx = 1")


def alter_a_snapshot(connection: sqlite3.Connection) -> None:
    connection.execute("UPDATE blob SET bytes = CAST('{}' AS BLOB)")


def lose_a_snapshot(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM blob")


def hide_from_the_list(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM mention WHERE word = 'decision'")


def alter_a_checkpoint(connection: sqlite3.Connection) -> None:
    connection.execute("UPDATE checkpoint SET root = zeroblob(32)")


def put_no_bytes(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA writable_schema = ON")
    connection.execute("UPDATE sqlite_schema SET sql = replace(sql, ') STRICT', ')') WHERE name = 'entry'")


def rewrite_everything(connection: sqlite3.Connection) -> None:
    altered = [body.replace(b"as agreed", b"as wanted") for body in bodies(connection)]
    rebuilt(connection, altered)


def reorder_and_rewrite(connection: sqlite3.Connection) -> None:
    rebuilt(connection, bodies(connection)[::-1])


def cut_the_tail(connection: sqlite3.Connection) -> None:
    rebuilt(connection, bodies(connection)[: HELD - 2])


def cut_what_is_newer_than_the_receipt(connection: sqlite3.Connection) -> None:
    """Keeps every entry up to it word for word, ids and all."""
    connection.execute("DELETE FROM entry WHERE seq > ?", (HELD,))
    connection.execute("DELETE FROM mention WHERE seq > ?", (HELD,))
    connection.execute("DELETE FROM checkpoint WHERE size > ?", (HELD,))
    for level in range(8):
        connection.execute("DELETE FROM node WHERE level = ? AND idx >= ?", (level, HELD >> level))


def rewrite_what_is_newer_than_the_receipt(connection: sqlite3.Connection) -> None:
    cut_what_is_newer_than_the_receipt(connection)
    log = as_log(connection)
    connection.execute("COMMIT")
    log.append(lambda seq, id: note(seq, id, "never so"))
    connection.execute("BEGIN")


def empty_the_log(connection: sqlite3.Connection) -> None:
    rebuilt(connection, [])


def told(records: int) -> list[str]:
    """What is said of so many records that stand where others stood."""
    return ["record-name"] * records + ["record-altered"] * records


NOTHING: list[str] = []
MATRIX: dict[Attack, tuple[list[str], list[str]]] = {
    # careless: found from the file alone
    edit_a_record: (["record-altered"], ["record-altered", "root-differs"]),
    rename_a_record: (["record-name"], ["record-name"]),
    swap_two_records: (
        told(2),
        [*told(2), "root-differs"],
    ),
    delete_from_the_middle: (["record-missing"], ["record-missing", "log-shorter"]),
    delete_and_close_the_gap: (
        [*told(7), "record-missing"],
        [*told(7), "record-missing", "root-differs"],
    ),
    cut_the_tail_carelessly: (["record-missing"], ["record-missing", "log-shorter"]),
    empty_carelessly: (
        ["record-missing", "index-differs"],
        ["record-missing", "index-differs", "log-shorter"],
    ),
    insert_a_record: (
        told(9),
        [*told(9), "root-differs"],
    ),
    alter_the_tree: (["tree-altered"], ["tree-altered"]),
    lose_a_hash: (["tree-altered"], ["tree-altered"]),
    alter_a_snapshot: (["snapshot-altered"], ["snapshot-altered"]),
    lose_a_snapshot: (["snapshot-missing"], ["snapshot-missing"]),
    hide_from_the_list: (["index-differs"], ["index-differs"]),
    alter_a_checkpoint: (["checkpoint-differs"], ["checkpoint-differs"]),
    put_no_bytes: (["log-schema"], ["log-schema"]),
    # thorough: the file agrees with itself, only a receipt tells
    rewrite_everything: (NOTHING, ["root-differs"]),
    reorder_and_rewrite: (NOTHING, ["root-differs"]),
    cut_the_tail: (NOTHING, ["log-shorter"]),
    empty_the_log: (NOTHING, ["log-shorter"]),
    # newer than every receipt: nothing tells
    cut_what_is_newer_than_the_receipt: (NOTHING, NOTHING),
    rewrite_what_is_newer_than_the_receipt: (NOTHING, NOTHING),
}


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / "audit.db")


def log_with_checkpoint(path: str) -> Receipt:
    """A log of SIZE records; the receipt that the auditor holds."""
    receipts = filled(path, SIZE)
    with Log.create(path) as log:
        log.checkpoint()
    return receipts[HELD - 1]


@pytest.mark.parametrize("attack", MATRIX, ids=lambda attack: attack.__name__)
def test_attack(attack: Attack, path: str) -> None:
    receipt = log_with_checkpoint(path)
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("BEGIN")
    triggers = unguarded(connection)
    attack(connection)
    for sql in triggers:
        connection.execute(sql)
    connection.execute("COMMIT")
    connection.close()
    alone, held = MATRIX[attack]
    with_checkpoint = {"checkpoint-differs"} if attack not in (alter_a_checkpoint,) else set()
    assert sorted(code for code in codes(path) if code not in with_checkpoint) == sorted(alone)
    assert sorted(code for code in codes(path, receipt) if code not in with_checkpoint) == sorted(held)


def edit_a_batch(connection: sqlite3.Connection) -> None:
    connection.execute("UPDATE entry SET body = CAST(replace(body, 'd\":5', 'd\":6') AS BLOB) WHERE seq = 13")


def edit_the_root_of_a_batch(connection: sqlite3.Connection) -> None:
    connection.execute(
        'UPDATE entry SET body = CAST(replace(body, \'"root":"\', \'"root":"0\') AS BLOB) WHERE seq = 13'
    )


def rename_a_batch(connection: sqlite3.Connection) -> None:
    connection.execute("UPDATE entry SET id = 'aaaaaaaaaa' WHERE seq = 13")


def hide_a_batch_from_the_list(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM mention WHERE word = 'batch'")


def rewrite_a_batch_and_everything(connection: sqlite3.Connection) -> None:
    rebuilt(connection, [body.replace(b'"answered":5', b'"answered":6') for body in bodies(connection)])


BATCHES: dict[Attack, tuple[list[str], list[str]]] = {
    edit_a_batch: (["record-altered"], ["record-altered", "root-differs"]),
    edit_the_root_of_a_batch: (["record-altered"], ["record-altered", "root-differs"]),
    rename_a_batch: (["record-name"], ["record-differs", "record-name"]),
    hide_a_batch_from_the_list: (["index-differs"], ["index-differs"]),
    rewrite_a_batch_and_everything: (NOTHING, ["root-differs"]),
}


@pytest.mark.parametrize("attack", BATCHES, ids=lambda attack: attack.__name__)
def test_attack_on_a_batch(attack: Attack, path: str) -> None:
    filled(path, SIZE)
    with Log.create(path) as log:
        receipt = log.append(a_batch, {blob_name(SNAPSHOT): SNAPSHOT})
        assert log.verify([receipt], listing=True) == ()
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("BEGIN")
    triggers = unguarded(connection)
    attack(connection)
    for sql in triggers:
        connection.execute(sql)
    connection.execute("COMMIT")
    connection.close()
    alone, held = BATCHES[attack]
    assert sorted(codes(path)) == alone
    assert sorted(codes(path, receipt)) == held


def test_an_older_copy_is_put_back(path: str) -> None:
    receipts = filled(path, 5)
    shutil.copy(path, f"{path}.old")
    with Log.create(path) as log:
        receipts.append(log.append(note))
    os.replace(f"{path}.old", path)
    assert codes(path) == []
    assert codes(path, receipts[-1]) == ["log-shorter"]
    assert codes(path, receipts[4]) == []


def test_a_new_log_in_its_place_is_another_log(path: str) -> None:
    receipt = filled(path, 5)[-1]
    os.unlink(path)
    filled(path, 5)
    assert codes(path) == []
    assert codes(path, receipt) == ["not-this-log"]


def test_a_forged_receipt(path: str) -> None:
    receipt = filled(path, 5)[-1]
    other = Receipt(receipt.log, "aaaaaaaaaa", receipt.seq, receipt.size, receipt.root)
    assert codes(path, other) == ["record-differs"]


def test_the_guards_stop_accidents(path: str) -> None:
    filled(path, 3)
    connection = sqlite3.connect(path)
    for table in ("meta", "blob", "entry", "node"):
        with pytest.raises(sqlite3.IntegrityError, match="only ever added"):
            connection.execute(f"DELETE FROM {table}")
        column = connection.execute(f"SELECT * FROM {table}").description[0][0]
        with pytest.raises(sqlite3.IntegrityError, match="only ever added"):
            connection.execute(f"UPDATE {table} SET {column} = {column}")
    connection.close()


def test_missing_guards_are_told(path: str) -> None:
    filled(path, 3)
    connection = sqlite3.connect(path)
    connection.execute("DROP TRIGGER entry_no_delete")
    connection.close()
    assert codes(path) == ["log-schema"]


def test_show_and_prove_refuse_what_was_altered(path: str) -> None:
    filled(path, 5)
    connection = sqlite3.connect(path)
    unguarded(connection)
    edit_a_record(connection)
    alter_a_snapshot(connection)
    connection.commit()
    connection.close()
    with Log.open(path) as log:
        for look in (lambda: log.entry("5"), lambda: log.blob(blob_name(SNAPSHOT))):
            with pytest.raises(AdvisorError, match="is not what was recorded"):
                look()
        assert log.entry("4")["seq"] == 4


def test_no_flipped_bit_in_a_record_goes_unnoticed(path: str) -> None:
    """A flip anywhere in the file is found, refused, or lies where nothing of a record stands."""
    receipts = filled(path, 6)
    whole = bytearray(Path(path).read_bytes())
    with Log.open(path) as log:
        right = [body for _, body in log.entries()]
    chance = random.Random(4)
    found = 0
    for _ in range(150):
        at = chance.randrange(len(whole) * 8)
        whole[at // 8] ^= 1 << at % 8
        Path(path).write_bytes(whole)
        whole[at // 8] ^= 1 << at % 8
        try:
            told = codes(path, receipts[-1])
            if not told:
                with Log.open(path) as log:
                    assert [body for _, body in log.entries()] == right
        except AdvisorError:
            told = ["refused"]
        found += bool(told)
        for end in ("-wal", "-shm"):
            Path(path + end).unlink(missing_ok=True)
    assert found > 10


def test_what_only_sqlite_sees_is_told_last(path: str) -> None:
    """A wrong number of free pages in the file's head, beside a record that was altered."""
    filled(path, 6)
    connection = sqlite3.connect(path)
    unguarded(connection)
    edit_a_record(connection)
    connection.commit()
    connection.close()
    whole = bytearray(Path(path).read_bytes())
    whole[36:40] = (9).to_bytes(4, "big")
    Path(path).write_bytes(whole)
    with Log.open(path) as log:
        *first, last = log.verify()
    assert [problem.code for problem in first] == ["log-schema", "record-altered"]
    assert last.code == "log-damaged"
    assert "freelist" in last.what.lower()


def test_a_whole_decision_among_them(path: str) -> None:
    filled(path, 2)
    with Log.create(path) as log:
        log.append(decision, {blob_name(SNAPSHOT): SNAPSHOT})
        assert log.verify() == ()
        assert log.connection.execute("SELECT count(*) FROM blob").fetchone() == (1,)
