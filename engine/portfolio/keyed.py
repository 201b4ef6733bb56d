"""The row of answers with a given key, from a file that a batch wrote, in any of its forms."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from engine.audit.row_proof import short_lines
from engine.errors import AdvisorError, Problem, UsageError, Where, reason
from engine.knowledge.model import KnowledgeBase
from engine.knowledge.nearest import quoted
from engine.portfolio.backs import KEEP, NOTHING, Backs, unescaped
from engine.portfolio.readers.opening import kind_of, source_of

ROWS = 65_536
KEY = "case"
NO_ANSWERS = "these are no answers of advisor batch"


def row_of(file: str, kb: KnowledgeBase, key: str) -> dict[str, Any]:
    """The values of the row, by column. Raises UsageError where there is none, or no answers are there.

    The texts of another knowledge base are left as they are.
    """
    form = kind_of(file, None)
    try:
        rows = {"jsonl": _jsonl, "parquet": _parquet}.get(form)
        found = _of_table(file, form, kb, key) if rows is None else next(rows(file, key), None)
    except UsageError:
        raise
    except AdvisorError as error:  # here it is a file of the command line that is wrong
        raise UsageError(error.problems) from None
    except OSError as error:
        raise UsageError(Problem("file", f"cannot read {file}: {reason(error)}", None)) from None
    except (ValueError, RecursionError, pa.ArrowException):
        raise UsageError(Problem("against", NO_ANSWERS, Where(file))) from None
    if found is None:
        hint = "answers of advisor batch have a column case"
        raise UsageError(Problem("against", f"no row is about {quoted(key)}", Where(file), hint))
    return found


def _of_table(file: str, form: str, kb: KnowledgeBase, key: str) -> dict[str, Any] | None:
    source = source_of(file, form)
    names = [unescaped(name, form) for name in source.names]
    if KEY not in names:
        source.close()
        return None
    at = names.index(KEY)
    for piece in source.pieces(ROWS, range(len(names)), at):
        if piece.rejects:
            raise UsageError(piece.rejects[0].problem())
        for place, text in enumerate(piece.columns[at].to_pylist()):
            if text is not None and key in (text, unescaped(text, form)):
                texts = [column[place].as_py() for column in piece.columns]
                return _read(file, form, kb, names, texts, int(piece.rows[place]))
    return None


def _read(
    file: str, form: str, kb: KnowledgeBase, names: list[str], texts: list[str | None], number: int
) -> dict[str, Any]:
    plain = dict(zip(names, texts, strict=True))
    if plain.get("knowledge") != kb.digest:
        return plain
    told = Backs(form, kb, names).row(number, texts)
    for name, value in told.items():
        if value is NOTHING:
            raise UsageError(Problem("against", f"{name} cannot be read back", Where(file, number), KEEP))
    return told


def _parquet(file: str, key: str) -> Iterator[dict[str, Any]]:
    with open(file, "rb"), pq.ParquetFile(file) as opened:
        if KEY not in opened.schema_arrow.names:
            return
        for batch in opened.iter_batches(ROWS):
            place = pc.index(batch.column(KEY).cast(pa.string()), key).as_py()
            if place >= 0:
                yield batch.slice(place, 1).to_pylist()[0]


def _jsonl(file: str, key: str) -> Iterator[dict[str, Any]]:
    number = 0
    try:
        with open(file, "rb") as lines:
            for number, line in enumerate(short_lines(lines), 1):  # noqa: B007
                found: Any = json.loads(line) if line.strip() else {}
                if isinstance(found, dict) and found.get(KEY) == key:
                    yield found
    except (ValueError, RecursionError):
        raise UsageError(Problem("against", NO_ANSWERS, Where(file, max(number, 1), 1))) from None
