"""Receipts on the command line: as a line, or in a file in which they stand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from engine.errors import AuditError, Problem, UsageError, Where

if TYPE_CHECKING:
    from engine.audit.receipt import Receipt

HELP = "A receipt that you kept: the line itself, or a file it stands in, such as a saved answer."


def receipts(values: Sequence[str]) -> tuple[Receipt, ...]:
    """The receipts that are meant. Raises UsageError where one is mistyped or a file has none."""
    return tuple(receipt for value in values for receipt in _read(value))


def one_receipt(value: str) -> Receipt:
    """The receipt that is meant. Raises UsageError where there is none or more than one."""
    first, *more = receipts((value,))
    if more:
        what = f"{len(more) + 1} receipts stand there, one is needed"
        raise UsageError(Problem("receipt", what, Where(value), "give the line itself"))
    return first


def _read(value: str) -> tuple[Receipt, ...]:
    from engine.audit.receipt import find_receipts, parse_receipt
    from engine.commands.reading import read_bytes

    try:
        if value.strip().lower().startswith("receipt/"):
            return (parse_receipt(value),)
        found = find_receipts(read_bytes(value).decode("utf-8", "replace"))
    except AuditError as error:  # here it is a word of the command line that is wrong
        raise UsageError(error.problems) from None
    if not found:
        hint = "a receipt begins with receipt/1; the answer that it was given with ends with it"
        raise UsageError(Problem("receipt", "there is no receipt in this file", Where(value), hint))
    return found
