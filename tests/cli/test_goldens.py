"""What people see, byte for byte. UPDATE_GOLDENS=1 writes the goldens anew: read the diff."""

import os
import shlex
from pathlib import Path

import pytest

from engine.commands import considering
from tests.cli.conftest import Run

GOLDENS = Path(__file__).parent / "goldens"
ROOMS = "examples/rooms/case.yaml --kb examples/rooms/kb"
LANE = "examples/harbour-lane.yaml"
PACKS = "kb/packs"
HELD = f"{PACKS}/practice/cases/too-few-hires-and-payroll-suits-bpo.yaml --pack practice"
DEAR = f"{PACKS}/benchmarks/cases/dear-hires.yaml"
PROVIDER = f"{PACKS}/practice/cases/what-to-do-with-a-provider.yaml --pack practice"
BOTH = "--pack practice --pack benchmarks"
COMMANDS = {
    "recommend-rooms.txt": f"recommend {ROOMS}",
    "recommend-rooms-verbose.txt": f"recommend {ROOMS} -v",
    "recommend-rooms-coloured.txt": f"recommend {ROOMS} --color always -q",
    "recommend-rooms.json": f"recommend {ROOMS} --format json",
    "recommend-rooms.yaml": f"recommend {ROOMS} --format yaml",
    "recommend-rooms.md": f"recommend {ROOMS} --format markdown",
    "recommend-rooms.mmd": f"recommend {ROOMS} --format mermaid",
    "recommend-rooms-tree.txt": f"recommend {ROOMS} --format tree",
    "recommend-rooms-nothing.txt": "recommend --kb examples/rooms/kb --set house.people=0",
    "recommend-lane.txt": f"recommend {LANE}",
    "recommend-lane-changed.txt": f"recommend {LANE} --set payroll.core=true --set hiring.bottleneck=unknown",
    "explain-rooms.txt": f"explain {ROOMS}",
    "explain-rooms-all.txt": f"explain {ROOMS} --all",
    "explain-rooms-depth.txt": f"explain {ROOMS} --depth 1",
    "explain-rooms-tree.txt": f"explain {ROOMS} --format tree",
    "explain-rooms.json": f"explain {ROOMS} kitchen --format json",
    "explain-rooms.yaml": f"explain {ROOMS} attic --format yaml",
    "explain-rooms.md": f"explain {ROOMS} attic --format markdown",
    "explain-rooms.mmd": f"explain {ROOMS} attic --format mermaid",
    "explain-rooms-attic.txt": f"explain {ROOMS} attic",
    "explain-rooms-parlour.txt": f"explain {ROOMS} parlour",
    "explain-rooms-rule.txt": f"explain {ROOMS} PAINT-01",
    "explain-rooms-not-value.txt": f"explain {ROOMS} move_out",
    "explain-rooms-copied.txt": f"explain {ROOMS} kitchen.to_mend",
    "explain-lane.txt": f"explain {LANE}",
    "explain-orchard.txt": "explain examples/old-orchard-press.yaml",
    "why-not-rooms-attic.txt": f"why-not {ROOMS} paint --of attic",
    "why-not-rooms-plan.txt": f"why-not {ROOMS} move_out",
    "why-not-rooms-contrast.txt": f"why-not {ROOMS} brush --rather-than one_room",
    "why-not-rooms-default.txt": f"why-not {ROOMS} leave --of attic",
    "why-not-rooms.json": f"why-not {ROOMS} paint --of attic --format json",
    "why-not-lane-neither.txt": f"why-not {LANE} neither",
    "why-not-lane-keep.txt": f"why-not {LANE} keep --of payroll",
    "why-not-lane-same.txt": f"why-not {LANE} both",
    "what-if-rooms.txt": f"what-if {ROOMS} --set kitchen.moisture=9 --set kitchen.defects=none",
    "what-if-rooms-nothing.txt": f"what-if {ROOMS} --set kitchen.moisture=17 --set house.people=5",
    "what-if-rooms.json": f"what-if {ROOMS} --set kitchen.moisture=9 --unset attic.use --format json",
    "what-if-lane.txt": f"what-if {LANE} --set hiring.struggles=none --unset hiring.bottleneck",
    "what-if-lane-added.txt": f"what-if {LANE} --set 'functions[desk].kind=other' --set desk.core=false",
    "flip-rooms.txt": f"flip {ROOMS}",
    "flip-rooms-kitchen.txt": f"flip {ROOMS} --of kitchen --keep kitchen.use",
    "flip-rooms.json": f"flip {ROOMS} --of attic --format json",
    "flip-lane.txt": f"flip {LANE}",
    "flip-lane-rpo.txt": f"flip {LANE} --to rpo --unknowns kept --keep function.core",
    "flip-summit-neither.txt": "flip examples/summit-credit-union.yaml --to neither",
    "next-rooms.txt": f"next {ROOMS}",
    "next-rooms-verbose.txt": f"next {ROOMS} -n 1 -v",
    "next-rooms.json": f"next {ROOMS} -n 2 --format json",
    "next-rooms-kitchen.txt": f"next {ROOMS} --of kitchen",
    "next-lane.txt": f"next {LANE}",
    "next-no-list.txt": "next --set hiring.aims=none -n 2",
    "reasons-rooms-all.txt": f"reasons {ROOMS} --all",
    "reasons-rooms.yaml": f"reasons {ROOMS} --of attic --format yaml",
    "reasons-lane.txt": f"reasons {LANE}",
    "recommend-pack.txt": f"recommend {HELD}",
    "recommend-pack.md": f"recommend {HELD} --format markdown",
    "recommend-packs.txt": f"recommend {LANE} {BOTH} --set hiring.cost_per_hire=9000",
    "recommend-pack-off.txt": "recommend --set hiring.cost_per_hire=9000",
    "recommend-pack-provider.txt": f"recommend {PROVIDER}",
    "explain-pack-verdict.txt": f"explain {DEAR} --pack benchmarks",
    "explain-pack.mmd": f"explain {DEAR} --pack benchmarks --format mermaid",
    "explain-pack-tree.txt": f"explain {DEAR} --pack benchmarks --format tree",
    "why-not-pack.txt": f"why-not {HELD} both",
    "what-if-pack.txt": f"what-if {HELD} --set hiring.yearly_hires=40",
    "next-pack.txt": f"next {LANE} --pack practice -n 2",
    "flip-pack.txt": f"flip {HELD} --to both",
    "reasons-pack.txt": f"reasons {HELD}",
    "reasons-orchard.txt": "reasons examples/old-orchard-press.yaml --all",
}
TABLES = "examples/portfolio-businesses.csv examples/portfolio-functions.csv"
BATCHES = {
    "batch.csv": "batch examples/portfolio.csv",
    "batch-exact.jsonl": "batch examples/portfolio.csv --exact --to jsonl",
    "batch-tables.csv": f"batch {TABLES}",
    "batch-tables.jsonl": f"batch {TABLES} --to jsonl --exact",
    "batch-packs.csv": f"batch examples/portfolio.csv {BOTH}",
    "batch-summary.txt": f"batch {TABLES} --summary - -o /dev/null --by case",
}
"""What they say on standard error is not in the golden: it is in one of its own."""
TOLD = {
    "batch-told.txt": "batch examples/portfolio.csv -o /dev/null",
    "batch-wrong.txt": "batch examples/portfolio.csv examples/portfolio-functions.csv",
}


