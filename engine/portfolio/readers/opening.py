"""Opening a portfolio: which reader, and what the columns mean."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from typing import Protocol

from engine.cases.model import Case
from engine.errors import CaseError, Problem, UsageError, Where, reason
from engine.knowledge.model import KnowledgeBase
from engine.knowledge.nearest import did_you_mean, quoted
from engine.portfolio.header import read_header
from engine.portfolio.readers.csv import CsvSource
from engine.portfolio.readers.source import Source
from engine.portfolio.rejects import Read
from engine.portfolio.renames import Renames
from engine.portfolio.table import Table

KINDS = ("csv", "jsonl", "xlsx", "parquet")
ROWS = 65_536


class _Cases(Protocol):
    """What gives the cases of a portfolio, piece by piece."""

    def reads(self, rows: int) -> Iterator[Read]:
        """The pieces."""


class Portfolio:
    """Many cases in a file, or in two."""

    def __init__(self, cases: _Cases, meanings: Mapping[str, str], remarks: tuple[Problem, ...]) -> None:
        self._cases = cases
        self.meanings = meanings
        """What each of their columns means; empty where there are no columns."""
        self.remarks = remarks

    def reads(self, rows: int = ROWS) -> Iterator[Read]:
        """The cases, so many rows at most a piece. Raises CaseError for what ends the whole file."""
        return self._cases.reads(rows)

    def find(self, key: str) -> Case:
        """The case of this name, read until it is found.

        Raises CaseError where its row is wrong, UsageError where there is none.
        """
        seen: list[str] = []
        for read in self.reads():
            names = read.keys.to_pylist()
            if key in names:
                return read.case(names.index(key))
            wrong = [reject for reject in read.rejects if reject.key == key]
            if wrong:
                raise CaseError(reject.problem() for reject in wrong)
            seen += names[: max(0, 10_000 - len(seen))]
        what = f"no row is about {quoted(key)}"
        raise UsageError(Problem("row", what, None, did_you_mean(key, seen)))


def kind_of(file: str, kind: str | None) -> str:
    """The form of the file. Raises UsageError where nothing tells it."""
    if kind is not None:
        return kind
    ending = file.rpartition(".")[2].lower()
    ending = {"ndjson": "jsonl", "pq": "parquet"}.get(ending, ending)
    if ending in KINDS:
        return ending
    hint = f"--from {', '.join(KINDS)}"
    raise UsageError(Problem("form", f"the ending of {file} tells no form", None, hint))


def source_of(file: str, kind: str) -> Source:
    """The table in the file. Raises UsageError where it cannot be read, CaseError where it is no table."""
    try:
        if kind == "csv":
            return CsvSource(sys.stdin.buffer if file == "-" else open(file, "rb"), file)
        if kind == "xlsx":
            from engine.portfolio.readers.xlsx import XlsxSource

            return XlsxSource(file)
        from engine.portfolio.readers.parquet import ParquetSource

        return ParquetSource(file)
    except OSError as error:
        what = f"cannot read {file}: {reason(error)}"
        raise UsageError(Problem("file", what, None)) from None


def open_portfolio(
    kb: KnowledgeBase,
    path: str,
    parts: str | None = None,
    renames: Renames | None = None,
    kind: str | None = None,
) -> Portfolio:
    """The portfolio in the file; with `parts` that of a second table, which has a part in each row.

    `kind` says the form where the ending of the name does not. Raises UsageError and CaseError.
    """
    form = kind_of(path, kind)
    if form == "jsonl":
        if parts is not None:
            what = "the lines of a JSONL file have the parts of their cases inside"
            raise UsageError(Problem("form", what, Where(path), "name one file"))
        from engine.portfolio.readers.jsonl import Lines

        return Portfolio(Lines(kb, path), {}, ())
    source = source_of(path, form)
    header = read_header(kb, source.names, path, renames)
    meanings = {column.text: column.meaning for column in header.columns}
    if parts is None:
        return Portfolio(Table(kb, header, source), meanings, header.remarks)
    from engine.portfolio.joined import Joined

    second = source_of(parts, kind_of(parts, None))
    of_parts = read_header(kb, second.names, parts, renames, of_parts=True)
    both = Joined(kb, header, source, of_parts, second)
    return Portfolio(both, meanings, (*header.remarks, *of_parts.remarks))
