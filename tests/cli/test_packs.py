"""Packs on the command line: there where asked for, and nowhere else."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from engine.advice.apart import told_to, without_packs
from engine.advice.reviews import due
from engine.knowledge.loader import load_files, load_knowledge
from tests.cli.conftest import Run
from tests.cli.test_schemas import valid
from tests.knowledge.samples import GARDEN, PACK, files

HELD = "kb/packs/practice/cases/too-few-hires-and-payroll-suits-bpo.yaml"
CASE = """\
case: Backyard
weather: {sky: sun, heat: 35}
beds:
  north: {weeds: 30 percent, dry: true, plants: [fern]}
  south: {plants: [rose], dry: true, weeds: 5 percent}
"""


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """The garden with its pack in a folder, and a case beside it."""
    for name, data in files({**GARDEN, **PACK}).items():
        (tmp_path / "kb" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "kb" / name).write_bytes(data)
    (tmp_path / "case.yaml").write_text(CASE)
    return tmp_path


def recommended(advisor: Run, base: Path, *more: str) -> dict:
    result = advisor(
        "recommend", str(base / "case.yaml"), "--kb", str(base / "kb"), "--format", "json", *more
    )
    return valid("recommendation", result.stdout)


def test_both_verdicts_are_told_where_they_differ(advisor: Run, base: Path) -> None:
    data = recommended(advisor, base, "--pack", "weeds")
    told = {(each["entity"], each["attribute"]): each for each in data["without_packs"]}
    assert list(told) == [("north", "bed.advice")]
    alone, together = told["north", "bed.advice"]["alone"], told["north", "bed.advice"]["together"]
    assert (alone["value"], alone["status"], alone["pack"]) == ("water", "settled", "")
    assert (together["value"], together["status"], together["pack"]) == ("wait", "settled", "weeds")
    assert together["because"] == "north must be weeded first"
    assert recommended(advisor, base)["without_packs"] == []


def test_what_is_told_without_packs_is_what_is_recommended_without_them(advisor: Run, base: Path) -> None:
    with_them, without = recommended(advisor, base, "--pack", "weeds"), recommended(advisor, base)
    said = {(a["verdict"]["entity"], a["verdict"]["attribute"]): a["verdict"] for a in without["answers"]}
    for each in with_them["without_packs"]:
        verdict = said[each["entity"], each["attribute"]]
        assert (each["alone"]["value"], each["alone"]["status"]) == (verdict["value"], verdict["status"])


def test_the_base_alone_is_the_one_that_is_loaded_without_packs() -> None:
    kb = load_files(files({**GARDEN, **PACK}), "kb", ["weeds"])
    assert without_packs(kb) == load_files(files(), "kb")
    from engine.cases.reader import read_case

    case = read_case(kb, CASE.encode(), "case.yaml")
    assert {fact.attribute for fact in case.facts} - {
        f.attribute for f in told_to(without_packs(kb), case).facts
    } == {"bed.weeds"}


def test_reviews_are_due_after_their_day_only() -> None:
    kb = load_files(files({**GARDEN, **PACK}), "kb", ["weeds"])
    assert due(kb, "") == ()
    assert due(kb, "2026-06-30") == ()
    assert [(each.kind, each.name) for each in due(kb, "2026-07-01")] == [("parameter", "many_weeds")]
    assert [each.name for each in due(kb, "2027-02-02")] == ["weeds", "many_weeds"]


def test_reviews_are_judged_by_the_day_of_the_case_and_change_no_digest(advisor: Run, base: Path) -> None:
    path, found = base / "case.yaml", {}
    for day in ("2026-01-01", "2027-03-01"):
        path.write_text(f"as_of: {day}\n{CASE}")
        data = recommended(advisor, base, "--pack", "weeds")
        found[day] = (
            [each["name"] for each in data["due"]],
            data["knowledge"]["digest"],
            data["derivation"]["steps"],
        )
    assert found["2026-01-01"][0] == []
    assert found["2027-03-01"][0] == ["weeds", "many_weeds"]
    assert found["2026-01-01"][1:] == found["2027-03-01"][1:]


def test_a_record_holds_its_packs_and_can_be_replayed(advisor: Run, base: Path) -> None:
    log, kb = str(base / "audit.db"), str(base / "kb")
    where = ("recommend", str(base / "case.yaml"), "--kb", kb, "--pack", "weeds", "--log", log)
    assert advisor(*where).exit_code == 0
    entry = json.loads(advisor("audit", "show", "1", "--log", log, "--format", "record").stdout)
    assert entry["packs"] == [{"name": "weeds", "version": "0.1.0"}]
    assert "with the pack weeds 0.1.0" in advisor("audit", "show", "1", "--log", log).stdout
    assert advisor("audit", "verify", "--log", log).exit_code == 0
    assert advisor("audit", "replay", "1", "--log", log).exit_code == 0
    assert advisor("audit", "replay", "1", "--log", log, "--kb", kb).exit_code == 0
    rules = base / "kb/packs/weeds/rules/10-weeds.yaml"
    rules.write_text(
        rules.read_text()
        .replace("overrides: [DRY-1]", "overrides: [DRY-1, DRY-2]")
        .replace("many_weeds", "hot")
    )
    changed = advisor("audit", "replay", "1", "--log", log, "--kb", kb)
    assert changed.exit_code == 2 or changed.exit_code == 1
    written = base / "again"
    assert advisor("audit", "show", "1", "--log", log, "--files", str(written)).exit_code == 0
    assert load_knowledge(written, ["weeds"]).digest == entry["knowledge"]["digest"]


def test_a_replay_names_the_packs_that_it_judged_by(advisor: Run, base: Path) -> None:
    log, kb = str(base / "audit.db"), str(base / "kb")
    where = ("recommend", str(base / "case.yaml"), "--kb", kb, "--log", log)
    assert advisor(*where, "--pack", "weeds").exit_code == 0
    assert advisor(*where).exit_code == 0
    recorded = [load_knowledge(kb, packs).digest for packs in (["weeds"], [])]
    file = base / "kb/packs/weeds/pack.yaml"
    file.write_text(file.read_text().replace("0.1.0", "0.2.0"))
    today = [load_knowledge(kb, packs).digest for packs in (["weeds"], [])]
    for more, digests, version in (((), recorded, "0.1.0"), (("--kb", kb), today, "0.2.0")):
        result = advisor("audit", "replay", "--all", "--log", log, "--format", "json", *more)
        told = valid("audit-replay", result.stdout)
        assert told["knowledge"] == (digests[1] if more else None)
        assert [each["knowledge"] for each in told["decisions"]] == [
            {"digest": digests[0], "packs": [{"name": "weeds", "version": version}]},
            {"digest": digests[1], "packs": []},
        ]
    shutil.rmtree(base / "kb/packs")
    gone = advisor("audit", "replay", "1", "--log", log, "--kb", kb, "--format", "json")
    (decision,) = valid("audit-replay", gone.stdout)["decisions"]
    assert decision["knowledge"] is None
    assert decision["problems"][0]["code"] == "unknown-pack"


def test_a_list_names_the_packs_of_each_record(advisor: Run, base: Path) -> None:
    log, kb = str(base / "audit.db"), str(base / "kb")
    where = ("recommend", str(base / "case.yaml"), "--kb", kb, "--log", log)
    assert advisor(*where).exit_code == 0
    alone = advisor("audit", "list", "--log", log).stdout
    assert "weeds" not in alone
    assert "packs" not in advisor("audit", "list", "--log", log, "--format", "json").stdout
    assert advisor(*where, "--pack", "weeds").exit_code == 0
    both = advisor("audit", "list", "--log", log).stdout
    assert " ".join(both.split()).count("settled; with the pack weeds 0.1.0 1 ") == 1
    assert both.splitlines()[-1].split() == alone.splitlines()[-1].split()
    told = valid("audit-list", advisor("audit", "list", "--log", log, "--format", "json").stdout)
    assert [each["knowledge"].get("packs") for each in told["decisions"]] == [
        [{"name": "weeds", "version": "0.1.0"}],
        None,
    ]
    compared = ("audit", "diff", "1", "2", "--log", log)
    assert "(garden 1.0.0, with the pack weeds 0.1.0," in " ".join(advisor(*compared).stdout.split())
    told = valid("audit-diff", advisor(*compared, "--format", "json").stdout)
    assert [told[side]["knowledge"].get("packs") for side in ("before", "after")] == [
        None,
        [{"name": "weeds", "version": "0.1.0"}],
    ]


def test_a_record_with_other_packs_than_its_snapshot_is_refused(advisor: Run, base: Path) -> None:
    from engine.audit import verifier

    log = str(base / "audit.db")
    advisor("recommend", str(base / "case.yaml"), "--kb", str(base / "kb"), "--pack", "weeds", "--log", log)
    proof = json.loads(advisor("audit", "prove", "1", "--log", log).stdout)
    entry, snapshot = proof["entry"], proof["snapshot"]
    checks = lambda: dict(verifier.checks(entry, 1, {entry["knowledge"]["snapshot"]: snapshot}))  # noqa: E731
    name = "its snapshot of the knowledge base is the one that it names"
    checks()[name]()
    entry["packs"] = []
    with pytest.raises(verifier.Wrong, match="other packs"):
        checks()[name]()


def test_hints_keep_the_packs(advisor: Run) -> None:
    for line in advisor("recommend", HELD, "--pack", "practice").stdout.splitlines():
        if "advisor " in line:
            assert line.rstrip().endswith("--pack practice"), line


def test_a_pack_that_is_not_there(advisor: Run) -> None:
    result = advisor("recommend", "examples/harbour-lane.yaml", "--pack", "practise")
    assert result.exit_code == 2
    assert "there is no pack 'practise' (hint: did you mean practice?" in result.stderr


def test_every_number_of_the_shipped_benchmarks_says_what_it_was_measured_on() -> None:
    kb = load_knowledge("kb", ["benchmarks", "practice"])
    numbers = [each for each in kb.parameters.values() if each.pack == "benchmarks"]
    assert numbers
    for each in numbers:
        assert all((each.unit, each.definition, each.source, each.statistic, each.region, each.review_by)), (
            each
        )
        assert each.year is not None
        assert each.year >= 2020
    for rule in kb.rules.values():
        sources = {kb.sources[kb.claims[claim].source] for claim in rule.claims}
        assert not rule.pack or any(source.url for source in sources), rule.id


@pytest.mark.parametrize("pack", ["practice", "benchmarks"])
def test_the_cases_of_each_pack(pack: str, advisor: Run) -> None:
    result = advisor("kb", "test", "--strict", "--pack", pack)
    assert result.exit_code == 0, result.stdout


def test_cases_of_two_packs_are_not_run_at_once(advisor: Run) -> None:
    result = advisor("kb", "test", "--pack", "practice", "--pack", "benchmarks")
    assert result.exit_code == 2
    assert "the cases of a pack are for this pack alone" in result.stderr


def test_check_looks_at_each_pack(advisor: Run, base: Path) -> None:
    kb = base / "kb"
    sound = advisor("kb", "check", "--kb", str(kb))
    assert "unused" not in sound.stdout
    assert "pack weeds 0.1.0: 3 rules more" in sound.stdout
    number = "  - {name: unused, value: 1, definition: d, source: s}\n"
    (kb / "packs/weeds/parameters.yaml").write_text(PACK["packs/weeds/parameters.yaml"] + number)
    warned = advisor("kb", "check", "--kb", str(kb))
    assert warned.exit_code == 1
    assert "parameters.yaml:11:5: warning[unused]: nothing uses the parameter unused" in warned.stdout
    (kb / "packs/weeds/pack.yaml").write_text("pack: weeds\n")
    broken = advisor("kb", "check", "--kb", str(kb))
    assert broken.exit_code == 2
    assert "packs/weeds/pack.yaml:1:1: error[missing]: 'version' is missing here" in broken.stderr


def test_check_tells_what_cannot_be_a_pack(advisor: Run, base: Path) -> None:
    kb = base / "kb"
    for name in ("Weeds", "2nd", ".hidden"):
        (kb / "packs" / name).mkdir()
    told = advisor("kb", "check", "--kb", str(kb))
    assert told.exit_code == 2
    assert [line.removeprefix(f"{kb}/") for line in told.stderr.splitlines()] == [
        "packs/2nd: error[pack-name]: '2nd' cannot be the name of a pack (hint: use small letters, "
        "digits, underlines and hyphens, a letter first)",
        "packs/Weeds: error[pack-name]: 'Weeds' cannot be the name of a pack (hint: use small letters, "
        "digits, underlines and hyphens, a letter first)",
    ]
    assert "Weeds" not in advisor("kb", "check", "--kb", str(kb), "--pack", "weeds").stderr
    asked = advisor("kb", "check", "--kb", str(kb), "--pack", "Weeds")
    assert asked.exit_code == 2
    assert "packs/Weeds: error[pack-name]: 'Weeds' cannot be the name of a pack" in asked.stderr
    assert recommended(advisor, base)


def test_check_tells_that_packs_is_no_folder(advisor: Run, base: Path) -> None:
    kb = base / "kb"
    shutil.rmtree(kb / "packs")
    assert advisor("kb", "check", "--kb", str(kb)).exit_code == 0
    (kb / "packs").write_text("pack: weeds\n")
    for more in ((), ("--pack", "weeds")):
        told = advisor("kb", "check", "--kb", str(kb), *more)
        assert told.exit_code == 2
        what = "error[no-folder]: this is a file, not a folder (hint: each pack is a folder inside packs/)"
        assert f"{kb}/packs: {what}" in told.stderr
    assert advisor("recommend", "--kb", str(kb), "--set", "weather.sky=sun").exit_code == 0


def test_what_comes_from_a_pack_is_marked_where_it_is_shown(advisor: Run, base: Path) -> None:
    where = ("--kb", str(base / "kb"), "--pack", "weeds")
    assert "pack           weeds" in advisor("kb", "show", "WEED-1", *where).stdout
    assert (
        json.loads(advisor("kb", "show", "WEED-1", *where, "--format", "json").stdout)["rule"]["pack"]
        == "weeds"
    )
    book = advisor("kb", "doc", *where).stdout
    assert (
        "With the pack weeds 0.1.0, Weeds, reviewed on 2026-02-01, to be reviewed again by 2027-02-01."
        in book
    )
    assert "upper quartile, Borders, 2020, to be reviewed again by 2026-06-30" in book


def test_a_review_that_is_due_is_told_on_the_screen(advisor: Run, base: Path) -> None:
    (base / "case.yaml").write_text(f"as_of: 2027-03-01\n{CASE}")
    where = ("recommend", str(base / "case.yaml"), "--kb", str(base / "kb"), "--pack", "weeds")
    for form in ("text", "markdown"):
        told = " ".join(advisor(*where, "--format", form).stdout.replace("\\", "").split())
        assert "the pack weeds was to be reviewed by 2027-02-01, and this is 2027-03-01" in told
        assert "the parameter many_weeds was to be reviewed by 2026-06-30" in told


def test_reviews_of_a_record_are_judged_by_its_day(
    advisor: Run, base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from engine.commands import considering

    log = str(base / "audit.db")
    advisor("recommend", str(base / "case.yaml"), "--kb", str(base / "kb"), "--pack", "weeds", "--log", log)
    entry = json.loads(advisor("audit", "show", "1", "--log", log, "--format", "record").stdout)
    monkeypatch.setattr(considering, "today", lambda: "2099-01-01")
    assert {each["day"] for each in recommended(advisor, base, "--pack", "weeds")["due"]} == {"2099-01-01"}
    shown = json.loads(advisor("audit", "show", "1", "--log", log, "--format", "json").stdout)
    assert {each["day"] for each in shown["due"]} == {entry["time"][:10]}


def test_a_base_that_is_none_alone_is_told(advisor: Run, base: Path) -> None:
    """Nothing is said of the packs' difference where the base alone cannot be loaded."""
    vocabulary = base / "kb" / "vocabulary.yaml"
    text = vocabulary.read_text()
    moved = "  - attribute: bed.thirsty\n    type: set\n    values: [fern, rose, cactus, herbs]\n"
    assert moved in text
    vocabulary.write_text(text.replace(moved, ""))
    pack = base / "kb/packs/weeds/vocabulary.yaml"
    pack.write_text(pack.read_text() + moved)
    result = advisor("recommend", str(base / "case.yaml"), "--kb", str(base / "kb"), "--pack", "weeds")
    assert result.exit_code == 2
    assert "unknown attribute 'bed.thirsty'" in result.stderr
