"""Running decisions again: the same bytes, or exactly what differs; and what today's rules would change."""

from __future__ import annotations

import json
import shutil
from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
import rfc8785
from hypothesis import given, settings

from engine.audit import record, snapshot
from engine.audit.log import Log
from engine.audit.refit import refit
from engine.audit.replay import Replayer
from engine.errors import CaseError, EngineError, Problem
from engine.inference.infer import infer
from engine.knowledge.conditions import All, AnyOf
from engine.knowledge.loader import load_files, load_knowledge
from engine.knowledge.model import KnowledgeBase
from engine.render.audit_rules import rules_lines
from engine.render.paint import Paper
from engine.workbench.changes import differences, rule_changes
from tests.audit.decisions import ROOMS, advisor, answer, data, keep, rooms, setting
from tests.generate import random_case, random_kb, random_program, seeds

RULES = "rules/20-rooms.yaml"
Edit = Callable[[str], str]


def today(folder: Path, **edits: tuple[str, str]) -> str:
    """The knowledge base about rooms with edits: file (without its end) to what is replaced by what."""
    shutil.copytree("examples/rooms/kb", folder)
    for name, (old, new) in edits.items():
        path = next(folder.rglob(f"*{name}.yaml"))
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")
    return str(folder)


def test_all_come_out_as_recorded(log: str) -> None:
    assert advisor("audit", "replay", "--all", "--log", log) == (
        "3 decisions: all come out as recorded, byte for byte\n"
    )
    found = data("audit", "replay", "2", "--log", log)
    assert found["knowledge"] is None
    assert [(each["seq"], each["same"]) for each in found["decisions"]] == [(2, True)]


@settings(max_examples=15, deadline=None)
@given(seed=seeds)
def test_any_decision_comes_out_as_recorded(seed: int) -> None:
    kb, case = random_program(Random(seed))
    kept = snapshot.make(kb)
    entry = record.decision(kb, case, infer(kb, case), snapshot.digest(kept), setting())(1, "0123456789")
    with Replayer(lambda _: kept) as replayer:
        assert replayer.replay(json.loads(rfc8785.dumps(entry))).same


