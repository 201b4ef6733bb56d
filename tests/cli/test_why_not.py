"""Why a verdict is not another one: what is shown, what is exact about it, and what is refused."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml

from engine.advice.why_not import why_not
from engine.cases.reader import read_case
from engine.errors import Problem
from engine.inference.infer import in_process
from engine.inquiry import outlooks
from engine.inquiry.flips import Flipper
from engine.inquiry.reach import Reach
from engine.inquiry.solver import GaveUp
from engine.knowledge.loader import load_knowledge
from engine.render.jsonform import SCHEMAS, to_json
from engine.render.paint import Paper
from engine.render.why_not_json import why_not_plain
from engine.render.why_not_text import why_not_text
from tests.cli.conftest import ROOT, Run
from tests.cli.test_schemas import schema, valid

ROOMS = ("--kb", "examples/rooms/kb")
LANE = "examples/harbour-lane.yaml"
CASE = "examples/rooms/case.yaml"
BAD_WIRING = "examples/rooms/kb/cases/protected-with-bad-wiring.yaml"
UNSURE = GaveUp(Problem("gave-up", "the solver gave up"))


def data(advisor: Run, *words: str) -> dict[str, Any]:
    return valid("why-not", advisor("why-not", *words, "--format", "json").stdout)


def hows(found: dict[str, Any]) -> dict[str, list[str]]:
    """The rules by how they stand."""
    return {each["how"]: each["rules"] for each in found["refusals"]}


@pytest.mark.parametrize(
    ("directory", "pattern"), [("kb", "examples/*.yaml"), (ROOMS[1], "examples/rooms/**/*.yaml")]
)
def test_every_verdict_of_every_example(directory: str, pattern: str) -> None:
    kb, tried = load_knowledge(directory), 0
    validator = schema("why-not")
    with in_process(kb) as inference:
        for file in sorted(ROOT.glob(pattern)):
            if "kb" in file.parts[-2:-1] or "rules" in file.parts:
                continue
            case = read_case(kb, file.read_bytes(), str(file.relative_to(ROOT)))
            derivation = inference.infer(case)
            for verdict in derivation.verdicts:
                goal = (verdict.entity, verdict.attribute)
                for value in map(str, kb.attributes[verdict.attribute].values):
                    found = why_not(kb, case, derivation, inference.infer, goal, value)
                    plain = json.loads(to_json(why_not_plain(found, case, "0")))
                    assert [error.message for error in validator.iter_errors(plain)] == []
                    for contrast in (False, True):
                        text = why_not_text(found, Paper(), (), contrast, True)
                        assert max(map(len, text.splitlines())) <= 80
                    assert (found.reached == "given") == (verdict.value == value)
                    tried += 1
    assert tried > 50


def test_the_nodes_are_those_of_an_explanation() -> None:
    one, other = (
        json.loads((SCHEMAS / f"{name}.json").read_text())["$defs"] for name in ("explanation", "why-not")
    )
    shared = one.keys() & other.keys()
    assert {name: other[name] for name in shared} == {name: one[name] for name in shared}
    assert {"node", "obstacle", "concluded", "unreached", "check"} <= shared


@pytest.mark.parametrize(
    ("words", "reached", "rules"),
    [
        ((LANE, "both"), "given", {}),
        ((LANE, "neither"), "never", {}),
        ((LANE, "rpo"), "never", {"never": ["DEC-12"]}),
        ((LANE, "full"), "never", {"kept back": ["SCOPE-02"]}),
        ((LANE, "keep", "--of", "payroll"), "could", {"could": ["FIT-03"]}),
        ((CASE, "renovate", "--of", "attic", *ROOMS), "could", {"could": ["REN-01", "REN-02"]}),
        ((BAD_WIRING, "leave", "--of", "library", *ROOMS), "never", {"applies": ["PROT-01"]}),
    ],
)
def test_what_could_and_what_never_can(
    words: tuple[str, ...], reached: str, rules: dict[str, list[str]], advisor: Run
) -> None:
    found = data(advisor, *words)
    assert (found["reached"], hows(found)) == (reached, rules)


def test_answers_that_would_do_it_are_an_argument_of_set(advisor: Run) -> None:
    found = data(advisor, CASE, "paint", "--of", "attic", *ROOMS)
    said = [setting for answer in found["answers"] for setting in answer["settings"]]
    words = [word for setting in said for word in ("--set", setting)]
    assert data(advisor, CASE, "paint", "--of", "attic", *ROOMS, *words)["reached"] == "given"


def test_the_least_change_does_it(advisor: Run) -> None:
    change = data(advisor, LANE, "bpo")["contrast"]["change"]
    assert (len(change["changes"]), change["answers"], change["surely"]) == (2, [], True)
    said = [setting for each in change["changes"] for setting in each["after"]["settings"]]
    assert data(advisor, LANE, "bpo", *(w for s in said for w in ("--set", s)))["reached"] == "given"


def test_a_contrast_shows_only_what_tells_the_two_apart(advisor: Run) -> None:
    contrast = data(advisor, LANE, "bpo", "--rather-than", "both")["contrast"]
    assert [term["sentence"] for term in contrast["shared"]] == ["BPO is indicated"]
    assert [(rule, [t["sentence"] for t in terms]) for rule, terms in contrast["resting"]] == [
        ("DEC-13", ["RPO is indicated"])
    ]
    text = advisor("why-not", LANE, "bpo", "--rather-than", "both").stdout
    assert "Cannot give it" not in text
    assert "Both need: BPO is indicated\n" in text


def test_a_rule_that_only_solving_excludes_says_what_does(advisor: Run) -> None:
    found = data(advisor, "kb/cases/kind-unknown.yaml", "both")
    (refusal,) = found["refusals"]
    assert (refusal["how"], refusal["nodes"][0]["standing"]) == ("never", "excluded")
    (stopped,) = refusal["stopped"]
    assert stopped["rule"] == "DEC-13"
    assert [each["fact"]["attribute"] for each in stopped["facts"]] == [
        "business.aims",
        "hiring.struggles",
        "hiring.aims",
        "hiring.bottleneck",
    ]


def test_the_default_is_kept_away_by_what_gives_or_could_give_another(advisor: Run) -> None:
    found = data(advisor, LANE, "neither")
    assert [reason["rule"] for reason in found["instead"]] == ["DEC-13"]
    found = data(advisor, CASE, "leave", "--of", "attic", *ROOMS)
    assert [rule for each in found["rivals"] for rule in each["rules"]] == ["REN-01", "REN-02", "PAINT-01"]
    assert data(advisor, "examples/summit-credit-union.yaml", "bpo")["rivals"] == []


def test_a_solver_that_gives_up_is_told(advisor: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def unsure(*_: object) -> None:
        raise UNSURE

    monkeypatch.setattr(Reach, "fires", unsure)
    monkeypatch.setattr(outlooks, "_Looking", unsure)
    monkeypatch.setattr(Flipper, "_models", unsure)
    text = advisor("why-not", LANE, "keep", "--of", "payroll").stdout
    assert "Whether it could be 'keep' is not known: the solver gave up the search.\n" in text
    assert "May still give it: the solver gave up before it was sure:\nFIT-03" in text
    assert "The least change is not known: the solver gave up the search.\n" in text
    assert data(advisor, LANE, "keep", "--of", "payroll")["reached"] == "gave up"


def test_yaml_is_the_same_data(advisor: Run) -> None:
    words = ("why-not", LANE, "rpo", "--format")
    assert yaml.safe_load(advisor(*words, "yaml").stdout) == json.loads(advisor(*words, "json").stdout)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ("rppo",),
            "error[verdict]: 'rppo' is no verdict on the business (hint: did you mean rpo? verdicts are: "
            "Recommendation: BPO, RPO, both, neither; Scope of RPO: all of recruiting, part of recruiting)",
        ),
        (
            ("keep", "--of", "payrol"),
            "error[verdict-of]: no function is called 'payrol' (hint: did you mean payroll? listed are: "
            "it_support, payroll, recruiting, warehousing, business)",
        ),
        (
            ("undetermined",),
            "error[verdict]: 'undetermined' is no verdict that rules give: it is where too little is known "
            "for any (hint: advisor explain shows what gives the verdict)",
        ),
        (
            ("rpo", "--rather-than", "RPO"),
            "error[verdict]: 'RPO' is no other verdict of the kind of 'rpo' "
            "(hint: name another value of the same)",
        ),
        (
            ("rpo", "--rather-than", "full"),
            "error[verdict]: 'full' is no other verdict of the kind of 'rpo' "
            "(hint: name another value of the same)",
        ),
    ],
)
def test_wrong_names(words: tuple[str, ...], message: str, advisor: Run) -> None:
    result = advisor("why-not", LANE, *words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.rstrip("\n") == message


NEARLY = """
case: Nearly
business.aims: {includes: [reduce_overheads]}
hiring.struggles: {includes: [hiring]}
functions:
  desk: {kind: customer_service, needs: [volume]}
  people: {kind: recruitment, needs: [cost]}
