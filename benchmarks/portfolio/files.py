"""Parquet to Parquet: `batch` beside pyarrow that reads and writes the same columns with no rules."""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from engine.knowledge.loader import load_knowledge

PARTS = ("payroll", "recruiting")
KNOWN = 0.5
"""Share of the cells that say something."""
GROUP = 100_000
"""Rows of a row group."""


def measure(rounds: int, rows: int = 10_000_000) -> Iterator[str]:
    """Two rows of a table: the time for all rows and the memory, which a tenth of them is held against."""
    with tempfile.TemporaryDirectory() as name:
        few, many, out = Path(name, "few.parquet"), Path(name, "many.parquet"), Path(name, "out.parquet")
        write(few, rows // 10)
        write(many, rows)
        small = [_batch(few, out)[1] for _ in range(rounds)]
        runs, bare = [], []
        for _ in range(rounds):
            runs.append(_batch(many, out))
            bare.append(_bare(many, out, Path(name, "copy.parquet")))
        ours, plain = median(taken for taken, _ in runs), median(bare)
        yield (
            f"| `batch` of {rows:,} rows, Parquet to Parquet / pyarrow reading and writing the same columns "
            f"| {ours:.1f} s / {plain:.1f} s | {ours / plain:.2f} |"
        )
        late, early = median(peak for _, peak in runs), median(small)
        yield (
            f"| peak memory of `batch`, {rows:,} rows / {rows // 10:,} rows "
            f"| {late:.0f} MB / {early:.0f} MB | {late / early:.2f} |"
        )


def write(file: Path, rows: int) -> None:
    """A portfolio at random, on the attributes of kb/ that are asked."""
    kb, rng = load_knowledge("kb"), np.random.default_rng(7)
    cells: dict[str, list[str | None]] = {}
    for attribute in kb.attributes.values():
        if not attribute.asked or attribute.type not in ("boolean", "enum"):
            continue
        told = ("true", "false") if attribute.type == "boolean" else attribute.values
        values: list[str | None] = [str(value) for value in told]
        short = attribute.name.partition(".")[2]
        for name in [attribute.name] if attribute.scope == "root" else [f"{part}.{short}" for part in PARTS]:
            cells[name] = values
    schema = pa.schema([("case", pa.string()), *((name, pa.string()) for name in cells)])
    with pq.ParquetWriter(file, schema) as out:
        for first in range(0, rows, GROUP):
            count = min(GROUP, rows - first)
            numbers = pa.array(np.arange(first, first + count)).cast(pa.string())
            columns = [pa.compute.binary_join_element_wise("case ", numbers, "")]
            for values in cells.values():
                codes = rng.integers(0, len(values), count).astype(np.int32)
                columns.append(pa.array(values).take(pa.array(codes, mask=rng.random(count) > KNOWN)))
            out.write_batch(pa.record_batch(columns, schema=schema), row_group_size=GROUP)


def _batch(cases: Path, out: Path) -> tuple[float, float]:
    """Seconds and peak megabytes of the command, its start included."""
    command = [sys.executable, "cli.py", "batch", str(cases), "-o", str(out)]
    shown = subprocess.run(
        [sys.executable, "-m", "benchmarks.portfolio.files", "peak", *command],
        check=True,
        capture_output=True,
        text=True,
    )
    taken, peak = shown.stdout.split()
    return float(taken), float(peak)


def _peak(command: list[str]) -> None:
    began = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    taken = time.perf_counter() - began
    print(taken, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000)


def _bare(cases: Path, answers: Path, out: Path) -> float:
    """Seconds of a process that reads the cases and writes the answers, which it has in memory."""
    command = [sys.executable, "-m", "benchmarks.portfolio.files", "copy", *map(str, (cases, answers, out))]
    began = time.perf_counter()
    loading = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return time.perf_counter() - began - float(loading)


def _copy(cases: str, answers: str, out: str) -> None:
    """As pyarrow does it by itself: words as dictionaries both ways, a batch at a time."""
    began = time.perf_counter()
    table = pq.ParquetFile(answers)
    schema = table.schema_arrow
    told = list(table.iter_batches(GROUP))
    print(time.perf_counter() - began)
    source = pq.ParquetFile(cases, read_dictionary=pq.read_schema(cases).names[1:])
    with pq.ParquetWriter(out, schema) as writer:
        for _ in source.iter_batches(GROUP):
            if told:
                writer.write_batch(told.pop(0))
        for batch in told:
            writer.write_batch(batch)


if __name__ == "__main__":
    if sys.argv[1:2] == ["peak"]:
        _peak(sys.argv[2:])
    elif sys.argv[1:2] == ["copy"]:
        _copy(*sys.argv[2:])
    else:
        for line in measure(3, *map(int, sys.argv[1:])):
            print(line, flush=True)
