"""Answers as a batch wrote them, read again: the canonical line of each row, from CSV, XLSX or Parquet."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from engine.audit.row_proof import line_of
from engine.errors import AdvisorError, Problem, UsageError, Where, reason
from engine.knowledge.model import KnowledgeBase
from engine.knowledge.nearest import quoted
from engine.portfolio.layout import STATUSES, Layout
from engine.portfolio.readers.opening import source_of
from engine.portfolio.rooted import Canonical
from engine.render.escape import cell, visible

ROWS = 16_384
LISTS = ("fired", "presumptions", "unknowns_that_may_matter", "unknowns_that_matter")
KEEP = "keep the answers as jsonl or parquet, which hold every name as it is"
_FACTS = re.compile(r"(?:[^;\[]|\[(?:[^\]]|\]\])*\])+")
_ESCAPED = re.compile(r"\\(?:[ntr]|x[0-9a-f]{2}|u[0-9a-f]{4}|U[0-9a-f]{8})|_x[0-9A-Fa-f]{4}_")
Back = Callable[[str], Any]


class Answered:
    """Lines, each read when it is asked for; `doubt` says then what may have been another text once."""

    def __init__(self, file: str, form: str, kb: KnowledgeBase, columns: Sequence[str]) -> None:
        self._file, self._form, self._kb, self._columns = file, form, kb, columns
        self.doubt = ""

    def __iter__(self) -> Iterator[bytes]:
        """Raises UsageError where the file cannot be read, or a cell of it is none of an answer."""
        try:
            yield from self._parquet() if self._form == "parquet" else self._table()
        except UsageError:
            raise
        except AdvisorError as error:  # here it is a file of the command line that is wrong
            raise UsageError(error.problems) from None
        except (OSError, pa.ArrowException) as error:
            said = reason(error) if isinstance(error, OSError) else str(error).splitlines()[0][:200]
            raise self._wrong(f"it cannot be read: {said}") from None

    def _parquet(self) -> Iterator[bytes]:
        with pq.ParquetFile(self._file) as opened:
            schema = opened.schema_arrow
            self._named(schema.names, list(self._columns))
            for field in schema:
                if not _told(field.type):
                    raise self._wrong(f"the column {quoted(field.name)} holds {field.type}")
            canonical = Canonical(schema)
            for batch in opened.iter_batches(ROWS):
                yield from canonical.lines(batch)

    def _table(self) -> Iterator[bytes]:
        source = source_of(self._file, self._form)
        written = cell if self._form == "csv" else visible
        self._named(source.names, [written(name) for name in self._columns])
        backs = [self._back(name) for name in self._columns]
        for piece in source.pieces(ROWS, range(len(self._columns)), 0):
            if piece.rejects:
                raise UsageError(piece.rejects[0].problem())
            texts = [column.to_pylist() for column in piece.columns]
            for number, row in zip(piece.rows.tolist(), zip(*texts, strict=True), strict=True):
                told = {}
                for name, back, text in zip(self._columns, backs, row, strict=True):
                    told[name] = back(self._plain(text, number, name) if text else "")
                    if told[name] is _NONE:
                        raise self._wrong(f"row {number}: {name} cannot be read back", KEEP)
                yield line_of(told)

    def _plain(self, text: str, row: int, name: str) -> str:
        """The text without what keeps a spreadsheet from seeing a formula in it."""
        mended = text
        if self._form == "csv" and text[0] == "'" and cell(text[1:]) != text[1:]:
            mended = text[1:]
        if not self.doubt and (mended != text or _ESCAPED.search(text)):
            self.doubt = f"{name} of row {row} may have been another text before it was made harmless; {KEEP}"
        return mended

    def _back(self, name: str) -> Back:
        """What makes the value of a cell of this column."""
        if name in LISTS[:2]:
            return self._firings
        if name in LISTS[2:]:
            return _FACTS.findall
        statuses = (f"{name}.status", f"{name}.status_bound")
        if name == self._kb.words.plural and not set(statuses) & {*self._columns}:
            return self._parts()
        return lambda text: text or None

    def _firings(self, text: str) -> list[str]:
        """Each begins with a rule; what does not is the rest of the name of a part that has a semicolon."""
        found: list[str] = []
        for piece in text.split(";") if text else ():
            if found and piece.partition("(")[0] not in self._kb.rules:
                found[-1] += f";{piece}"
            else:
                found.append(piece)
        return found

    def _parts(self) -> Back:
        """The verdicts on the parts of a row, `PART: VERDICT (STATUS)`, or the goal before that."""
        layout = Layout(self._kb, None, "")
        goals = [layout.short(goal.attribute) for goal in layout.goals("part")]
        words = [word for goal in layout.goals("part") for word in layout.verdicts(goal.attribute)]
        which = f"({_any(goals)}) " if len(goals) > 1 else "()"
        pattern = re.compile(rf"(.*?): {which}({_any(words)}) \(({_any(STATUSES)})\)(?:; |$)")

        def back(text: str) -> Any:
            found, at = [], 0
            while at < len(text):
                match = pattern.match(text, at)
                if match is None:
                    return _NONE
                part, goal, verdict, status = match.groups()
                found.append({"part": part, "goal": goal or goals[0], "verdict": verdict, "status": status})
                at = match.end()
            return found

        return back

    def _named(self, names: Sequence[str], wanted: Sequence[str]) -> None:
        if list(names) != list(wanted):
            raise self._wrong("its columns are not those of the batch")

    def _wrong(self, what: str, hint: str = "give the answers as advisor batch wrote them") -> UsageError:
        return UsageError(Problem("rows", what, Where(self._file), hint))


_NONE = object()


def _any(words: Sequence[str]) -> str:
    return "|".join(map(re.escape, sorted(set(words), key=len, reverse=True)))


def _told(kind: Any) -> bool:
    """Whether a column of answers can have this type."""
    if pa.types.is_list(kind):
        return _told(kind.value_type)
    if pa.types.is_struct(kind):
        return all(_told(field.type) for field in kind)
    return bool(pa.types.is_string(kind.value_type if pa.types.is_dictionary(kind) else kind))
