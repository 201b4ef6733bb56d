"""What if, for programs: the same data as the text, and more of it. `schemas/what-if.json` is its schema."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from engine.advice.hypothetical import WhatIf
from engine.cases.model import Case
from engine.render.jsonform import as_plain, case_plain, head

SCHEMA = "advisor/what-if/1"


def what_if_plain(found: WhatIf, before: Case, after: Case, version: str) -> dict[str, Any]:
    """The whole answer as JSON values. `version` is that of the program that gives it."""
    told = {field.name: as_plain(getattr(found, field.name)) for field in fields(found)}
    del told["knowledge"], told["case"]
    return {
        **head(SCHEMA, found.knowledge, version),
        "before": case_plain(before),
        "after": case_plain(after),
        **told,
    }
