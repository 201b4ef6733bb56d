"""What runs in the workers: batches of rows to batches of answers, or of rejects. Needs nothing of Spark."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import pyarrow as pa

from engine import __version__
from engine.errors import CertificateError, EngineError, Problem
from engine.frozen import frozen
from engine.inference.infer import in_process
from engine.knowledge.loader import load_files
from engine.knowledge.model import KnowledgeBase
from engine.portfolio.answering import expecting
from engine.portfolio.arrow import ROWS, Advised, Adviser
from engine.portfolio.renames import Renames
from engine.portfolio.sample import Sample

CORRUPT = "_corrupt_record"
"""The column in which Spark keeps a line of CSV that is no row; it is the last one."""
REJECTS = pa.schema(
    [("first", pa.bool_()), *((name, pa.string()) for name in ("case", "column", "reason", "text"))]
)
"""A line for each thing that is wrong with a row; `first` in one line of each row."""


@frozen
class Shipped:
    """All that a worker needs; none of it is a place on some machine."""

    files: Mapping[str, bytes]
    """Of the knowledge base; of packs that are not taken the vocabulary only."""
    packs: tuple[str, ...]
    directory: str
    """What messages call its folder."""
    digest: str
    version: str
    columns: tuple[str, ...]
    """The names of all columns of the table."""
    used: tuple[int, ...]
    """The places of those that are handed over, in this order."""
    file: str
    renames: Renames | None
    exact: bool
    certified: bool
    """Whether every row is derived and certified, and compared."""
    token: str
    """Tells these from others that the same process may have had before."""


def shipped(
    kb: KnowledgeBase,
    columns: Sequence[str],
    used: Sequence[int],
    file: str,
    renames: Renames | None,
    exact: bool,
    certified: bool,
    token: str,
) -> Shipped:
    """The knowledge base and the columns as they travel."""
    shelf = {f"packs/{pack}/vocabulary.yaml": data for pack, data in kb.shelf.items()}
    packs = tuple(pack.name for pack in kb.packs)
    return Shipped(
        {**kb.files, **shelf},
        packs,
        kb.directory,
        kb.digest,
        __version__,
        tuple(columns),
        tuple(used),
        file,
        renames,
        exact,
        certified,
        token,
    )


def answered(sent: Shipped, batches: Iterable[Any]) -> Iterator[Any]:
    """The answers to the rows that are cases."""
    for _, advised in _advised(sent, batches):
        yield undecorated(advised.answers)


def rejected(sent: Shipped, batches: Iterable[Any]) -> Iterator[Any]:
    """What is wrong with the others."""
    for corrupt, advised in _advised(sent, batches):
        what = f"the row does not have {len(sent.columns)} cells, as the table has columns"
        lines = [(True, None, "", what, text[:200]) for text in corrupt]
        key, seen = advised.piece.columns[advised.key], set()
        for each in advised.rejects:
            place = each.row - int(advised.piece.rows[0])
            lines.append((each.row not in seen, key[place].as_py(), each.column, each.reason, each.text))
            seen.add(each.row)
        yield pa.record_batch(
            [pa.array([line[place] for line in lines], field.type) for place, field in enumerate(REJECTS)],
            schema=REJECTS,
        )


def undecorated(batch: Any) -> Any:
    """The batch with words as strings: dictionaries are not for Spark."""
    fields = [pa.field(field.name, _kind(field.type)) for field in batch.schema]
    columns = [column.cast(field.type) for column, field in zip(batch.columns, fields, strict=True)]
    return pa.record_batch(columns, schema=pa.schema(fields))


def _kind(kind: Any) -> Any:
    return pa.list_(pa.string()) if pa.types.is_list(kind) else pa.string()


def _advised(sent: Shipped, batches: Iterable[Any]) -> Iterator[tuple[Sequence[str], Advised]]:
    """Of each piece the lines that are no rows, and what was found out about the others."""
    for batch in _gathered(batches):
        corrupt, whole = as_sent(sent, batch)
        ready = _ready(sent, whole.schema)
        advised = ready.adviser.advise(whole)
        if ready.sample is not None:
            with unnumbered():
                ready.sample.add(advised.rows, advised.case, undecorated(advised.answers), advised.sets)
        yield corrupt, advised


def as_sent(sent: Shipped, batch: Any) -> tuple[Sequence[str], Any]:
    """The lines that are no rows, and the others with all columns, empty where they are not handed over."""
    corrupt: Sequence[str] = ()
    if batch.schema.names[-1] == CORRUPT:
        lines = batch.column(batch.num_columns - 1)
        corrupt = lines.drop_null().to_pylist()
        batch = batch.filter(lines.is_null())
    whole = [pa.nulls(batch.num_rows)] * len(sent.columns)
    for place, index in enumerate(sent.used):
        whole[index] = batch.column(place)
    return corrupt, pa.record_batch(whole, names=list(sent.columns))


def _gathered(batches: Iterable[Any]) -> Iterator[Any]:
    """The same rows in batches of a size that is worth it."""
    waiting: list[Any] = []
    rows = 0
    for batch in batches:
        waiting.append(batch)
        rows += batch.num_rows
        if rows >= ROWS:
            yield _one(waiting)
            waiting, rows = [], 0
    if rows:
        yield _one(waiting)


def _one(batches: Sequence[Any]) -> Any:
    if len(batches) == 1:
        return batches[0]
    table = pa.Table.from_batches(batches).combine_chunks()
    (batch,) = table.to_batches()
    return batch


class Everywhere:
    """No key is taken for one that was there before: which one is, no worker can tell."""

    def again(self, keys: Sequence[str]) -> list[int]:
        """None."""
        return []


class _Ready:
    """The knowledge base, compiled once in this process."""

    def __init__(self, sent: Shipped, columns: Any) -> None:
        if __version__ != sent.version:
            what = (
                f"this worker has version {__version__} of the program, and was sent rows by {sent.version}"
            )
            raise EngineError(Problem("version", what, None, "install the same version everywhere"))
        kb = load_files(sent.files, sent.directory, sent.packs)
        if kb.digest != sent.digest:
            what = f"the knowledge base arrived as {kb.digest}, and was sent as {sent.digest}"
            raise EngineError(Problem("digest", what))
        infer = in_process(kb).infer if sent.exact or sent.certified else None
        self.adviser = Adviser(kb, columns, sent.file, sent.renames, sent.exact, infer, Everywhere())
        self.sample = None
        if infer is not None and sent.certified:
            self.sample = Sample(None, 0, expecting(self.adviser.layout, infer))


_KNOWN: dict[str, _Ready] = {}
"""The last one of this process, by token."""


def _ready(sent: Shipped, columns: Any) -> _Ready:
    if sent.token not in _KNOWN:
        _KNOWN.clear()
        _KNOWN[sent.token] = _Ready(sent, columns)
    return _KNOWN[sent.token]


@contextmanager
def unnumbered() -> Iterator[None]:
    """Within, a difference names the case only: the rows of a table in Spark have no numbers."""
    try:
        yield
    except CertificateError as error:
        (problem,) = error.problems
        _, _, named = problem.what.partition(" (")
        raise CertificateError(Problem(problem.code, f"the row ({named}", None, problem.hint)) from None
