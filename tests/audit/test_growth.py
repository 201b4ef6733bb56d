"""How much of a log is looked at, counted in steps of SQLite: little more of a log sixteen times as long."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import islice
from math import log2

import pytest

from benchmarks.bulk import build
from engine.audit import index, proofs
from engine.audit.log import Log

SHORT, LONG = 500, 8000


def steps(log: Log, call: Callable[[], object]) -> int:
    """The steps of SQLite's machine that the call takes."""
    count = 0

    def one() -> int:
        nonlocal count
        count += 1
        return 0

    log.connection.set_progress_handler(one, 1)
    call()
    log.connection.set_progress_handler(None, 1)
    return count


def show(log: Log, name: str) -> None:
    entry = log.entry(name)
    log.blob(entry["knowledge"]["snapshot"])
    assert index.notes_on(log, entry["id"]) == ()
    log.receipt(entry["seq"], entry["seq"])


def listed(log: Log, wanted: index.Filter, rows: int) -> None:
    found = [(entry, index.notes_on(log, entry["id"])) for entry in islice(index.find(log, wanted), rows)]
    assert len(found) == rows


@pytest.fixture(scope="module")
def logs(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    folder = tmp_path_factory.mktemp("growth")
    for size in (SHORT, LONG):
        build(str(folder / f"{size}.db"), size)
    return str(folder / f"{SHORT}.db"), str(folder / f"{LONG}.db")


def show_by_id(log: Log, name: str) -> None:
    show(log, log.receipt(int(name)).record)


def prove(log: Log, name: str) -> None:
    proofs.prove(log, name)


def continued(log: Log, name: str) -> None:
    proofs.continue_from(log, log.receipt(int(name), int(name)))


@pytest.mark.parametrize("what", [show, show_by_id, prove, continued])
def test_one_record_costs_as_much_as_the_logarithm(
    what: Callable[[Log, str], None], logs: tuple[str, str]
) -> None:
    """The tree has a level more for each doubling; on the average of several records."""
    taken = []
    for path in logs:
        with Log.open(path) as log:
            names = [str(1 + log.size() * i // 20) for i in range(20)]
            taken.append(sum(steps(log, partial(what, log, name)) for name in names))
    short, long = taken
    assert long <= short * log2(LONG) / log2(SHORT) * 1.1


@pytest.mark.parametrize(
    "wanted",
    [
        index.Filter(),
        index.Filter(rule=("R2",)),
        index.Filter(rule=("R2",), verdict=("bad",), knowledge=("measured",)),
    ],
    ids=["all", "one filter", "filters"],
)
def test_a_list_costs_as_much_as_its_rows(wanted: index.Filter, logs: tuple[str, str]) -> None:
    found = []
    for path in logs:
        with Log.open(path) as log:
            found += [steps(log, partial(listed, log, wanted, rows)) for rows in (5, 20)]
    few, many, few_of_long, many_of_long = found
    assert few_of_long == few
    assert many_of_long == many
    assert many <= 4 * few
