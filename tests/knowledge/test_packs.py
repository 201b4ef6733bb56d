"""Packs: what they add is there only where they are asked for, and marked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine.audit import snapshot
from engine.cases.reader import read_case
from engine.errors import CaseError, KnowledgeError
from engine.knowledge.loader import load_files, load_knowledge
from tests.knowledge.samples import GARDEN, PACK, files, garden

BOTH = files({**GARDEN, **PACK})


def weeds(**changes: str) -> dict[str, bytes]:
    """All files, with these files of the pack (by the stem of their names) as given."""
    named = {path.rpartition("/")[2].partition(".")[0]: path for path in PACK}
    return {**BOTH, **{named[stem]: text.encode() for stem, text in changes.items()}}


def problems(data: dict[str, bytes], packs: tuple[str, ...] = ("weeds",)) -> list[str]:
    with pytest.raises(KnowledgeError) as caught:
        load_files(data, "kb", packs)
    return [str(problem) for problem in caught.value.problems]


def test_a_pack_that_was_not_asked_for_changes_nothing() -> None:
    without, kb = garden(), load_files(BOTH, "kb")
    assert kb == without
    assert kb.digest == without.digest
    assert list(kb.files) == list(without.files)
    assert list(kb.shelf) == ["weeds"]


def test_what_a_pack_adds_is_marked_and_stands_last() -> None:
    kb = load_files(BOTH, "kb", ["weeds"])
    assert kb.digest != garden().digest
    assert {rule.id: rule.pack for rule in kb.rules.values()} == {
        **dict.fromkeys(garden().rules, ""),
        **dict.fromkeys(("WEED-1", "WEED-2", "WEED-3"), "weeds"),
    }
    assert [name for name, each in kb.attributes.items() if each.pack] == list(kb.attributes)[-4:]
    (pack,) = kb.packs
    assert (pack.name, pack.version, pack.reviewed, pack.review_by) == (
        *("weeds", "0.1.0"),
        *("2026-02-01", "2027-02-01"),
    )
    number = kb.parameters["many_weeds"]
    assert (number.statistic, number.region, number.year) == ("upper quartile", "Borders", 2020)
    assert (number.review_by, number.pack) == ("2026-06-30", "weeds")
    assert [goal.attribute for goal in kb.goals] == ["garden.advice", "garden.weeding", "bed.advice"]
    assert [shown.heading for shown in kb.goal("bed.advice").show] == ["Weeds"]
    assert kb.claims["W1"].sentences == (("leaf 7", ""),)
    assert not kb.shelf


def test_every_word_of_a_pack_counts_in_the_digest() -> None:
    before = load_files(BOTH, "kb", ["weeds"]).digest
    for stem, old, new in (
        ("pack", "0.1.0", "0.1.1"),
        ("parameters", "Borders", "Fens"),
        ("parameters", "2026-06-30", "2026-07-30"),
    ):
        path = f"packs/weeds/{stem}.yaml"
        changed = {**BOTH, path: PACK[path].replace(old, new).encode()}
        assert load_files(changed, "kb", ["weeds"]).digest != before


def test_a_folder_gives_what_its_files_give(tmp_path: Path) -> None:
    for name, data in BOTH.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)
    for packs in ((), ("weeds",)):
        folder, told = load_knowledge(tmp_path, packs), load_files(BOTH, str(tmp_path), packs)
        assert folder == told
        assert folder.shelf == told.shelf
        assert dict(folder.files) == dict(told.files)


def test_a_broken_pack_harms_nobody_who_does_not_ask_for_it(tmp_path: Path) -> None:
    data = weeds(vocabulary="attributes: [", pack="")
    assert load_files(data, "kb") == garden()
    with pytest.raises(CaseError) as caught:
        read_case(load_files(data, "kb"), b"soil: {deep: true}", "case.yaml")
    assert "unknown attribute 'soil'" in str(caught.value)
    assert problems(data)
    for name, each in BOTH.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(each)
    (tmp_path / "packs/weeds/vocabulary.yaml").unlink()
    (tmp_path / "packs/weeds/vocabulary.yaml").symlink_to("/etc/hostname")
    assert load_knowledge(tmp_path) == garden()


def test_a_pack_that_is_not_there_is_told_with_the_nearest_name() -> None:
    assert problems(BOTH, ("weed",)) == [
        "kb/packs: error[unknown-pack]: there is no pack 'weed' "
        "(hint: did you mean weeds? the packs are: weeds)"
    ]
    assert problems(files(), ("weeds",)) == [
        "kb/packs: error[unknown-pack]: there is no pack 'weeds' (hint: it has no packs)"
    ]
    assert problems(BOTH, ("../packs/weeds",)) == [
        "kb/packs: error[unknown-pack]: there is no pack '../packs/weeds' (hint: the packs are: weeds)"
    ]


def test_what_is_wrong_in_a_pack_is_told_at_its_place() -> None:
    told = problems(
        weeds(
            pack=PACK["packs/weeds/pack.yaml"]
            .replace("pack: weeds", "pack: weed")
            .replace("goal: bed", "goal: bad"),
            vocabulary=PACK["packs/weeds/vocabulary.yaml"] + "  - {attribute: bed.dry, type: boolean}\n",
        )
    )
    assert told == [
        "kb/packs/weeds/pack.yaml:1:7: error[pack]: the pack calls itself 'weed', and its folder 'weeds' "
        "(hint: give both the same name)",
        "kb/packs/weeds/pack.yaml:12:12: error[unknown-goal]: unknown goal 'bad.advice' "
        "(hint: did you mean bed.advice?)",
        "kb/packs/weeds/vocabulary.yaml:11:17: error[duplicate]: the attribute 'bed.dry' stands twice, "
        "first at kb/vocabulary.yaml:21:16 (hint: rename one of them)",
    ]


def test_a_pack_needs_its_files() -> None:
    data = {
        name: each for name, each in BOTH.items() if "weeds/sources" not in name and "weeds/rules" not in name
    }
    assert [line.partition(" (")[0] for line in problems(data)] == [
        "kb/packs/weeds/sources.yaml: error[missing-file]: there is no such file"
    ]
    data = {name: each for name, each in BOTH.items() if "weeds/rules" not in name}
    assert [line.partition(" (")[0] for line in problems(data)] == [
        "kb/packs/weeds/rules: error[missing-file]: there is no file with rules"
    ]


def test_a_snapshot_keeps_the_packs() -> None:
    kb = load_files(BOTH, "kb", ["weeds"])
    again = snapshot.read(snapshot.make(kb))
    assert again == kb
    assert list(again.attributes) == list(kb.attributes)
    assert list(again.rules) == list(kb.rules)
    assert snapshot.reloaded(again) == ()


def test_the_plain_form_of_a_base_does_not_know_of_packs() -> None:
    assert '"pack' not in json.dumps(json.loads(snapshot.make(garden()))["knowledge"])


CASE = b"""\
case: Backyard
weather: {sky: sun}
soil: {deep: true}
beds:
  north: {wild: 30 percent, dry: true}
  south: {weeds: unknown}
