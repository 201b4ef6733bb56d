"""Rows that turn out to be no cases only when they are answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import Problem
from engine.portfolio.rejects import Reject, rejects

if TYPE_CHECKING:
    from engine.portfolio.rejects import Read


def refused(read: Read, file: str, place: int, problem: Problem) -> Reject:
    """The reject of the row at this place of the chunk."""
    (reject,) = rejects(file, int(read.rows[place]), "", read.keys[place].as_py(), [problem])
    return reject
