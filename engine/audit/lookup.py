"""Finding a record by what a person types: its number, its id, or the beginning of its id."""

from __future__ import annotations

import sqlite3
from typing import Any

from engine.audit.receipt import ALPHABET, ID_LENGTH, id_text
from engine.errors import Problem, UsageError, Where

SHOWN = 5
"""So many records are named where a beginning fits several."""


def look_up(connection: sqlite3.Connection, path: str, name: str) -> tuple[int, str, Any]:
    """The record's number, its id and its body, as the table has them.

    Raises UsageError where no record fits, or several do.
    """
    columns, text = "SELECT seq, id, body FROM entry", id_text(name)
    rows: list[tuple[int, str, Any]] = []
    if name.isascii() and name.isdigit() and len(name) < ID_LENGTH:
        rows = connection.execute(f"{columns} WHERE seq = ?", (int(name),)).fetchall()
    elif text and set(text) <= set(ALPHABET):
        rows = connection.execute(
            f"{columns} WHERE id >= ? AND id < ? ORDER BY id LIMIT ?", (text, text + "~", SHOWN + 1)
        ).fetchall()
    if len(rows) == 1:
        return rows[0]
    from engine.knowledge.nearest import quoted

    if not rows:
        what, hint = f"the log has no record {quoted(name)}", "advisor audit list shows them"
    else:
        listed = ", ".join(str(row[1]) for row in rows[:SHOWN])
        what, hint = f"several records begin with {quoted(name)}", f"say more of it: {listed}"
        hint += " ..." if len(rows) > SHOWN else ""
    raise UsageError(Problem("record", what, Where(path), hint))
