"""The proof of one answer of a batch: nothing in it, nor in the answers, can be another."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.audit import row_proof, verifier
from engine.audit.export import lines as exported
from engine.audit.log import Log
from engine.audit.proofs import continue_from, prove
from engine.audit.receipt import Receipt
from engine.errors import AuditError, UsageError
from engine.knowledge.loader import load_knowledge
from tests.audit.batches import answers, keep_batch, written
from tests.audit.books import annotate, decide, program
from tests.audit.decisions import ROOT, data, ran, setting
from tests.audit.test_verifier import found, json_mutants, run, wrong

COUNT = 11
KB = load_knowledge(str(ROOT / "examples/rooms/kb"))
Book = tuple[Log, list[Receipt], str]


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    """A log with a decision, a batch and an annotation of it; the receipts, and the file of answers."""
    folder = tmp_path_factory.mktemp("audit")
    with Log.create(str(folder / "log.db")) as log:
        receipts = [decide(log, *program(1)[:2]), keep_batch(log, KB, answers(KB, COUNT), setting())]
        receipts.append(annotate(log, receipts[1].record))
        yield log, receipts, written(answers(KB, COUNT), folder / "answers.jsonl")


texts = st.text(st.characters())
rows = st.dictionaries(
    texts, texts | st.none() | st.lists(texts, max_size=3) | st.integers(-9, 9) | st.booleans(), max_size=5
)


@settings(max_examples=300, deadline=None)
@given(row=rows)
def test_the_line_of_a_row_is_its_canonical_json(row: dict[str, Any]) -> None:
    try:
        line = rfc8785.dumps(row)
    except ValueError:
        with pytest.raises(ValueError, match=r"surrogate|UTF-8|utf-8"):
            row_proof.line_of(row)
    else:
        assert row_proof.line_of(row) == line


def test_every_row_is_proved(book: Book) -> None:
    log, receipts, rows = book
    since = continue_from(log, receipts[1])
    for number in range(COUNT):
        proof = row_proof.prove_row(log, "2", f"A-{number}", rows)
        then = row_proof.prove_row(log, "2", f"A-{number}", rows, receipts[1])
        assert proof["row"] == answers(KB, COUNT)[number]
        assert wrong(proof) == wrong(then, receipts=[receipts[1]]) == []
        assert wrong(proof, since, receipts=[receipts[1]]) == []


def test_answers_in_another_order_of_columns_are_the_same(book: Book, tmp_path: Path) -> None:
    log, _, rows = book
    loose = tmp_path / "loose.jsonl"
    texts = [json.dumps(dict(reversed(row.items()))) for row in answers(KB, COUNT)]
    loose.write_text("\n".join(texts))
    assert row_proof.prove_row(log, "2", "A-3", str(loose)) == row_proof.prove_row(log, "2", "A-3", rows)


def test_no_byte_of_an_answer_can_be_another(book: Book, tmp_path: Path) -> None:
    log, _, rows = book
    whole = Path(rows).read_bytes()
    other = tmp_path / "other.jsonl"
    for place in range(0, len(whole), 7):
        other.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises((AuditError, UsageError)):
            row_proof.prove_row(log, "2", "A-3", str(other))


def test_what_differs_first_is_told(book: Book, tmp_path: Path) -> None:
    log, _, _ = book
    rows = answers(KB, COUNT)
    for those, said in (
        (rows[:-1], "these are 10 rows, the batch has 11"),
        ([], "these are 0 rows, the batch has 11"),
        ([rows[1], rows[0], *rows[2:]], "the root over these rows is "),
        ([*rows[:-1], {**rows[-1], "verdict": "other"}], "the root over these rows is "),
    ):
        with pytest.raises(AuditError, match=said) as raised:
            row_proof.prove_row(log, "2", "A-3", written(those, tmp_path / "rows.jsonl"))
        assert [problem.code for problem in raised.value.problems] == ["rows-differ"]


@pytest.mark.parametrize(
    "line", ["", "[]", '{"case":"A-0","case":"A-1"}', '{"case":NaN}', "\xff", '{"a":"\\ud800"}']
)
def test_what_is_no_answer_is_refused(line: str, book: Book, tmp_path: Path) -> None:
    file = tmp_path / "rows.jsonl"
    file.write_bytes(line.encode("latin-1") + b"\n")
    with pytest.raises(UsageError, match=r"rows.jsonl:1:1: error.rows.: this is no answer row"):
        row_proof.prove_row(book[0], "2", "A-3", str(file))


def test_no_part_of_a_proof_can_be_another(book: Book) -> None:
    log, receipts, rows = book
    proof = json.loads(json.dumps(row_proof.prove_row(log, "2", "A-3", rows, receipts[2])))
    for path, mutant in json_mutants({**proof, "record": 0}):
        if path != "record":
            assert found({**mutant, "record": proof["record"]}), path
    for path, mutant in json_mutants({**proof["record"], "snapshot": 0}):
        if not path.startswith("snapshot"):
            record = {**mutant, "snapshot": proof["record"]["snapshot"]}
            assert found({**proof, "record": record}), path
    for other in (None, {}, prove(log, "1"), prove(log, "3")):
        assert found({**proof, "record": other})


def test_a_row_of_another_batch_is_found(book: Book, tmp_path: Path) -> None:
    """Even where its path leads to the root of a batch made for it, in a log made anew."""
    _, receipts, _ = book
    other = answers(KB, COUNT)
    other[3] = {**other[3], "knowledge": "sha256:" + "0" * 64}
    with Log.create(str(tmp_path / "other.db")) as forged:
        made = keep_batch(forged, KB, other, setting())
        proof = row_proof.prove_row(forged, "1", "A-3", written(other, tmp_path / "rows.jsonl"))
    [fault] = wrong(proof, receipts=[made])
    assert "it names another knowledge base than its batch" in fault
    assert wrong(proof, receipts=[receipts[1]])


def test_the_verifier_says_what_it_saw_and_what_it_did_not(book: Book, tmp_path: Path) -> None:
    log, receipts, rows = book
    file = tmp_path / "proof.json"
    proof = row_proof.prove_row(log, "2", "A-3", rows)
    file.write_text(json.dumps(proof, indent=2))
    code, out, err = run(str(file))
    assert (code, err) == (0, "")
    assert "  the row with the case A-3\n" in out
    assert "batch of industries.csv, knowledge base rooms 1.0.0" in out
    assert "13 rows, 11 answered, 2 rejected" in out
    assert "the row with the case A-3 is number 4 of the 11" in out
    assert "that the answers of a batch follow from its rows" in out
    code, out, _ = run("-", given=file.read_text().replace('"A-3"', '"A-4"'))
    assert code == 1
    assert "the path does not lead there" in out
    for document in (prove(log, "2"), "".join(exported(log))):
        text = document if isinstance(document, str) else json.dumps(document)
        report = verifier.verify([("it", io.BytesIO(text.encode()))], [str(receipts[2])])
        assert report.wrong == []
        assert verifier.ROWS in report.not_shown


def test_the_verifier_does_not_believe_a_forged_batch(book: Book, tmp_path: Path) -> None:
    log, _, _ = book
    right = log.entry("2")
    for part, other in (
        ("counts", {**right["counts"], "read": 12}),
        ("counts", {**right["counts"], "verified": 12}),
        ("rows", {"size": 12, "root": right["rows"]["root"]}),
        ("rows", {"size": 11, "root": "0"}),
        ("columns", []),
        ("mapping", {"name": "columns.yaml", "sha256": "0"}),
        ("mapping", {"name": "columns.yaml"}),
        ("knowledge", {**right["knowledge"], "version": "2"}),
        ("packs", [{"name": "x", "version": "1"}]),
    ):
        with Log.create(str(tmp_path / f"{len(list(tmp_path.iterdir()))}.db")) as forged:
            name = right["knowledge"]["snapshot"]
            made = forged.append(
                lambda seq, id, part=part, other=other: {**right, "seq": seq, "id": id, part: other},
                {name: log.blob(name)},
            )
            assert forged.verify() == ()
            assert wrong(prove(forged, "1"), receipts=[made]), part
            assert wrong("".join(exported(forged)), receipts=[made]), part


# the command


def test_the_command(book: Book) -> None:
    log, receipts, rows = book
    words: tuple[Any, ...] = ("audit", "prove", "2", "--log", log.path, "--row", "A-3", "--rows", rows)
    proof = data(*words)
    assert proof == json.loads(json.dumps(row_proof.prove_row(log, "2", "A-3", rows)))
    assert wrong(data(*words, "--receipt", str(receipts[1])), receipts=[receipts[1]]) == []


def test_an_answer_with_other_columns_than_recorded(tmp_path: Path) -> None:
    rows = [{**row, "more": ""} for row in answers(KB, 2)]
    with Log.create(str(tmp_path / "log.db")) as log:
        keep_batch(log, KB, rows, setting())
        with pytest.raises(AuditError, match="the answer 'A-1' has other columns than record"):
            row_proof.prove_row(log, "1", "A-1", written(rows, tmp_path / "rows.jsonl"))
        made = keep_batch(log, KB, rows[:1], setting())
        alone = {"index": 0, "size": 1, "path": []}
        record = prove(log, made.record)
    document = {"schema": row_proof.ROW_PROOF, "row": rows[0], "inclusion": alone, "record": record}
    [fault] = wrong(document)
    assert "it has not exactly the parts case, verdict, fired, knowledge" in fault


@pytest.mark.parametrize(
    ("record", "key", "rows", "exit", "said"),
    [
        ("1", "A-3", "", 2, "is no batch, it has no rows (hint: advisor audit prove 1)"),
        ("2", "A-99", "", 2, "no row has the case 'A-99'"),
        ("2", "A-3", "nowhere.jsonl", 2, "error[file]: cannot read nowhere.jsonl"),
        ("2", "A-3", "/dev/null", 5, "error[rows-differ]: these are 0 rows, the batch has 11"),
    ],
)
def test_what_cannot_be_proved(record: str, key: str, rows: str, exit: int, said: str, book: Book) -> None:
    words = ("audit", "prove", record, "--log", book[0].path, "--row", key, "--rows", rows or book[2])
    result = ran(*words)
    assert (result.exit_code, result.stdout) == (exit, "")
    assert said in result.stderr
