"""Statements at random, as tables have them and as case files do."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass, field
from random import Random
from typing import Any

from engine.cases.model import ROOT, Case
from engine.cases.reader import read_case
from engine.errors import CaseError
from engine.knowledge.model import Attribute, KnowledgeBase
from engine.portfolio.columns import Chunk, Column, Members, Numbers, Single

PARTS = ("desk", "mail room", "a.b", "odd]one", "Straße")
Said = Any
"""What is said: a value, "unknown", a list of members, or a dict of includes and excludes."""


@dataclass
class Stated:
    """What one case states, by entity and attribute."""

    name: str
    as_of: str = ""
    note: str = ""
    said: dict[tuple[str, str], Said] = field(default_factory=dict)
    order: tuple[str, ...] = ()

    def case(self, kb: KnowledgeBase, every_part: bool = True) -> Case:
        """The case that the case reader makes of it. Raises CaseError where it is none."""
        return read_case(kb, self.line(kb, every_part), "case.json", (), True)

    def line(self, kb: KnowledgeBase, every_part: bool = True) -> bytes:
        """The case as a line of JSON; without the parts of which nothing is said, if they are not wanted."""
        document: dict[str, Any] = {"case": self.name}
        document |= {key: text for key, text in (("as_of", self.as_of), ("note", self.note)) if text}
        parts: dict[str, Any] = {
            part: {} for part in self.order if every_part or any(entity == part for entity, _ in self.said)
        }
        for (entity, attribute), said in self.said.items():
            (document if entity == ROOT else parts[entity])[attribute] = said
        return json.dumps({**document, kb.words.plural: parts}).encode()


def stated(kb: KnowledgeBase, rng: Random, count: int, typed: bool = False) -> list[Stated]:
    """Cases that break no constraint; `typed`: each is whole, as a column of one type can have it."""
    found: list[Stated] = []
    while len(found) < count:
        number, order = len(found), tuple(rng.sample(PARTS, rng.randint(0, len(PARTS))))
        one = Stated(f"case {number} é", rng.choice(["", "2026-11-03"]), rng.choice(["", "so, it\nis"]))
        one.order = order
        for entity in (ROOT, *order):
            for attribute in kb.attributes.values():
                here = (attribute.scope == "root") == (entity == ROOT)
                if attribute.asked and here and rng.random() < 0.5:
                    one.said[entity, attribute.name] = _said(attribute, rng, typed)
        try:
            one.case(kb)
        except CaseError:
            continue
        found.append(one)
    return found


def _said(attribute: Attribute, rng: Random, typed: bool) -> Said:
    if not typed and rng.random() < 0.15:
        return "unknown"
    if attribute.type == "number":
        low, high = int(attribute.low or 0), int(attribute.high or 40)
        number: int | float = rng.randint(low, high - 1)
        return number if attribute.integer or rng.random() < 0.3 else number + rng.randint(1, 999) / 1000
    if attribute.type == "boolean":
        return rng.random() < 0.5
    words = [*map(str, attribute.values), *([] if typed else attribute.value_aliases)]
    if attribute.type == "enum":
        return rng.choice(words)
    if typed or rng.random() < 0.5:
        return rng.sample(words, rng.randint(0, len(words)))
    values = rng.sample([str(value) for value in attribute.values], rng.randint(1, len(attribute.values)))
    cut = rng.randint(0, len(values))
    sides = (("includes", values[:cut]), ("excludes", values[cut:]))
    return {side: these for side, these in sides if these}


def text_of(said: Said, attribute: Attribute, rng: Random) -> str:
    """The cell that says it."""
    if isinstance(said, bool):
        return "true" if said else "false"
    if isinstance(said, dict):
        signed = [("+", member) for member in said.get("includes", ())]
        signed += [("-", member) for member in said.get("excludes", ())]
        rng.shuffle(signed)
        return rng.choice([";", " ; "]).join(sign + member for sign, member in signed)
    if isinstance(said, list):
        if {attribute.value_aliases.get(word, word) for word in said} == set(attribute.values):
            return rng.choice(["all", ";".join(said)])
        return rng.choice([";", "; "]).join(said) or "none"
    text = str(said)
    if attribute.type == "number" and attribute.unit and text != "unknown" and rng.random() < 0.3:
        text = f"{text} {attribute.unit}"
    return rng.choice([text, text, f" {text} "])


def column_of(kb: KnowledgeBase, part: str, attribute: Attribute, rng: Random) -> str:
    """Some name of a column about it."""
    name = rng.choice([attribute.name, *attribute.aliases])
    if part == ROOT:
        return name
    name = rng.choice([name, name.removeprefix(f"{kb.words.singular}.")])
    bracketed = f"{kb.words.plural}[{part.replace(']', ']]')}].{name}"
    return bracketed if "." in part or rng.random() < 0.5 else f"{part}.{name}"


def csv_of(rows: list[list[str]]) -> bytes:
    """The rows as a CSV file."""
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def told(chunk: Chunk) -> list[dict[tuple[str, str], Any]]:
    """What each row states, by entity and attribute; and which parts it has."""
    found: list[dict[tuple[str, str], Any]] = [{} for _ in range(chunk.rows)]
    for row, here in enumerate(found):
        _add(here, ROOT, chunk.root, row)
        for slot in chunk.slots:
            if slot.present[row]:
                name = slot.names if isinstance(slot.names, str) else slot.names[row]
                here[name, ""] = "is there"
                _add(here, name, slot.columns, row)
            else:
                empty: dict[tuple[str, str], Any] = {}
                _add(empty, "", slot.columns, row)
                assert not empty, "nothing is known of a part that is not there"
    return found


def _add(here: dict[tuple[str, str], Any], entity: str, columns: Any, row: int) -> None:
    for name, column in columns.items():
        what = _what(column, row)
        if what is not None:
            here[entity, name] = what


def _what(column: Column, row: int) -> Any:
    match column:
        case Single(codes):
            return None if codes[row] < 0 else int(codes[row])
        case Numbers(values, known):
            return float(values[row]) if known[row] else None
        case Members(inside, outside):
            sides = tuple(inside[:, row].tolist()), tuple(outside[:, row].tolist())
            return sides if any(map(any, sides)) else None
