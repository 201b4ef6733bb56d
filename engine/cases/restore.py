"""The way back: a case from its plain form, as `case_plain` gave it and JSON kept it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.cases.model import Case, Fact, Origin
from engine.errors import CaseError, Problem, Where, amiss


def case_from(plain: Mapping[str, Any], remarks: tuple[Problem, ...] = ()) -> Case:
    """The case of this plain form, with the origins of its facts and with these remarks.

    What it expects of its answer and where it stood as a whole are not in the plain form. Raises
    CaseError where this is none.
    """
    try:
        parts = plain["parts"]
        return Case(
            name=plain["name"],
            facts=tuple(_fact(fact) for fact in plain["facts"]),
            parts=None if parts is None else tuple(parts),
            as_of=plain["as_of"],
            note=plain["note"],
            said_unknown=tuple((pair["entity"], pair["attribute"]) for pair in plain["said_unknown"]),
            part_order=tuple(plain["order"]),
            remarks=remarks,
        )
    except (KeyError, TypeError, AttributeError) as error:
        what = f"this is no case in its plain form: {amiss(error)}"
        raise CaseError(Problem("plain-form", what)) from None


def remark_plain(remark: Problem) -> dict[str, Any]:
    """A remark on a case as JSON values; its place is null where it has none."""
    where = remark.where
    place = {"file": where.file, "line": where.line, "col": where.col} if where else None
    return {"code": remark.code, "what": remark.what, "hint": remark.hint, "where": place}


def remark_from(plain: Mapping[str, Any]) -> Problem:
    """The remark of this plain form."""
    place = plain["where"]
    where = Where(place["file"], place["line"], place["col"]) if place else None
    return Problem(plain["code"], plain["what"], where, plain["hint"], "warning")


def _fact(plain: Mapping[str, Any]) -> Fact:
    return Fact(
        plain["entity"],
        plain["attribute"],
        tuple(plain["values"]),
        tuple(plain["excluded"]),
        plain["closed"],
        _origin(plain["origin"]),
    )


def _origin(plain: Mapping[str, Any]) -> Origin:
    where = Where(plain["file"], plain["line"], plain["col"]) if plain["file"] else None
    return Origin(plain["kind"], where, plain["source"], plain["note"])
