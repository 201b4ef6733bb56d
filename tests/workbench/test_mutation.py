"""The mutation test: which mutants there are, what kills them, what is told of those that survive."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from engine.errors import EngineError, UsageError
from engine.inference.infer import in_process
from engine.knowledge.loader import load_knowledge
from engine.knowledge.model import KnowledgeBase
from engine.workbench.casetests import Outcome, own_cases, run
from engine.workbench.mutation.changing import Changing
from engine.workbench.mutation.decisive import decisive
from engine.workbench.mutation.further import cover
from engine.workbench.mutation.killing import Killer, tried
from engine.workbench.mutation.mutants import mutants
from engine.workbench.mutation.replay import based
from engine.workbench.mutation.testing import mutate
from engine.workbench.mutation.witness import confirmed
from tests.workbench import running
from tests.workbench.conftest import GARDEN
from tests.workbench.running import data, told

ROOMS = "examples/rooms/kb"


def names(kb: KnowledgeBase, rule: str) -> list[str]:
    return [each.id.partition(":")[2] for each in mutants(kb, [rule]).found]


def test_every_kind_of_change() -> None:
    rooms = load_knowledge(ROOMS)
    assert names(rooms, "DAMP-01") == [
        *("drop-1", "negate-1", "strict-1-low", "wider-1-low", "gone", "then-1", "presume")
    ]
    assert names(rooms, "USE-02") == [
        *("drop-1", "negate-1", "any-1", "drop-2", "negate-2", "value-2", "drop-3", "negate-3"),
        *("strict-3-low", "wider-3-low", "gone", "then-1", "not-over-USE-01"),
    ]
    assert names(rooms, "PLAN-02")[:5] == ["drop-1", "negate-1", "every-1", "fewer-1", "more-1"]
    assert "leave-3-wiring" in names(rooms, "MEND-01")
    assert "add-2-store" in names(rooms, "DAMP-02")
    assert "over-PROT-01" in names(rooms, "REN-02")
    assert "conclude" in names(load_knowledge("kb"), "FAM-03")


def test_what_is_not_stratified_is_no_mutant() -> None:
    found = mutants(load_knowledge(ROOMS))
    assert "PAINT-01:over-REN-01" in found.refused
    assert not {each.id for each in found.found} & set(found.refused)


def test_a_change_in_words() -> None:
    found = {each.id: each.change for each in mutants(load_knowledge(ROOMS)).found}
    assert found["DAMP-01:strict-1-low"] == (
        "moisture of the walls is at least 20 percent (moisture_limit); "
        "instead of: moisture of the walls is above 20 percent (moisture_limit)"
    )
    assert found["DAMP-01:wider-1-low"].startswith("moisture of the walls is at least 14.5 percent; ")
    assert found["PLAN-04:drop-4"] == "without: for no room: verdict is renovate"
    assert found["REN-01:then-1"] == "concludes room.verdict paint, not renovate"
    assert found["PROT-01:not-over-REN-01"] == "does not override REN-01"
    assert found["SALE-01:gone"] == "the rule is not there"


def test_the_rooms_notice_every_change() -> None:
    rooms = load_knowledge(ROOMS)
    mutation = mutate(rooms, run(rooms, own_cases(rooms)))
    assert [each.mutant.id for each in mutation.tested if each.fate not in ("killed", "equivalent")] == []
    assert len(mutation.of("killed")) > 150


def test_the_shipped_cases_notice_a_sample_of_changes() -> None:
    """`make mutate` tries all of them."""
    kb = load_knowledge("kb")
    mutation = mutate(kb, run(kb, own_cases(kb)), Random(3).sample(sorted(kb.rules), 5))
    assert [each.mutant.id for each in mutation.tested if each.fate not in ("killed", "equivalent")] == []


def test_killing_agrees_with_running_the_cases() -> None:
    rooms = load_knowledge(ROOMS)
    files, base = own_cases(rooms)[::2], based(rooms)
    cases = tried(base, run(rooms, files))
    for mutant in mutants(rooms).found[::5]:
        if mutant.id.endswith(":gone"):
            continue  # its cases name a rule that is not there, so `run` refuses to read them
        killer = Killer(Changing(base, mutant), cases)
        killed = (killer.by_bounds() or killer.exactly(lambda _: True)) is not None
        assert killed == (not all(outcome.passed for outcome in run(mutant.kb, files))), mutant.id


def test_cases_that_fail_test_nothing(garden: KnowledgeBase, outcomes: tuple[Outcome, ...]) -> None:
    broken = replace(outcomes[0], differences=("this",))  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="only cases that pass can test a change, and these do not: "):
        mutate(garden, [broken, *outcomes[1:]])


def test_a_witness_that_shows_nothing_is_an_error(
    garden: KnowledgeBase, outcomes: tuple[Outcome, ...]
) -> None:
    case = outcomes[0].case
    assert case is not None
    with in_process(garden) as inference, pytest.raises(EngineError, match="two solvers disagree"):
        confirmed(garden, case, inference.infer, inference.infer)


def test_the_cover_takes_no_more_than_it_needs() -> None:
    assert cover([{1, 2}, {1}, {2, 3, 4}, set()]) == [2, 0]
    assert cover([{1, 2, 3}, {1, 4, 5}, {2, 3, 6}]) == [1, 2]
    assert cover([]) == []


def test_conditions_that_decide_alone(garden: KnowledgeBase, outcomes: tuple[Outcome, ...]) -> None:
    """By hand: of a rule with one test it decides where it holds and where it does not."""
    rooms = load_knowledge(ROOMS)
    dry = [outcome for outcome in run(rooms, own_cases(rooms)) if "limits" in outcome.file]
    (only,) = decisive(rooms, dry, ["REN-01"])
    assert (only.holding, only.failing) == (True, True)
    wiring = decisive(rooms, dry, ["REN-02"])[0]
    assert (wiring.holding, wiring.failing) == (False, True)
    (use, moisture) = decisive(rooms, dry, ["DAMP-02"])
    assert use.both
    assert moisture.both
    assert [each.number for each in (use, moisture)] == [2, 3]


# the command


def weak(tmp_path: Path) -> str:
    """The rooms with two of their cases only."""
    folder = tmp_path / "rooms"
    shutil.copytree(ROOMS, folder)
    for file in (folder / "cases").iterdir():
        if file.stem not in ("limits", "house-for-sale"):
            file.unlink()
    return str(folder)


def test_survivors_are_told_and_further_cases_kill_them(tmp_path: Path) -> None:
    kb, more = weak(tmp_path), tmp_path / "more"
    rules = ("--rule", "PROT-01", "--rule", "CALL-01", "--rule", "PLAN-01")
    result = running.run("kb", "test", "--mutate", *rules, "--kb", kb, "--generate", str(more))
    assert result.exit_code == 1, result.output
    assert f"SURVIVES  PROT-01:not-over-REN-01  {kb}/rules/20-rooms.yaml:35:3\n" in result.stdout
    assert "further" in result.stdout
    files = sorted(more.iterdir())
    assert files
    assert files[0].read_text("utf-8").startswith("# To be confirmed by a person: ")
    for file in files:
        shutil.copy(file, Path(kb) / "cases" / file.name)
    assert "score         100 %" in told("kb", "test", "--mutate", *rules, "--kb", kb)


def test_as_data(tmp_path: Path) -> None:
    kb = weak(tmp_path)
    found = data("kb", "test", "--mutate", "--rule", "CALL-01", "--kb", kb, exit=1)
    assert found["score"]["survived"] == sum(each["fate"] == "survived" for each in found["mutants"])
    assert found["score"]["survived"] > 0
    assert all((each["witness"] is None) == (each["fate"] != "survived") for each in found["mutants"])
    assert found["further"] is None
    assert found["parts"] == 2


def test_options_that_mean_nothing_together() -> None:
    assert "--rule goes with --mutate" in running.run("kb", "test", "--rule", "BED-01").stderr
    assert "--generate goes with --mutate" in running.run("kb", "test", "--generate", "x").stderr
    assert (
        "--strict has nothing to say about --mutate"
        in running.run("kb", "test", "--mutate", "--strict").stderr
    )
    unknown = running.run("kb", "test", "--mutate", "--rule", "BED-99", "--kb", GARDEN)
    assert unknown.exit_code == 2
    assert "no rule is called 'BED-99'" in unknown.stderr
