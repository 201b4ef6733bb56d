"""A case in plain data, for JSON outputs and records."""

from __future__ import annotations

from typing import Any

from engine.cases.model import Case, Fact, Origin


def case_plain(case: Case) -> dict[str, Any]:
    """The case as mappings, lists, texts and numbers only.

    Equal for equal cases, but for `order` and for the `origin` of each fact, which say how it was written.
    """
    return {
        "name": case.name,
        "as_of": case.as_of,
        "note": case.note,
        "parts": None if case.parts is None else list(case.parts),
        "facts": [_fact(fact) for fact in case.facts],
        "said_unknown": [{"entity": e, "attribute": a} for e, a in case.said_unknown],
        "order": list(case.part_order),
    }


def _fact(fact: Fact) -> dict[str, Any]:
    return {
        "entity": fact.entity,
        "attribute": fact.attribute,
        "values": list(fact.values),
        "excluded": list(fact.excluded),
        "closed": fact.closed,
        "origin": _origin(fact.origin),
    }


def _origin(origin: Origin) -> dict[str, Any]:
    where = origin.where
    return {
        "kind": origin.kind,
        "file": where.file if where else "",
        "line": where.line if where else 0,
        "col": where.col if where else 0,
        "source": origin.source,
        "note": origin.note,
    }
