"""Cases with many parts: the most decisive first, the rest counted and one flag away."""

import json
import re
from pathlib import Path

import pytest
import yaml

from tests.cli.conftest import Run

PARTS = 30


@pytest.fixture
def case(tmp_path: Path) -> str:
    """Ten parts that are kept, then ten of which nothing is known, then ten that suit a provider."""
    functions = {f"kept_{n}": {"kind": "other", "core": True} for n in range(10)}
    functions |= {f"open_{n}": {"kind": "other"} for n in range(10)}
    functions |= {f"given_{n}": {"kind": "other", "core": False, "needs": ["cost"]} for n in range(10)}
    path = tmp_path / "long.yaml"
    path.write_text(yaml.safe_dump({"case": "Long", "functions": functions}, sort_keys=False), "utf-8")
    return str(path)


def named(text: str) -> list[str]:
    """The parts that have a row of their own, in order."""
    return re.findall(r"^  ((?:kept|open|given)_\d)\b", text, re.MULTILINE)


def test_those_that_carry_the_verdict_come_first(advisor: Run, case: str) -> None:
    text = advisor("recommend", case).stdout
    assert named(text) == [f"given_{n}" for n in range(10)] + ["kept_0", "kept_1"]
    assert "(18 more: 10 undetermined, 8 keep; -v lists them)" in " ".join(text.split())


def test_a_sentence_names_some_of_many_parts(advisor: Run, case: str) -> None:
    text = " ".join(word for word in advisor("recommend", case).stdout.split() if word != "provisional")
    assert "BPO suits given_0, given_1, given_2, given_3, given_4 and 5 more functions" in text


def test_what_verdicts_could_become_is_cut_short(advisor: Run, tmp_path: Path) -> None:
    functions = {f"part_{n}": {"kind": "payroll", "needs": ["cost"]} for n in range(10)}
    (tmp_path / "case.yaml").write_text(yaml.safe_dump({"functions": functions}, sort_keys=False), "utf-8")
    path = str(tmp_path / "case.yaml")
    told, all_ = (advisor("recommend", path, *words).stdout for words in ((), ("-v",)))
    assert len(re.findall(r"part_\d: keep, if part_\d is core", told)) == 5
    assert len(re.findall(r"part_\d: keep, if part_\d is core", all_)) == 10
    assert "(10 further possibilities: -v)" in told


def test_what_is_not_as_usual_comes_before_what_is(advisor: Run, tmp_path: Path) -> None:
    functions = {f"usual_{n}": {"kind": "payroll", "core": False, "needs": []} for n in range(15)}
    functions |= {"hired": {"kind": "recruitment", "needs": []}}
    case = {"case": "Long", "hiring": {"struggles": ["attracting"]}, "functions": functions}
    (tmp_path / "case.yaml").write_text(yaml.safe_dump(case, sort_keys=False), "utf-8")
    text = advisor("recommend", str(tmp_path / "case.yaml")).stdout
    assert re.findall(r"^  (usual_0|hired) ", text, re.MULTILINE) == ["hired", "usual_0"]


def test_a_few_more_are_shown_rather_than_counted(advisor: Run, tmp_path: Path) -> None:
    functions = {f"kept_{n}": {"kind": "other", "core": True} for n in range(15)}
    (tmp_path / "case.yaml").write_text(yaml.safe_dump({"functions": functions}, sort_keys=False), "utf-8")
    text = advisor("recommend", str(tmp_path / "case.yaml")).stdout
    assert re.findall(r"^  kept_(\d+) ", text, re.MULTILINE) == [str(n) for n in range(15)]


def test_one_flag_shows_them_all_as_they_were_written(advisor: Run, case: str) -> None:
    shown = named(advisor("recommend", case, "-v").stdout)
    assert shown == [f"{kind}_{n}" for kind in ("kept", "open", "given") for n in range(10)]
    table = advisor("recommend", case, "--format", "markdown").stdout
    assert len(re.findall(r"^\| (?:kept|open|given)", table, re.MULTILINE)) == PARTS


def test_a_long_reason_shows_a_few_and_names_the_others(advisor: Run, case: str) -> None:
    text, whole = advisor("explain", case).stdout, advisor("explain", case, "--all").stdout
    assert len(re.findall(r"given_\d suits BPO$", text, re.MULTILINE)) == 3
    assert "and 7 more: given_3, given_4, given_5, given_6 and 3 more" in " ".join(text.split())
    assert "more:" not in whole
    for n in range(10):
        assert re.search(rf"\d +given_{n} suits BPO$", whole, re.MULTILINE)
    data = json.loads(advisor("explain", case, "--format", "json").stdout)
    assert json.dumps([f"given_{n}" for n in range(3, 10)]) in json.dumps(data)
