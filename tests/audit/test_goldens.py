"""What people see of a log, byte for byte but for hashes. UPDATE_GOLDENS=1 writes the goldens anew."""

from __future__ import annotations

import os
import re
import shlex
import shutil
from pathlib import Path

import pytest

from engine.audit.log import Log
from engine.knowledge.loader import load_knowledge
from tests.audit.batches import answers, keep_batch
from tests.audit.decisions import ROOMS, answer, keep, ran, rooms, setting

GOLDENS = Path(__file__).parent / "goldens"
COMMANDS = {
    "list.txt": "list",
    "list.csv": "list --format csv",
    "list.json": 'list --limit 1 --case "The miller\'s house" --format json',
    "list-batch.txt": "list",
    "list-batch.csv": "list --format csv",
    "list-batch.json": "list --limit 1 --format json",
    "show-batch.txt": "show 5",
    "show-batch.md": "show 5 --format markdown",
    "replay-batch.txt": "replay --all",
    "show.txt": "show 1",
    "show.md": "show 1 --format markdown",
    "show-explain.txt": "show 1 --explain attic",
    "show-record.json": "show 3 --format record",
    "show-annotation.txt": "show 3",
    "diff.txt": "diff 1 2",
    "diff.json": "diff 1 2 --format json",
    "diff-knowledge.txt": "diff 1 5",
    "replay.txt": "replay --all",
    "replay-today.txt": "replay --all --kb KB",
    "replay-today.json": "replay 1 --kb KB --format json",
}
HASHES = re.compile(r"\b[0-9a-f]{64}\b( [0-9a-f]{8})?|\b[0-9a-f]{16}(?=\.\.\.)")
"""They change with every word of the knowledge base; other tests hold them."""


@pytest.fixture
def changed(tmp_path: Path, at_the_root: None) -> str:
    """Today's knowledge base: paint lasts longer, and the rule for houses on sale is gone."""
    folder = tmp_path / "kb"
    shutil.copytree("examples/rooms/kb", folder)
    for name, old, new in (
        ("parameters.yaml", "value: 12", "value: 30"),
        ("rules/20-rooms.yaml", "{house.for_sale: true}", "{house.for_sale: false}"),
        ("rules/20-rooms.yaml", "{room.protected: true}", "{room.protected: false}"),
    ):
        text = (folder / name).read_text("utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new), "utf-8")
    return str(folder)


@pytest.mark.parametrize("name", COMMANDS)
def test_golden(name: str, log: str, changed: str) -> None:
    if name == "diff-knowledge.txt":
        with Log.create(log) as opened:
            keep(opened, answer(load_knowledge(changed), ROOMS[0]), setting(60))
    if "-batch." in name:
        with Log.create(log) as opened:
            keep_batch(opened, rooms(), answers(rooms(), 1234), setting(60))
    words = [changed if word == "KB" else word for word in shlex.split(COMMANDS[name])]
    result = ran("audit", *words, "--log", log)
    assert result.exit_code == (1 if "KB" in COMMANDS[name] or name == "replay-batch.txt" else 0), (
        result.output
    )
    assert result.stderr == ""
    shown = HASHES.sub("#", result.stdout.replace(changed, "KB").replace(log, "LOG"))
    if os.environ.get("UPDATE_GOLDENS") == "1":
        (GOLDENS / name).write_text(shown, encoding="utf-8")
    assert shown == (GOLDENS / name).read_text(encoding="utf-8")
    if name.endswith(".txt"):
        assert [
            line for line in shown.splitlines() if len(line) > 80 and not line.startswith("  advisor ")
        ] == []


def test_no_golden_is_left_over() -> None:
    assert {path.name for path in GOLDENS.iterdir()} == set(COMMANDS)
