"""Listing finds what fits, all of it and nothing else, and reads no more than it prints."""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime, timezone
from pathlib import Path
from random import Random
from typing import Any

import pytest

from engine.audit import record, snapshot
from engine.audit.index import Filter, find, words
from engine.audit.log import Log
from engine.inference.infer import infer
from tests.audit.decisions import advisor, data, ran, setting
from tests.generate import random_case, random_kb

IDS = {"1": "a012345678", "2": "b012345678", "4": "d012345678"}


def listed(log: str, *filters: str) -> str:
    """The numbers of the decisions found, in order."""
    rows = csv.DictReader(io.StringIO(advisor("audit", "list", "--log", log, "--format", "csv", *filters)))
    return "".join(row["number"] for row in rows)


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ((), "421"),
        (("--case", "The miller's house"), "21"),
        (("--case", "the miller"), ""),
        (("--verdict", "one_room"), "21"),
        (("--verdict", "undetermined"), "1"),
        (("--verdict", "room.verdict=paint"), "21"),
        (("--verdict", "One ROOM"), "21"),
        (("--verdict", "Undetermined"), "1"),
        (("--verdict", "VERDICT=Leave as it is"), ""),
        (("--verdict", "verdict=paint"), "21"),
        (("--verdict", "conflict"), ""),
        (("--case", "THE MILLER'S HOUSE"), "21"),
        (("--rule", "prot-01"), "21"),
        (("--since", "2026-11-25T01:18"), "42"),
        (("--since", "2026-11-25T01:17:00"), "421"),
        (("--until", "2026-11-25T01:17Z"), ""),
        (("--rule", "PROT-01"), "21"),
        (("--rule", "PROT-01", "--verdict", "undetermined"), "1"),
        (("--knowledge", "rooms"), "421"),
        (("--knowledge", "2.0.0"), ""),
        (("--since", "2026-11-26"), "42"),
        (("--until", "2026-11-26"), "21"),
        (("--until", "2026-11-25T01:17:00Z"), ""),
        (("--since", "2026-11-25T01:17:00Z", "--until", "2026-11-25"), "1"),
        (("--limit", "2"), "42"),
    ],
)
def test_filters(filters: tuple[str, ...], found: str, log: str) -> None:
    assert listed(log, *filters) == found


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--verdict", "one_rom"), "verdict 'one_rom' (hint: did you mean one_room?)"),
        (("--rule", "prt-01"), "rule 'prt-01' (hint: did you mean PROT-01?)"),
        (("--rule", "PROT-\udcff1"), "rule 'PROT-\\udcff1' (hint: did you mean PROT-01?)"),
        (("--knowledge", "roms"), "knowledge base 'roms' (hint: did you mean rooms?)"),
        (
            ("--case", "attic"),
            "case 'attic' (hint: recorded are The miller's house, unnamed case)",
        ),
    ],
)
def test_what_no_record_can_have_is_told(words: tuple[str, ...], said: str, log: str) -> None:
    result = ran("audit", "list", "--log", log, *words)
    assert (result.exit_code, result.stdout) == (0, "no record fits\n")
    assert result.stderr == f"{log}: warning[no-such]: no decision of this log can have the {said}\n"


@pytest.mark.parametrize(
    "words", [("--verdict", "Move out"), ("--verdict", "conflict"), ("--rule", "SALE-01")]
)
def test_what_a_record_could_have_is_no_mistake(words: tuple[str, ...], log: str) -> None:
    assert ran("audit", "list", "--log", log, *words).stderr == ""


def test_a_knowledge_base_by_the_beginning_of_its_digest(log: str) -> None:
    digest = data("audit", "list", "--log", log)["decisions"][0]["knowledge"]["digest"]
    assert listed(log, "--knowledge", digest[:12]) == "421"
    assert listed(log, "--knowledge", digest[:11]) == ""


def test_a_later_annotation_hides_none_before_it(log: str) -> None:
    with Log.create(log) as opened:
        for verdict in ("accepted", "overridden", "accepted"):
            opened.append(record.annotation(IDS["1"], verdict, "So", setting(60)))  # type: ignore[arg-type]
    table = advisor("audit", "list", "--log", log)
    assert table.endswith("one_room, provisional;\n" + " " * 55 + "overridden, accepted\n")
    assert max(map(len, table.splitlines())) <= 80
    assert advisor("audit", "list", "--log", log, "--format", "csv").endswith(
        ',"overridden, accepted",decision,,,,\n'
    )


