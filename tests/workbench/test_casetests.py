"""Cases against their expectations: what fails, and how it is said."""

from pathlib import Path

import pytest

from engine.errors import UsageError
from engine.knowledge.model import KnowledgeBase
from engine.workbench.casetests import Outcome, case_files, own_cases, run

BEDS = """
beds:
  roses: {soil: heavy}
  herbs: {tired: true, depth: 70}
"""


def only(kb: KnowledgeBase, tmp_path: Path, text: str) -> Outcome:
    file = tmp_path / "case.yaml"
    file.write_text(text, "utf-8")
    (outcome,) = run(kb, [str(file)])
    return outcome


def said(kb: KnowledgeBase, tmp_path: Path, expect: str, facts: str = BEDS) -> list[str]:
    outcome = only(kb, tmp_path, f"{facts}\nexpect: {expect}\n")
    assert not outcome.problems
    return [str(difference) for difference in outcome.differences]


def test_the_cases_of_the_garden_pass(outcomes: tuple[Outcome, ...]) -> None:
    assert [outcome.file for outcome in outcomes] == [
        "tests/workbench/garden/cases/dig.yaml",
        "tests/workbench/garden/cases/leave.yaml",
    ]
    assert all(outcome.passed for outcome in outcomes)


@pytest.mark.parametrize(
    ("expect", "difference"),
    [
        ("{verdicts: {garden.effort: low}}", "garden.effort: expected low, got high"),
        (
            "{verdicts: {beds: {herbs: {plan: undetermined}}}}",
            "bed.plan of herbs: expected undetermined, got leave",
        ),
        (
            "{status: {garden.effort: settled}}",
            "status of garden.effort: expected settled, got provisional (possible: high, low)",
        ),
        (
            "{fired: [BED-02 herbs]}",
            "BED-02 for herbs: expected a firing, got none: BED-03 for herbs overrides it",
        ),
        (
            "{fired: [BED-01 herbs]}",
            "BED-01 for herbs: expected a firing, got none: its condition does not hold",
        ),
        ("{not_fired: [BED-02]}", "BED-02: expected no firing, got a firing for roses"),
        ("{not_fired: [GAR-01]}", "GAR-01: expected no firing, got a firing"),
        (
            "{established: {beds: {herbs: {plan: dig}}}}",
            "bed.plan of herbs: expected dig, got leave",
        ),
        (
            "{established: {garden.visitors: [slugs]}}",
            "garden.visitors: expected slugs, got nothing",
        ),
        (
            "{not_established: {beds: {roses: {tired: true}}}}",
            "bed.tired of roses: expected anything but true, got true",
        ),
    ],
)
def test_each_kind_of_expectation_can_fail(
    garden: KnowledgeBase, tmp_path: Path, expect: str, difference: str
) -> None:
    assert said(garden, tmp_path, expect) == [difference]


def test_a_silent_presumption_says_why(garden: KnowledgeBase, tmp_path: Path) -> None:
    facts = "beds: {roses: {soil: heavy, tired: false}}"
    assert said(garden, tmp_path, "{fired: [BED-01]}", facts) == [
        "BED-01: expected a firing, got none: its attribute is stated"
    ]


def test_all_differences_are_told_at_once(garden: KnowledgeBase, tmp_path: Path) -> None:
    expect = "{verdicts: {garden.effort: low}, fired: [BED-02 herbs], not_fired: [GAR-01]}"
    assert len(said(garden, tmp_path, expect)) == 3


def test_an_empty_expectation_passes(garden: KnowledgeBase, tmp_path: Path) -> None:
    assert said(garden, tmp_path, "{}") == []


def test_a_case_without_expectations_fails(garden: KnowledgeBase, tmp_path: Path) -> None:
    outcome = only(garden, tmp_path, BEDS)
    assert not outcome.passed
    assert [problem.what for problem in outcome.problems] == ["the case has no `expect:`"]
    assert outcome.derivation is not None


def test_an_unreadable_case_is_an_outcome(garden: KnowledgeBase, tmp_path: Path) -> None:
    outcome = only(garden, tmp_path, "beds: {roses: {soyl: heavy}}\nexpect: {}\n")
    assert not outcome.passed
    assert outcome.case is outcome.derivation is None
    assert "soyl" in outcome.problems[0].what


def test_one_bad_case_does_not_hide_the_others(garden: KnowledgeBase, tmp_path: Path) -> None:
    bad = tmp_path / "a.yaml"
    bad.write_text("- no\n", "utf-8")
    assert [o.passed for o in run(garden, [str(bad), *own_cases(garden)])] == [False, True, True]


def test_folders_are_opened_and_sorted(tmp_path: Path) -> None:
    for name in ("b.yml", "a.json", "c.yaml", "notes.txt"):
        (tmp_path / name).touch()
    found = case_files([str(tmp_path), str(tmp_path / "c.yaml")])
    assert [Path(file).name for file in found] == ["a.json", "b.yml", "c.yaml"]


def test_a_case_behind_a_link_that_leads_nowhere_is_not_passed_over(
    tmp_path: Path, garden: KnowledgeBase
) -> None:
    (tmp_path / "gone.yaml").symlink_to("missing.yaml")
    (tmp_path / "round.yaml").symlink_to("round.yaml")
    (tmp_path / "notes.txt").symlink_to("missing.txt")
    outcomes = run(garden, case_files([str(tmp_path)]))
    assert [Path(outcome.file).name for outcome in outcomes] == ["gone.yaml", "round.yaml"]
    assert {outcome.problems[0].code for outcome in outcomes} == {"unreadable"}


def test_paths_that_lead_nowhere_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        case_files(["nowhere.yaml", str(tmp_path), "tests/workbench/garden"])
    assert [str(problem) for problem in caught.value.problems] == [
        "nowhere.yaml: error[no-such-file]: there is no such file or folder",
        f"{tmp_path}: error[no-cases]: the folder holds no case files "
        "(hint: case files end in .yaml, .yml, .json)",
        "tests/workbench/garden: error[no-cases]: the folder holds no case files "
        "(hint: for the cases of this knowledge base: --kb tests/workbench/garden)",
    ]
