"""The kb commands as a user runs them: what they print, and how they exit."""

import json
import os
import shutil
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from click.testing import CliRunner, Result
from syrupy.assertion import SnapshotAssertion

import cli
from engine.commands.reading import MOST_BYTES
from engine.knowledge.model import KnowledgeBase
from engine.render.workbench.form import output_schemas
from tests.workbench.conftest import GARDEN, TEXT

DIG = f"{GARDEN}/cases/dig.yaml"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli.main, arguments, env={"ADVISOR_KB": GARDEN})


def told(*arguments: str, exit: int = 0) -> str:
    result = run(*arguments)
    assert result.exit_code == exit, result.output
    return result.stdout


def data(*arguments: str, exit: int = 0) -> Any:
    """The JSON output, which must follow its published schema."""
    found = json.loads(told(*arguments, "--format", "json", exit=exit))
    name = found["schema"].split("/")[1]
    jsonschema_rs.Draft202012Validator(output_schemas()[name]).validate(found)
    return found


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
    assert "3 of 4 fired (never: BED-03)" in told("kb", "test", DIG)
    assert "overrides     0 of 1 happened (never: BED-03 over BED-02)" in told("kb", "test", DIG)
    told("kb", "test", DIG, "--strict", exit=1)
    coverage = data("kb", "test", DIG)["coverage"]
    assert coverage["complete"] is False
    assert coverage["rules"]["BED-03"] == []


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


# claims


@pytest.mark.parametrize("form", ["text", "markdown", "csv"])
def test_claims(form: str, snapshot: SnapshotAssertion) -> None:
    assert told("kb", "claims", "--format", form) == snapshot


def test_claims_for_a_program() -> None:
    first, second, third = data("kb", "claims")["claims"]
    assert first["rules"] == ["BED-01", "BED-02", "GAR-01"]
    assert (second["rules"], second["otherwise"]) == (["BED-03"], ["garden.effort"])
    assert (third["rules"], third["context"]) == ([], "it sets the mood")


def test_claims_by_name() -> None:
    assert [claim["id"] for claim in data("kb", "claims", "C2")["claims"]] == ["C2"]
    result = run("kb", "claims", "C4", "zzz")
    assert result.exit_code == 2
    assert result.stderr.splitlines() == [
        "error[CLAIM]: no claim is called 'C4' (hint: advisor kb claims lists them)",
        "error[CLAIM]: no claim is called 'zzz' (hint: advisor kb claims lists them)",
    ]


# sources


def test_sources(snapshot: SnapshotAssertion) -> None:
    assert told("kb", "sources") == snapshot
    assert told("kb", "sources", "--verify", TEXT) == snapshot
    assert told("kb", "sources", "--verify", TEXT, "--show") == snapshot


def test_a_text_that_differs(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    file = tmp_path / "text.txt"
    changed = Path(TEXT).read_text("utf-8").replace("once", "twice").replace("Sit down... and wait.\n", "")
    file.write_text(changed, "utf-8")
    assert told("kb", "sources", "--verify", str(file), exit=1) == snapshot
    found = data("kb", "sources", "--verify", str(file), exit=1)["sentences"]
    assert [at["finding"] for at in found] == ["hash differs", "ok", "locator not found", "ok"]
    assert not any("sentence" in at for at in found)


def test_line_ends_and_byte_order_mark_do_not_matter(tmp_path: Path) -> None:
    file = tmp_path / "text.txt"
    text = Path(TEXT).read_text("utf-8").replace("\n", "\r\n")
    file.write_bytes(b"\xef\xbb\xbf" + text.encode())
    told("kb", "sources", "--verify", str(file))


def test_what_cannot_be_verified(tmp_path: Path) -> None:
    file = tmp_path / "text.txt"
    file.write_bytes(b"Digging\n\n\xff\n")
    result = run("kb", "sources", "--verify", str(file))
    assert result.exit_code == 2
    assert "error[TEXT]: it is no UTF-8 text (byte 9)" in result.stderr
    file.write_bytes(b"a" * MOST_BYTES)
    assert "error[TEXT]: it is too long" in run("kb", "sources", "--verify", str(file)).stderr
    assert "--show goes with --verify FILE." in run("kb", "sources", "--show").stderr
    result = run("kb", "sources", "--verify", TEXT, "--source", "note")
    assert "error[SOURCE]: no source is called 'note' (hint: did you mean notes?" in result.stderr


# schema


def test_schemas_are_listed_and_printed() -> None:
    names = [line.split()[0] for line in told("kb", "schema").splitlines()]
    assert {"kb", "rules", "vocabulary", "case", "recommendation", "explanation", "kb-test", "doctor"} <= {
        *names
    }
    assert "visitors" in json.loads(told("kb", "schema", "case"))["properties"]["garden"]["properties"]
    result = run("kb", "schema", "rule")
    assert result.exit_code == 2
    assert "no schema is called 'rule' (hint: did you mean rules?)" in result.stderr


def test_schemas_are_written(tmp_path: Path) -> None:
    folder = tmp_path / "made" / "here"
    assert told("kb", "schema", "-o", str(folder)) == ""
    names = [line.split()[0] for line in told("kb", "schema").splitlines()]
    assert sorted(file.stem for file in folder.iterdir()) == sorted(names)
    assert json.loads((folder / "case.json").read_text("utf-8"))["title"].endswith("What a garden needs")
    (tmp_path / "file").touch()
    assert run("kb", "schema", "-o", str(tmp_path / "file" / "x")).exit_code == 2


def test_every_schema_is_sound() -> None:
    for name, schema in output_schemas().items():
        assert schema["properties"]["schema"] == {"const": f"advisor/{name}/1"}
        assert schema["$id"] == f"advisor/{name}/1"
        jsonschema_rs.meta.validate(schema)
