"""Inference with its certificate against durable_rules alone doing the same firings.

The rule sets and the facts of each session are recorded from a real run and replayed on a plain host of
the engine, whose actions do nothing.
"""

from __future__ import annotations

import time
from pathlib import Path
from statistics import median
from typing import Any

from durable import engine as durable_engine
from engine.cases.reader import read_case
from engine.knowledge.loader import load_knowledge

from engine.cases.model import Case
from engine.inference import durable
from engine.inference.infer import in_process


class _Host(durable_engine.Host):  # type: ignore[misc]
    def _run(self) -> None:
        pass


def measure(rounds: int) -> str:
    """Median milliseconds a case of both, taken in turns, and their ratio, as a table row."""
    kb = load_knowledge("kb")
    cases = [read_case(kb, path.read_bytes(), str(path)) for path in sorted(Path("kb/cases").glob("*.yaml"))]
    definitions: dict[str, dict[str, Any]] = {}
    made = durable.RuleSet._define
    durable.RuleSet._define = lambda self, name, rules: (  # type: ignore[method-assign]
        definitions.__setitem__(name, {k: {**v, "run": lambda c: None} for k, v in rules.items()}),
        made(self, name, rules),
    )
    with in_process(kb) as inference:
        durable.RuleSet._define = made  # type: ignore[method-assign]
        sessions = [_record(inference, case) for case in cases]
        host = _Host(definitions)
        ours, raw = [], []
        for _ in range(rounds):
            start = time.perf_counter()
            for recorded in sessions:
                for name, facts in recorded:
                    for fact in facts:
                        host.assert_fact(name, {"sid": "0", "id": fact, "k": fact})
                    host.delete_state(name, "0")
            middle = time.perf_counter()
            for case in cases:
                inference.infer(case)
            raw.append((middle - start) / len(cases))
            ours.append((time.perf_counter() - middle) / len(cases))
    a, b = median(raw), median(ours)
    return (
        f"| inference with certificate / durable_rules alone, {len(cases)} cases of `kb/cases` "
        f"| {b * 1000:.2f} ms / {a * 1000:.2f} ms | {b / a:.2f} |"
    )


def _record(inference: Any, case: Case) -> list[tuple[str, list[str]]]:
    """The facts asserted in each session of the case."""
    recorded: list[tuple[str, list[str]]] = []
    real = durable.RuleSet._assert

    def note(self: Any, name: str) -> None:
        if name == durable.BOOT:
            recorded.append((self._set, []))
        recorded[-1][1].append(name)
        real(self, name)

    durable.RuleSet._assert = note  # type: ignore[method-assign]
    try:
        inference.infer(case)
    finally:
        durable.RuleSet._assert = real  # type: ignore[method-assign]
    return recorded
