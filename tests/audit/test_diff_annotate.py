"""Two decisions side by side, and what people make of one."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.audit.log import Log
from engine.audit.receipt import parse_receipt
from tests.audit.decisions import advisor, data, ran, valid


def test_what_differs(log: str) -> None:
    found = data("audit", "diff", "1", "2", "--log", log)
    facts = {(each["entity"], each["attribute"]): each for each in found["facts"]}
    assert set(facts) == {("attic", "room.used"), ("kitchen", "room.moisture")}
    assert facts["attic", "room.used"]["before"] is None
    assert facts["kitchen", "room.moisture"]["after"]["values"] == [9]
    assert {each["rule"] for each in found["fired"]["before"]} >= {"USE-01"}
    assert found["rules"] == []
    assert (found["before"]["seq"], found["after"]["seq"]) == (1, 2)
    backwards = data("audit", "diff", "2", "1", "--log", log)
    assert backwards["fired"] == {"before": found["fired"]["after"], "after": found["fired"]["before"]}


def test_nothing_differs_from_itself(log: str) -> None:
    assert advisor("audit", "diff", "1", "1", "--log", log).endswith(
        "They state the same facts and give the same verdicts by the same rules.\n"
    )


def test_an_annotation_is_added_and_nothing_is_changed(log: str) -> None:
    with Log.open(log) as opened:
        before, root = list(opened.entries()), opened.root()
    words = (
        "audit",
        "annotate",
        "b01",
        "--log",
        log,
        "--verdict",
        "accepted",
        "--because",
        "Agreed",
        "--actor",
    )
    receipt = parse_receipt(advisor(*words, "service:board").strip())
    with Log.open(log) as opened:
        entry = valid("record", opened.entry(receipt.record))
        assert list(opened.entries())[:-1] == before
        assert opened.root(len(before)) == root
        assert opened.verify([receipt]) == ()
    assert (entry["about"], entry["verdict"], entry["because"]) == ("b012345678", "accepted", "Agreed")
    assert entry["actor"] == {"name": "board", "kind": "service"}
    assert entry["interface"] == "cli audit annotate"
    assert "Accepted " in advisor("audit", "show", "2", "--log", log)


@pytest.mark.parametrize(
    ("number", "because", "exit", "said"),
    [
        ("3", "no", 2, "annotate a012345678"),
        ("9", "no", 2, "the log has no record"),
        ("1", "  ", 2, "there is no reason given"),
    ],
)
def test_what_cannot_be_annotated(number: str, because: str, exit: int, said: str, log: str) -> None:
    words = ("audit", "annotate", number, "--log", log, "--verdict", "accepted", "--because", because)
    result = ran(*words)
    assert (result.exit_code, result.stdout) == (exit, "")
    assert said in result.stderr
    with Log.open(log) as opened:
        assert opened.size() == 4


def test_a_mistyped_log_is_not_made(tmp_path: Path, at_the_root: None) -> None:
    file = tmp_path / "none.db"
    words = ("audit", "annotate", "1", "--log", str(file), "--verdict", "accepted", "--because", "x")
    assert ran(*words).exit_code == 2
    assert list(tmp_path.iterdir()) == []
