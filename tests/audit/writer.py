"""A process that adds to a log until it is stopped, and says each id as soon as it is acknowledged.

python -m tests.audit.writer LOG COUNT [WORD]
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from engine.audit.log import Log
from tests.audit.entries import note

ROOT = Path(__file__).resolve().parents[2]


def start(path: str, count: int, word: str = "") -> subprocess.Popen[str]:
    """The process, its ids to be read line by line."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.audit.writer", path, str(count), word],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )


def main(path: str, count: int, word: str) -> None:
    # plain writes, so that a line is out the moment the record is in
    with Log.create(path) as log:
        for number in range(count):
            receipt = log.append(lambda seq, id, n=number: note(seq, id, f"{word} {n} {'x' * 2000}"))
            os.write(1, f"{receipt.record} {receipt.seq} {receipt.root.hex()}\n".encode())


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3])
