"""Large logs in a short time: the file is what `Log.append` makes, but nobody waits for the disk.

Small decisions by a knowledge base of two rules. A test holds the file to what `Log.append` makes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timezone
from typing import Any

import rfc8785

from engine.audit import index, record, snapshot, tree
from engine.audit.log import Log
from engine.audit.receipt import ALPHABET, ID_LENGTH
from engine.cases.reader import read_case
from engine.inference.infer import infer
from engine.knowledge.loader import load_files

START = 1_767_225_600
"""2026-01-01, the time of the first record; each is a second after the one before."""
NAMES, RARE = 1000, 10
"""So many names of cases take turns; each so-manieth decision is by the rule R2, the others by R1."""
AT_ONCE = 10_000
"""Records written in one transaction."""
KB = {
    "kb.yaml": """
name: measured
version: 1.0.0
title: Measured
reviewed: 2026-01-01
words: {root: whole, singular: item, plural: items, question: "Which items?"}
goals:
  - attribute: whole.verdict
    label: Verdict
    sentences: {good: it is good, bad: it is bad}
""",
    "sources.yaml": """
sources: [{id: s, title: S}]
claims: [{id: C1, source: s, says: it is so, sentences: [{at: p1, sha256: HASH}]}]
""".replace("HASH", "0" * 64),
    "vocabulary.yaml": """
attributes:
  - {attribute: whole.verdict, type: enum, values: [good, bad], label: verdict}
  - {attribute: whole.sound, type: boolean, label: sound, question: "Sound?"}
""",
    "rules/rules.yaml": """
rules:
  - id: R1
    title: sound
    scope: whole
    when: {whole.sound: true}
    then: {whole.verdict: good}
    because: it is so
    claims: [C1]
  - id: R2
    title: not sound
    scope: whole
    when: {whole.sound: false}
    then: {whole.verdict: bad}
    because: it is so
    claims: [C1]
""",
}


class Decisions:
    """The entries of a log of any size, and the snapshot they name; the parts that differ are put in."""

    def __init__(self) -> None:
        kb = load_files({name: text.encode() for name, text in KB.items()})
        self.snapshot = snapshot.make(kb)
        self._forms: list[tuple[bytes, list[str]]] = []
        who = record.Setting(record.Actor("ann"), "cli recommend", {"advisor": "0.1.0"}, lambda: _time(0))
        for sound in ("true", "false"):
            case = read_case(kb, f"case: CASE\nwhole:\n  sound: {sound}\n".encode(), "measured.yaml")
            make = record.decision(kb, case, infer(kb, case), snapshot.digest(self.snapshot), who)
            entry = make(1, "0123456789")
            form = rfc8785.dumps(entry)
            for said, part in (
                (b'"CASE"', b'"%s"'),
                (b'"0123456789"', b'"%s"'),
                (b'"seq":1', b'"seq":%d'),
                (f'"{entry["time"]}"'.encode(), b'"%s"'),
            ):
                assert form.count(said) == 1
                form = form.replace(said, part)
            self._forms.append((form, sorted(index.words(entry) - {"case CASE"})))

    def entry(self, seq: int) -> tuple[str, bytes, list[tuple[str, int, int]]]:
        """The id of the record of this number, its body, and its rows of the index."""
        form, words = self._forms[seq % RARE == 0]
        id, name, time = _id(seq), f"case {seq % NAMES}", START + seq
        body = form % (name.encode(), id.encode(), seq, _time(seq).strftime("%Y-%m-%dT%H:%M:%SZ").encode())
        return id, body, [(word, time, seq) for word in (f"case {name}", *words)]

    def entry_of(self, seq: int) -> dict[str, Any]:
        """The same record as `Log.append` takes it."""
        found = json.loads(self.entry(seq)[1])
        assert isinstance(found, dict)
        return found


def build(path: str, records: int) -> None:
    """Make a new log of so many decisions."""
    decisions = Decisions()
    data = decisions.snapshot
    with Log.create(path) as log:
        connection = log.connection
        for pragma in ("synchronous = OFF", "cache_size = -400000"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("INSERT INTO blob VALUES (?, ?)", (snapshot.digest(data), data))
        left: list[bytes] = []
        for first in range(1, records + 1, AT_ONCE):
            numbers = range(first, min(first + AT_ONCE, records + 1))
            made = [(seq, *decisions.entry(seq)) for seq in numbers]
            nodes = sorted(node for seq, _, body, _ in made for node in _grown(seq - 1, body, left))
            mentions = sorted(row for *_, rows in made for row in rows)
            connection.execute("BEGIN")
            connection.executemany("INSERT INTO entry VALUES (?, ?, ?)", (each[:3] for each in made))
            connection.executemany("INSERT INTO node VALUES (?, ?, ?)", nodes)
            connection.executemany("INSERT INTO mention VALUES (?, ?, ?)", mentions)
            connection.execute("COMMIT")


def _grown(size: int, body: bytes, left: list[bytes]) -> Iterator[tuple[int, int, bytes]]:
    """As `tree.grown`, but what it needs of the tree is kept in `left`: the complete subtrees."""
    gained = tree.grown(size, tree.leaf_hash(body), lambda level, at: left.pop())
    left.append(gained[-1][2])
    return iter(gained)


def _time(seq: int) -> datetime:
    return datetime.fromtimestamp(START + seq, timezone.utc)


def _id(seq: int) -> str:
    """An id that no other number has, though they look drawn."""
    rest, digits = seq * 0x9E3779B97F4A5 % 32**ID_LENGTH, []
    for _ in range(ID_LENGTH):
        rest, digit = divmod(rest, 32)
        digits.append(ALPHABET[digit])
    return "".join(digits)
