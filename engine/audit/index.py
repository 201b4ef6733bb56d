"""Finding decisions and batches: by case, verdict, rule, knowledge base, time; at the cost of what is found.

The table is made from the entries as they are written, and lies outside the tree: what it finds is read
from the entries again and must fit, so a forged index can hide a record from a list, never forge one;
`differences` finds that.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from heapq import merge
from typing import TYPE_CHECKING, Any

from engine.audit.failures import told
from engine.audit.told import BATCH, DECISION
from engine.audit.told import told as verdicts_told
from engine.errors import Problem
from engine.frozen import frozen

if TYPE_CHECKING:
    from sqlite3 import Connection

    from engine.audit.log import Log

Row = tuple[int, str, int]
"""The number of a record, a word by which it is found, and its time."""
MEND = "advisor audit reindex makes it anew from the records"
"""What to do about an index that differs."""


@frozen
class Filter:
    """What the records must fit, all of it; of each kind one of the words, () asks for nothing.

    The words are those of the index: a verdict is a value, of whatever goal, or GOAL=VALUE; `knowledge`
    has names, versions or digests. A batch has neither case nor verdict nor rule. The times are UTC,
    `since` included and `until` not.
    """

    case: tuple[str, ...] = ()
    verdict: tuple[str, ...] = ()
    rule: tuple[str, ...] = ()
    knowledge: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    kind: tuple[str, ...] = (DECISION, BATCH)

    @property
    def words(self) -> tuple[tuple[str, ...], ...]:
        """For each filter the words of which a record must have one, the rarest first."""
        named = {"case": self.case, "rule": self.rule, "verdict": self.verdict, "knowledge": self.knowledge}
        return (*(tuple(f"{kind} {n}" for n in names) for kind, names in named.items() if names), self.kind)

    def fits(self, entry: Mapping[str, Any]) -> bool:
        """Whether the entry is a record of the kind that is looked for."""
        said = words(entry)
        if any(said.isdisjoint(either) for either in self.words):
            return False
        time = seconds(entry)
        return (self.since is None or time >= self.since.timestamp()) and (
            self.until is None or time < self.until.timestamp()
        )


def words(entry: Mapping[str, Any]) -> set[str]:
    """The words by which an entry is found; none where it is no decision, no batch, nor about one."""
    if "about" in entry:
        return {f"about {entry['about']}"}
    if entry.get("kind") == BATCH:
        return {BATCH, *_knowledge(entry)}
    if "derivation" not in entry:
        return set()
    found = {DECISION, f"case {entry['case']['name']}", *_knowledge(entry)}
    found.update(f"rule {step['rule']}" for step in entry["derivation"]["steps"])
    for verdict in verdicts_told(entry):
        value = verdict["value"] or verdict["status"]
        found.update((f"verdict {value}", f"verdict {verdict['attribute']}={value}"))
    return found


def _knowledge(entry: Mapping[str, Any]) -> list[str]:
    return [f"knowledge {entry['knowledge'][name]}" for name in ("name", "version", "digest")]


def seconds(entry: Mapping[str, Any]) -> int:
    """The time of the entry, in seconds since 1970."""
    return int(datetime.fromisoformat(entry["time"].replace("Z", "+00:00")).timestamp())


def add(connection: Connection, entry: Mapping[str, Any]) -> None:
    """Make an entry findable; a part of the transaction that writes it."""
    if found := words(entry):
        time, seq = seconds(entry), entry["seq"]
        connection.executemany(
            "INSERT INTO mention VALUES (?, ?, ?)", [(word, time, seq) for word in sorted(found)]
        )


def clear(connection: Connection) -> None:
    """Forget every entry, so that all can be added anew."""
    connection.execute("DELETE FROM mention")


def differences(connection: Connection) -> Iterator[Problem]:
    """Each row that the index lacks or has too many, by the entries, in the order of the records."""
    rows: Iterator[Row] = connection.execute("SELECT seq, word, time FROM mention ORDER BY seq")
    row = next(rows, None)
    for seq, body in connection.execute("SELECT seq, body FROM entry ORDER BY seq"):
        found = set()
        while row is not None and row[0] <= seq:
            found.add(row)
            row = next(rows, None)
        yield from _compared(found, _wanted(seq, body))
    while row is not None:
        yield from _compared({row}, set())
        row = next(rows, None)


def _wanted(seq: int, body: bytes) -> set[Row]:
    """The rows of an entry; none of one that cannot be read, which was altered."""
    try:
        entry = json.loads(body)
        return {(seq, word, seconds(entry)) for word in words(entry)}
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return set()


def _compared(found: set[Row], wanted: set[Row]) -> Iterator[Problem]:
    for row in sorted(found ^ wanted):
        seq, word, time = row
        said = "has" if row in found else "lacks"
        what = f'the index {said} record {seq} under "{word}", time {time}, unlike the record'
        yield Problem("index-differs", what, None, MEND)


def find(log: Log, wanted: Filter) -> Iterator[dict[str, Any]]:
    """The decisions and batches that fit, the newest first."""
    alone = [words for words in wanted.words if len(words) == 1]
    firsts = alone[0] if alone else wanted.words[-1]  # a record has one of these, and its row once
    with told(log.path):
        found = [_having(log, wanted, first) for first in firsts]
        for _, seq in merge(*found, reverse=True):
            entry = json.loads(log.body(str(seq))[1])
            if wanted.fits(entry):
                yield entry


def _having(log: Log, wanted: Filter, first: str) -> Iterator[tuple[int, int]]:
    """The times and numbers of the records with this word that the index says fit, the newest first."""
    clauses, values = ["word = ?"], list[str | float]([first])
    for bound, clause in ((wanted.since, "time >= ?"), (wanted.until, "time < ?")):
        if bound is not None:
            clauses.append(clause)
            values.append(bound.timestamp())
    for either in wanted.words:
        if first not in either:
            marks = ", ".join("?" * len(either))
            clauses.append(
                f"EXISTS (SELECT 1 FROM mention o WHERE o.word IN ({marks})"
                " AND o.time = m.time AND o.seq = m.seq)"
            )
            values += either
    query = f"SELECT time, seq FROM mention m WHERE {' AND '.join(clauses)} ORDER BY time DESC, seq DESC"
    return log.connection.execute(query, values)


def spoken(log: Log, kind: str) -> Iterator[str]:
    """Every word of this kind that the index has, each once, at the cost of a look for each."""
    query = "SELECT min(word) FROM mention WHERE word > ? AND word < ?"
    after, end = f"{kind} ", f"{kind}!"
    with told(log.path):
        while (found := log.connection.execute(query, (after, end)).fetchone()[0]) is not None:
            yield str(found).partition(" ")[2]
            after = found


def notes_on(log: Log, id: str) -> tuple[dict[str, Any], ...]:
    """What people made of the decision with this id, the oldest first."""
    query = "SELECT seq FROM mention WHERE word = ? ORDER BY time, seq"
    with told(log.path):
        rows = log.connection.execute(query, (f"about {id}",)).fetchall()
    entries = [json.loads(log.body(str(seq))[1]) for (seq,) in rows]
    return tuple(entry for entry in entries if entry.get("about") == id)
