"""The differential test for as long as one likes: python -m tests.fuzz [PROGRAMS [FIRST-SEED]].

Each seed is a generated knowledge base with cases; engine, certificate, solver, reference and whole columns
must agree on all. A difference ends the run with its seed, which `check_all(range(seed, seed + 1))` repeats.
"""

from __future__ import annotations

import sys
import time
from concurrent.futures import ProcessPoolExecutor
from itertools import islice

from tests.differential import check_program
from tests.inquiry.checks import check_completions, check_standing
from tests.portfolio.checks import check_columns

AT_ONCE = 50
"""Programs of one task."""
FIRST = 1_000_000
"""The first seed, past those of the tests."""


def check_all(seeds: range) -> str:
    """The first difference among these seeds, or ""."""
    for seed in seeds:
        try:
            check_program(seed)
            check_standing(seed)
            check_completions(seed)
            check_columns(seed)
        except Exception as fault:
            return f"seed {seed}: {type(fault).__name__}: {fault}"
    return ""


def main(programs: int, first: int) -> int:
    """Check so many programs in two processes; 1 at the first difference."""
    end = first + programs
    tasks = (range(start, min(start + AT_ONCE, end)) for start in range(first, end, AT_ONCE))
    begun, done = time.monotonic(), 0
    with ProcessPoolExecutor(2) as pool:
        while group := list(islice(tasks, 20)):
            for seeds, fault in zip(group, pool.map(check_all, group), strict=True):
                if fault:
                    print(f"\n{fault}", file=sys.stderr)
                    return 1
                done += len(seeds)
                seconds = time.monotonic() - begun
                print(f"\r{done:,} of {programs:,} programs, {seconds:.0f} s", end="", file=sys.stderr)
    print(f"\n{done:,} programs from seed {first:,}: no difference")
    return 0


if __name__ == "__main__":
    arguments = [int(word.replace(",", "").replace("_", "")) for word in sys.argv[1:]]
    sys.exit(main(arguments[0] if arguments else 10_000, arguments[1] if len(arguments) > 1 else FIRST))