"""


def commands(text: str) -> dict[str, str]:
    """The commands at the end, by what stands before them."""
    rows = (line.strip().partition("  ") for line in text.splitlines() if "  advisor " in line)
    return {label: command.strip() for label, _, command in rows}


@pytest.mark.parametrize("verdict", ["neither", "rpo", "bpo"])
def test_each_command_makes_what_stands_beside_it(verdict: str, advisor: Run, tmp_path: Path) -> None:
    case = tmp_path / "case.yaml"
    case.write_text(NEARLY, encoding="utf-8")
    done = advisor("why-not", str(case), verdict)
    found = commands(done.stdout)
    told = data(advisor, str(case), verdict)
    assert ("Try the answers" in found) == bool(told["answers"])
    assert ("Try the change" in found) == bool(told["contrast"]["change"])
    for label in ("Try the answers", "Try the change"):
        if label in found:
            words = shlex.split(found[label])[1:]
            settings = words[3::2]
            assert len(settings) == len(set(settings))
            judged = json.loads(advisor(*words, "--format", "json").stdout)["answers"][0]["verdict"]
            assert judged["value"] == verdict, label


def test_a_conflict_is_a_verdict_to_ask_for(advisor: Run) -> None:
    done = advisor("why-not", CASE, *ROOMS, "conflict", "--of", "attic")
    assert done.exit_code == 0
    assert "It could still be 'conflict': it would be, whatever else is unknown, for example if" in " ".join(
        done.stdout.split()
    )
    assert "It is so where rules give different verdicts at once." in done.stdout
    assert "it could be renovate, paint, leave or conflict" in " ".join(done.stdout.split())


@pytest.mark.parametrize("verdict", ["bpo", "rpo", "both", "neither"])
@pytest.mark.parametrize("case", sorted((ROOT / "examples").glob("*.yaml")), ids=lambda case: case.stem)
def test_the_answer_fits_a_screen(case: Path, verdict: str, advisor: Run) -> None:
    shown = advisor("why-not", str(case), verdict).stdout
    assert len(shown.splitlines()) <= 32
    note = "(--depth N or --all unfolds what is not shown)"
    assert shown.count(note) == (" not shown)\n" in shown.replace(note, ""))
    assert note not in advisor("why-not", str(case), verdict, "--all").stdout
