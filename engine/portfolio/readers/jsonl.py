"""JSONL: a case file a line."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import BinaryIO

import numpy as np
import pyarrow as pa

from engine.cases.model import Case, Origin
from engine.cases.reader import UNNAMED, read_case
from engine.errors import CaseError, Problem, UsageError, Where, reason
from engine.knowledge.characters import MAX_BYTES
from engine.knowledge.model import KnowledgeBase
from engine.portfolio.keys import Keys
from engine.portfolio.rejects import Read, Reject, in_order, rejects
from engine.portfolio.stated import chunk_of

AT_ONCE = 8192
"""So many lines are read at once: their cases are all in memory."""


class Lines:
    """The cases of a file, each read as a case file is, which takes its time."""

    def __init__(self, kb: KnowledgeBase, file: str) -> None:
        self._kb, self._file, self._keys = kb, file, Keys()
        try:
            self._stream: BinaryIO = sys.stdin.buffer if file == "-" else open(file, "rb")  # noqa: SIM115
            self._size = None if file == "-" else os.fstat(self._stream.fileno()).st_size
        except OSError as error:
            raise UsageError(Problem("file", f"cannot read {file}: {reason(error)}", None)) from None
        self._line, self._done = 0, 0

    def reads(self, rows: int) -> Iterator[Read]:
        """The cases, so many lines at most at once."""
        going = True
        while going:
            cases: list[Case] = []
            numbers: list[int] = []
            found: list[Reject] = []
            for _ in range(min(rows, AT_ONCE)):
                data = self._stream.readline(MAX_BYTES + 2)
                if not data:
                    going = False
                    break
                self._line += 1
                self._done += len(data)
                if data.strip():
                    case = self._read(data, found)
                    if case is not None:
                        cases.append(case)
                        numbers.append(self._line)
            again = set(self._keys.again([case.name for case in cases]))
            for place in sorted(again):
                problem = Problem("case", "a line before has this case already")
                name = cases[place].name
                found += rejects(self._file, numbers[place], "case", name, [problem], name)
            yield self._made(
                [case for place, case in enumerate(cases) if place not in again],
                [number for place, number in enumerate(numbers) if place not in again],
                found,
            )

    def _made(self, cases: Sequence[Case], numbers: Sequence[int], found: Sequence[Reject]) -> Read:
        return Read(
            chunk_of(self._kb, cases),
            pa.array([case.name for case in cases], pa.string()),
            np.array(numbers, np.int64),
            in_order(found),
            len({reject.row for reject in found}),
            min(1.0, self._done / self._size) if self._size else None,
            lambda place: cases[place],
        )

    def _read(self, data: bytes, found: list[Reject]) -> Case | None:
        text = data[:200].decode("utf-8", "replace").strip()
        if len(data) > MAX_BYTES:
            while not data.endswith(b"\n") and (data := self._stream.readline(MAX_BYTES)):
                self._done += len(data)
            problem = Problem("too-big", f"the line is larger than {MAX_BYTES // 1024**2} MiB")
            found += rejects(self._file, self._line, "", text, [problem])
            return None
        try:
            case = read_case(self._kb, data, self._file, (), True)
        except CaseError as error:
            found += rejects(self._file, self._line, "", text, error.problems)
            return None
        if case.name == UNNAMED or case.name == _stem(self._kb, self._file):
            named = b'"case"' in data
            if not named:
                problem = Problem("case", "the line does not name its case", None, 'give it a "case"')
                found += rejects(self._file, self._line, "", text, [problem])
                return None
        facts = tuple(
            replace(
                fact, origin=Origin("cell", self._place(fact.origin), fact.origin.source, fact.origin.note)
            )
            for fact in case.facts
        )
        return replace(case, facts=facts, expected=None, where=Where(self._file, self._line))

    def _place(self, origin: Origin) -> Where:
        return Where(self._file, self._line, origin.where.col if origin.where else 0)


def _stem(kb: KnowledgeBase, file: str) -> str:
    """What a case without a name of its own is called."""
    return read_case(kb, b"{}", file, (), True).name
