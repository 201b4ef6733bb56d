"""What people see, byte for byte. UPDATE_GOLDENS=1 writes the goldens anew: read the diff."""

import os
import shlex
from pathlib import Path

import pytest

from tests.cli.conftest import Run

GOLDENS = Path(__file__).parent / "goldens"
ROOMS = "examples/rooms/case.yaml --kb examples/rooms/kb"
LANE = "examples/harbour-lane.yaml"
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


@pytest.mark.parametrize(
    "name", [name for name in COMMANDS if name.endswith(".txt") and "coloured" not in name]
)
def test_text_fits_eighty_columns(name: str) -> None:
    lines = (GOLDENS / name).read_text(encoding="utf-8").splitlines()
    commands = ("advisor ", "  Why", "  To answer")
    assert [line for line in lines if len(line) > 80 and not line.startswith(commands)] == []


def test_the_demo_fits_one_screen() -> None:
    assert len((GOLDENS / "recommend-lane.txt").read_text(encoding="utf-8").splitlines()) <= 40


def test_no_golden_is_left_over() -> None:
    assert {path.name for path in GOLDENS.iterdir()} == set(COMMANDS)
