"""The rules as one SQL query: a chain of common table expressions over typed columns."""

from __future__ import annotations

from typing import Any

import duckdb
import pyarrow as pa

from benchmarks.portfolio.definitions import Definitions, Input, Language
from engine.inference.prepared import Ready
from engine.knowledge.conditions import InRange
from engine.knowledge.model import KnowledgeBase
from engine.portfolio.columns import UNKNOWN, Chunk, Members, Numbers, Single

SQL = Language("AND", "OR", "NOT ", "TRUE", "FALSE")


def table(kb: KnowledgeBase, chunk: Chunk) -> pa.Table:
    """The typed columns of the chunk, a column a set's member."""
    found: dict[str, Any] = {}
    for slot, columns in ((None, chunk.root), *((n, each.columns) for n, each in enumerate(chunk.slots))):
        if slot is not None:
            found[f"present_{slot}"] = chunk.slots[slot].present
        for name, column in columns.items():
            label = _label(slot, name)
            if isinstance(column, Single):
                found[label] = column.codes
            elif isinstance(column, Numbers):
                found[label], found[f"{label}_known"] = column.values, column.known
            elif isinstance(column, Members):
                for place in range(len(column.inside)):
                    found[f"{label}_{place}_in"] = column.inside[place]
                    found[f"{label}_{place}_out"] = column.outside[place]
    return pa.table(found)


class Query:
    """The query, and a database with the table in its memory."""

    def __init__(self, ready: Ready, slots: int, rows: pa.Table, threads: int | None) -> None:
        self._kb = ready.kb
        self.definitions = Definitions(ready, slots, SQL)
        self._database = duckdb.connect()
        if threads:
            self._database.execute(f"SET threads = {threads}")
        self._database.register("arrow", rows)
        self._database.execute("CREATE TABLE cases AS SELECT * FROM arrow")
        self.text = self._text()

    def run(self, keep: bool = False) -> list[pa.RecordBatch]:
        """Every column of the answer, thrown away batch by batch, or kept."""
        reader = self._database.sql(self.text).to_arrow_reader(65_536)
        return [batch for batch in reader if keep]

    def _text(self) -> str:
        inputs = ", ".join(f"{self._input(key)} AS {n}" for key, n in self.definitions.inputs.items())
        stages = [f"WITH s0 AS (SELECT {inputs} FROM cases)"]
        for depth in range(1, 1 + max(each.depth for each in self.definitions.all)):
            new = ", ".join(f"{d.formula} AS {d.name}" for d in self.definitions.all if d.depth == depth)
            stages.append(f"s{depth} AS (SELECT *, {new} FROM s{depth - 1})")
        names = ", ".join(each.name for each in self.definitions.all)
        return ",\n".join(stages) + f"\nSELECT {names} FROM s{len(stages) - 1}"

    def _input(self, key: Input) -> str:
        what, slot, name, value = key
        here = "TRUE" if slot is None else f"present_{slot}"
        if what == "present":
            return here
        attribute, label = self._kb.attributes[name], _label(slot, name)
        if isinstance(value, InRange):
            passes = f"({label}_known AND {_within(value, label)})"
            could = what == "possible" and self.definitions.range_could(value)
            return f"({here} AND (NOT {label}_known OR {passes}))" if could else passes
        if what == "stated":
            if attribute.type == "number":
                return f"{label}_known"
            if attribute.single:
                return f"({label} <> {UNKNOWN})"
            told = (f"{label}_{n}_in OR {label}_{n}_out" for n in range(len(attribute.values)))
            return f"({' OR '.join(told)})"
        place = attribute.values.index(value)
        if not attribute.single:
            return f"{label}_{place}_in" if what == "given" else f"({here} AND NOT {label}_{place}_out)"
        given = f"{label} = {place}"
        return given if what == "given" else f"({here} AND ({given} OR {label} = {UNKNOWN}))"


def _label(slot: int | None, name: str) -> str:
    return f"c_{'root' if slot is None else slot}_{name.replace('.', '_')}".replace("-", "_")


def _within(test: InRange, label: str) -> str:
    ends = []
    if test.low is not None:
        ends.append(f"{label} {'>' if test.low_open else '>='} {test.low}")
    if test.high is not None:
        ends.append(f"{label} {'<' if test.high_open else '<='} {test.high}")
    return " AND ".join(ends) or "TRUE"
