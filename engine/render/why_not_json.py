"""Why not, for programs: the same data as the text, and more of it. `schemas/why-not.json` is its schema."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from engine.advice.refused import WhyNot
from engine.cases.model import Case
from engine.render.jsonform import as_plain, case_plain, head

SCHEMA = "advisor/why-not/1"


def why_not_plain(found: WhyNot, case: Case, version: str) -> dict[str, Any]:
    """The whole answer as JSON values. `version` is that of the program that gives it."""
    told = {field.name: as_plain(getattr(found, field.name)) for field in fields(found)[1:]}
    return {**head(SCHEMA, found.recommendation.knowledge, version), "case": case_plain(case), **told}
