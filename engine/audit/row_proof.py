"""The proof that one answer stands in a batch that was recorded; docs/audit.md has its format."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, BinaryIO, Protocol

from engine.audit import batch
from engine.audit.growing import Growing
from engine.audit.log import Log
from engine.audit.proofs import prove
from engine.audit.receipt import Receipt, counted
from engine.audit.told import BATCH
from engine.errors import AuditError, Problem, UsageError, Where, amiss
from engine.knowledge.nearest import quoted

ROW_PROOF = "advisor/row-proof/1"
LONGEST = 64 * 1024**2
"""So many bytes an answer may have."""
_written = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode


def line_of(row: Mapping[str, Any]) -> bytes:
    """The canonical JSON (RFC 8785) of an answer row. Raises ValueError where it has none."""
    if all(map(str.isascii, row)) and all(map(_plain, row.values())):
        # With such keys and no number the library's own writer gives the same bytes, far faster.
        return _written(row).encode()
    import rfc8785

    return rfc8785.dumps(row)


class Rows(Protocol):
    """The canonical JSON of each answer of a batch, in their order."""

    @property
    def doubt(self) -> str:
        """Once they are read: what of them may have been written otherwise, as a hint, or ""."""

    def __iter__(self) -> Iterator[bytes]:
        """Raises UsageError where they cannot be read."""


class Lines:
    """The answers in a JSONL file, which has them as they are."""

    doubt = ""

    def __init__(self, path: str) -> None:
        self._path = path

    def __iter__(self) -> Iterator[bytes]:
        return lines(self._path)


def lines(path: str) -> Iterator[bytes]:
    """The canonical JSON of each answer row in a file of answers, in their order.

    Raises UsageError where the file cannot be read or a line is no JSON object.
    """
    at = Where(path)
    try:
        with open(path, "rb") as file:
            for number, line in enumerate(short_lines(file), 1):
                at = Where(path, number, 1)
                row = json.loads(line, parse_constant=_refuse, object_pairs_hook=_once)
                if not isinstance(row, dict):
                    raise ValueError("it is no object")
                yield line_of(row)
    except OSError as error:
        reason = (error.strerror or "no such name").lower()
        raise UsageError(Problem("file", f"cannot read {path}: {reason}")) from None
    except (ValueError, RecursionError) as error:
        said = "it is no JSON" if isinstance(error, json.JSONDecodeError) else amiss(error)
        what, hint = f"this is no answer row: {said}", "give the answers as advisor batch wrote them, jsonl"
        raise UsageError(Problem("rows", what, at, hint)) from None


def short_lines(file: BinaryIO) -> Iterator[bytes]:
    """The lines of the file. Raises ValueError at one that has no end in sight."""
    while line := file.readline(LONGEST + 1):
        if len(line) > LONGEST:
            raise ValueError(f"the line is larger than {LONGEST // 1024**2} MiB")
        yield line


def prove_row(
    log: Log,
    name: str,
    key: str,
    rows: str,
    receipt: Receipt | None = None,
    reader: Callable[[batch.Batch], Rows] | None = None,
) -> dict[str, Any]:
    """That the answer with this key is one of those whose root stands in the record of this name.

    `rows` is the file of the answers, JSONL unless there is a `reader` of it.
    Raises UsageError where the record is no batch, the rows are not its rows, or none has the key; and what
    `prove` raises.
    """
    entry = log.entry(name)
    if entry.get("kind") != BATCH:
        what = f"record {entry['id']} is no batch, it has no rows"
        raise UsageError(Problem("record", what, Where(log.path), f"advisor audit prove {name}"))
    made = batch.read(entry, log.blob)
    told, answers = made.told, Lines(rows) if reader is None else reader(made)
    tree, found = Growing(), None
    for line in answers:
        if found is None and (row := json.loads(line)).get(told.columns[0]) == key:
            tree.follow()
            found = tree.size, row
        tree.add(line)
        if tree.size > told.answered:
            break
    _recorded(tree, told, rows, answers.doubt)
    if found is None:
        raise UsageError(Problem("row", f"no row has the {told.columns[0]} {quoted(key)}", Where(rows)))
    index, row = found
    if row.keys() != set(told.columns):
        what = f"the answer {quoted(key)} has other columns than record {entry['id']} names"
        raise AuditError(Problem("record", what, Where(log.path)))
    return {
        "schema": ROW_PROOF,
        "row": row,
        "inclusion": {"index": index, "size": tree.size, "path": [step.hex() for step in tree.path]},
        "record": prove(log, entry["id"], receipt),
    }


def _recorded(tree: Growing, told: batch.Told, path: str, doubt: str) -> None:
    """Raise AuditError unless the rows are those of the batch, with the first thing in which they differ."""
    if tree.size > told.answered:
        what = f"these are more rows than the batch has, which are {told.answered}"
    elif tree.size < told.answered:
        what = f"these are {counted(tree.size, 'row')}, the batch has {told.answered}"
    elif tree.root != told.root:
        what = f"the root over these rows is {tree.root.hex()}, the batch has {told.root.hex()}"
    else:
        return
    hint = "give all the rows that the batch answered, unaltered and in their order"
    hint = f"{hint}; or {doubt}" if doubt else hint
    raise AuditError(Problem("rows-differ", what, Where(path), hint))


def _plain(value: Any) -> bool:
    """Whether it is a text or nothing, or a list of texts."""
    if isinstance(value, list):
        return all(isinstance(each, str) for each in value)
    return value is None or isinstance(value, str)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice")
    return found


def _refuse(word: str) -> None:
    raise ValueError(f"{word} is no number")
