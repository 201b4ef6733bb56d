"""The run over a portfolio: counts add up, the sample is checked, exact answers are those of one case."""

from __future__ import annotations

import dataclasses
from collections import Counter
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from engine.advice.exact import exact
from engine.cases.model import ROOT, Case, Fact
from engine.errors import CaseError, CertificateError
from engine.inference.prepared import prepare
from engine.knowledge.model import Attribute
from engine.portfolio import exactly as exactly_module
from engine.portfolio.answers import Answered
from engine.portfolio.batch import Run
from engine.portfolio.bits import packed
from engine.portfolio.columnar import columnar, sets_of
from engine.portfolio.exactly import Exactly
from engine.portfolio.expected import expected
from engine.portfolio.layout import Layout
from engine.portfolio.sample import Sample
from engine.portfolio.tally import Tally
from tests.portfolio.random_cases import NAMES, prepared, random_cases
from tests.portfolio.singly import singly
from tests.portfolio.told import Reject, chunk_of, read_of


class Collected:
    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []

    def write(self, batch: pa.RecordBatch) -> None:
        self.rows += batch.to_pylist()


def run_of(
    layout: Layout, directory: str, size: int | None = 5, refuse: Any = None, answer: Any = None
) -> Run:
    kb, inference = prepared(directory)

    def right(read: Any) -> Any:
        return columnar(ready, read.chunk), ()

    def expect(case: Case) -> dict[str, Any]:
        derivation = inference.infer(case)
        return {**expected(layout, case, derivation), **sets_of(kb, derivation)}

    ready = prepare(kb)
    sample = Sample(size, 1, expect)
    return Run(layout, answer or right, Collected(), sample, Tally(layout), refuse)


def pieces(layout: Layout, cases: list[Case], size: int) -> list[Any]:
    return [read_of(layout, cases[start : start + size], start + 2) for start in range(0, len(cases), size)]


@pytest.mark.parametrize("size", [0, 4, None])
def test_answers_do_not_depend_on_chunks(size: int | None) -> None:
    kb, _ = prepared("kb")
    layout, cases = Layout(kb, None, "0"), list(random_cases(kb, 30, 1))
    found = []
    for rows in (30, 7):
        run = run_of(layout, "kb", size)
        counts = run.over(pieces(layout, cases, rows))
        assert (counts.read, counts.answered, counts.rejected) == (30, 30, 0)
        found.append((run.writer.rows, run.sample.verified, run.tally.verdicts, run.tally.rules))
    assert found[0] == found[1]
    assert found[0][1] == (30 if size is None else size)


def test_the_sample_is_the_same_however_the_rows_come() -> None:
    kb, _ = prepared("kb")
    cases = list(random_cases(kb, 40, 2))
    drawn = []
    for rows in (40, 9, 1):
        seen: list[str] = []
        sample = Sample(6, 7, lambda case, seen=seen: seen.append(case.name) or {})
        for read in pieces(Layout(kb, None, "0"), cases, rows):
            sample.add(read.rows, read.case, pa.record_batch({"case": read.keys}))
        sample.verify()
        drawn.append(seen)
    assert drawn[0] == drawn[1] == drawn[2]
    assert len(drawn[0]) == 6
    assert drawn[0] != [case.name for case in cases[:6]]


@pytest.mark.parametrize("what", ["fired", "verdicts", "unknowns", "sets"])
def test_a_difference_ends_the_batch_and_names_the_row(what: str) -> None:
    kb, _ = prepared("kb")
    layout, cases = Layout(kb, None, "0"), list(random_cases(kb, 12, 4))

    def wrong(read: Any) -> tuple[Answered, tuple[()]]:
        right = columnar(prepare(kb), read.chunk)
        if what == "sets":
            sets = {row: right.sets(row) for row in range(read.chunk.rows)}
            sets[3] = {**sets[3], "possible atoms": frozenset()}
            return dataclasses.replace(right, sets=sets.__getitem__), ()
        changed = dict(getattr(right, what))
        spot = next(iter(changed))
        if what == "verdicts":
            codes, statuses = changed[spot]
            changed[spot] = codes, np.where(np.arange(len(codes)) == 3, (statuses + 1) % 4, statuses)
        else:
            changed[spot] = changed[spot] ^ packed(np.arange(read.chunk.rows) == 3)
        return dataclasses.replace(right, **{what: changed}), ()

    run = run_of(layout, "kb", None, answer=wrong)
    with pytest.raises(CertificateError, match=r"row 5 \('case 3'\)"):
        run.over(pieces(layout, cases, 12))


def test_rejects_end_the_run_or_are_taken() -> None:
    kb, _ = prepared("kb")
    layout, cases = Layout(kb, None, "0"), list(random_cases(kb, 3, 5))
    read = read_of(layout, cases, 2, [Reject(9, "bad"), Reject(9, "worse")])
    with pytest.raises(CaseError, match="bad"):
        run_of(layout, "kb").over([read])
    many = read_of(layout, cases, 2, [Reject(row, "bad") for row in range(9, 99)])
    with pytest.raises(CaseError, match="70 more are wrong") as told:
        run_of(layout, "kb").over([many])
    assert len(told.value.problems) == 21
    taken: list[Any] = []
    counts = run_of(layout, "kb", refuse=taken.extend).over([read])
    assert (counts.read, counts.answered, counts.rejected) == (4, 3, 1)
    assert len(taken) == 2