def test_json_has_every_verdict_and_the_annotations(log: str) -> None:
    last, _, first = data("audit", "list", "--log", log)["decisions"]
    assert (first["id"], first["case"], len(first["verdicts"])) == (IDS["1"], "The miller's house", 5)
    (note,) = first["annotations"]
    assert (note["verdict"], note["because"]) == ("overridden", "The roof leaks")
    assert last["annotations"] == []


def test_a_table_says_where_it_ends(log: str) -> None:
    assert "(older ones are left out: --limit N)" in advisor("audit", "list", "--log", log, "--limit", "1")
    assert "left out" not in advisor("audit", "list", "--log", log, "--limit", "3")
    assert advisor("audit", "list", "--log", log, "--case", "x") == "no record fits\n"


@pytest.mark.parametrize("time", ["yesterday", "2026-13-01", "9999-12-31"])
def test_a_time_that_is_none(time: str, log: str) -> None:
    result = ran("audit", "list", "--log", log, "--until", time)
    assert (result.exit_code, result.stdout) == (2, "")


def test_all_filters_agree_with_a_walk_over_all_records(tmp_path: Path) -> None:
    """Generated decisions; each word of each, alone, by twos and with times."""
    rng = Random(5)
    with Log.create(str(tmp_path / "audit.db")) as log:
        for number in range(12):
            if number % 3 == 0:
                kb = random_kb(rng)
                kept = snapshot.make(kb)
            case = random_case(rng, kb)
            make = record.decision(
                kb, case, infer(kb, case), snapshot.digest(kept), setting(rng.randrange(40))
            )
            log.append(make, {snapshot.digest(kept): kept})
        entries = [json.loads(body) for _, body in log.entries()]
        filters = [Filter()]
        kinds = ("case", "verdict", "rule", "knowledge")
        for entry in entries:
            said: dict[str, list[str]] = {kind: [] for kind in kinds}
            for word in sorted(words(entry)):
                kind, _, name = word.partition(" ")
                if name:
                    said[kind].append(name)
            for _ in range(6):
                chosen: dict[str, Any] = {
                    kind: tuple(rng.sample(said[kind], min(len(said[kind]), rng.choice((1, 1, 2)))))
                    for kind in kinds
                    if said[kind] and rng.random() < 0.4
                }
                for bound in ("since", "until"):
                    if rng.random() < 0.3:
                        time = rng.choice(entries)["time"]
                        chosen[bound] = datetime.strptime(time, "%Y-%m-%dT%H:%M:%SZ").replace(
                            tzinfo=timezone.utc
                        )
                filters.append(Filter(**chosen))
        some = 0
        for wanted in filters:
            walked = [entry for entry in entries if wanted.fits(entry)]
            walked.sort(key=lambda entry: (entry["time"], entry["seq"]), reverse=True)
            assert list(find(log, wanted)) == walked
            some += 0 < len(walked) < len(entries)
        assert some > 20


def test_it_reads_no_more_records_than_it_prints(log: str, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    body = Log.body

    def counted(self: Log, name: str) -> tuple[int, bytes]:
        read.append(name)
        return body(self, name)

    monkeypatch.setattr(Log, "body", counted)
    assert listed(log, "--verdict", "undetermined") == "1"
    assert read == ["1", "3"], "the decision and the annotation about it"
    with Log.open(log) as opened:
        query = "SELECT seq FROM mention m WHERE word = ? AND time >= ? ORDER BY time DESC, seq DESC"
        (plan,) = opened.connection.execute(f"EXPLAIN QUERY PLAN {query}", ("decision", 0)).fetchall()
    assert "SEARCH" in plan[3]


def test_a_forged_index_lists_nothing_that_does_not_fit(log: str) -> None:
    with Log.create(log) as opened:
        row = opened.connection.execute("SELECT time FROM mention WHERE seq = 2").fetchone()
        opened.connection.execute("INSERT INTO mention VALUES ('verdict undetermined', ?, 2)", row)
    assert listed(log, "--verdict", "undetermined") == "1"
