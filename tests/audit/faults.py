"""Logs on a failing disk: in a process of its own, under the shim, one operation after another fails.

python -m tests.audit.faults FOLDER [once]     every operation, in each of the ways it can fail
python -m tests.audit.faults FOLDER tape FILE  nothing fails, all is written down for tests/audit/power.py
"""

from __future__ import annotations

import ctypes
import errno
import json
import os
import subprocess
import sys
from pathlib import Path

from engine.audit.log import Log
from engine.errors import AuditError
from tests.audit.entries import long_note

HERE = Path(__file__).parent
APPENDS = 3
WAYS = [
    (error, always, half)
    for always in (False, True)
    for error, half in ((errno.EIO, False), (errno.ENOSPC, False), (errno.ENOSPC, True))
]
"""What the system says, whether it goes on failing, whether half of a write still gets there."""


def build(folder: Path) -> Path:
    """The compiled shim."""
    shim = folder / "shim.so"
    source = str(HERE / "shim.c")
    subprocess.run(["gcc", "-O1", "-shared", "-fPIC", "-o", str(shim), source, "-ldl"], check=True)
    return shim


def under_shim(folder: Path, *arguments: str) -> dict[str, int]:
    """What this module, run under the shim, counted."""
    environment = {**os.environ, "LD_PRELOAD": str(build(folder))}
    done = subprocess.run(
        [sys.executable, "-m", "tests.audit.faults", str(folder), *arguments],
        cwd=HERE.parents[1],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise AssertionError(f"{done.returncode}\n{done.stdout}\n{done.stderr}")
    found = json.loads(done.stdout)
    assert isinstance(found, dict)
    return found


def write(path: str, told: list[str]) -> list[str]:
    """Open, append, append, close, as a program would; the ids that were acknowledged."""
    acknowledged = []
    for _ in range(APPENDS):
        try:
            with Log.create(path) as log:
                for _ in range(APPENDS):
                    acknowledged.append(log.append(long_note(3000)).record)
        except AuditError as error:
            told.append(str(error))
    return acknowledged


def fail_each(folder: str, shim: ctypes.CDLL, ways: list[tuple[int, bool, bool]]) -> dict[str, int]:
    """Let each operation fail in each way. Raises AssertionError where anything is lost or broken."""
    counted = {"runs": 0, "refused": 0, "operations": 0, "more than acknowledged": 0}
    for error, always, half in ways:
        at = 0
        while True:
            at += 1
            path = os.path.join(folder, f"{error}-{always:d}{half:d}-{at}.db")
            told: list[str] = []
            shim.shim_arm(os.fsencode(path), at, error, always, half)
            acknowledged = write(path, told)
            reached = shim.shim_done() >= at
            shim.shim_arm(b"", 0, 0, 0, 0)
            counted["more than acknowledged"] += check(path, acknowledged, told)
            counted["runs"] += 1
            counted["refused"] += bool(told)
            if not reached:
                break
        counted["operations"] = max(counted["operations"], at - 1)
    return counted


def check(path: str, acknowledged: list[str], told: list[str]) -> bool:
    """The log as the next program finds it; whether it has more records than were acknowledged."""
    for message in told:
        assert "error[log-" in message, message
        assert "log-failed" not in message, message
    if not os.path.exists(path):
        assert told
        assert not acknowledged
        return False
    with Log.create(path) as log:
        log.append(long_note(10))
        assert log.verify() == (), path
        kept = [json.loads(body)["id"] for _, body in log.entries()]
    assert [record for record in kept if record in acknowledged] == acknowledged, path
    for end in ("", "-wal", "-shm", "-journal"):
        if os.path.exists(path + end):
            os.unlink(path + end)
    return len(kept) - 1 > len(acknowledged)


def record(folder: str, shim: ctypes.CDLL, tape: str, appends: int) -> dict[str, int]:
    """Write everything down that a log does to its files, with a mark after each acknowledgement."""
    path = os.path.join(folder, "power.db")
    shim.shim_arm(os.fsencode(path), 0, 0, 0, 0)
    with open(tape, "wb", buffering=0) as file:
        shim.shim_tape(file.fileno())
        done = 0
        for _ in range(3):  # each closes the log, which takes the write-ahead log into the file
            with Log.create(path) as log:
                for _ in range(appends // 3):
                    log.append(long_note(1500))
                    done += 1
                    shim.shim_mark(ctypes.c_uint64(done))
        shim.shim_tape(-1)
    return {"appends": done, "operations": shim.shim_done()}


def main(folder: str, *arguments: str) -> None:
    shim = ctypes.CDLL(None)
    shim.shim_done.restype = ctypes.c_long
    shim.shim_arm.argtypes = [ctypes.c_char_p, ctypes.c_long] + [ctypes.c_int] * 3
    if arguments[:1] == ("tape",):
        found = record(folder, shim, arguments[1], int(arguments[2]))
    else:
        found = fail_each(folder, shim, WAYS[:1] if arguments else WAYS)
    print(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
