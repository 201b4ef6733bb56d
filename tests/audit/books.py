"""Logs to check: a few decisions of generated knowledge bases, recorded, and what is given out of them."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path
from random import Random
from typing import Any

from engine.audit import record, snapshot
from engine.audit.log import Log
from engine.audit.receipt import Receipt
from engine.cases.model import Case
from engine.inference.derivation import Derivation
from engine.inference.infer import infer
from engine.knowledge.model import KnowledgeBase
from tests.generate import random_case, random_kb, random_program

NOON = datetime(2026, 11, 25, 12, tzinfo=timezone.utc)
SETTING = record.Setting(record.Actor("Ann"), "cli recommend", {"advisor": "0", "python": "3"}, lambda: NOON)


def program(seed: int) -> tuple[KnowledgeBase, Case, Derivation]:
    """A generated knowledge base, a case, and what follows."""
    kb, case = random_program(Random(seed))
    return kb, case, infer(kb, case)


def decide(log: Log, kb: KnowledgeBase, case: Case) -> Receipt:
    """The receipt of the decision of the case."""
    data = snapshot.make(kb)
    name = snapshot.digest(data)
    return log.append(record.decision(kb, case, infer(kb, case), name, SETTING), {name: data})


def annotate(log: Log, about: str, because: str = "=so it is") -> Receipt:
    """The receipt of an annotation of that record."""
    return log.append(record.annotation(about, "overridden", because, SETTING))


def made(path: Path, decisions: int = 5) -> tuple[Log, list[Receipt]]:
    """A log of decisions by two knowledge bases and one annotation, with the receipt of each record."""
    rng = Random(decisions)
    log, bases = Log.create(str(path)), (random_kb(rng), random_kb(rng))
    receipts = [decide(log, bases[i % 2], random_case(rng, bases[i % 2])) for i in range(decisions)]
    return log, [*receipts, annotate(log, receipts[0].record)]


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path to every value inside a JSON value."""
    keys = value.keys() if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    return [found for key in keys for found in ((*path, key), *places(value[key], (*path, key)))]


def changed(value: Any) -> list[Any]:
    """Other JSON values in its place."""
    if isinstance(value, bool):
        return [not value, int(value), None]
    if isinstance(value, int | float):
        return [value + 1, str(value), bool(value)]
    if isinstance(value, str):
        return [value + "0", value[:-1] if value else None, None]
    if isinstance(value, list):
        return [[*value, value[-1]] if value else [None], value[:-1] if value else None]
    return [{**value, "more": 1}, None] if isinstance(value, dict) else [0, ""]