def test_what_another_engine_would_find_is_told_exactly(log: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """As if a later version took another case: the verdict, and every place of the derivation."""
    _, other, _ = answer(rooms(), ROOMS[0], "attic.used=true")

    class Other:
        def infer(self, case: object) -> Any:
            return infer(rooms(), other)

        def __exit__(self, *_: object) -> None:
            pass

    monkeypatch.setattr("engine.audit.replay.isolated", lambda kb: Other())
    found = data("audit", "replay", "1", "--log", log, exit=1)["decisions"][0]
    assert not found["same"]
    recorded = json.loads(advisor("audit", "show", "1", "--log", log, "--format", "record"))["derivation"]
    now = json.loads(json.dumps(answer_plain(infer(rooms(), other))))
    assert found["differing"] == [
        {"path": d.path, "before": d.before, "after": d.after} for d in differences(recorded, now)
    ]
    assert {"inputs", "open"} <= {each["path"].partition("[")[0] for each in found["differing"]}
    assert "1 of 1 decision does not come out as recorded" in advisor(
        "audit", "replay", "1", "--log", log, exit=1
    )


def answer_plain(derivation: Any) -> Any:
    from engine.inference.canonical import plain

    return plain(derivation)


def test_files_that_load_to_something_else_are_told(tmp_path: Path, at_the_root: None) -> None:
    """The snapshot was made so: its files say one thing, its knowledge base another."""
    kb, case, derivation = answer(rooms(), ROOMS[0])
    content = json.loads(snapshot.make(kb))
    files = {**kb.files, RULES: kb.files[RULES].replace(b"unsafe", b"unsound")}
    content["files"] = {name: b64encode(data).decode() for name, data in files.items()}
    kept = rfc8785.dumps(content)
    file = str(tmp_path / "audit.db")
    with Log.create(file) as log:
        make = record.decision(kb, case, derivation, snapshot.digest(kept), setting())
        log.append(make, {snapshot.digest(kept): kept})
    (problem,) = data("audit", "replay", "1", "--log", file, exit=1)["decisions"][0]["problems"]
    assert problem["code"] == "snapshot-files"


@pytest.mark.parametrize(
    ("edits", "changed", "rules"),
    [
        ({}, [], []),
        ({"20-rooms": ("because: it is broken", "because: it broke")}, [], []),
        (
            {"20-rooms": ("room.defects: wiring", "room.defects: plaster")},
            [],
            [],
        ),
        (
            {"20-rooms": ("when: {room.protected: true}", "when: {room.protected: false}")},
            ["bedroom.room.verdict", "kitchen.room.verdict", "parlour.room.verdict"],
            [("PROT-01", "changed")],
        ),
        (
            {"20-rooms": ("id: PROT-01", "id: PROT-02")},
            [],
            [],
        ),
    ],
)
def test_what_today_would_change(
    edits: dict[str, tuple[str, str]],
    changed: list[str],
    rules: list[tuple[str, str]],
    tmp_path: Path,
    log: str,
) -> None:
    kb = today(tmp_path / "kb", **edits)
    found = data("audit", "replay", "1", "--log", log, "--kb", kb, exit=1 if changed else 0)
    (decision,) = found["decisions"]
    parts = [each for each in decision["changed"] if each["entity"]]
    assert sorted(f"{each['entity']}.{each['attribute']}" for each in parts) == changed
    for each in decision["changed"]:
        assert [(r["rule"], r["change"]) for r in each["rules"]] == rules
    assert decision["problems"] == []
    assert found["knowledge"].startswith("sha256:")


def test_a_parameter_changes_the_rules_that_use_it(tmp_path: Path, log: str) -> None:
    kb = today(tmp_path / "kb", parameters=("value: 12", "value: 30"))
    (decision,) = data("audit", "replay", "1", "--log", log, "--kb", kb, exit=1)["decisions"]
    by = {each["entity"]: each["rules"] for each in decision["changed"]}
    assert {"rule": "PAINT-01", "change": "changed"} in by["bedroom"]


def test_a_case_that_cannot_be_stated_today(tmp_path: Path, log: str) -> None:
    kb = today(tmp_path / "kb", vocabulary=("years", "weeks"), parameters=("years", "weeks"))
    text = advisor("audit", "replay", "--all", "--log", log, "--kb", kb, exit=1)
    assert "its unit was years, and is weeks" in " ".join(text.split())
    assert "\n2 of 3 decisions do not come out the same today\n" in text


def test_a_decision_of_another_knowledge_base_is_not_compared(tmp_path: Path, log: str) -> None:
    kb = today(tmp_path / "kb", kb=("name: rooms", "name: flats"))
    words = ("audit", "replay", "--all", "--log", log, "--kb", kb)
    lines = advisor(*words, exit=1).splitlines()
    assert lines[:2] == [
        "a012345678 The miller's house: decided by rooms 1.0.0, another knowledge base",
        "  than flats: not compared",
    ]
    assert lines[-1] == "3 decisions of another knowledge base not compared"
    assert not any(" come out " in line for line in lines)
    for each in data(*words, exit=1)["decisions"]:
        assert [problem["code"] for problem in each["problems"]] == ["other-knowledge"]
        assert not each["same"]
    with Log.create(log) as opened:
        keep(opened, answer(load_knowledge(kb), ROOMS[0]), setting(60))
    assert advisor(*words, exit=1).splitlines()[-2:] == [
        "1 decision: it comes out the same today",
        "3 decisions of another knowledge base not compared",
    ]


def test_rules_that_changed_say_how_once_and_what_to_run_next(tmp_path: Path, log: str) -> None:
    kb = today(
        tmp_path / "kb",
        **{
            "20-rooms": (
                "when: {room.protected: true}",
                "when: {any: [room.protected: true, room.damp: true]}",
            )
        },
    )
    text = advisor("audit", "replay", "--all", "--log", log, "--kb", kb, exit=1)
    assert (
        text.count(
            "  PROT-01 was changed\n"
            "    when, only before: protected is yes\n"
            "    when, only after: at least one of:\n"
            "    when, only after: protected is yes\n"
            "    when, only after: damp is yes\n"
        )
        == 1
    )
    assert text.endswith(
        "All in which the two knowledge bases differ:\n"
        f"  advisor audit show 1 --log {log} --files knowledge-1\n"
        f"  advisor kb diff knowledge-1 {kb}\n"
    )


def test_every_part_of_a_rule_that_differs_is_named(at_the_root: None) -> None:
    kb = rooms()
    rule = kb.rules["PROT-01"]

    def said(**edit: Any) -> list[str]:
        other = replace(kb, rules={**kb.rules, "PROT-01": replace(rule, **edit)})
        return rules_lines(rule_changes(kb, other).items(), kb, other, Paper())

    assert said(overrides=("REN-01",)) == ["  PROT-01 was changed", "    overrides, only before: PAINT-01"]
    assert said(presumption=True) == [
        "  PROT-01 was changed",
        "    then, only before: then",
        "    then, only after: presume",
    ]
    paint = replace(rule.then[0], value="paint")
    assert said(then=(paint,)) == [
        "  PROT-01 was changed",
        "    then, only before: room.verdict = leave",
        "    then, only after: room.verdict = paint",
    ]
    both = All((rule.when, AnyOf((rule.when, rule.when))))
    turned = All(tuple(reversed(both.parts)))
    first, second = (replace(kb, rules={"PROT-01": replace(rule, when=each)}) for each in (both, turned))
    assert rules_lines([("PROT-01", "changed")], first, second, Paper())[1:] == [
        "    when: the same words in another order"
    ]


def test_an_engine_that_fails_is_told_and_the_next_goes_on(log: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from engine.inference.infer import Inference

    infer_one, seen = Inference.infer, []

    def fails_once(self: Inference, case: Any) -> Any:
        seen.append(case)
        if len(seen) == 1:
            raise EngineError(Problem("engine", "it died"))
        return infer_one(self, case)

    monkeypatch.setattr(Inference, "infer", fails_once)
    found = data("audit", "replay", "--all", "--log", log, exit=1)["decisions"]
    assert [each["same"] for each in found] == [False, True, True]
    assert found[0]["problems"][0]["what"] == "it died"


@pytest.mark.parametrize("words", [(), ("1", "--all")])
def test_one_or_all(words: tuple[str, ...], log: str) -> None:
    assert advisor("audit", "replay", *words, "--log", log, exit=2) == ""


# A case under another vocabulary


@settings(max_examples=40, deadline=None)
@given(seed=seeds)
def test_under_its_own_vocabulary_a_case_stays_as_it_is(seed: int) -> None:
    kb, case = random_program(Random(seed))
    assert refit(case, kb, kb) == case


@settings(max_examples=40, deadline=None)
@given(seed=seeds)
def test_under_any_other_it_is_refused_or_can_be_judged(seed: int) -> None:
    rng = Random(seed)
    kb, other = random_kb(rng), random_kb(rng)
    try:
        fitted = refit(random_case(rng, kb), kb, other)
    except CaseError:
        return
    infer(other, fitted)


def test_a_set_given_whole_stays_whole(at_the_root: None) -> None:
    kb, case, _ = answer(rooms(), ROOMS[0])
    files = dict(kb.files)
    files["vocabulary.yaml"] = files["vocabulary.yaml"].replace(
        b"values: {wiring", b"values: {bells: broken bells, wiring"
    )
    other = load_files(files)
    assert "bells" in other.attributes["room.defects"].values
    fact = refit(case, kb, other).fact("kitchen", "room.defects")
    assert fact is not None
    assert fact.closed
    assert "bells" in fact.excluded


# What is compared


def test_words_and_order_change_no_rule(at_the_root: None) -> None:
    kb = rooms()

    def edited(**edit: Any) -> KnowledgeBase:
        return replace(kb, rules={**kb.rules, "PROT-01": replace(kb.rules["PROT-01"], **edit)})

    assert rule_changes(kb, edited(title="Other", because="so it is", claims=())) == {}
    assert rule_changes(kb, edited(overrides=("PAINT-01", "REN-01"))) == {}
    assert rule_changes(kb, edited(overrides=("REN-01",))) == {"PROT-01": "changed"}
    assert rule_changes(replace(kb, rules={}), kb) == dict.fromkeys(sorted(kb.rules), "added")


def test_differences_are_as_deep_as_they_can_be_told() -> None:
    before = {"a": [1, {"b": 2}], "c": [1, 2], "d": 1, "e": {}}
    after = {"a": [1, {"b": 3}], "c": [1], "d": True, "e": {}}
    found = [(each.path, each.before, each.after) for each in differences(before, after)]
    assert found == [("a[1].b", 2, 3), ("c", [1, 2], [1]), ("d", 1, True)]
    assert list(differences(before, before)) == []


def test_only_the_rules_that_make_the_difference_are_named(tmp_path: Path, log: str) -> None:
    """Two rules say something else; each verdict depends on one of them, or on neither alone."""
    folder = tmp_path / "kb"
    kb = today(folder, **{"20-rooms": ("{room.protected: true}", "{room.protected: false}")})
    rules = folder / RULES
    rules.write_text(rules.read_text("utf-8").replace("{house.for_sale: true}", "{house.for_sale: false}"))
    (decision,) = data("audit", "replay", "1", "--log", log, "--kb", kb, exit=1)["decisions"]
    found = {
        each["entity"]: ([r["rule"] for r in each["rules"]], each["alone"]) for each in decision["changed"]
    }
    assert found["kitchen"] == (["PROT-01"], True)
    assert found["bedroom"] == (["PROT-01", "SALE-01"], False)
    assert "parlour" not in found, "it is left as it is, if for another reason"
