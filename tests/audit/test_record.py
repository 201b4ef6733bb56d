"""What a record holds: all of its contract, nothing volatile in the result, and it comes back whole."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from random import Random
from typing import Any

import pytest
import rfc8785
from hypothesis import given, settings

from engine.audit import record, snapshot
from engine.errors import AuditError
from engine.inference import canonical
from engine.inference.infer import infer
from tests.audit.decisions import ROOMS, answer, rooms, setting, valid
from tests.generate import random_program, seeds

ID = "0123456789"


def made(*answered: Any, hours: int = 0) -> tuple[dict[str, Any], bytes]:
    """The entry as it comes back from canonical bytes, and its snapshot."""
    data = snapshot.make(answered[0])
    entry = record.decision(*answered, snapshot.digest(data), setting(hours))(1, ID)
    return json.loads(rfc8785.dumps(entry)), data


@settings(max_examples=40, deadline=None)
@given(seed=seeds)
def test_any_decision_is_valid_and_comes_back(seed: int) -> None:
    kb, case = random_program(Random(seed))
    derivation = infer(kb, case)
    entry, data = made(kb, case, derivation)
    valid("record", entry)
    back = record.read(entry, {snapshot.digest(data): data}.__getitem__)
    assert (back.kb, back.case, back.derivation) == (kb, case, derivation)
    assert back.kb.files == kb.files
    assert entry["result"] == canonical.digest(derivation)


def test_what_stands_in_it(at_the_root: None) -> None:
    kb, case, derivation = answer(rooms(), ROOMS[0])
    entry, _ = made(kb, case, derivation)
    assert (entry["time"], entry["actor"]) == ("2026-11-25T01:17:00Z", {"name": "ana", "kind": "person"})
    assert entry["units"] == {"house.people": "people", "room.coat": "years", "room.moisture": "percent"}
    assert entry["packs"] == []
    assert entry["derivation"] == json.loads(canonical.canonical_bytes(derivation))
    fact = next(f for f in entry["case"]["facts"] if f["origin"]["source"])
    assert fact["origin"]["source"] == "meter, north wall"
    assert (fact["origin"]["file"], fact["origin"]["line"]) == (ROOMS[0], 12)


def test_nothing_volatile_is_in_the_result(at_the_root: None) -> None:
    answered = answer(rooms(), ROOMS[0])
    first, second = (made(*answered, hours=hours)[0] for hours in (0, 5))
    assert first["time"] != second["time"]
    assert {key for key in first if first[key] != second[key]} == {"time"}


def test_an_annotation_is_valid() -> None:
    entry = record.annotation("abcdefgh01", "accepted", "as agreed", setting())(2, ID)
    assert valid("record", entry)["about"] == "abcdefgh01"


@pytest.mark.parametrize(
    "wrong",
    [
        {"result": "sha256:" + "0" * 64},
        {"kind": "annotation"},
        {"schema": "advisor/record/2"},
        {"case": {}},
        {"derivation": {}},
        {"remarks": 7},
    ],
)
def test_what_does_not_belong_together_is_refused(wrong: dict[str, Any], at_the_root: None) -> None:
    entry, data = made(*answer(rooms(), ROOMS[0]))
    with pytest.raises(AuditError):
        record.read({**entry, **wrong}, lambda _: data)


def test_a_forged_derivation_is_refused_though_its_digest_fits(at_the_root: None) -> None:
    kb, case, derivation = answer(rooms(), ROOMS[0])
    forged = replace(derivation, steps=derivation.steps[:-1])
    entry, data = made(kb, case, forged)
    with pytest.raises(AuditError):
        record.read(entry, lambda _: data)


def test_a_forged_fact_is_refused(at_the_root: None) -> None:
    entry, data = made(*answer(rooms(), ROOMS[0]))
    forged = copy.deepcopy(entry)
    fact = next(f for f in forged["case"]["facts"] if f["attribute"] == "room.moisture")
    fact["values"] = [3]
    with pytest.raises(AuditError):
        record.read(forged, lambda _: data)


# Snapshots


def test_a_snapshot_is_the_whole_knowledge_base(at_the_root: None) -> None:
    kb = rooms()
    data = snapshot.make(kb)
    back = snapshot.read(data)
    assert back == kb
    assert (back.files, back.directory) == (kb.files, kb.directory)
    assert snapshot.make(back) == data == rfc8785.dumps(json.loads(data))
    assert snapshot.reloaded(back) == ()


def test_files_that_do_not_load_to_it_are_told(at_the_root: None) -> None:
    kb = snapshot.read(snapshot.make(rooms()))
    name = "rules/20-rooms.yaml"
    for old, new, code in (
        (b"unsafe", b"unsound", "snapshot-files"),
        (b"- id: REN-01", b"\n- id: REN-01", "snapshot-files"),
        (b"scope: room", b"scope: cellar", "scope"),
    ):
        other = replace(kb, files={**kb.files, name: kb.files[name].replace(old, new)})
        problems = snapshot.reloaded(other)
        assert problems
        assert code == "scope" or [problem.code for problem in problems] == [code]


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b'{"schema": "advisor/snapshot/2"}', b"\xff"])
def test_what_is_no_snapshot_is_refused(data: bytes) -> None:
    with pytest.raises(AuditError):
        snapshot.read(data)
