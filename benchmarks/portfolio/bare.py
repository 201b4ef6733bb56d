"""The evaluator in memory against DuckDB and against a fused C kernel of the same rules."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from benchmarks import programs
from benchmarks.portfolio.chunks import random_chunk
from benchmarks.portfolio.definitions import Definitions, Input
from benchmarks.portfolio.kernel import STEP, Kernel, aligned
from benchmarks.portfolio.query import Query, table
from engine.inference.prepared import Ready, prepare
from engine.knowledge.conditions import InRange
from engine.knowledge.loader import load_knowledge
from engine.portfolio.bits import Bits, packed
from engine.portfolio.evaluate import Evaluated
from engine.portfolio.inputs import Inputs

SLOTS = 4
ROWS = 1_000_000
PIECES = 65_536, 250_000
"""Rows that C and the evaluator take at once: as workers of a cluster do, and about as many as a batch."""


@dataclass(frozen=True)
class Size:
    """How much of a knowledge base is timed."""

    name: str
    ready: Ready
    rows: int
    asked_of_duckdb: int
    """Rows; none of 4,000 rules, which DuckDB did not answer within a minute."""


def sizes(quick: bool) -> Iterator[Size]:
    """The knowledge bases."""
    yield Size("kb/", prepare(load_knowledge("kb")), ROWS, ROWS // 20 if quick else ROWS)
    yield Size("400 rules", prepare(programs.knowledge(400)), ROWS, ROWS // (100 if quick else 20))
    if not quick:
        yield Size("4,000 rules", prepare(programs.knowledge(4000)), ROWS // 4, 0)


def measure(rounds: int, quick: bool = False) -> Iterator[str]:
    """Table rows; first all three are checked to say the same."""
    for size in sizes(quick):
        with tempfile.TemporaryDirectory() as folder:
            kernel = Kernel(size.ready, SLOTS, Path(folder))
        check(size.ready, kernel, bool(size.asked_of_duckdb))
        for piece in PIECES:
            yield _beside_c(size, kernel, piece, rounds)
        if size.asked_of_duckdb:
            yield from _beside_sql(size, rounds)


def _beside_c(size: Size, kernel: Kernel, piece: int, rounds: int) -> str:
    """Both take the packed bits of a piece so many times; what they answer is thrown away."""
    chunk = random_chunk(size.ready.kb, piece, SLOTS, seed=0)
    inputs = Inputs(size.ready.kb, chunk)
    given = bits_of(kernel.definitions, inputs)
    out = aligned(len(kernel.definitions.all), given.shape[1])
    turns = range(-(-size.rows // piece))

    def ours() -> None:
        for _ in turns:
            Evaluated(size.ready, chunk, inputs)

    def fused() -> None:
        for _ in turns:
            kernel.run(given, out)

    evaluated, c = (len(turns) * piece / taken for taken in in_turns(rounds, [ours, fused]))
    columns = f"{len(kernel.definitions.inputs):,} columns of bits to {len(kernel.definitions.all):,}"
    return (
        f"| {size.name}, {SLOTS} slots, {columns}, {len(turns) * piece:,} rows in pieces of {piece:,}, "
        "one thread, processor time: "
        f"evaluator / fused C kernel | {_rate(evaluated)} / {_rate(c)} rows/s | {evaluated / c:.2f} |"
    )


def _beside_sql(size: Size, rounds: int) -> Iterator[str]:
    """Both take typed columns; DuckDB hands over Arrow batches, the evaluator bits."""
    rows = min(size.asked_of_duckdb, PIECES[-1])
    chunk = random_chunk(size.ready.kb, rows, SLOTS, seed=0)
    repeated = size.asked_of_duckdb // rows
    tables = pa.concat_tables([table(size.ready.kb, chunk)] * repeated)

    def ours() -> None:
        for _ in range(repeated):
            Evaluated(size.ready, chunk)

    for threads, clock in ((1, time.process_time), (None, time.perf_counter)):
        query = Query(size.ready, SLOTS, tables, threads)
        evaluated, sql = (
            size.asked_of_duckdb / taken for taken in in_turns(max(1, rounds // 5), [ours, query.run], clock)
        )
        yield (
            f"| {size.name}, {SLOTS} slots, typed columns, {size.asked_of_duckdb:,} rows: "
            f"evaluator on one thread / "
            f"DuckDB SQL {'on one thread' if threads else 'with its usual threads, by the clock'} "
            f"| {_rate(evaluated)} / {_rate(sql)} rows/s | {evaluated / sql:.0f} |"
        )


def check(ready: Ready, kernel: Kernel, sql: bool, rows: int = 1000) -> None:
    """Stop unless C and SQL both say what the evaluator says, bit by bit."""
    chunk = random_chunk(ready.kb, rows, SLOTS, seed=77)
    done = Evaluated(ready, chunk)
    given = bits_of(kernel.definitions, done.inputs)
    out = aligned(len(kernel.definitions.all), given.shape[1])
    kernel.run(given, out)
    words, everywhere = -(-rows // 64), done.inputs.present[None]
    _same(done, kernel.definitions, lambda name: out[kernel.places[name], :words] & everywhere, "C")
    if not sql:
        return
    query = Query(ready, SLOTS, table(ready.kb, chunk), 1)
    answers: dict[str, list[NDArray[np.bool_]]] = {}
    for batch in query.run(keep=True):
        for name, column in zip(batch.schema.names, batch.columns, strict=True):
            answers.setdefault(name, []).append(column.to_numpy(zero_copy_only=False))
    _same(done, query.definitions, lambda name: packed(np.concatenate(answers[name])), "SQL")


def _same(done: Evaluated, definitions: Definitions, read: Callable[[str], Bits], who: str) -> None:
    if done.fired.keys() != definitions.fired.keys() or not definitions.derived.keys() <= done.atoms.keys():
        raise RuntimeError(f"{who} speaks of other rules or atoms")
    for key, names in [*definitions.fired.items(), *definitions.derived.items()]:
        levels = done.fired[key] if len(key) == 2 else done.atoms[key]
        for name, bits in zip(names, levels, strict=True):
            if not np.array_equal(read(name), bits):
                raise RuntimeError(f"{who} differs in {key}, {name}")


def bits_of(definitions: Definitions, inputs: Inputs) -> NDArray[np.uint64]:
    """The inputs as the kernel takes them, shape (inputs, words)."""
    words = -(-len(inputs.none) // STEP) * STEP
    found = aligned(len(definitions.inputs), words)
    for place, key in enumerate(definitions.inputs):
        found[place, : len(inputs.none)] = _bits(inputs, definitions, key)
    return found


def _bits(inputs: Inputs, definitions: Definitions, key: Input) -> Bits:
    what, slot, name, value = key
    if what == "present":
        return inputs.present[slot]
    if what == "stated":
        return inputs.stated(slot, name)
    if isinstance(value, InRange):
        levels = inputs.in_range(slot, value)
    else:
        levels = dict(inputs.atoms(slot, definitions.kb.attributes[name]))[value]
    return levels.established if what == "given" else levels.possible


def in_turns(
    rounds: int, each: list[Callable[[], object]], clock: Callable[[], float] = time.process_time
) -> list[float]:
    """Median seconds of each, after one round that does not count."""
    taken: list[list[float]] = [[] for _ in each]
    for turn in range(rounds + 1):
        for run, times in zip(each, taken, strict=True):
            start = clock()
            run()
            if turn:
                times.append(clock() - start)
    return [median(times) for times in taken]


def _rate(rows: float) -> str:
    return f"{rows / 1e6:.1f} million" if rows >= 1e6 else f"{rows:,.0f}"


if __name__ == "__main__":
    for line in measure(3 if "--quick" in sys.argv else 15, "--quick" in sys.argv):
        print(line, flush=True)
