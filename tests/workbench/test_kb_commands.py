"""kb check, test and show as a user runs them: what they print, and how they exit."""

import os
import shutil
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from engine.errors import Problem, Where
from engine.knowledge.model import KnowledgeBase
from engine.render.workbench.findings import github
from tests.workbench.conftest import GARDEN
from tests.workbench.running import data, run, told

DIG = f"{GARDEN}/cases/dig.yaml"


@pytest.fixture
def broken(tmp_path: Path) -> str:
    """The garden with a rule that reads what is not there, and another that says nothing."""
    folder = tmp_path / "broken"
    shutil.copytree(GARDEN, folder)
    file = folder / "rules" / "10-beds.yaml"
    file.write_text(file.read_text("utf-8").replace("bed.soil: heavy", "bed.soul: heavy"), "utf-8")
    (folder / "rules" / "30-more.yaml").write_text("rules: [{id: X}]\n", "utf-8")
    return os.path.relpath(folder)


# check


def test_a_sound_knowledge_base(garden: KnowledgeBase) -> None:
    assert told("kb", "check") == (
        "garden 1.0.0: 4 rules, 7 attributes, 2 goals, 3 claims, 1 parameter, 1 constraint\n"
        f"{garden.digest}: sound\n"
    )
    assert told("kb", "check", "--format", "github") == ""
    assert data("kb", "check")["findings"] == []


def test_warnings_are_findings(tmp_path: Path) -> None:
    folder = tmp_path / "garden"
    shutil.copytree(GARDEN, folder)
    more = "  - {name: wide, value: 2, definition: as wide as a spade, source: a rule of thumb}\n"
    with open(folder / "parameters.yaml", "a", encoding="utf-8") as file:
        file.write(more)
    kb = os.path.relpath(folder)
    first, *_, last = told("kb", "check", "--kb", kb, exit=1).splitlines()
    assert first == f"{kb}/parameters.yaml:3:5: warning[unused]: nothing uses the parameter wide"
    assert last.endswith(": 1 warning")
    assert told("kb", "check", "--kb", kb, "--format", "github", exit=1) == (
        f"::warning file={kb}/parameters.yaml,line=3,col=5,title=unused::nothing uses the parameter wide\n"
    )
    (finding,) = data("kb", "check", "--kb", kb, exit=1)["findings"]
    assert (finding["severity"], finding["line"], finding["col"]) == ("warning", 3, 5)


def test_all_errors_at_once_with_exit_2(broken: str) -> None:
    result = run("kb", "check", "--kb", broken)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"{broken}/rules/10-beds.yaml:5:12: error" in result.stderr
    assert "did you mean bed.soil?" in result.stderr
    assert f"{broken}/rules/30-more.yaml:1:9: error" in result.stderr


def test_errors_for_a_program(broken: str) -> None:
    found = data("kb", "check", "--kb", broken, exit=2)
    assert found["knowledge"] is found["sizes"] is None
    assert {finding["severity"] for finding in found["findings"]} == {"error"}
    lines = told("kb", "check", "--kb", broken, "--format", "github", exit=2).splitlines()
    assert len(lines) == len(found["findings"])
    assert lines[0].startswith(f"::error file={broken}/rules/10-beds.yaml,line=5,col=12,title=")


# test


def test_the_garden_passes(snapshot: SnapshotAssertion) -> None:
    assert told("kb", "test") == snapshot
    assert told("kb", "test", "-v", "--strict") == snapshot


def test_a_knowledge_base_without_cases(tmp_path: Path) -> None:
    shutil.copytree(GARDEN, tmp_path / "garden", ignore=shutil.ignore_patterns("cases"))
    result = run("kb", "test", "--kb", str(tmp_path / "garden"))
    assert result.exit_code == 2
    assert "error[no-cases]: the knowledge base has no cases of its own" in result.stderr