@pytest.mark.parametrize("name", COMMANDS)
def test_golden(name: str, advisor: Run) -> None:
    result = advisor(*shlex.split(COMMANDS[name]))
    assert result.exit_code == 0, result.stderr
    assert result.stderr == ""
    golden = GOLDENS / name
    if os.environ.get("UPDATE_GOLDENS") == "1":
        golden.write_text(result.stdout, encoding="utf-8")
    assert result.stdout == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [*BATCHES, *TOLD])
def test_golden_of_a_batch(name: str, advisor: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(considering, "today", lambda: "2026-11-30")
    result = advisor(*shlex.split({**BATCHES, **TOLD}[name]))
    assert result.exit_code == (2 if name == "batch-wrong.txt" else 0), result.stderr
    shown = result.stderr if name in TOLD else result.stdout_bytes.decode()
    if os.environ.get("UPDATE_GOLDENS") == "1":
        (GOLDENS / name).write_text(shown, encoding="utf-8", newline="")
    assert shown.encode() == (GOLDENS / name).read_bytes()


@pytest.mark.parametrize(
    "name", [name for name in COMMANDS if name.endswith(".txt") and "coloured" not in name]
)
def test_text_fits_eighty_columns(name: str) -> None:
    lines = (GOLDENS / name).read_text(encoding="utf-8").splitlines()
    commands = ("advisor ", "   advisor ", "  Why", "  To ", "  Try ", "  Others", "  All of it")
    assert [line for line in lines if len(line) > 80 and not line.startswith(commands)] == []


def test_the_demo_fits_one_screen() -> None:
    assert len((GOLDENS / "recommend-lane.txt").read_text(encoding="utf-8").splitlines()) <= 40


def test_no_golden_is_left_over() -> None:
    assert {path.name for path in GOLDENS.iterdir()} == {*COMMANDS, *BATCHES, *TOLD}
