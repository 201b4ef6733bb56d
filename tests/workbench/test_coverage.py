"""What the cases exercise, and what is missing when one is taken away."""

from dataclasses import replace

from engine.knowledge.model import KnowledgeBase
from engine.workbench.casetests import Outcome
from engine.workbench.coverage import cover

DIG = "tests/workbench/garden/cases/dig.yaml"
LEAVE = "tests/workbench/garden/cases/leave.yaml"


def test_the_garden_is_covered(garden: KnowledgeBase, outcomes: tuple[Outcome, ...]) -> None:
    coverage = cover(garden, outcomes)
    assert coverage.complete
    assert coverage.rules == {"BED-01": (DIG,), "BED-02": (DIG,), "BED-03": (LEAVE,), "GAR-01": (DIG,)}
    assert coverage.claims == {"C1": (DIG,), "C2": (LEAVE,)}  # C3 is context
    assert coverage.verdicts == {
        ("garden.effort", "high"): (DIG,),
        ("garden.effort", "low"): (LEAVE,),
        ("bed.plan", "dig"): (DIG,),
        ("bed.plan", "leave"): (LEAVE,),
    }
    assert (coverage.used, coverage.silenced) == ({"BED-01": (DIG,)}, {"BED-01": (DIG,)})
    assert coverage.overrides == {("BED-03", "BED-02"): (LEAVE,)}


def test_a_case_less_leaves_holes(garden: KnowledgeBase, outcomes: tuple[Outcome, ...]) -> None:
    coverage = cover(garden, outcomes[:1])
    assert not coverage.complete
    assert [rule for rule, files in coverage.rules.items() if not files] == ["BED-03"]
    assert [claim for claim, files in coverage.claims.items() if not files] == ["C2"]
    assert [pair for pair, files in coverage.overrides.items() if not files] == [("BED-03", "BED-02")]


def test_without_cases_nothing_is_covered(garden: KnowledgeBase) -> None:
    coverage = cover(garden, ())
    assert not coverage.complete
    assert not any(coverage.rules.values())


def test_an_otherwise_carries_its_claims(garden: KnowledgeBase, outcomes: tuple[Outcome, ...]) -> None:
    rule = replace(garden.rules["BED-03"], claims=("C1",))
    by_otherwise_alone = replace(garden, rules={**garden.rules, "BED-03": rule})
    assert cover(by_otherwise_alone, outcomes).claims["C2"] == (LEAVE,)
    goals = tuple(replace(goal, otherwise=None) for goal in garden.goals)
    assert cover(replace(by_otherwise_alone, goals=goals), outcomes).claims["C2"] == ()
