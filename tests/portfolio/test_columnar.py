"""The columns of whole chunks say what certified inference says of each case."""

from __future__ import annotations

import pyarrow as pa
import pytest

from engine.inference.prepared import prepare
from engine.portfolio.answers import answers
from engine.portfolio.columnar import columnar, sets_of
from engine.portfolio.expected import expected
from engine.portfolio.layout import Layout
from tests.portfolio.random_cases import NAMES, prepared, random_cases
from tests.portfolio.told import chunk_of


@pytest.mark.parametrize("known", [0.3, 0.8])
@pytest.mark.parametrize("one_table", [True, False])
@pytest.mark.parametrize("directory", ["kb", "examples/rooms/kb"])
def test_columns_and_sets_are_those_of_each_case(directory: str, one_table: bool, known: float) -> None:
    kb, inference = prepared(directory)
    layout = Layout(kb, NAMES if one_table else None, "0")
    cases = list(random_cases(kb, 90, 11, known))
    chunk = chunk_of(layout, cases)
    answered = columnar(prepare(kb), chunk)
    rows = answers(layout, pa.array([case.name for case in cases]), chunk.slots, answered).to_pylist()
    for row, case in enumerate(cases):
        derivation = inference.infer(case)
        assert answered.sets(row) == sets_of(kb, derivation)
        assert rows[row] == expected(layout, case, derivation)