"""


def test_what_only_a_pack_reads_is_known_and_told() -> None:
    kb = load_files(BOTH, "kb")
    case = read_case(kb, CASE, "case.yaml")
    assert [(fact.entity, fact.attribute) for fact in case.facts] == [
        ("", "weather.sky"),
        ("north", "bed.dry"),
    ]
    assert case.said_unknown == ()
    assert [str(remark) for remark in case.remarks] == [
        "case.yaml:3:8: warning[pack-off]: soil.deep is not used: only the pack weeds reads it "
        "(hint: add --pack weeds)",
        "case.yaml:5:11: warning[pack-off]: bed.weeds of 'north' is not used: only the pack weeds reads it "
        "(hint: add --pack weeds)",
    ]
    asked = read_case(load_files(BOTH, "kb", ["weeds"]), CASE, "case.yaml")
    assert [fact.attribute for fact in asked.facts] == ["soil.deep", "weather.sky", "bed.dry", "bed.weeds"]
    assert asked.remarks == ()


def test_what_only_a_pack_reads_may_be_set_and_must_be_right() -> None:
    kb = load_files(BOTH, "kb")
    case = read_case(kb, None, "", ["beds[north].weeds=30"])
    assert case.facts == ()
    assert [remark.code for remark in case.remarks] == ["pack-off"]
    with pytest.raises(CaseError) as caught:
        read_case(kb, None, "", ["beds[north].weeds=130"])
    assert "130" in str(caught.value)


def with_pack(name: str, vocabulary: str) -> dict[str, bytes]:
    """The garden with one more pack, of which only the vocabulary matters."""
    return {**BOTH, f"packs/{name}/vocabulary.yaml": vocabulary.encode()}


def test_a_word_of_the_base_means_what_it_means_there_whatever_a_pack_says() -> None:
    """Though the case also has a word that only packs know."""
    alias = "attributes:\n  - {attribute: bed.zz, type: boolean, question: Q?, aliases: [bed.dry]}\n"
    case = read_case(load_files(with_pack("aa", alias), "kb"), CASE, "case.yaml")
    assert ("north", "bed.dry") in [(fact.entity, fact.attribute) for fact in case.facts]


def test_a_vocabulary_with_faults_and_what_it_derives_are_no_words() -> None:
    for vocabulary in (
        "attributes:\n  - {attribute: bed.new, type: boolean}\n",
        "attributes:\n  - {attribute: bed.new, type: boolean, question: Q?}\n  - {attribute: bed.new}\n",
    ):
        with pytest.raises(CaseError) as caught:
            read_case(load_files(with_pack("aa", vocabulary), "kb"), b"beds: {a: {new: true}}", "case.yaml")
        assert "unknown attribute 'new'" in str(caught.value)


def test_a_link_that_goes_round_in_packs_harms_nobody(tmp_path: Path) -> None:
    for name, data in BOTH.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)
    (tmp_path / "packs" / "loop").symlink_to("loop")
    (tmp_path / "packs" / "Upper").mkdir()
    kb = load_knowledge(tmp_path)
    assert kb == garden()
    assert list(kb.shelf) == ["weeds"]
