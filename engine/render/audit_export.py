"""An exported log as a table that a spreadsheet opens."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import fields
from typing import TYPE_CHECKING

from engine.render.escape import cell

if TYPE_CHECKING:
    from engine.audit.export import Row


def rows_csv(rows: Iterable[Row]) -> str:
    """One line a decision below a line of names; no cell is taken for a formula."""
    from engine.audit.export import Row

    names = [each.name for each in fields(Row)]
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(names)
    table.writerows([cell(str(getattr(row, name))) for name in names] for row in rows)
    return text.getvalue()
