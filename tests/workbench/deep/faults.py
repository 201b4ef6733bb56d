"""A small knowledge base without any finding, and every kind of fault that can be put into it."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from random import Random
from typing import Any

from engine.knowledge.loader import load_files
from engine.knowledge.model import KnowledgeBase

Documents = dict[str, Any]
Fault = Callable[[Random, Documents], tuple[str, str]]
"""Puts a fault in, and tells its code and what it is about."""


def sound(rng: Random) -> Documents:
    """The documents of a knowledge base about boats and their leaks, somewhat different each time."""
    low = rng.randint(5, 40)
    high = low + rng.randint(5, 40)
    members = ["hull", "mast", "sail", "rope"][: rng.randint(2, 4)]
    rules = [
        rule("WET-1", "boat", {"boat.leak": {"above": high}}, {"boat.state": "sinking"}),
        rule("WET-2", "boat", {"boat.leak": {"above": low, "at_most": high}}, {"boat.state": "wet"}),
        rule("WET-3", "boat", {"boat.leak": {"at_most": low}}, {"boat.state": "dry"}),
        rule("OLD-1", "boat", {"boat.old": True}, {"boat.crewed": False}, presume=True),
        rule("DUE-1", "boat", {"boat.state": "sinking"}, {"boat.verdict": "dock"}),
        rule("DUE-2", "boat", {"boat.state": "wet", "boat.crewed": False}, {"boat.verdict": "bail"}),
        rule("DUE-3", "boat", {"boat.banned": True}, {"boat.verdict": "stay"}, overrides=["DUE-1", "DUE-2"]),
        rule("MEND-1", "boat", {"boat.state": "dry"}, {"boat.mend": {"same_as": "boat.broken"}}),
        rule(
            "ALL-1", "fleet", {"some": "boat", "where": {"boat.verdict": "dock"}}, {"fleet.verdict": "home"}
        ),
        rule(
            "ALL-2",
            "fleet",
            {"fleet.storm": True, "unless": [{"fleet.verdict": "home"}]},
            {"fleet.alarm": True},
        ),
        rule("ALL-3", "fleet", {"fleet.alarm": True, "fleet.far": "yes"}, {"fleet.notes": "call"}),
    ]
    rng.shuffle(rules)
    attributes = [
        asked("boat.leak", "number", range=[0, 100], integer=rng.random() < 0.5),
        asked("boat.old", "boolean"),
        asked("boat.crewed", "boolean"),
        asked("boat.banned", "boolean"),
        asked("boat.broken", "set", values=list(members)),
        asked("fleet.storm", "boolean"),
        asked("fleet.far", "enum", values=["yes", "no"]),
        {"attribute": "boat.state", "type": "enum", "values": ["sinking", "wet", "dry"]},
        {"attribute": "boat.verdict", "type": "enum", "values": ["dock", "bail", "stay", "sail"]},
        {"attribute": "boat.mend", "type": "set", "values": list(members)},
        {"attribute": "fleet.alarm", "type": "boolean"},
        {"attribute": "fleet.notes", "type": "set", "values": ["call"]},
        {"attribute": "fleet.verdict", "type": "enum", "values": ["home", "away"]},
    ]
    return {
        "kb.yaml": {
            "name": "boats",
            "version": "1.0.0",
            "title": "Boats",
            "reviewed": "2026-01-01",
            "words": {"root": "fleet", "singular": "boat", "plural": "boats", "question": "Which boats?"},
            "goals": [
                goal("fleet.verdict", ["home", "away"], "away", ["fleet.notes"]),
                goal("boat.verdict", ["dock", "bail", "stay", "sail"], "sail", ["boat.mend"]),
            ],
        },
        "sources.yaml": {"sources": [{"id": "s", "title": "S"}], "claims": [claim("C1")]},
        "vocabulary.yaml": {"attributes": attributes},
        "rules/10-all.yaml": {"rules": rules},
    }


def load(documents: Documents) -> KnowledgeBase:
    return load_files({path: json.dumps(document).encode() for path, document in documents.items()})


def rule(id: str, scope: str, when: Any, then: Any, presume: bool = False, **more: Any) -> dict[str, Any]:
    concluded = {"presume" if presume else "then": then}
    return {
        "id": id,
        "title": id,
        "scope": scope,
        "when": when,
        **concluded,
        "because": "so",
        "claims": ["C1"],
    } | more


def some(where: Any) -> dict[str, Any]:
    return {"some": "boat", "where": where}


def asked(name: str, kind: str, **more: Any) -> dict[str, Any]:
    return {"attribute": name, "type": kind, "question": f"What of {name}?", **more}


def goal(name: str, values: list[str], otherwise: str | None, show: list[str]) -> dict[str, Any]:
    made: dict[str, Any] = {"attribute": name, "label": name, "sentences": {v: f"it is {v}" for v in values}}
    made["show"] = [{"attribute": each, "heading": each} for each in show]
    if otherwise is not None:
        made["otherwise"] = {"value": otherwise, "because": "else", "claims": ["C1"]}
    return made


def claim(id: str) -> dict[str, Any]:
    return {"id": id, "source": "s", "says": "so", "sentences": [{"at": "p1", "sha256": "0" * 64}]}


def find(documents: Documents, id: str) -> dict[str, Any]:
    return next(each for each in documents["rules/10-all.yaml"]["rules"] if each["id"] == id)


def add(rng: Random, documents: Documents, *rules: dict[str, Any]) -> None:
    """Put the rules somewhere behind the others' middle, so that no place tells."""
    listed = documents["rules/10-all.yaml"]["rules"]
    for each in rules:
        listed.insert(rng.randint(0, len(listed)), each)


