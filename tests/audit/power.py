"""A power cut: what is left of a log whose last writes reached the disk in part, in any order.

The shim wrote down every operation. At a random moment the power goes: what was synced is there; of what
was written since, each sector is new, old, or torn. Names and lengths of files are taken to be in order.
"""

from __future__ import annotations

import json
import os
import random
import struct
from pathlib import Path

from engine.audit.log import Log
from tests.audit.entries import note
from tests.audit.faults import under_shim

SECTOR = 512
ENDS = {"d": "", "w": "-wal", "j": "-journal"}
Operation = tuple[str, str, int, bytes]


def read_tape(tape: Path) -> list[Operation]:
    """What happened: what, to which file, where, with which bytes."""
    data, at, found = tape.read_bytes(), 0, list[Operation]()
    while at < len(data):
        what, file, offset, length = struct.unpack_from("<ccQI", data, at)
        at += 14
        found.append((what.decode(), file.decode(), offset, data[at : at + length]))
        at += length
    return found


class Disk:
    """What is on the disk for certain, and what was written since, of each file."""

    def __init__(self) -> None:
        self.files: dict[str, bytearray] = {}
        self.loose: dict[str, list[tuple[int, bytes]]] = {}
        self.acknowledged = 0

    def do(self, operation: Operation) -> None:
        what, file, offset, data = operation
        if what == "m":
            self.acknowledged = offset
        elif file not in ENDS:
            return
        elif what == "o":
            self.files.setdefault(file, bytearray())
            self.loose.setdefault(file, [])
        elif what == "w":
            self.loose[file].append((offset, data))
        elif what == "s":
            for at, written in self.loose[file]:
                _put(self.files[file], at, written)
            self.loose[file].clear()
        elif what == "t":
            for at, written in self.loose[file]:
                _put(self.files[file], at, written)
            self.loose[file].clear()
            del self.files[file][offset:]
        elif what == "u":
            del self.files[file], self.loose[file]

    def cut(self, path: str, chance: random.Random) -> None:
        """The files as the power cut leaves them."""
        likely = chance.choice((0.0, 0.2, 0.5, 0.8, 1.0))
        for file, end in ENDS.items():
            if file not in self.files:
                continue
            left = bytearray(self.files[file])
            for at, written in self.loose[file]:
                for start in range(0, len(written), SECTOR):
                    piece = written[start : start + SECTOR]
                    if chance.random() < likely:
                        torn = chance.randrange(len(piece)) if chance.random() < 0.1 else len(piece)
                        _put(left, at + start, piece[:torn])
            Path(path + end).write_bytes(left)


def _put(file: bytearray, at: int, data: bytes) -> None:
    if len(file) < at:
        file.extend(bytes(at - len(file)))
    file[at : at + len(data)] = data


def cut_often(folder: str, images: int, appends: int, seed: int) -> dict[str, int]:
    """Cut the power at random moments. Raises AssertionError where an acknowledged record is lost."""
    tape = Path(folder) / "tape"
    under_shim(Path(folder), "tape", str(tape), str(appends))
    operations = read_tape(tape)
    chance = random.Random(seed)
    moments = sorted(chance.randrange(1, len(operations) + 1) for _ in range(images))
    disk, done, more = Disk(), 0, 0
    path = os.path.join(folder, "image.db")
    for moment in moments:
        for operation in operations[done:moment]:
            disk.do(operation)
        done = moment
        disk.cut(path, chance)
        more += _check(path, disk.acknowledged)
    return {"images": images, "operations": len(operations), "lost": 0, "more than acknowledged": more}


def _check(path: str, acknowledged: int) -> bool:
    with Log.create(path) as log:
        size = log.size()
        assert size >= acknowledged, f"{acknowledged} acknowledged, {size} kept"
        assert log.verify() == ()
        log.append(note)
        assert [json.loads(body)["seq"] for _, body in log.entries()] == list(range(1, size + 2))
    for end in ("", "-wal", "-shm", "-journal"):
        Path(path + end).unlink(missing_ok=True)
    return size > acknowledged
