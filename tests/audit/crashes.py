"""Processes that die while they write, and many that write at once."""

from __future__ import annotations

import json
import os
import random
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager

from engine.audit.log import Log
from tests.audit.entries import note
from tests.audit.writer import start

ENDLESS = 1_000_000


@contextmanager
def quick_folder() -> Iterator[str]:
    """A folder in memory where there is one: these tests kill processes, which needs no slow disk."""
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        yield folder


def kill_many(path: str, kills: int, seed: int) -> dict[str, int]:
    """Kill forked writers of one log at random moments. Raises AssertionError where a record is lost."""
    chance = random.Random(seed)
    acknowledged: list[str] = []
    for _ in range(kills):
        acknowledged += _one_killed(path, chance.uniform(0, 0.02))
        assert not _lost(path, acknowledged[-50:])
    with Log.create(path) as log:
        log.append(note)
        assert log.verify() == ()
        kept = [json.loads(body)["id"] for _, body in log.entries()]
    assert [record for record in kept if record in set(acknowledged)] == acknowledged
    return {"kills": kills, "acknowledged": len(acknowledged), "kept": len(kept) - 1, "lost": 0}


def _one_killed(path: str, after: float) -> list[str]:
    """The ids that a forked writer acknowledged before it was killed."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            with Log.create(path) as log:
                while True:
                    os.write(writing, log.append(note).record.encode() + b"\n")
        finally:
            os._exit(1)
    os.close(writing)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), "the writer ended by itself"
    with os.fdopen(reading) as said:
        return said.read().split()


def _lost(path: str, records: list[str]) -> list[str]:
    if not records:
        return []
    with Log.open(path) as log:
        return [record for record in records if log.entry(record)["id"] != record]


def kill_programs(path: str, kills: int, seed: int) -> int:
    """As `kill_many`, with whole programs that start, open the log and are killed after some records."""
    chance = random.Random(seed)
    acknowledged: list[str] = []
    for _ in range(kills):
        with start(path, ENDLESS) as writer:
            assert writer.stdout is not None
            for _ in range(chance.randrange(1, 20)):
                acknowledged.append(writer.stdout.readline().split()[0])
            time.sleep(chance.uniform(0, 0.002))
            writer.kill()
            acknowledged += [line.split()[0] for line in writer.stdout if line.endswith("\n")]
    with Log.open(path) as log:
        assert log.verify() == ()
        kept = [json.loads(body)["id"] for _, body in log.entries()]
    assert [record for record in kept if record in set(acknowledged)] == acknowledged
    return len(acknowledged)


def write_at_once(path: str, writers: int, each: int) -> int:
    """Many programs add to one log, made by whichever comes first. Raises AssertionError for any loss."""
    running = [start(path, each, f"writer {number}") for number in range(writers)]
    said = [writer.communicate()[0].splitlines() for writer in running]
    assert [writer.returncode for writer in running] == [0] * writers
    assert [len(lines) for lines in said] == [each] * writers
    with Log.open(path) as log:
        assert log.size() == writers * each
        assert log.verify() == ()
        entries = [json.loads(body) for _, body in log.entries()]
        for number, lines in enumerate(said):
            own = [entry for entry in entries if entry["because"].startswith(f"writer {number} ")]
            assert [int(entry["because"].split()[2]) for entry in own] == list(range(each))
            for line, entry in zip(lines, own, strict=True):
                record, seq, root = line.split()
                assert (record, int(seq)) == (entry["id"], entry["seq"])
                assert log.root(int(seq)).hex() == root
    return writers * each
