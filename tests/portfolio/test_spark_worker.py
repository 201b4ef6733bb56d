"""What runs in the workers of Spark, without Spark: batches in, batches out."""

from __future__ import annotations

import pickle
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from engine.errors import CertificateError, EngineError
from engine.knowledge.loader import load_knowledge
from engine.portfolio import arrow
from engine.portfolio.arrow import advise_table
from engine.portfolio.renames import Renames
from engine.portfolio.spark import worker
from engine.portfolio.spark.worker import CORRUPT, Shipped, answered, rejected, shipped, undecorated

ROOT = Path(__file__).resolve().parents[2]
COLUMNS = ("case", "ignored", "business.aims", "pay", "payroll.core")
CASES = pa.table(
    {
        "case": ["a", "b", "b", "c", ""],
        "business.aims": ["focus_on_core", "none", None, "fame", "none"],
        "pay": ["payroll", "accounting", None, "payroll", None],
        "payroll.core": ["false", None, "true", "perhaps", None],
    }
)
RENAMES = Renames({"pay": "payroll.kind"}, frozenset({"ignored"}))


def sent(packs: tuple[str, ...] = (), **said: Any) -> Shipped:
    kb = load_knowledge(ROOT / "kb", packs)
    values = {"exact": False, "certified": False, "token": str(said), **said}
    made = shipped(kb, COLUMNS, (0, 2, 3, 4), "cases", RENAMES, **values)
    return pickle.loads(pickle.dumps(made))


def told(batches: Any) -> list[dict[str, Any]]:
    return [row for batch in batches for row in batch.to_pylist()]


@pytest.mark.parametrize("packs", [(), ("practice",)])
@pytest.mark.parametrize("size", [1, 2, 5])
def test_answers_do_not_depend_on_batches(size: int, packs: tuple[str, ...], monkeypatch: Any) -> None:
    monkeypatch.setattr(worker, "ROWS", 3)
    whole = advise_table(CASES.slice(0, 2), load_knowledge(ROOT / "kb", packs), renames=dict(RENAMES.columns))
    batches = CASES.to_batches(size)
    found = told(answered(sent(packs, token=f"{size} {packs}"), batches))
    assert [row["case"] for row in found] == ["a", "b", "b"]
    assert found[:2] == whole.to_pylist()


def test_wrong_rows_are_told_with_one_first_line_each() -> None:
    lines = pa.array([None, None, "b,x", None, None])
    batch = CASES.append_column(CORRUPT, lines).combine_chunks().to_batches()[0]
    found = told(rejected(sent(), [batch]))
    assert [(row["first"], row["case"], row["column"], row["text"]) for row in found] == [
        (True, None, "", "b,x"),
        (True, "c", "business.aims", "fame"),
        (False, "c", "payroll.core", "perhaps"),
        (True, None, "case", ""),
    ]
    assert [row["case"] for row in told(answered(sent(), [batch]))] == ["a", "b"]


def test_words_are_strings() -> None:
    batch = next(iter(answered(sent(), CASES.to_batches())))
    assert {str(field.type) for field in batch.schema} == {"string", "list<item: string>"}
    assert batch.schema == undecorated(batch).schema


@pytest.mark.parametrize(("field", "message"), [("digest", "arrived as"), ("version", "has version")])
def test_what_did_not_arrive_as_it_was_sent_is_refused(field: str, message: str) -> None:
    with pytest.raises(EngineError, match=message):
        told(answered(replace(sent(), **{field: "other", "token": field}), CASES.to_batches()))


def test_it_is_compiled_once(monkeypatch: pytest.MonkeyPatch) -> None:
    right, loaded = worker.load_files, []
    monkeypatch.setattr(worker, "load_files", lambda *args: loaded.append(1) or right(*args))
    both = [sent(token="once"), sent(token="once")]
    for one in both:
        told(answered(one, CASES.to_batches()))
        told(rejected(one, CASES.to_batches()))
    assert loaded == [1]


def test_every_row_is_certified_where_that_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    told(answered(sent(certified=True), CASES.to_batches()))
    right = arrow.answers

    def wrong(*args: Any) -> Any:
        batch = right(*args)
        places = pa.array([1] * batch.num_rows)
        return batch.set_column(1, batch.schema.field(1), batch.column(1).take(places))

    monkeypatch.setattr(arrow, "answers", wrong)
    with pytest.raises(CertificateError, match=r"the row \('a'\) is not what"):
        told(answered(sent(certified=True), CASES.to_batches()))
