"""Inference with its certificate against durable_rules alone doing the same firings.

The rules and the facts of each session are recorded from a real run and replayed on a plain host of the
engine, whose actions do nothing: once as recorded, in small rule sets of which only those are opened in
which something can fire, and once as its manual has it, all rules in one rule set, a session an entity.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from durable import engine as durable_engine

from engine.cases.model import Case
from engine.cases.reader import read_case
from engine.inference import driver, durable
from engine.inference.infer import Inference, in_process
from engine.knowledge.loader import load_knowledge

Session = tuple[str, str, list[str]]
"""A rule set, the entity, and the facts asserted in its session."""


class _Host(durable_engine.Host):  # type: ignore[misc]
    def _run(self) -> None:
        pass


class _Recorder:
    """Notes what the driver has the engine do."""

    def __init__(self) -> None:
        self.definitions: dict[str, dict[str, Any]] = {}
        self.sessions: list[Session] = []
        self.entity = ""
        self._define, self._assert = durable.RuleSet._define, durable.RuleSet._assert
        self._session = driver._Run._session

    def __enter__(self) -> _Recorder:
        recorder = self

        def define(self: Any, rules: dict[str, Any]) -> int:
            idle = {key: {**rule, "run": lambda c: None} for key, rule in rules.items()}
            recorder.definitions[self._set] = idle
            return recorder._define(self, rules)

        def note(self: Any, name: str) -> list[str]:
            if name == durable.BOOT:
                recorder.sessions.append((self._set, recorder.entity, []))
            recorder.sessions[-1][2].append(name)
            return recorder._assert(self, name)

        def session(self: Any, rules: Any, entity: str, absences: tuple[str, ...]) -> None:
            recorder.entity = entity
            recorder._session(self, rules, entity, absences)

        driver._Run._session = session  # type: ignore[method-assign]
        durable.RuleSet._define = define  # type: ignore[method-assign]
        durable.RuleSet._assert = note  # type: ignore[method-assign]
        return self

    def __exit__(self, *_: object) -> None:
        driver._Run._session = self._session  # type: ignore[method-assign]
        durable.RuleSet._define = self._define  # type: ignore[method-assign]
        durable.RuleSet._assert = self._assert  # type: ignore[method-assign]

    def of(self, inference: Inference, case: Case) -> list[Session]:
        """The sessions of one case."""
        self.sessions = []
        inference.infer(case)
        return self.sessions


def measure(rounds: int) -> list[str]:
    """Median milliseconds a case of all three, taken in turns, and the ratios, as table rows."""
    kb = load_knowledge("kb")
    cases = [read_case(kb, path.read_bytes(), str(path)) for path in sorted(Path("kb/cases").glob("*.yaml"))]
    with _Recorder() as recorder:
        inference = in_process(kb)
        recorded = [recorder.of(inference, case) for case in cases]
    small = _Host({name: _copied(rules) for name, rules in recorder.definitions.items()})
    one = _Host({"all": _merged(recorder.definitions)})
    whole = [_by_entity(sessions) for sessions in recorded]
    ours: list[float] = []
    replayed: list[float] = []
    plain: list[float] = []
    for _ in range(rounds):
        ours.append(_seconds(lambda: [inference.infer(case) for case in cases]))
        replayed.append(_seconds(lambda: _replay(small, recorded)))
        plain.append(_seconds(lambda: _replay(one, whole)))
    inference.__exit__()
    a, b, c = (median(taken) / len(cases) * 1000 for taken in (ours, replayed, plain))
    what = f"inference with certificate / durable_rules alone, {len(cases)} cases of `kb/cases`"
    return [
        f"| {what}, all rules in one rule set | {a:.2f} ms / {c:.2f} ms | {a / c:.2f} |",
        f"| {what}, our small rule sets replayed | {a:.2f} ms / {b:.2f} ms | {a / b:.2f} |",
    ]


def _merged(definitions: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """All rules in one rule set, with one boot rule."""
    rules = {f"{name} {key}": dict(rule) for name, set_ in definitions.items() for key, rule in set_.items()}
    boot = [key for key in rules if key.endswith(" boot")]
    return {key: rule for key, rule in rules.items() if key not in boot[1:]}


def _copied(rules: dict[str, Any]) -> dict[str, Any]:
    """The rules once more: the engine takes the actions out of what it is given."""
    return {key: dict(rule) for key, rule in rules.items()}


def _by_entity(sessions: list[Session]) -> list[Session]:
    """One session an entity, with all the facts of its sessions."""
    facts: dict[str, dict[str, None]] = {}
    for _, entity, names in sessions:
        facts.setdefault(entity, {}).update(dict.fromkeys(names))
    return [("all", entity, list(names)) for entity, names in facts.items()]


def _replay(host: Any, recorded: list[list[Session]]) -> None:
    for sessions in recorded:
        for name, _, facts in sessions:
            for fact in facts:
                host.assert_fact(name, {"sid": "0", "id": fact, "k": fact})
            host.delete_state(name, "0")


def _seconds(work: Callable[[], object]) -> float:
    start = time.process_time()  # or whatever else the machine does would be measured too
    work()
    return time.process_time() - start
