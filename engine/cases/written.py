"""A case as a file that `read_case` reads as it was."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from engine.cases.model import ROOT, Case, Fact
from engine.knowledge.conditions import Value
from engine.knowledge.model import Attribute, KnowledgeBase
from engine.knowledge.scalars import reading

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*")


def write_case(kb: KnowledgeBase, case: Case) -> str:
    """The file of the case, in YAML.

    A set of which nothing is open, as `closed` says, is the list of its members; another one tells which
    are in it and which are not.
    """
    return "".join(f"{line}\n" for line in case_lines(kb, case))


def case_lines(kb: KnowledgeBase, case: Case) -> Iterator[str]:
    """The lines of the case, without its expectations."""
    plural = kb.words.plural
    yield f"case: {plain_text(case.name)}"
    if case.as_of:
        yield f"as_of: {case.as_of}"
    if case.note:
        yield f"note: {plain_text(case.note)}"
    yield from _entity(kb, case, ROOT, "")
    if case.parts is not None:
        yield f"{plural}:" if case.parts else f"{plural}: {{}}"
        for part in case.part_order or case.parts:
            said = list(_entity(kb, case, part, "    "))
            yield f"  {plain_text(part)}:" if said else f"  {plain_text(part)}: {{}}"
            yield from said


def plain_text(text: str) -> str:
    """The text as a YAML scalar that nobody reads as anything else."""
    if _PLAIN.fullmatch(text) and not reading(text):
        return text
    return json.dumps(text, ensure_ascii=False)


def _entity(kb: KnowledgeBase, case: Case, entity: str, indent: str) -> Iterator[str]:
    """What is said about the entity, in the order of the vocabulary."""
    for attribute in kb.attributes.values():
        pair = (entity, attribute.name)
        key = attribute.name.removeprefix(f"{kb.words.singular}.") if entity else attribute.name
        fact = case.fact(*pair)
        if fact is not None:
            yield f"{indent}{key}: {_fact(fact, attribute)}"
        elif pair in case.said_unknown:
            yield f"{indent}{key}: unknown"


def _fact(fact: Fact, attribute: Attribute) -> str:
    if not attribute.single and not fact.closed:
        sides = (("includes", fact.values), ("excludes", fact.excluded))
        said = {word: _members(values) for word, values in sides if values}
    elif attribute.single:
        said = {"value": _value(fact.values[0], attribute)}
    else:
        said = {"value": _members(fact.values)}
    told = {"source": fact.origin.source, "note": fact.origin.note}
    added = {word: plain_text(text) for word, text in told.items() if text}
    if list(said) == ["value"] and not added:
        return said["value"]
    return "{" + ", ".join(f"{word}: {text}" for word, text in (said | added).items()) + "}"


def _members(values: Sequence[Value]) -> str:
    return f"[{', '.join(plain_text(str(value)) for value in values)}]"


def _value(value: Value, attribute: Attribute) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return plain_text(value)
    digits = format(Decimal(repr(value)), "f")
    return plain_text(f"{digits} {attribute.unit}") if attribute.unit else digits
