"""The engine, the checker and the reference agree on generated programs over the whole language."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import engine.knowledge.loader as loader
from engine.errors import KnowledgeError
from engine.inference.infer import in_process, infer
from tests.differential import check_program, compare
from tests.generate import cases, knowledge_bases, random_case, random_documents, random_kb, to_files
from tests.naive import evaluate
from tests.strata import components, stratified
from tests.tally import HAPPENED, WRITTEN, happened, written

PROGRAMS, CHUNKS = 1000, 10


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_all_judge_alike(chunk: int) -> None:
    for seed in range(chunk * PROGRAMS // CHUNKS, (chunk + 1) * PROGRAMS // CHUNKS):
        check_program(seed)


@settings(max_examples=50, deadline=None)
@given(data=st.data())
def test_strategies_draw_what_all_judge_alike(data: st.DataObject) -> None:
    kb = data.draw(knowledge_bases())
    case = data.draw(cases(kb))
    assert not compare(kb, case, evaluate(kb, case), infer(kb, case))


def test_strata_are_those_of_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """The loader refuses what has a forbidden circle, nothing else, and orders the rest as the page says."""
    refused: list[bool] = []
    stratify = loader.stratify

    def accept(rules):
        groups, problems = stratify(rules)
        refused.append(bool(problems))
        return groups, ()

    monkeypatch.setattr(loader, "stratify", accept)
    for seed in range(200):
        kb = loader.load_files(to_files(random_documents(Random(seed))))
        assert stratified(kb) != refused[-1], seed
        assert refused[-1] or components(kb) == kb.components, seed
    assert 7 < sum(refused) < 133


def test_generator_reaches_everything() -> None:
    """Each construct of the language, and each outcome, in several programs."""
    constructs: Counter[str] = Counter()
    outcomes: Counter[str] = Counter()
    for seed in range(200):
        rng = Random(seed)
        documents = random_documents(rng)
        try:
            kb = loader.load_files(to_files(documents))
        except KnowledgeError:
            continue
        constructs.update(name for name, count in written(documents, kb).items() if count)
        with in_process(kb) as inference:
            for _ in range(3):
                case = random_case(rng, kb)
                found = happened(kb, case, inference.infer(case))
                outcomes.update(name for name, count in found.items() if count)
    assert not {name for name in WRITTEN if constructs[name] < 5}
    assert not {name for name in HAPPENED if outcomes[name] < 2}


def test_order_of_input_never_shows() -> None:
    """Rules, attributes and facts in any order give the same derivation."""
    for seed in range(40):
        rng = Random(seed)
        documents = random_documents(rng)
        try:
            kb = loader.load_files(to_files(documents))
        except KnowledgeError:
            continue
        case = random_case(rng, kb)
        rules = [rule for path in documents if path.startswith("rules/") for rule in documents[path]["rules"]]
        rng.shuffle(rules)
        rng.shuffle(documents["vocabulary.yaml"]["attributes"])
        documents["rules/10-first.yaml"]["rules"], documents["rules/20-second.yaml"]["rules"] = (
            rules[2:],
            rules[:2],
        )
        shuffled = loader.load_files(to_files(documents))
        assert replace(infer(shuffled, case), knowledge="") == replace(infer(kb, case), knowledge="")


def test_a_reference_that_differs_is_noticed() -> None:
    """The comparison itself can fail: every field of the result is looked at."""
    kb, case = random_kb(rng := Random(7)), None
    while case is None or not (derivation := infer(kb, case)).steps or not case.facts:
        case = random_case(rng, kb)
    wanted = evaluate(kb, case)
    firing = derivation.steps[0].firing
    wanted.established.firings.discard(firing)
    assert "established firings" in compare(kb, case, wanted, derivation)
    wanted = evaluate(kb, case)
    wanted.firm.atoms.pop()
    assert compare(kb, case, wanted, derivation) == "firm atoms"
    wanted = evaluate(kb, case)
    wanted.possible.firings.clear()
    assert "possible firings" in compare(kb, case, wanted, derivation)
