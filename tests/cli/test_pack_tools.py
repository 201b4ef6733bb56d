"""What a pack changes in any case, and where its cases and those of the base count."""

from __future__ import annotations

import json

from tests.cli.conftest import Run

PRACTICE = ("--pack", "practice")


def test_diff_says_what_a_pack_changes(advisor: Run) -> None:
    result = advisor("kb", "diff", "kb", "kb", "--new-pack", "benchmarks", "--parts", "0")
    assert result.exit_code == 1
    assert "NEW  kb (outsourcing 1.0.0, with the pack benchmarks 1.0.0)" in result.stdout
    assert "rules       10 added" in result.stdout
    same = advisor("kb", "diff", "kb", "kb", "--pack", "benchmarks", "--parts", "0")
    assert same.exit_code == 0


def test_rules_of_the_base_fire_in_the_cases_of_the_base(advisor: Run) -> None:
    shown = advisor("kb", "show", "TAL-20", *PRACTICE).stdout
    assert "fires in       kb/cases/open-roles-alone.yaml" in shown
    assert "no case" not in advisor("kb", "show", "PRA-31", *PRACTICE).stdout


def test_a_session_held_with_a_pack_asks_for_it(advisor: Run, tmp_path) -> None:
    session = tmp_path / "session.yaml"
    session.write_text(
        "functions: {a: {run_by: provider}}\nanswered:\n  - functions\n  - a: function.can_return\n"
    )
    answers = tmp_path / "answers.txt"
    answers.write_text("q\n")
    result = advisor("ask", "--session", str(session), "--answers", str(answers))
    assert result.exit_code == 2
    assert "the interview was held with the pack practice (hint: add --pack practice)" in result.stderr


def test_a_graph_names_its_packs(advisor: Run) -> None:
    where = ("kb", "graph", "--rule", "PRA-01", "--depth", "1", *PRACTICE)
    named = "outsourcing 1.0.0, with the pack practice 1.0.0"
    assert f"  %% knowledge base: {named}\n" in advisor(*where).stdout
    assert f'  label="{named}"; labelloc=t;\n' in advisor(*where, "--format", "dot").stdout
    graph = json.loads(advisor(*where, "--format", "json").stdout)
    assert [pack["name"] for pack in graph["knowledge"]["packs"]] == ["practice"]
    alone = advisor("kb", "graph", "--rule", "FIT-01", "--depth", "1", "--format", "dot").stdout
    assert "labelloc" not in alone


def test_a_test_names_its_packs(advisor: Run) -> None:
    case = "kb/packs/practice/cases/too-few-hires.yaml"
    heading = "with the pack practice 1.0.0\n\n"
    for more in ((), (case,), ("-v",), (case, "--mutate", "--rule", "PRA-31")):
        assert advisor("kb", "test", *PRACTICE, *more).stdout.startswith(heading)
    assert advisor("kb", "test").stdout.startswith("cases")
