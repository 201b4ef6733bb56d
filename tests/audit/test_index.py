"""An index that somebody meddled with: told row by row, and made anew from the records alone."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from engine.audit.log import Log
from engine.audit.receipt import Receipt, parse_receipt
from tests.audit.decisions import advisor, data, ran
from tests.audit.test_tamper import unguarded

FIRST, SECOND = 1795569420, 1795677420
"""The times of records 1 and 2."""
CASE = "case The miller's house"
FORGED = {
    "lost": (
        f'DELETE FROM mention WHERE seq = 2 AND word = "{CASE}"',
        [f'the index lacks record 2 under "{CASE}", time {SECOND}, unlike the record'],
    ),
    "added": (
        "INSERT INTO mention VALUES ('verdict keep', 7, 2)",
        ['the index has record 2 under "verdict keep", time 7, unlike the record'],
    ),
    "altered word": (
        f"UPDATE mention SET word = 'case x' WHERE seq = 1 AND word = \"{CASE}\"",
        [
            f'the index lacks record 1 under "{CASE}", time {FIRST}, unlike the record',
            f'the index has record 1 under "case x", time {FIRST}, unlike the record',
        ],
    ),
    "altered time": (
        "UPDATE mention SET time = 7 WHERE seq = 3",
        [
            'the index has record 3 under "about a012345678", time 7, unlike the record',
            'the index lacks record 3 under "about a012345678", time 1795681020, unlike the record',
        ],
    ),
    "of no record": (
        "INSERT INTO mention VALUES ('rule X', 7, -1), ('rule X', 7, 9)",
        [f'the index has record {seq} under "rule X", time 7, unlike the record' for seq in (-1, 9)],
    ),
}


@contextmanager
def meddling(path: str) -> Iterator[sqlite3.Connection]:
    """The file in the hands of somebody who can write it."""
    connection = sqlite3.connect(path)
    with connection:
        yield connection
    connection.close()


def rows(path: str) -> list[tuple[str, int, int]]:
    with meddling(path) as connection:
        return connection.execute("SELECT * FROM mention ORDER BY seq, word").fetchall()


@pytest.mark.parametrize("how", FORGED)
def test_each_row_that_differs_is_told_and_mended(how: str, log: str) -> None:
    right, (statement, told) = rows(log), FORGED[how]
    with Log.open(log) as opened:
        kept = opened.receipt()
    with meddling(log) as connection:
        connection.execute(statement)
    found = data("audit", "verify", "--index", "--log", log, exit=1)["findings"]
    assert [(each["code"], each["what"]) for each in found] == [("index-differs", what) for what in told]
    assert {each["hint"] for each in found} == {"advisor audit reindex makes it anew from the records"}
    count = f"{len(told)} row{'s' * (len(told) > 1)} differed"
    assert (
        advisor("audit", "reindex", "--log", log) == f"log thenag0000: index made from 4 records, {count}\n"
    )
    assert rows(log) == right
    assert receipt_of_a_sound_log(log, "--receipt", str(kept)) == kept
    assert advisor("audit", "reindex", "--log", log).endswith(", 0 rows differed\n")


def receipt_of_a_sound_log(log: str, *words: str) -> Receipt:
    """What `verify --index` ends with where it finds nothing."""
    return parse_receipt(advisor("audit", "verify", "--index", "--log", log, *words).splitlines()[-1])


def test_a_hidden_decision_is_told_without_looking_at_each_row(log: str) -> None:
    with meddling(log) as connection:
        connection.execute("DELETE FROM mention WHERE seq = 2")
    (found,) = data("audit", "verify", "--log", log, exit=1)["findings"]
    assert found["what"] == "the log has 3 decisions, its index 2: audit list does not show all"


def test_an_altered_record_is_not_indexed(log: str) -> None:
    with meddling(log) as connection:
        triggers = unguarded(connection)
        connection.execute(
            "UPDATE entry SET body = CAST(replace(body, 'house', 'hotel') AS BLOB) WHERE seq = 2"
        )
        connection.execute("DELETE FROM mention WHERE seq = 1")
        for sql in triggers:
            connection.execute(sql)
    before = rows(log)
    result = ran("audit", "reindex", "--log", log)
    assert (result.exit_code, result.stdout) == (5, "")
    assert "error[log-damaged]: record 2 is not what was recorded" in result.stderr
    assert rows(log) == before


def test_an_entry_that_cannot_be_read_is_told_once_as_altered(log: str) -> None:
    """And its rows as what no record accounts for."""
    with meddling(log) as connection:
        triggers = unguarded(connection)
        connection.execute("UPDATE entry SET body = x'ff' WHERE seq = 3")
        for sql in triggers:
            connection.execute(sql)
    found = data("audit", "verify", "--index", "--log", log, exit=1)["findings"]
    assert [each["code"] for each in found] == ["record-name", "record-altered", "index-differs"]


def test_reindexing_makes_no_log(tmp_path: object) -> None:
    result = ran("audit", "reindex", "--log", f"{tmp_path}/nowhere.db")
    assert (result.exit_code, result.stdout) == (2, "")