def test_rows_that_are_rejected_late_are_not_counted_by_their_column() -> None:
    kb, _ = prepared("kb")
    read = read_of(Layout(kb, None, "0"), list(random_cases(kb, 4, 5)), 2)
    read.extra = pa.array(["a", "b", "c", None])
    run = run_of(
        Layout(kb, None, "0"),
        "kb",
        refuse=lambda rejects: None,
        answer=lambda read: (columnar(prepare(kb), read.chunk), ((1, Reject(3, "bad")),)),
    )
    run.over([read])
    assert {group: counts.total() for group, counts in run.tally.groups.items()} == {"a": 1, "c": 1, "": 1}


@pytest.mark.parametrize("one_table", [True, False])
@pytest.mark.parametrize("directory", ["kb", "examples/rooms/kb"])
def test_exact_answers_are_those_of_one_case(directory: str, one_table: bool) -> None:
    kb, inference = prepared(directory)
    layout = Layout(kb, NAMES if one_table else None, "0", exact=True)
    cases = list(random_cases(kb, 12, 6, known=0.7))
    cases += [dataclasses.replace(case, name=f"{case.name} again") for case in cases]
    asked: list[str] = []

    def looking(case: Case, derivation: Any) -> Any:
        asked.append(case.name)
        return exact(kb, case, derivation, inference.infer)

    exactly = Exactly(layout, inference.infer, looking)

    def answer(read: Any) -> Any:
        bounds = singly(kb, read.chunk.slots, list(map(read.case, range(read.chunk.rows))), inference.infer)
        answered, problems = exactly.answered(read, bounds)
        assert not problems
        return answered, ()

    run = run_of(layout, directory, 0, answer=answer)
    run.over(pieces(layout, cases, 16))
    wanted = []
    for case in cases:
        derivation = inference.infer(case)
        wanted.append(expected(layout, case, derivation, exact(kb, case, derivation, inference.infer)))
    assert run.writer.rows == wanted
    assert 0 < len(asked) <= 12 or not one_table


def test_the_tally_counts_what_the_rows_say() -> None:
    kb, _ = prepared("kb")
    layout, cases = Layout(kb, None, "0"), list(random_cases(kb, 40, 9))
    run = run_of(layout, "kb", 0)
    run.over(pieces(layout, cases, 16))
    rows = run.writer.rows
    wanted = Counter(("business.recommendation", row["verdict"], row["status_bound"]) for row in rows)
    wanted += Counter(("rpo.scope", row["rpo.scope"], row["rpo.scope.status_bound"]) for row in rows)
    wanted += Counter(
        ("function.verdict", part["verdict"], part["status_bound"])
        for row in rows
        for part in row["functions"]
    )
    assert run.tally.verdicts == wanted
    fired = Counter(firing.partition("(")[0] for row in rows for firing in row["fired"])
    assert {rule: count for rule, count in run.tally.rules.items() if count} == fired
    every = {word for (_, *words) in wanted for word in words}
    assert {word: run.tally.having(word) for word in every} == {
        word: sum(count for (_, *words), count in wanted.items() if word in words) for word in every
    }
    assert run.tally.having("no such word") == 0


@pytest.mark.parametrize("directory", ["kb", "examples/rooms/kb"])
def test_rows_share_a_pattern_where_they_state_the_same(directory: str) -> None:
    kb, _ = prepared(directory)
    attributes = [a for a in kb.attributes.values() if a.asked]
    cases = [Case("bare", (), ("desk",), part_order=("desk",)), Case("alone", (), ())]
    for attribute in attributes:
        entity = "desk" if attribute.scope == "part" else ROOT
        for values, excluded in said(attribute):
            fact = Fact(entity, attribute.name, values, excluded, closed=attribute.single)
            cases.append(Case("said", (fact,), ("desk",), part_order=("desk",)))
    chunk = chunk_of(Layout(kb, ("desk",), "0"), [*cases, *cases])
    found, first, which = exactly_module._patterns(chunk, np.arange(2 * len(cases)))
    assert len(found) == len(first) == len(cases)
    assert len(set(which[: len(cases)].tolist())) == len(cases)
    assert which[: len(cases)].tolist() == which[len(cases) :].tolist()


def said(attribute: Attribute) -> list[tuple[tuple[Any, ...], tuple[Any, ...]]]:
    """Several things that may be stated about the attribute."""
    if attribute.type == "number":
        return [((0,), ()), ((7,), ())]
    if attribute.single:
        return [((value,), ()) for value in attribute.values]
    return [sides for value in attribute.values for sides in (((value,), ()), ((), (value,)))]
