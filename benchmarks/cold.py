"""A cold `recommend` against the bare import of the libraries it cannot do without."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from statistics import median

LIBRARIES = "import click, yaml, jsonschema_rs, rfc8785, durable_rules_engine, clingo"
RECOMMEND = [sys.executable, "cli.py", "recommend", "examples/harbour-lane.yaml"]


def measure(runs: int) -> str:
    """Median seconds of both, taken in turns, and their ratio, as a table row."""
    seconds(RECOMMEND)  # writes the compiled modules, as an installation does
    bare, ours = [], []
    for _ in range(runs):
        bare.append(seconds([sys.executable, "-c", LIBRARIES]))
        ours.append(seconds(RECOMMEND))
    a, b = median(bare), median(ours)
    figures = f"{b * 1000:.0f} ms / {a * 1000:.0f} ms | {b / a:.2f}"
    return f"| cold `recommend` / import of its libraries | {figures} |"


def seconds(command: Sequence[str], codes: Sequence[int] = (0,)) -> float:
    """How long this command takes, its output thrown away; it must end with one of the codes."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    done = subprocess.run(command, stdout=subprocess.DEVNULL, env=environment)
    taken = time.perf_counter() - start
    if done.returncode not in codes:
        raise RuntimeError(f"{' '.join(command)} ends with {done.returncode}")
    return taken