def attribute(documents: Documents, name: str) -> dict[str, Any]:
    return next(each for each in documents["vocabulary.yaml"]["attributes"] if each["attribute"] == name)


# Faults


def conflict(rng: Random, d: Documents) -> tuple[str, str]:
    when = rng.choice([{"boat.old": False}, {"boat.crewed": True}, {"boat.state": "dry"}])
    add(rng, d, rule("BAD", "boat", when, {"boat.verdict": "bail"}))
    return "conflict", "BAD"


def conflict_inside(rng: Random, d: Documents) -> tuple[str, str]:
    add(rng, d, rule("BAD", "boat", {"boat.old": rng.random() < 0.5}, {"boat.state": "wet"}))
    return "conflict", "BAD"


def overlap(rng: Random, d: Documents) -> tuple[str, str]:
    test = find(d, "WET-2")["when"]["boat.leak"]
    find(d, "WET-3")["when"]["boat.leak"]["at_most"] = test["above"] + rng.randint(1, 4)
    return "overlap", "WET-3"


def hole(rng: Random, d: Documents) -> tuple[str, str]:
    test = find(d, "WET-3")["when"]["boat.leak"]
    test["at_most"] -= rng.randint(1, 4)
    return "range-gap", "WET-3"


def never(rng: Random, d: Documents) -> tuple[str, str]:
    when = rng.choice(
        [
            {"all": [{"boat.old": True}, {"boat.old": False}]},
            {"boat.state": "wet", "unless": [{"boat.leak": {"above": 0}}]},
            {"boat.verdict": "dock", "boat.banned": True},
        ]
    )
    add(rng, d, rule("BAD", "boat", when, {"boat.verdict": "sail"}))
    return "never-fires", "BAD"


def overridden(rng: Random, d: Documents) -> tuple[str, str]:
    add(rng, d, rule("BAD", "boat", {"boat.old": True, "boat.state": "dry"}, {"boat.verdict": "stay"}))
    add(
        rng,
        d,
        rule("OVER", "boat", {"boat.state": "dry"}, {"boat.verdict": "sail"}, overrides=["BAD", "DUE-3"]),
    )
    return "never-fires", "BAD"


