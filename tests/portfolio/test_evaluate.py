"""Whole columns say of each row what inference says of the case: all three models, verdicts, unknowns."""

from __future__ import annotations

import pytest

from engine.cases.model import ROOT, Case
from engine.inference.prepared import prepare
from engine.knowledge.loader import load_knowledge
from engine.portfolio.evaluate import Evaluated
from engine.portfolio.layout import Layout
from tests.portfolio.checks import check, check_columns
from tests.portfolio.random_cases import random_cases
from tests.portfolio.told import chunk_of


@pytest.mark.parametrize(
    ("directory", "packs"),
    [("kb", ()), ("kb", ("practice", "benchmarks")), ("examples/rooms/kb", ())],
)
@pytest.mark.parametrize("known", [0.2, 0.6, 1.0])
def test_shipped_knowledge_bases(directory: str, packs: tuple[str, ...], known: float) -> None:
    kb = load_knowledge(directory, packs)
    check(kb, list(random_cases(kb, 70, seed=3, known=known)))


@pytest.mark.parametrize("seed", [*range(120), 1_000_010, 1_000_231])
def test_generated_knowledge_bases(seed: int) -> None:
    check_columns(seed)


def test_no_rows_beyond_the_last_are_ever_set() -> None:
    kb = load_knowledge("kb")
    cases = list(random_cases(kb, 3, seed=1))
    done = Evaluated(prepare(kb), chunk_of(Layout(kb, None, "t"), cases))
    for levels in (*done.atoms.values(), *done.fired.values()):
        assert all(int(bits[0]) < 8 for bits in levels)


def test_the_root_has_no_slot() -> None:
    kb = load_knowledge("kb")
    done = Evaluated(prepare(kb), chunk_of(Layout(kb, None, "t"), [Case("empty")]))
    assert {slot for slot, _, _ in done.atoms} == {None}
    assert ROOT == ""


RULES = """\
- id: A-1
  title: t
  scope: bed
  when: {unless: [{any: [{bed.dry: true}, {weather.sky: sun}]}]}
  then: {bed.advice: water}
  because: b
  claims: [C1]
- id: A-2
  title: t
  scope: garden
  when: {no: bed, where: {any: [{weather.sky: fog}, {bed.dry: true}]}}
  then: {garden.advice: wait}
  because: b
  claims: [C2]
- id: A-4
  title: t
  scope: garden
  when: {no: bed, where: {any: [{bed.dry: true}, {weather.sky: sun}]}}
  then: {garden.advice: water}
  because: b
  claims: [C2]
- id: A-3
  title: t
  scope: garden
  when: {every: bed, where: {any: [{bed.dry: false}, {weather.sky: rain}]}}
  then: {garden.advice: water}
  because: b
  claims: [C2]
"""


def test_conditions_of_parts_and_root_together_where_parts_are_missing() -> None:
    from engine.knowledge.loader import load_files
    from tests.knowledge.samples import GARDEN, files

    texts = {name: text for name, text in GARDEN.items() if not name.startswith("rules/")}
    texts["parameters.yaml"] = "parameters: []\n"
    kb = load_files(files({**texts, "rules/a.yaml": RULES}), "kb")
    check(kb, list(random_cases(kb, 200, seed=5, known=0.5)))
