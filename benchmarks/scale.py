"""Portfolios here and on clusters of one and two workers, side by side: python -m benchmarks.scale ROWS."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from engine.inference.infer import in_process
from engine.knowledge.loader import load_knowledge
from engine.portfolio.spark.batch import Job, run
from engine.portfolio.spark.cluster import session
from tests.portfolio.test_spark import portfolio

ROOT = Path(__file__).resolve().parents[1]


Spent = tuple[float, float]
"""Seconds of the clock, and of all processors."""


def used() -> float:
    """Seconds of processors that this process and all below it have used so far."""
    tree, times = {}, {}
    for each in Path("/proc").iterdir():
        with suppress(OSError):
            if each.name.isdigit():
                stat = (each / "stat").read_text().rpartition(")")[2].split()
                tree.setdefault(int(stat[1]), []).append(int(each.name))
                times[int(each.name)] = sum(map(int, stat[11:15])) / os.sysconf("SC_CLK_TCK")
    left, found = [os.getpid()], 0.0
    while left:
        one = left.pop()
        found += times.get(one, 0.0)
        left += tree.get(one, [])
    return found


def here(cases: Path, out: Path) -> Spent:
    """The command in one process, its start included."""
    began, before = time.perf_counter(), used()
    command = [sys.executable, str(ROOT / "cli.py"), "batch", str(cases), "-o", str(out)]
    subprocess.run(command, check=True, cwd=ROOT, capture_output=True)
    return time.perf_counter() - began, used() - before


def cluster(workers: int, tables: dict[int, Path], out: Path) -> dict[int, Spent]:
    """A whole run for each table, the session's start left out."""
    kb, found = load_knowledge(ROOT / "kb"), {}
    with session(f"local-cluster[{workers},1,1024]") as spark, in_process(kb) as inference:
        for rows, cases in {0: tables[min(tables)], **tables}.items():  # once to warm up
            target = str(out / f"{workers}-{rows}")
            wanted = Job(str(cases), "parquet", None, target, "parquet", False, 32, 1, None)
            began, before = time.perf_counter(), used()
            run(spark, kb, wanted, inference.infer, _nothing)
            found[rows] = time.perf_counter() - began, used() - before
    return found


def _nothing(remark: Any) -> None:
    pass


def main(counts: list[int]) -> None:
    """Print a row for each number of rows."""
    with tempfile.TemporaryDirectory() as name:
        folder, tables = Path(name), {}
        for rows in counts:
            tables[rows] = folder / f"{rows}.parquet"
            pq.write_table(portfolio(rows), tables[rows], row_group_size=100_000)
        alone = {rows: here(cases, folder / f"here-{rows}.parquet") for rows, cases in tables.items()}
        one, two = (cluster(workers, tables, folder) for workers in (1, 2))
        for rows in counts:
            spent = [f"{clock:.0f} s ({cpu:.0f} s)" for clock, cpu in (alone[rows], one[rows], two[rows])]
            print(f"| {rows:,} | {' | '.join(spent)} |", flush=True)


if __name__ == "__main__":
    main([int(each) for each in sys.argv[1:]] or [1_000_000, 3_000_000])
