"""A batch is recorded with the root over its answers, and every command of the log knows what it is."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st
from prov.model import ProvDocument

from engine.audit import snapshot, tree
from engine.audit.batch import batch, read
from engine.audit.growing import AT_ONCE, Growing
from engine.audit.log import Log
from engine.errors import AuditError
from engine.knowledge.model import KnowledgeBase
from tests.audit.batches import COLUMNS, answers, keep_batch, told, written
from tests.audit.books import changed, places
from tests.audit.decisions import advisor, data, ran, rooms, setting, valid
from tests.audit.test_index import meddling
from tests.audit.test_tamper import unguarded
from tests.audit.test_tree import Grown

LEAVES = [b"row %d" % number for number in range(300)]
WHOLE = Grown(LEAVES)
BATCH = "e012345678"


@pytest.fixture
def kb(at_the_root: None) -> KnowledgeBase:
    return rooms()


@pytest.fixture
def book(log: str, kb: KnowledgeBase) -> str:
    """The log of the neighbours, and in it a batch of 5 answers; the file."""
    with Log.create(log) as opened:
        keep_batch(opened, kb, answers(kb, 5), setting(60, "bo"))
    return log


# the tree


def test_the_root_of_every_size() -> None:
    own = Growing()
    for size in range(301):
        assert (own.size, own.root) == (size, tree.root(size, WHOLE.node))
        if size < 300:
            own.add(LEAVES[size])


@settings(max_examples=200, deadline=None)
@given(chance=st.randoms(use_true_random=False), size=st.integers(1, 300))
def test_the_path_of_every_row_whatever_comes_at_once(chance: Random, size: int) -> None:
    followed = chance.randrange(size)
    own, at = Growing(), 0
    while at < size:
        if at == followed:
            own.follow()
        most = chance.choice((1, 2, 3, 7, 64))
        most = min(most, size - at, followed - at if at < followed else size)
        own.extend(LEAVES[at : at + most])
        at += most
        assert own.root == tree.root(at, WHOLE.node)
        if at > followed:
            assert own.path == tree.inclusion_path(followed, at, WHOLE.node)


def test_more_than_are_hashed_at_once() -> None:
    one, many = Growing(), Growing()
    rows = [b"%d" % number for number in range(AT_ONCE * 2 + 3)]
    many.extend(iter(rows))
    for row in rows:
        one.add(row)
    assert (one.size, one.root) == (many.size, many.root)


def test_there_is_no_path_of_no_row() -> None:
    own = Growing()
    with pytest.raises(ValueError, match="no row is followed"):
        _ = own.path
    own.follow()
    with pytest.raises(ValueError, match="no row is followed"):
        _ = own.path


# the record


def entry(kb: KnowledgeBase, **other: Any) -> tuple[dict[str, Any], dict[str, bytes]]:
    kept = snapshot.make(kb)
    name = snapshot.digest(kept)
    made = batch(kb, told(answers(kb, 5), **other), name, setting())(1, "0123456789")
    return json.loads(rfc8785.dumps(made)), {name: kept}


@pytest.mark.parametrize("other", [{}, {"rejects": None, "mapping": None}, {"exact": False, "seed": -7}])
def test_it_is_valid_and_comes_back(other: dict[str, Any], kb: KnowledgeBase) -> None:
    made, blobs = entry(kb, **other)
    back = read(valid("record", made), blobs.__getitem__)
    assert (back.kb, back.told) == (kb, told(answers(kb, 5), **other))


def test_an_empty_batch_is_one(kb: KnowledgeBase, log: str) -> None:
    with Log.create(log) as opened:
        keep_batch(opened, kb, [], setting())
        assert opened.verify(listing=True) == ()
        assert opened.entry("5")["rows"] == {"size": 0, "root": tree.EMPTY.hex()}


@pytest.mark.parametrize(
    "other",
    [{"read": 8}, {"rejected": -1}, {"verified": 6}, {"columns": ()}, {"columns": ("a", "a")}, {"root": b""}],
)
def test_what_does_not_agree_is_not_recorded(other: dict[str, Any], kb: KnowledgeBase) -> None:
    with pytest.raises(ValueError, match=r"rows|column|root"):
        batch(kb, replace(told(answers(kb, 5)), **other), "", setting())


def test_every_other_json_is_refused(kb: KnowledgeBase) -> None:
    """But for another name of a file, another hash of one or another seed: these are only claimed."""
    made, blobs = entry(kb)
    claimed = 0
    for path in places(
        {name: made[name] for name in ("inputs", "mapping", "rejects", "counts", "rows", "columns")}
    ):
        for other in changed(at(made, path)):
            mutant = copy.deepcopy(made)
            at(mutant, path[:-1])[path[-1]] = other
            try:
                read(mutant, blobs.__getitem__)
            except AuditError:
                continue
            claimed += 1
            assert path[-1] in ("name", "bytes", "verified", "mapping", "rejects") or path[0] in (
                "columns",
                "inputs",
            ), path
            assert other is None or type(other) is type(at(made, path)), path
    assert claimed
    for name in made:
        if name in ("knowledge", "packs", "schema", "kind", *COLUMNS):
            for other in changed(made[name]):
                with pytest.raises(AuditError):
                    read({**made, name: other}, blobs.__getitem__)


def at(value: Any, path: Any) -> Any:
    for key in path:
        value = value[key]
    return value


# the commands


def test_it_is_listed_with_how_many_rows_it_has(book: str) -> None:
    found = data("audit", "list", "--log", book)
    assert len(found["decisions"]) == 3
    (one,) = found["batches"]
    assert (one["id"], one["counts"]["answered"], one["output"]) == (BATCH, 5, "answers.jsonl")
    numbers = {
        (): "5421",
        ("--kind", "batch"): "5",
        ("--kind", "decision"): "421",
        ("--knowledge", "rooms"): "5421",
        ("--since", "2026-11-27"): "54",
        ("--limit", "1"): "5",
        ("--verdict", "one_room"): "21",
        ("--case", "The miller's house", "--kind", "batch"): "",
    }
    for words, seqs in numbers.items():
        table = advisor("audit", "list", "--log", book, "--format", "csv", *words)
        assert "".join(line[0] for line in table.splitlines()[1:]) == seqs, words
    first = advisor("audit", "list", "--log", book, "--format", "csv").splitlines()[1]
    assert first.endswith(",rooms,1.0.0,,,,batch,5,7,2,industries.csv"), first


def test_it_is_shown_whole(book: str) -> None:
    for form in ("json", "record"):
        shown = json.loads(advisor("audit", "show", "5", "--log", book, "--format", form))
        assert valid("record", shown)["kind"] == "batch"
    assert "kind: batch" in advisor("audit", "show", "5", "--log", book, "--format", "yaml")
    assert "- Answered: 5 rows of 7" in advisor("audit", "show", "5", "--log", book, "--format", "markdown")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("show 5 --explain", "is a batch, --explain is for decisions (hint: advisor audit show e012345678)"),
        ("show 5 --format mermaid", "is a batch, --format mermaid is for decisions"),
        ("diff 1 5", "is a batch, which has no single decision to compare"),
        ("diff 5 1", "is a batch, which has no single decision to compare"),
        ("prove 5 --row A-1", "--row and --rows go together"),
    ],
)
def test_what_is_not_for_a_batch(words: str, said: str, book: str) -> None:
    result = ran("audit", *words.split(), "--log", book)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr


def test_its_knowledge_base_is_written_out(book: str, tmp_path: Path) -> None:
    assert ran("audit", "show", "5", "--log", book, "--files", str(tmp_path / "then")).exit_code == 0
    assert (tmp_path / "then" / "kb.yaml").exists()


def test_it_is_annotated(book: str) -> None:
    words = ("audit", "annotate", "5", "--log", book, "--verdict", "accepted", "--because", "As a whole")
    advisor(*words)
    assert "Accepted " in advisor("audit", "show", "5", "--log", book)
    assert data("audit", "list", "--log", book)["batches"][0]["annotations"][0]["because"] == "As a whole"
    assert "industries.csv:" in advisor("audit", "show", "6", "--log", book)


def test_it_is_not_replayed_and_counted_apart(book: str) -> None:
    said = advisor("audit", "replay", "--all", "--log", book, exit=1)
    assert said.endswith(
        "3 decisions: all come out as recorded, byte for byte\n"
        "1 batch not run again: advisor audit show says how\n"
    )
    (one,) = data("audit", "replay", "5", "--log", book, exit=1)["decisions"]
    assert (one["case"], one["same"]) == ("industries.csv: 5 rows", False)
    assert one["problems"][0]["code"] == "batch-rows"
    assert "1 batch not run again" in advisor("audit", "replay", "--all", "--kb", "kb", "--log", book, exit=1)


def test_it_is_given_out(book: str, kb: KnowledgeBase) -> None:
    text = advisor("audit", "export", "--log", book)
    assert [json.loads(line).get("kind") for line in text.splitlines()][-1] == "batch"
    table = advisor("audit", "export", "--log", book, "--format", "csv")
    assert [line[0] for line in table.splitlines()[1:]] == ["1", "2", "4"]
    document = ProvDocument.deserialize(
        content=advisor("audit", "export", "--log", book, "--format", "prov"), format="json"
    )
    (record,) = document.get_record(f"log:{BATCH}")
    assert 5 in [value for name, value in record.extra_attributes if name.localpart == "rows"]


def test_the_log_is_sound_and_an_index_without_it_is_told(book: str) -> None:
    assert "5 records, sound" in advisor("audit", "verify", "--index", "--log", book)
    with meddling(book) as connection:
        connection.execute("DELETE FROM mention WHERE seq = 5")
    (found,) = data("audit", "verify", "--log", book, exit=1)["findings"]
    assert found["what"] == "the log has 1 batch, its index 0: audit list does not show all"
    assert advisor("audit", "reindex", "--log", book).endswith(", 4 rows differed\n")
    assert "sound" in advisor("audit", "verify", "--index", "--log", book)


def test_a_lost_snapshot_is_told(tmp_path: Path, kb: KnowledgeBase) -> None:
    path = str(tmp_path / "audit.db")
    with Log.create(path) as log:
        keep_batch(log, kb, answers(kb, 2), setting())
    with meddling(path) as connection:
        triggers = unguarded(connection)
        connection.execute("DELETE FROM blob")
        for sql in triggers:
            connection.execute(sql)
    with Log.open(path) as log:
        assert [problem.code for problem in log.verify()] == ["snapshot-missing"]


def forged(kb: KnowledgeBase) -> Iterator[dict[str, Any]]:
    """Records of batches that are none."""
    made, _ = entry(kb)
    yield {**made, "counts": {**made["counts"], "answered": 6}}
    yield {**made, "rows": {**made["rows"], "size": 6}}
    yield {**made, "rows": {**made["rows"], "root": "x"}}
    yield {**made, "rows": 7}
    yield {**made, "columns": []}
    yield {**made, "knowledge": {**made["knowledge"], "digest": "sha256:" + "0" * 64}}
    yield {**made, "knowledge": {**made["knowledge"], "snapshot": "sha256:" + "0" * 64}}


@pytest.mark.parametrize("number", range(7))
def test_a_forged_one_in_a_sound_log_ends_with_5(
    number: int, log: str, kb: KnowledgeBase, tmp_path: Path
) -> None:
    rows = written(answers(kb, 5), tmp_path / "answers.jsonl")
    wrong = list(forged(kb))[number]
    with Log.create(log) as opened:
        opened.append(lambda seq, id: {**wrong, "seq": seq, "id": id})
    for words in (("show", "5"), ("prove", "5", "--row", "A-1", "--rows", rows)):
        result = ran("audit", *words, "--log", log)
        assert (result.exit_code, result.stdout) == (5, ""), result.output
        assert "Traceback" not in result.stderr
