"""The audit log under everything that happens to a database: python -m tests.torture [SEED].

A failure ends the run with its seed. `make test` has a small share of each.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests.audit.crashes import kill_many, kill_programs, quick_folder, write_at_once
from tests.audit.faults import WAYS, under_shim
from tests.audit.power import cut_often

KILLS, PROGRAMS, IMAGES, WRITERS, RECORDS = 2000, 100, 10_000, 4, 10_000


def kills(folder: str, seed: int) -> str:
    """Forked writers, each killed at a random moment."""
    done = kill_many(f"{folder}/audit.db", KILLS, seed)
    return f"{done['kills']:,} kills, {done['acknowledged']:,} records acknowledged, none lost, none half"


def programs(folder: str, seed: int) -> str:
    """Whole programs, killed."""
    done = kill_programs(f"{folder}/audit.db", PROGRAMS, seed)
    return f"{PROGRAMS:,} programs killed, {done:,} records acknowledged, none lost, none half"


def faults(folder: str, seed: int) -> str:
    """Every write, fsync, open, truncation and unlink fails."""
    done = under_shim(Path(folder))
    return (
        f"{done['operations']:,} operations x {len(WAYS)} ways to fail = {done['runs']:,} runs: none lost,"
        f" {done['refused']:,} refused with an error, {done['more than acknowledged']:,} kept more than"
        " was acknowledged"
    )


def power(folder: str, seed: int) -> str:
    """The power goes."""
    done = cut_often(folder, IMAGES, 90, seed)
    return (
        f"{done['images']:,} images of {done['operations']:,} operations: none lost, all verify,"
        f" {done['more than acknowledged']:,} kept more than was acknowledged"
    )


def writers(folder: str, seed: int) -> str:
    """Many at once."""
    done = write_at_once(f"{folder}/audit.db", WRITERS, RECORDS // WRITERS)
    return f"{WRITERS} writers, {done:,} records, none lost, each writer's in its order"


def main(seed: int) -> int:
    """Run all of it; 1 where anything fails."""
    parts: tuple[Callable[[str, int], str], ...] = (kills, programs, faults, power, writers)
    for part in parts:
        begun = time.monotonic()
        try:
            with quick_folder() as folder:
                said = part(folder, seed)
        except AssertionError as fault:
            print(f"{part.__name__}: seed {seed}: {fault}", file=sys.stderr)
            return 1
        print(f"{part.__name__}: {said} ({time.monotonic() - begun:.0f} s)", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1))
