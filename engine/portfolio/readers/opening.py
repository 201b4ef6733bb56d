"""Opening a portfolio: which reader, and what the columns mean."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from typing import Protocol
from unicodedata import normalize

from engine.cases.model import ROOT, Case
from engine.errors import CaseError, Problem, UsageError, Where, reason
from engine.knowledge.model import KnowledgeBase
from engine.knowledge.nearest import did_you_mean, quoted
from engine.portfolio.header import Header, read_header
from engine.portfolio.kinds import ALSO, KINDS, STREAMED
from engine.portfolio.readers.csv import CsvSource
from engine.portfolio.readers.source import Source
from engine.portfolio.rejects import Read
from engine.portfolio.renames import Renames
from engine.portfolio.table import Table

ROWS = 262_144


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
    ending = ALSO.get(ending, ending)
    if ending in KINDS:
        return ending
    if file == "-":
        what, kinds = "nobody says in which form standard input is", ", ".join(STREAMED)
    else:
        what, kinds = f"the ending of {file} tells no form", ", ".join(KINDS)
    raise UsageError(Problem("form", what, None, f"--from {kinds}"))


def source_of(file: str, kind: str) -> Source:
    """The table in the file. Raises UsageError where it cannot be read, CaseError where it is no table."""
    if file == "-" and kind != "csv":
        what = f"{kind} is read from a file, not from standard input"
        raise UsageError(Problem("file", what, None))
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
    by: str | None = None,
) -> Portfolio:
    """The portfolio in the file; with `parts` that of a second table, which has a part in each row.

    `kind` says the form where the ending of the name does not; `by` names a column whose texts come along.
    Raises UsageError and CaseError.
    """
    form = kind_of(path, kind)
    if form == "jsonl":
        if by is not None:
            what = "the lines of a JSONL file have no columns to count by"
            raise UsageError(Problem("by", what, Where(path), "give a table"))
        if parts is not None:
            what = "the lines of a JSONL file have the parts of their cases inside"
            raise UsageError(Problem("form", what, Where(path), "name one file"))
        from engine.portfolio.readers.jsonl import Lines

        return Portfolio(Lines(kb, path), {}, ())
    if path == parts == "-":
        what = "standard input holds one table"
        raise UsageError(Problem("file", what, None, "name a file"))
    with ExitStack() as opened:
        source = source_of(path, form)
        opened.callback(source.close)
        second = None if parts is None else source_of(parts, "csv" if parts == "-" else kind_of(parts, None))
        if second is not None:
            opened.callback(second.close)
        elsewhere = () if second is None else second.names
        header = read_header(kb, source.names, path, renames, elsewhere=elsewhere)
        if by is not None:
            header = replace(header, extra=_place(header, by))
        meanings = {column.text: column.meaning for column in header.columns}
        if second is None:
            found = Portfolio(Table(kb, header, source), meanings, header.remarks)
        else:
            from engine.portfolio.joined import Joined

            of_parts = read_header(kb, second.names, second.file, renames, True, source.names)
            if header.parts:
                raise CaseError(_both(header, of_parts))
            both = Joined(kb, header, source, of_parts, second)
            found = Portfolio(both, meanings, (*header.remarks, *of_parts.remarks))
        opened.pop_all()
        return found


def _place(header: Header, name: str) -> int:
    """Where the column of this name stands. Raises UsageError where there is none."""
    texts = [column.text for column in header.columns]
    wanted = normalize("NFC", name.strip())
    if wanted in texts:
        return texts.index(wanted)
    what = f"no column is called {quoted(name)}"
    raise UsageError(Problem("by", what, Where(header.file), did_you_mean(name, texts)))


def _both(header: Header, of_parts: Header) -> list[Problem]:
    """A problem for each column about a part, where another table has these."""
    hint = f"move it to {of_parts.file}, or list it under ignore: of the file of --map"
    return [
        Problem(
            "column",
            f"the column {quoted(column.text)} is about a {header.kb.words.singular}; these have a table",
            Where(header.file, 1, column.index + 1),
            hint,
        )
        for column in header.attributes
        if column.entity != ROOT
    ]
