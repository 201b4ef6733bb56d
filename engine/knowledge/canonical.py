"""Frozen values as plain JSON, and their digest over canonical JSON (RFC 8785)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from hashlib import sha256
from typing import Any

from engine.knowledge.model import Attribute, Claim, Goal, KnowledgeBase, Parameter, Rule, Shown, Source

LEFT_OUT = (
    (Attribute, "changeable", True),
    *((kind, "pack", "") for kind in (Attribute, Claim, Goal, Parameter, Rule, Shown, Source)),
    (KnowledgeBase, "packs", ()),
    *((Parameter, name, "") for name in ("statistic", "region", "review_by")),
    (Parameter, "year", None),
    (Source, "url", ""),
)
"""What is not written where it is usual: the language came to know it when digests had been recorded."""


def plain(value: Any) -> Any:
    """The value as JSON: dataclasses as objects with their class under "is", tuples as lists.

    Fields that take no part in comparison are left out. Objects have no order, so that of a mapping
    does not matter.
    """
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    if isinstance(value, Mapping):
        return {_key(key): plain(item) for key, item in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        kind = type(value)
        found = {name: getattr(value, name) for name in _compared(kind)}
        told = {name: plain(each) for name, each in found.items() if (kind, name, each) not in LEFT_OUT}
        return {"is": kind.__name__, **told}
    raise TypeError(f"{type(value).__name__} has no plain form")


def digest(value: Any) -> str:
    """sha256:HEX of the canonical JSON of the value."""
    import rfc8785

    return f"sha256:{sha256(rfc8785.dumps(plain(value))).hexdigest()}"


def knowledge_digest(kb: KnowledgeBase) -> str:
    """The digest of what the knowledge base says, without `components` and `digest`.

    The order of attributes and goals counts, since people see it; that of rules, constraints,
    parameters, sources and claims does not, nor does it matter which file they stand in.
    """
    content = {name: getattr(kb, name) for name in _compared(KnowledgeBase)}
    del content["components"], content["digest"]
    if not kb.packs:
        del content["packs"]
    content["attributes"] = tuple(kb.attributes.values())
    content["constraints"] = {constraint.id: constraint for constraint in kb.constraints}
    return digest(content)


def _key(key: Any) -> str:
    if isinstance(key, bool):
        return "true" if key else "false"
    return str(key)


@cache
def _compared(kind: type) -> tuple[str, ...]:
    return tuple(each.name for each in fields(kind) if each.compare)
