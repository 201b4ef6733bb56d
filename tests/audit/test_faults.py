"""A share of `make torture`: kills, a failing disk, power cuts, many writers."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from tests.audit.crashes import kill_many, kill_programs, quick_folder, write_at_once
from tests.audit.faults import under_shim
from tests.audit.power import cut_often

shimmed = pytest.mark.skipif(
    not sys.platform.startswith("linux") or shutil.which("gcc") is None,
    reason="the shim between a process and its files needs Linux and gcc",
)


def test_no_acknowledged_record_is_lost_to_kills() -> None:
    with quick_folder() as folder:
        counted = kill_many(f"{folder}/audit.db", 100, seed=1)
    assert counted["acknowledged"] > 100


def test_no_acknowledged_record_is_lost_with_its_program() -> None:
    with quick_folder() as folder:
        assert kill_programs(f"{folder}/audit.db", 5, seed=1) >= 5


@shimmed
def test_every_operation_may_fail() -> None:
    with quick_folder() as folder:
        counted = under_shim(Path(folder), "once")
    assert counted["runs"] == counted["operations"] + 1 > 100
    assert counted["refused"] > 100


@shimmed
def test_no_acknowledged_record_is_lost_to_a_power_cut() -> None:
    with quick_folder() as folder:
        counted = cut_often(folder, images=150, appends=30, seed=1)
    assert counted["operations"] > 300


def test_four_writers() -> None:
    with quick_folder() as folder:
        assert write_at_once(f"{folder}/audit.db", writers=4, each=50) == 200
