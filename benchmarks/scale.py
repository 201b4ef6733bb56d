"""Knowledge bases of 40, 400 and 4,000 rules: time and memory of a case for each rule relevant to it."""

from __future__ import annotations

import subprocess
import sys
import time
from resource import RUSAGE_SELF, getrusage
from statistics import median

SIZES = (40, 400, 4000)


def measure(rounds: int) -> list[str]:
    """A table row a size, each in a process of its own; the ratio is the cost a rule against 40 rules."""
    rows, first = [], 0.0
    for rules in SIZES:
        command = [sys.executable, "-m", "benchmarks.scale", str(rules), str(rounds)]
        answer = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        load, case, few, memory = map(float, answer.split())
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

    start = time.perf_counter()
    kb = knowledge(rules)
    loaded = time.perf_counter() - start
    every = case(kb, rules)
    few = case(kb, rules, every=max(1, rules // RULES))
    with in_process(kb) as inference:
        seconds = []
        for one in (every, few):
            inference.infer(one)
            taken = []
            for _ in range(rounds):
                start = time.perf_counter()
                inference.infer(one)
                taken.append(time.perf_counter() - start)
            seconds.append(median(taken) * 1000)
    memory = getrusage(RUSAGE_SELF).ru_maxrss / 1024
    print(loaded * 1000, *seconds, memory)


if __name__ == "__main__":
    _one(int(sys.argv[1]), int(sys.argv[2]))
