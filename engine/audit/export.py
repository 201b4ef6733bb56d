"""A log given out whole: as lines that the stand-alone verifier reads, or as rows for a table."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from engine.audit.told import BATCH, told
from engine.errors import AuditError, Problem, Where
from engine.frozen import frozen

if TYPE_CHECKING:
    from engine.audit.log import Log

SCHEMA = "advisor/export/1"
Entry = dict[str, Any]


@frozen
class Row:
    """One decision in short, with what people made of it."""

    number: int
    id: str
    time: str
    actor: str
    actor_kind: str
    case: str
    as_of: str
    knowledge: str
    version: str
    digest: str
    verdicts: str
    result: str
    annotations: str = ""


def lines(log: Log) -> Iterator[str]:
    """The export as JSON lines in ASCII: what it is of, then each entry, each snapshot before the first
    entry that names it. Raises AuditError where the log cannot be read."""
    size = log.size()
    yield _line({"schema": SCHEMA, "log": log.id, "size": size, "root": log.root(size).hex()})
    given: set[str] = set()
    for entry in entries(log, size):
        if "knowledge" in entry and (name := entry["knowledge"]["snapshot"]) not in given:
            given.add(name)
            yield _line(json.loads(log.blob(name)))
        yield _line(entry)


def rows(log: Log) -> list[Row]:
    """Every decision of the log, in the order of its records. Raises AuditError where it cannot be read."""
    found: dict[str, Row] = {}
    for entry in entries(log):
        if entry["kind"] == "decision":
            found[entry["id"]] = _row(entry)
        elif entry["kind"] != BATCH and (row := found.get(entry["about"])):
            said = f"{entry['verdict']} by {entry['actor']['name']}: {entry['because']}"
            found[row.id] = replace(row, annotations="; ".join(filter(None, (row.annotations, said))))
    return list(found.values())


def entries(log: Log, size: int | None = None) -> Iterator[Entry]:
    """The first `size` entries, without it all that are there now.

    Raises AuditError for one that is no entry.
    """
    size = log.size() if size is None else size
    for seq, body in log.entries():
        if seq > size:
            return
        try:
            entry = json.loads(body)
            if entry["kind"] == "decision":
                entry["knowledge"]["snapshot"], told(entry), entry["case"]["name"]
            elif entry["kind"] == BATCH:
                entry["knowledge"]["snapshot"], entry["rows"]["root"], entry["counts"]["answered"]
            else:
                entry["about"], entry["verdict"], entry["because"]
        except (KeyError, TypeError, ValueError, RecursionError):
            hint = "advisor audit verify looks at the whole log"
            problem = Problem("log-damaged", f"record {seq} is no record", Where(log.path), hint)
            raise AuditError(problem) from None
        yield entry


def _row(entry: Entry) -> Row:
    known, case, actor = entry["knowledge"], entry["case"], entry["actor"]
    return Row(
        number=entry["seq"],
        id=entry["id"],
        time=entry["time"],
        actor=actor["name"],
        actor_kind=actor["kind"],
        case=case["name"],
        as_of=case["as_of"],
        knowledge=known["name"],
        version=known["version"],
        digest=known["digest"],
        verdicts="; ".join(map(_verdict, told(entry))),
        result=entry["result"],
    )


def _verdict(verdict: Any) -> str:
    of = f"{verdict['attribute']}[{verdict['entity']}]" if verdict["entity"] else verdict["attribute"]
    value = f"={verdict['value']}" if verdict["value"] else ""
    return f"{of}{value} ({verdict['status']})"


def _line(value: Any) -> str:
    """In ASCII, so that no terminal and no encoding does anything to it."""
    return json.dumps(value, separators=(",", ":")) + "\n"
