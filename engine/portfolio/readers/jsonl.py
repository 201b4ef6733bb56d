"""JSONL: a case file a line."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import BinaryIO

import numpy as np
import pyarrow as pa

from engine.cases.model import Case, Fact, Origin
from engine.cases.reader import read_case
from engine.errors import CaseError, Problem, UsageError, Where, reason
from engine.knowledge.characters import MAX_BYTES
from engine.knowledge.model import KnowledgeBase
from engine.portfolio.keys import Keys
from engine.portfolio.readers.named import key_of
from engine.portfolio.rejects import Read, Reject, in_order, rejects
from engine.portfolio.stated import chunk_of

AT_ONCE, BYTES = 8192, 16 * MAX_BYTES
"""So many lines are read at once, or so many bytes: their cases are all in memory."""


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
        self._unnamed = read_case(kb, b"{}", file, (), True).name

    def reads(self, rows: int) -> Iterator[Read]:
        """The cases, so many lines at most at once."""
        try:
            going = True
            while going:
                going, read = self._some(min(rows, AT_ONCE))
                yield read
            if not self._line:
                raise CaseError(
                    Problem("jsonl", "the file is empty", Where(self._file), "a case stands on each line")
                )
        finally:
            if self._stream is not sys.stdin.buffer:
                self._stream.close()

    def _some(self, lines: int) -> tuple[bool, Read]:
        """Whether more may follow, and the cases of so many lines."""
        cases: dict[int, Case] = {}
        keys: dict[int, str] = {}
        found: list[Reject] = []
        more, first, until = True, self._line, self._done + BYTES
        while self._line < first + lines and self._done < until:
            data = self._next(MAX_BYTES + 2)
            if not data:
                more = False
                break
            self._line += 1
            if not data.strip():
                continue
            case = self._read(data, found)
            if case is not None:
                cases[self._line] = case
            key = case.name if case is not None else found[-1].key
            if key:
                keys[self._line] = key
        numbers = list(keys)
        for place in sorted(self._keys.again(pa.array(keys.values(), pa.string()))):
            name = keys[numbers[place]]
            problem = Problem("case", "a line before has this case already")
            found += rejects(self._file, numbers[place], "case", name, [problem], name)
            cases.pop(numbers[place], None)
        return more, self._made(list(cases.values()), list(cases), found)

    def _next(self, most: int) -> bytes:
        """What follows of the line, so many bytes at most."""
        try:
            data = self._stream.readline(most)
        except OSError as error:
            raise UsageError(Problem("file", f"cannot read {self._file}: {reason(error)}", None)) from None
        self._done += len(data)
        return data

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
            while data and not data.endswith(b"\n"):
                data = self._next(MAX_BYTES)
            problem = Problem("too-big", f"the line is larger than {MAX_BYTES // 1024**2} MiB")
            found += rejects(self._file, self._line, "", text, [problem])
            return None
        try:
            case = read_case(self._kb, data, self._file, (), True)
        except CaseError as error:
            problems = [
                replace(each, what=self._own(each.what), hint=self._own(each.hint)) for each in error.problems
            ]
            found += rejects(self._file, self._line, "", text, problems, key_of(data))
            return None
        if case.name == self._unnamed and "case" not in json.loads(data.decode("utf-8-sig")):
            problem = Problem("case", "the line does not name its case", None, 'give it a "case"')
            found += rejects(self._file, self._line, "", text, [problem])
            return None
        facts = tuple(replace(fact, origin=self._origin(fact)) for fact in case.facts)
        remarks = tuple(replace(each, where=self._at(each.where)) for each in case.remarks)
        return replace(case, facts=facts, remarks=remarks, expected=None, where=Where(self._file, self._line))

    def _origin(self, fact: Fact) -> Origin:
        return Origin("file", self._at(fact.origin.where), fact.origin.source, fact.origin.note)

    def _at(self, where: Where | None) -> Where:
        return Where(self._file, self._line, where.col if where else 0)

    def _own(self, text: str) -> str:
        """The text, with places of the line as places of the file."""
        told = text.replace(f"{self._file}:1:", f"{self._file}:{self._line}:")
        return told.replace("first in line 1", f"first in line {self._line}")