def test_failing_cases_come_first(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    folder = tmp_path / "cases"
    shutil.copytree(f"{GARDEN}/cases", folder)
    wrong = (folder / "dig.yaml").read_text("utf-8").replace("garden.effort: high", "garden.effort: low")
    (folder / "dig.yaml").write_text(wrong, "utf-8")
    (folder / "forgot.yaml").write_text("case: Forgot\ngarden.visitors: [moles]\n", "utf-8")
    (folder / "typo.yaml").write_text("bets: {}\nexpect: {}\n", "utf-8")
    output = told("kb", "test", str(folder), exit=1)
    assert output.replace(str(folder), "CASES") == snapshot
    cases = data("kb", "test", str(folder), exit=1)["cases"]
    assert [case["passed"] for case in cases] == [False, False, True, False]
    assert cases[0]["differences"] == [{"about": "garden.effort", "expected": "low", "got": "high"}]
    assert cases[3]["case"] is None


def test_holes_count_only_with_strict() -> None:
    told("kb", "test", DIG)
    for words, exit in ((("-v",), 0), (("--strict",), 1)):
        output = told("kb", "test", DIG, *words, exit=exit)
        assert "3 of 4 fired (never: BED-03)" in output
        assert "overrides     0 of 1 happened (never: BED-03 over BED-02)" in output
    coverage = data("kb", "test", DIG)["coverage"]
    assert coverage["complete"] is False
    assert coverage["rules"]["BED-03"] == []


def test_of_named_cases_it_is_only_counted_what_they_exercise() -> None:
    assert told("kb", "test", DIG) == (
        "cases         1 passed\nexercised     3 of 4 rules, 1 of 2 claims, 2 of 4 verdicts (-v names them)\n"
    )


def test_hostile_names_are_shown_harmless(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text('case: "\\e[31mred"\nexpect: {fired: [BED-03]}\n', "utf-8")
    result = run("kb", "test", str(tmp_path))
    assert "\x1b" not in result.output


# show


@pytest.mark.parametrize(
    "name", ["BED-02", "bed-03", "garden.guests", "bed.depth", "garden.effort", "bed.plan"]
)
def test_things_in_words(name: str, snapshot: SnapshotAssertion) -> None:
    assert told("kb", "show", name) == snapshot


def test_all_rules(snapshot: SnapshotAssertion) -> None:
    assert told("kb", "show") == snapshot


def test_things_for_a_program() -> None:
    assert [rule["id"] for rule in data("kb", "show")["rules"]] == ["BED-01", "BED-02", "BED-03", "GAR-01"]
    rule = data("kb", "show", "BED-02")["rule"]
    assert rule["fires_in"] == [DIG]
    assert rule["where"] == {"file": f"{GARDEN}/rules/10-beds.yaml", "line": 9}
    assert data("kb", "show", "bed.depth")["attribute"]["range"] == [0, 200]
    assert data("kb", "show", "garden.effort")["attribute"]["goal"]["otherwise"]["claims"] == ["C2"]


def test_an_unknown_name() -> None:
    result = run("kb", "show", "bed.dept")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        "error[unknown-name]: no rule, attribute or goal is called 'bed.dept' "
        "(hint: did you mean bed.depth?)\n"
    )


@pytest.mark.parametrize(
    ("short", "meant"), [("depth", "bed.depth"), ("effort", "garden.effort"), ("EFFORT", "garden.effort")]
)
def test_short_names_and_labels(short: str, meant: str) -> None:
    assert told("kb", "show", short) == told("kb", "show", meant)


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("c2", "it is a claim: advisor kb claims C2"),
        ("NEVER-01", "it is a constraint: tests/workbench/garden/vocabulary.yaml:38"),
        ("moles", "it is a value of garden.visitors"),
        ("deep", "it is a parameter: tests/workbench/garden/parameters.yaml:2"),
    ],
)
def test_names_of_other_things(name: str, hint: str) -> None:
    assert run("kb", "show", name).stderr == (
        f"error[unknown-name]: no rule, attribute or goal is called '{name}' (hint: {hint})\n"
    )


def test_a_short_name_of_several() -> None:
    assert run("kb", "show", "aims", "--kb", "kb").stderr == (
        "error[unknown-name]: 'aims' is short for several attributes "
        "(hint: say which: business.aims, hiring.aims)\n"
    )
    assert run("kb", "show", "article", "--kb", "kb").stderr == (
        "error[unknown-name]: no rule, attribute or goal is called 'article' "
        "(hint: it is a source: advisor kb sources)\n"
    )


def test_annotations_cannot_be_forged() -> None:
    """A file name cannot end its property, nor a message its command."""
    problem = Problem("a,b", "50%\n::error::x", Where("C:\\a,b::c", 2), "h")
    assert github([problem]) == (
        "::error file=C%3A\\a%2Cb%3A%3Ac,line=2,title=a%2Cb::50%25\\n::error::x (hint: h)\n"
    )
