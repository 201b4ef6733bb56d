"""All measurements in one run, as the table of docs/performance.md.

Usage: python -m benchmarks.run [--quick] [--write]
"""

from __future__ import annotations

import platform
import sys
from pathlib import Path

from benchmarks import cold, inquiries, interviews, log, memory, rules, warm, workbench
from benchmarks.portfolio import bare, files

PAGE = Path("docs/performance.md")
SIZES = 1_000, 30_000, 1_000_000
"""Records of the logs; the largest takes 2.5 GB of the temporary folder for a minute or two."""
START, END = "<!-- measured -->\n", "<!-- /measured -->\n"


def main(arguments: list[str]) -> None:
    """Measure and print; with --write put the table into its page."""
    quick = "--quick" in arguments
    rows = ["| what | measured | ratio |", "|---|---|---|"]
    for step in (
        lambda: [cold.measure(5 if quick else 25)],
        lambda: inquiries.measure(3 if quick else 15),
        lambda: (
            interviews.measure(20, 1) if quick else interviews.measure(interviews.CASES, interviews.ROUNDS)
        ),
        lambda: warm.measure(3 if quick else 30),
        lambda: rules.measure(3 if quick else 15),
        lambda: [memory.measure(5_000 if quick else 100_000)],
        lambda: workbench.measure(1 if quick else 9),
        lambda: bare.measure(3 if quick else 15, quick),
        lambda: files.measure(1, 1_000_000) if quick else files.measure(5),
        lambda: log.measure(5, 500, SIZES[:2]) if quick else log.measure(25, 3000, SIZES),
    ):
        for row in step():
            print(row, file=sys.stderr)
            rows.append(row)
    machine = f"Python {platform.python_version()}, {platform.system()} {platform.machine()}"
    table = "\n".join([*rows, "", f"One run, {machine}, by `make bench`.", ""])
    if "--write" in arguments:
        page = PAGE.read_text()
        before, after = page[: page.index(START) + len(START)], page[page.index(END) :]
        PAGE.write_text(before + table + after)
    else:
        print(table)


if __name__ == "__main__":
    main(sys.argv[1:])
