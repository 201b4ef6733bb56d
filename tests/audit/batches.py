"""Batches for the tests: answer rows, and the record of them."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import rfc8785

from engine.audit import snapshot
from engine.audit.batch import File, Told, batch
from engine.audit.growing import Growing
from engine.audit.log import Log
from engine.audit.receipt import Receipt
from engine.audit.record import Setting
from engine.knowledge.model import KnowledgeBase

COLUMNS = ("case", "verdict", "fired", "knowledge")


def answers(kb: KnowledgeBase, count: int) -> list[dict[str, Any]]:
    """So many answer rows."""
    return [
        {"case": f"A-{i}", "verdict": "é\t\u2028"[: i % 4], "fired": ["R"] * (i % 3), "knowledge": kb.digest}
        for i in range(count)
    ]


def lines(rows: list[dict[str, Any]]) -> list[bytes]:
    """Their canonical JSON."""
    return [rfc8785.dumps(row) for row in rows]


def told(rows: list[dict[str, Any]], **other: Any) -> Told:
    """What a batch with these answers tells."""
    tree = Growing()
    tree.extend(lines(rows))
    data = b"".join(line + b"\n" for line in lines(rows))
    known = Told(
        inputs=(File("industries.csv", "1" * 64, 12345),),
        mapping=File("columns.yaml", "3" * 64),
        output=File("answers.jsonl", sha256(data).hexdigest()),
        rejects=File("answers.rejects.csv", "2" * 64),
        read=tree.size + 2,
        answered=tree.size,
        rejected=2,
        verified=min(tree.size, 4),
        seed=1,
        sample=32,
        exact=True,
        columns=COLUMNS,
        root=tree.root,
    )
    return replace(known, **other)


def keep_batch(log: Log, kb: KnowledgeBase, rows: list[dict[str, Any]], made: Setting) -> Receipt:
    """Record it."""
    data = snapshot.make(kb)
    name = snapshot.digest(data)
    return log.append(batch(kb, told(rows), name, made), {name: data})


def written(rows: list[dict[str, Any]], path: Path) -> str:
    """The file of answers."""
    path.write_bytes(b"".join(line + b"\n" for line in lines(rows)))
    return str(path)
