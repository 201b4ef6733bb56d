"""A log is given out whole: as lines, as a table no spreadsheet computes, as provenance that prov reads."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from prov.model import ProvBundle, ProvDocument

from engine.audit.export import lines, rows
from engine.audit.index import notes_on
from engine.audit.log import Log
from engine.audit.provenance import provenance
from engine.audit.receipt import Receipt
from engine.errors import AuditError, UsageError
from engine.render.audit_export import rows_csv
from engine.render.audit_list import as_csv
from tests.audit.books import annotate, made

Book = tuple[Log, list[Receipt]]


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    log, receipts = made(tmp_path_factory.mktemp("audit") / "log.db")
    with log:
        annotate(log, receipts[0].record, "a second look\N{RIGHT-TO-LEFT OVERRIDE}")
        yield log, receipts


def decisions(log: Log) -> list[Any]:
    return [entry for _, body in log.entries() if (entry := json.loads(body))["kind"] == "decision"]


def test_the_lines_are_the_records_with_their_snapshots_in_ascii(book: Book) -> None:
    log, _ = book
    text = "".join(lines(log))
    assert text.isascii()
    head, *rest = [json.loads(line) for line in text.splitlines()]
    assert head == {"schema": "advisor/export/1", "log": log.id, "size": 7, "root": log.root().hex()}
    assert [each for each in rest if each["schema"] == "advisor/record/1"] == [
        json.loads(body) for _, body in log.entries()
    ]
    names = {entry["knowledge"]["snapshot"] for entry in decisions(log)}
    kept = [each for each in rest if each["schema"] == "advisor/snapshot/1"]
    assert len(kept) == len(names) == 2
    assert kept == [json.loads(log.blob(entry["knowledge"]["snapshot"])) for entry in decisions(log)[:2]]


def test_the_table_has_a_line_for_each_decision_and_no_formula(book: Book) -> None:
    log, receipts = book
    text = rows_csv(rows(log))
    table = list(csv.DictReader(io.StringIO(text)))
    assert [row["id"] for row in table] == [receipt.record for receipt in receipts[:5]]
    for row, entry in zip(table, decisions(log), strict=True):
        assert (row["number"], row["result"]) == (str(entry["seq"]), entry["result"])
        assert row["verdicts"].count("(") == len(entry["derivation"]["verdicts"])
        for verdict in entry["derivation"]["verdicts"]:
            assert f"={verdict['value']} ({verdict['status']})" in row["verdicts"] or not verdict["value"]
    assert table[0]["annotations"] == (
        "overridden by Ann: =so it is; overridden by Ann: a second look\\u202e"
    )
    assert not any(row["annotations"] for row in table[1:])
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in table for cell in row.values())


def test_columns_are_called_as_those_of_the_list(book: Book) -> None:
    log, receipts = book
    export, listed = (
        {row["id"]: row for row in csv.DictReader(io.StringIO(text))}
        for text in (
            rows_csv(rows(log)),
            as_csv([(entry, notes_on(log, entry["id"])) for entry in decisions(log)]),
        )
    )
    for id in (receipt.record for receipt in receipts[:5]):
        shared = [name for name in listed[id] if name in export[id]]
        assert shared == ["number", "id", "time", "actor", "case", "knowledge", "version"]
        assert {name: listed[id][name] for name in shared} == {name: export[id][name] for name in shared}


def test_the_provenance_is_read_back_equal_and_has_every_step(book: Book) -> None:
    log, _ = book
    text = provenance(log)
    document = ProvDocument.deserialize(content=text, format="json")
    assert ProvDocument.deserialize(content=document.serialize(format="json"), format="json") == document
    assert ProvDocument.deserialize(content=document.serialize(format="provn"), format="provn") == document
    bundles = {str(bundle.identifier): bundle for bundle in document.bundles}
    for entry in decisions(log):
        check(bundles.pop(f"log:{entry['id']}"), entry)
    assert not bundles
    assert sum(1 for record in document.records if record.get_type().localpart == "Derivation") == 2


def check(bundle: ProvBundle, entry: Any) -> None:
    steps = entry["derivation"]["steps"]
    found: dict[str, list[Any]] = {}
    for record in bundle.records:
        found.setdefault(record.get_type().localpart, []).append(record)
    assert len(found.get("Activity", [])) == len(found.get("Association", [])) == len(steps)
    assert len(found.get("Generation", [])) == sum(len(step["concludes"]) for step in steps)
    facts, verdicts = entry["case"]["facts"], entry["derivation"]["verdicts"]
    made = sum(len(step["concludes"]) for step in steps)
    assert len(found["Entity"]) == 1 + len(facts) + made + len(verdicts)
    assert len(found["Agent"]) == 2
    atoms = [{str(atom) for atom in held(step["support"])} for step in steps]
    used = sum(1 for step in atoms for _ in step)
    assert len(found.get("Usage", [])) >= (1 if used else 0)
    named = {str(record.identifier) for record in (*found["Entity"], *found.get("Activity", []))}
    for record in (*found.get("Usage", []), *found.get("Generation", []), *found.get("Derivation", [])):
        assert {str(value) for _, value in record.formal_attributes if value} <= named


def held(support: Any) -> Iterator[Any]:
    yield from support.get("held", [])
    for part in support.get("all", []):
        yield from held(part)
    for part in support.get("any", []) + support.get("parts", []):
        yield from held(part["support"])


def test_without_the_library_there_is_a_hint(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "prov.model", None)
    with pytest.raises(UsageError, match=r"the library prov is not installed .*\[prov\]"):
        provenance(book[0])


def test_what_is_no_record_is_not_given_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log, _ = made(tmp_path / "log.db", 2)
    with log:
        for body in (b"nonsense", b"[]", b'{"kind":"decision"}', b'{"kind":"other"}'):
            monkeypatch.setattr(log, "entries", lambda body=body: iter([(1, body)]))
            for give in (lambda log: list(lines(log)), rows, provenance):
                with pytest.raises(AuditError, match="record 1 is no record"):
                    give(log)
