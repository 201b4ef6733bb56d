"""Columns of answers say what the certified derivation of each row says."""

from __future__ import annotations

import pyarrow as pa
import pytest

from engine.advice.speech import Speech
from engine.advice.standing import Standings
from engine.cases.model import ROOT, Case
from engine.portfolio.answers import answers, schema
from engine.portfolio.expected import expected
from engine.portfolio.layout import Layout, fact_name
from tests.portfolio.random_cases import NAMES, prepared, random_cases
from tests.portfolio.singly import singly
from tests.portfolio.told import slots_of

KNOWLEDGE = ("kb", "examples/rooms/kb")


@pytest.mark.parametrize("directory", KNOWLEDGE)
@pytest.mark.parametrize("one_table", [True, False])
def test_a_row_says_what_its_derivation_says(directory: str, one_table: bool) -> None:
    kb, inference = prepared(directory)
    layout = Layout(kb, NAMES if one_table else None, "0")
    cases = list(random_cases(kb, 70, 3))
    derivations = [inference.infer(case) for case in cases]
    slots = slots_of(layout, cases)
    keys = pa.array([case.name for case in cases])
    batch = answers(layout, keys, slots, singly(kb, slots, cases, inference.infer))
    wanted = [expected(layout, case, found) for case, found in zip(cases, derivations, strict=True)]
    assert batch.to_pylist() == wanted
    assert batch.schema == schema(layout)
    assert len({row["verdict"] for row in wanted}) > 2
    assert len({row["status_bound"] for row in wanted}) > 2


@pytest.mark.parametrize("one_table", [True, False])
def test_no_rows_and_no_parts(one_table: bool) -> None:
    kb, inference = prepared("kb")
    layout = Layout(kb, () if one_table else None, "0")
    none = answers(layout, pa.array([], pa.string()), (), singly(kb, (), [], inference.infer))
    assert none.num_rows == 0
    case = Case("alone", (), ())
    one = answers(layout, pa.array(["alone"]), (), singly(kb, (), [case], inference.infer))
    assert one.to_pylist() == [expected(layout, case, inference.infer(case))]


def test_facts_are_named_as_settings_name_them() -> None:
    kb, inference = prepared("kb")
    case = Case("named", (), tuple(sorted(NAMES)))
    speech = Speech(Standings(kb, case, inference.infer(case)))
    for entity in (ROOT, *NAMES):
        for attribute in kb.attributes.values():
            if attribute.asked and (attribute.scope == "root") == (entity == ROOT):
                assert fact_name(kb, entity, attribute.name) == speech.name_of(entity, attribute.name)


def test_columns_stand_in_their_order() -> None:
    kb, _ = prepared("kb")
    assert schema(Layout(kb, ("desk",), "0")).names == [
        "case",
        "verdict",
        "status_bound",
        "unknowns_that_may_matter",
        "rpo.scope",
        "rpo.scope.status_bound",
        "desk.verdict",
        "desk.status_bound",
        "fired",
        "presumptions",
        "knowledge",
        "tool",
    ]
    assert schema(Layout(kb, None, "0", exact=True)).names[1:7] == [
        "verdict",
        "status",
        "unknowns_that_matter",
        "rpo.scope",
        "rpo.scope.status",
        "functions",
    ]
