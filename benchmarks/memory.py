"""Many cases in one process: does its memory stay flat?"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def measure(cases: int) -> str:
    """Resident memory after a hundredth of the cases and after all, as a table row."""
    command = [sys.executable, "-m", "benchmarks.memory", str(cases)]
    early, late = map(
        float, subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    )
    return (
        f"| resident memory after {cases:,} cases / after {cases // 100:,}, one process "
        f"| {late:.1f} MB / {early:.1f} MB | {late / early:.2f} |"
    )


def _run(count: int) -> None:
    from engine.cases.reader import read_case
    from engine.inference.infer import in_process
    from engine.knowledge.loader import load_knowledge

    kb = load_knowledge("kb")
    cases = [read_case(kb, path.read_bytes(), str(path)) for path in sorted(Path("kb/cases").glob("*.yaml"))]
    early = 0.0
    with in_process(kb) as inference:
        for i in range(count):
            inference.infer(cases[i % len(cases)])
            if i == count // 100:
                early = _resident()
            if sys.stderr.isatty() and i % 1000 == 0:
                print(f"\r{i:,} of {count:,}", end="", file=sys.stderr)
    print(early, _resident())


def _resident() -> float:
    """Resident memory of this process in MB, as Linux counts it."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 1e6


if __name__ == "__main__":
    _run(int(sys.argv[1]))
