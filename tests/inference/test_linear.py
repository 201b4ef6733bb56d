"""Work on copied sets grows no worse than the sets: counted in calls, as in knowledge/test_linear."""

from __future__ import annotations

from engine.cases.reader import read_case
from engine.inference.blocks import compile_rules
from engine.inference.build import build
from engine.inference.certificate import certify
from engine.inference.driver import Engine
from engine.inference.prepared import prepare
from engine.knowledge.loader import load_files
from engine.knowledge.model import KnowledgeBase
from tests.knowledge.test_linear import calls, with_copies


def infer(kb: KnowledgeBase) -> None:
    """Everything that inference does, in this process."""
    case = read_case(kb, b"garden.given: all\n", "f")
    engine = Engine(kb)
    try:
        firings, atoms = engine.run(case)
    finally:
        engine.close()
    certify(kb, case, build(prepare(kb), case, firings, atoms))


def test_compiling_is_linear_in_the_members_of_copied_sets() -> None:
    bases = [load_files(with_copies(number)) for number in (250, 1000)]
    small, large = (calls(lambda kb=kb: compile_rules(kb)) for kb in bases)
    assert large < 4.4 * small


def test_inference_is_linear_in_the_members_of_copied_sets() -> None:
    bases = [load_files(with_copies(number)) for number in (250, 1000)]
    small, large = (calls(lambda kb=kb: infer(kb)) for kb in bases)
    assert large < 4.4 * small
