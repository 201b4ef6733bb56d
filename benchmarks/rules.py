"""Knowledge bases of 40, 400 and 4,000 rules: time and memory of a case for each rule relevant to it."""

from __future__ import annotations

import subprocess
import sys
import time
from resource import RUSAGE_SELF, getrusage
from statistics import median

SIZES = (40, 400, 4000)
TURNS = 3
"""How often each size is measured, taken in turns."""


def measure(rounds: int) -> list[str]:
    """A table row a size, each in processes of its own; the ratio is the cost a rule against 40 rules."""
    taken: dict[int, list[list[float]]] = {rules: [] for rules in SIZES}
    for _ in range(TURNS):
        for rules in SIZES:
            command = [sys.executable, "-m", "benchmarks.rules", str(rules), str(rounds)]
            answer = subprocess.run(command, check=True, capture_output=True, text=True).stdout
            taken[rules].append([float(word) for word in answer.split()])
    rows, first = [], 0.0
    for rules in SIZES:
        load, case, few, memory = map(median, zip(*taken[rules], strict=True))
        first = first or case / rules
        rows.append(
            f"| {rules} rules, all relevant: a case (loading; with one module stated; peak memory) "
            f"| {case:.2f} ms ({load:.0f} ms; {few:.2f} ms; {memory:.0f} MB) "
            f"| {case / rules / first:.2f} a rule |"
        )
    return rows


def _one(rules: int, rounds: int) -> None:
    from benchmarks.programs import RULES, case, knowledge
    from engine.inference.infer import in_process

    start = time.process_time()
    kb = knowledge(rules)
    loaded = time.process_time() - start
    every = case(kb, rules)
    few = case(kb, rules, every=max(1, rules // RULES))
    with in_process(kb) as inference:
        seconds = []
        for one in (every, few):
            inference.infer(one)
            taken = []
            for _ in range(rounds):
                start = time.process_time()
                inference.infer(one)
                taken.append(time.process_time() - start)
            seconds.append(median(taken) * 1000)
    memory = getrusage(RUSAGE_SELF).ru_maxrss / 1024
    print(loaded * 1000, *seconds, memory)


if __name__ == "__main__":
    _one(int(sys.argv[1]), int(sys.argv[2]))
