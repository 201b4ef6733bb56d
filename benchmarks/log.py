"""The audit log: what recording adds, what verifying takes, and how little of a long log is read."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable
from hashlib import sha256
from itertools import islice
from pathlib import Path
from statistics import median

from benchmarks.bulk import NAMES, Decisions, build
from benchmarks.cold import RECOMMEND, seconds
from engine.audit import index, proofs, record, snapshot
from engine.audit.log import Log
from engine.cases.reader import read_case
from engine.inference.infer import in_process
from engine.knowledge.loader import load_knowledge

PAGE = 4096
"""Bytes that SQLite reads at a time."""
ROUNDS = 7
VERSIONS = {"advisor": "0.1.0", "python": "3.11.7", "durable_rules": "2.0.28"}


def measure(runs: int, real: int, sizes: tuple[int, ...]) -> list[str]:
    """Table rows: recording by so many runs, verifying so many real records, logs of these sizes."""
    with tempfile.TemporaryDirectory() as folder:
        rows = [_recording(f"{folder}/cold.db", runs)]
        example = ["examples/harbour-lane.yaml"]
        for i, cases in enumerate((example, sorted(map(str, Path("kb/cases").glob("*.yaml"))))):
            rows.append(_verifying(f"{folder}/real{i}.db", cases, real))
        for size in sizes:
            path = f"{folder}/{size}.db"
            build(path, size)
            if size == sizes[1]:
                rows.append(_verified(path))
            rows.append(_reading(path, size))
            os.unlink(path)
    return rows


def _recording(path: str, runs: int) -> str:
    """A cold `recommend` with a log and without, in turns."""
    bare, logged = [], []
    for _ in range(runs):
        bare.append(seconds(RECOMMEND))
        logged.append(seconds([*RECOMMEND, "--log", path]))
    a, b = median(bare), median(logged)
    return f"| cold `recommend --log` / `recommend` | {b * 1000:.0f} ms / {a * 1000:.0f} ms | {b / a:.2f} |"


def _verifying(path: str, cases: list[str], records: int) -> str:
    """So many decisions as `recommend` records them, the cases taking turns."""
    kb = load_knowledge("kb")
    data = snapshot.make(kb)
    name, setting = snapshot.digest(data), record.Setting(record.Actor("ann"), "cli recommend", VERSIONS)
    with in_process(kb) as inference:
        read = [read_case(kb, Path(file).read_bytes(), file) for file in cases]
        makes = [record.decision(kb, case, inference.infer(case), name, setting) for case in read]
    with Log.create(path) as log:
        log.connection.execute("PRAGMA synchronous = OFF")
        for i in range(records):
            log.append(makes[i % len(makes)], {name: data})
    return _verified(path)


def _verified(path: str) -> str:
    """Against reading each record and snapshot out of the file and hashing it, and nothing else."""
    ways = (lambda log: log.verify(), _hash_rows, lambda log: _hash_file(path), _verify_index)
    with Log.open(path) as log:
        size, length = log.size(), sum(len(body) for _, body in log.entries())
        rounds = [[_taken(lambda way=way: way(log)) for way in ways] for _ in range(ROUNDS)]
    best = [[min(each) * 1000 for each in zip(*way, strict=True)] for way in zip(*rounds, strict=True)]
    (verify, busy), (rows, all_busy), (file, _), (whole, _) = best
    return (
        f"| `audit verify` / reading and hashing the same records: {size:,} of {length / size / 1000:.1f} KB "
        f"| {verify:.0f} ms / {rows:.0f} ms (hashing the file in one piece {file:.0f} ms, "
        f"`--index` {whole:.0f} ms) | {verify / rows:.2f} (processor time {busy / all_busy:.2f}) |"
    )


def _verify_index(log: Log) -> None:
    assert log.verify(listing=True) == ()


def _hash_rows(log: Log) -> None:
    for query in ("SELECT body FROM entry ORDER BY seq", "SELECT bytes FROM blob"):
        for (data,) in log.connection.execute(query):
            sha256(data).digest()


def _hash_file(path: str) -> None:
    found = sha256()
    with open(path, "rb") as file:
        while part := file.read(1 << 20):
            found.update(part)


def _reading(path: str, size: int) -> str:
    """What `show`, `prove`, `list` and a further record take of a log of this size."""
    chosen = [str(1 + size * i // 16) for i in range(16)]
    some = [index.Filter(case=(f"case {i * NAMES // 16}",)) for i in range(16)]
    more = Decisions()
    ways: dict[str, list[Callable[[], object]]] = {
        "show": [lambda name=name: _show(path, name) for name in chosen],
        "prove": [lambda name=name: _prove(path, name) for name in chosen],
        "list, 50 rows": [lambda: _list(path, index.Filter(), 50)],
        "list, 500 rows": [lambda: _list(path, index.Filter(), 500)],
        "list --rule, 50 rows": [lambda: _list(path, index.Filter(rule=("R2",)), 50)],
        "list --case, one row": [lambda wanted=wanted: _list(path, wanted, 1) for wanted in some],
        "one record more": [lambda: _append(path, more)] * 16,
    }
    figures = []
    for name, calls in ways.items():
        calls[0]()  # what it imports is not measured
        costs = [_cost(call) for call in calls]
        pages, milliseconds = max(cost[0] for cost in costs), median(cost[1] for cost in costs)
        figures.append(f"{name} {pages} ({milliseconds:.1f} ms)")
    return f"| a log of {size:,} records: pages of 4 KB read (and time) | {', '.join(figures)} | |"


def _show(path: str, name: str) -> None:
    with Log.open(path) as log:
        entry = log.entry(name)
        record.read(entry, log.blob)
        index.notes_on(log, entry["id"])
        log.receipt(entry["seq"], entry["seq"])


def _prove(path: str, name: str) -> None:
    with Log.open(path) as log:
        proofs.prove(log, name)


def _list(path: str, wanted: index.Filter, rows: int) -> None:
    with Log.open(path) as log:
        found = [(entry, index.notes_on(log, entry["id"])) for entry in islice(index.find(log, wanted), rows)]
    assert len(found) == rows, wanted


def _append(path: str, decisions: Decisions) -> None:
    with Log.create(path) as log:
        log.append(lambda seq, id: {**decisions.entry_of(seq), "id": id})


def _cost(call: Callable[[], object]) -> tuple[int, float]:
    """Pages read, by the bytes that Linux counts, cached or not; and milliseconds."""
    before = _bytes_read()
    taken, _ = _taken(call)
    return (_bytes_read() - before) // PAGE, taken * 1000


def _bytes_read() -> int:
    (line,) = (line for line in Path("/proc/self/io").read_text().splitlines() if line.startswith("rchar"))
    return int(line.split()[1])


def _taken(call: Callable[[], object]) -> tuple[float, float]:
    """Seconds of time, and of all processors."""
    start, busy = time.perf_counter(), time.process_time()
    call()
    return time.perf_counter() - start, time.process_time() - busy