def silent(rng: Random, d: Documents) -> tuple[str, str]:
    add(rng, d, rule("BAD", "boat", {"boat.leak": {"above": 0}}, {"boat.state": "wet"}, presume=True))
    return "always-silent", "BAD"


def unsilenced(rng: Random, d: Documents) -> tuple[str, str]:
    d["rules/10-all.yaml"]["rules"].remove(find(d, "ALL-2"))
    add(rng, d, rule("BAD", "fleet", {"fleet.storm": True}, {"fleet.alarm": True}, presume=True))
    return "never-silenced", "BAD"


def idle_override(rng: Random, d: Documents) -> tuple[str, str]:
    find(d, "DUE-1")["overrides"] = ["DUE-2"]
    return "idle-override", "DUE-1"


def dead_end(rng: Random, d: Documents) -> tuple[str, str]:
    d["vocabulary.yaml"]["attributes"].append({"attribute": "boat.lost", "type": "boolean"})
    add(rng, d, rule("BAD", "boat", {"boat.old": True}, {"boat.lost": True}))
    if rng.random() < 0.5:  # read, and to no avail
        find(d, "DUE-3")["when"] = {"any": [{"boat.banned": True}, {"boat.banned": True, "boat.lost": True}]}
    return "dead-end", "boat.lost"


def idle_question(rng: Random, d: Documents) -> tuple[str, str]:
    d["vocabulary.yaml"]["attributes"].append(asked("boat.paint", "enum", values=["red", "blue"]))
    find(d, "DUE-3")["when"] = {"any": [{"boat.banned": True}, {"boat.banned": True, "boat.paint": "red"}]}
    return "idle-question", "boat.paint"


def unused_value(rng: Random, d: Documents) -> tuple[str, str]:
    name, value = rng.choice(
        [("boat.state", "lost"), ("fleet.far", "maybe"), ("boat.mend", "oar"), ("fleet.notes", "x")]
    )
    attribute(d, name)["values"].append(value)
    return "unused-value", name


def subsumed(rng: Random, d: Documents) -> tuple[str, str]:
    when = deepcopy(find(d, "DUE-1")["when"])
    add(rng, d, rule("BAD", "boat", {**when, "boat.old": True}, {"boat.verdict": "dock"}))
    find(d, "DUE-3")["overrides"].append("BAD")
    return "subsumed", "BAD"


def redundant(rng: Random, d: Documents) -> tuple[str, str]:
    # It concludes what `otherwise` says just then.
    when = {"every": "boat", "where": {"boat.state": "dry"}}
    add(rng, d, rule("BAD", "fleet", when, {"fleet.verdict": "away"}))
    return "redundant", "BAD"


def condition(rng: Random, d: Documents) -> tuple[str, str]:
    id, more = rng.choice(
        [
            ("DUE-1", {"boat.leak": {"above": 1}}),
            ("DUE-2", {"any": [{"boat.state": "wet"}, {"boat.state": "sinking"}]}),
            ("DUE-1", {"unless": [{"boat.state": "dry"}]}),
            ("ALL-2", {"any": [{"fleet.storm": True}, {"fleet.storm": True, "fleet.far": "no"}]}),
        ]
    )
    rule_ = find(d, id)
    rule_["when"] = {"all": [rule_["when"], more]}
    return "redundant-condition", id


def gap(rng: Random, d: Documents) -> tuple[str, str]:
    made = rng.choice(d["kb.yaml"]["goals"])
    del made["otherwise"]
    return "gap", made["attribute"]


def idle_claim(rng: Random, d: Documents) -> tuple[str, str]:
    d["sources.yaml"]["claims"].append(claim("C2"))
    never(rng, d)
    find(d, "BAD")["claims"] = ["C2"]
    return "idle-claim", "C2"


FAULTS: tuple[Fault, ...] = (
    conflict,
    conflict_inside,
    overlap,
    hole,
    never,
    overridden,
    silent,
    unsilenced,
    idle_override,
    dead_end,
    idle_question,
    unused_value,
    subsumed,
    redundant,
    condition,
    gap,
    idle_claim,
)
