"""audit verify, prove, consistency and checkpoint, as an auditor runs them."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from click.testing import CliRunner, Result

from cli import main
from engine.audit.log import Log
from engine.audit.receipt import parse_receipt
from engine.audit.rows import blob_name
from engine.errors import Exit
from engine.render.workbench.form import output_schemas
from tests.audit.entries import SNAPSHOT, decision, filled, note
from tests.audit.test_tamper import edit_a_record, unguarded

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / "audit.db")


def run(*words: str, log: str | None = None) -> Result:
    return CliRunner(catch_exceptions=False).invoke(main, ("audit", *words), env={"ADVISOR_LOG": log})


def data(*words: str, log: str, exit: int = 0) -> Any:
    """The JSON output, which must follow its published schema."""
    result = run(*words, log=log)
    assert result.exit_code == exit, result.output
    found = json.loads(result.stdout)
    schema = output_schemas()[found["schema"].split("/")[1]]
    jsonschema_rs.Draft202012Validator(schema).validate(found)
    return found


def tampered(path: str) -> None:
    connection = sqlite3.connect(path)
    triggers = unguarded(connection)
    edit_a_record(connection)
    for sql in triggers:
        connection.execute(sql)
    connection.commit()
    connection.close()


def test_a_sound_log(path: str, tmp_path: Path) -> None:
    receipts = filled(path, 6)
    saved = tmp_path / "answer.txt"
    saved.write_text(f"The answer\n\n{receipts[3]}\n")
    assert run("verify", log=path).stdout.splitlines() == [
        f"log {receipts[0].log}, {path}: 6 records, sound",
        "it agrees with itself; only a receipt shows that it was not made anew as a whole",
        str(receipts[5]),
    ]
    for kept in (str(saved), str(receipts[3]), str(receipts[3]).upper()):
        result = run("verify", "--receipt", kept, log=path)
        assert result.exit_code == 0
        assert "the first 4 are those of your receipt" in result.stdout
    found = data("verify", "--receipt", str(saved), "--format", "json", log=path)
    assert (found["size"], found["findings"], found["against"]) == (6, [], [str(receipts[3])])


def test_one_record_is_not_called_records(path: str) -> None:
    (receipt,) = filled(path, 1)
    lines = run("verify", "--receipt", str(receipt), log=path).stdout.splitlines()
    assert lines[1] == "the first is that of your receipt: none altered, removed, added or moved"
    other = replace(receipt, root=bytes(32))
    result = run("verify", "--receipt", str(other), log=path)
    assert f"the first record is not that of the receipt of record {receipt.record} " in result.stdout
    result = run("prove", "1", "--receipt", str(other), log=path)
    assert "the first record is not that of the receipt (hint" in result.stderr


def test_an_altered_log(path: str) -> None:
    receipt = filled(path, 6)[5]
    tampered(path)
    result = run("verify", "--receipt", str(receipt), log=path)
    assert result.exit_code == Exit.FINDINGS
    assert "error[record-altered]: record 5 is not what was recorded" in result.stdout
    assert "error[root-differs]: the first 6 records are not those" in result.stdout
    assert "2 problems" in result.stdout
    found = data("verify", "--format", "json", log=path, exit=1)
    assert [each["code"] for each in found["findings"]] == ["record-altered"]
    assert found["receipt"] is None
    for words in (("prove", "5"), ("show", "5")):
        result = run(*words, log=path)
        assert result.exit_code == Exit.LOG_FAILED
        assert "record 5 is not what was recorded" in result.stderr
        assert not result.stdout


def test_an_empty_log(path: str) -> None:
    Log.create(path).close()
    assert "no record, sound" in run("verify", log=path).stdout
    result = run("checkpoint", log=path)
    assert (result.exit_code, "no record yet" in result.stderr) == (2, True)


def test_checkpoint(path: str) -> None:
    receipts = filled(path, 3)
    assert run("checkpoint", log=path).stdout == f"{receipts[2]}\n"
    found = data("checkpoint", "--format", "json", log=path)
    assert parse_receipt(found["receipt"]) == receipts[2]
    assert run("verify", log=path).exit_code == 0


def test_proofs_hold_for_the_verifier(path: str, tmp_path: Path) -> None:
    receipts = filled(path, 7)
    proof, later = tmp_path / "proof.json", tmp_path / "consistency.json"
    proof.write_text(json.dumps(data("prove", receipts[4].record, log=path)))
    later.write_text(json.dumps(data("consistency", "--from", str(receipts[5]), log=path)))
    verifier = [sys.executable, "-I", str(ROOT / "engine" / "audit" / "verifier.py"), str(proof), str(later)]
    done = subprocess.run(
        [*verifier, "--receipt", str(receipts[5])], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    other = str(receipts[5]).replace(receipts[5].record, receipts[2].record)
    done = subprocess.run([*verifier, "--receipt", other], capture_output=True, text=True, check=False)
    assert done.returncode == 2, "a receipt with another word is mistyped"


def test_the_log_was_cut_or_rewritten(path: str, tmp_path: Path) -> None:
    receipt = filled(path, 7)[6]
    os.unlink(path)
    with Log.create(path) as log:
        log.append(note)
        log.connection.execute("DROP TRIGGER meta_no_update")
        log.connection.execute("UPDATE meta SET value = ? WHERE key = 'id'", (receipt.log,))
    result = run("consistency", "--from", str(receipt), log=path)
    assert (result.exit_code, result.stdout) == (Exit.LOG_FAILED, "")
    assert "error[log-shorter]: the receipt counts 7 records, the log has 1" in result.stderr
    with Log.create(path) as log:
        for _ in range(8):
            log.append(note)
    for words in (("consistency", "--from", str(receipt)), ("prove", "1", "--receipt", str(receipt))):
        result = run(*words, log=path)
        assert (result.exit_code, result.stdout) == (Exit.LOG_FAILED, "")
        assert "error[root-differs]: the first 7 records are not those of the receipt" in result.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("verify",), "error[log]: no log is named"),
        (("verify", "--log", "nowhere/audit.db"), "nowhere/audit.db: error[log]: cannot read the log"),
        (("checkpoint", "--log", "nowhere.db"), "nowhere.db: error[log]: cannot read the log"),
        (("prove", "1", "--log", "README.md"), "README.md: error[log-not]: this is no log"),
        (("verify", "--receipt", "receipt/1 a b"), "error[receipt]: a receipt has 7 words, this has 3"),
        (("verify", "--receipt", "LICENSE-no"), "error[file]: cannot read LICENSE-no"),
        (("verify", "--receipt", "pyproject.toml"), "error[receipt]: there is no receipt in this file"),
        (("consistency", "--log", "x.db"), "Missing option '--from'"),
    ],
)
def test_what_was_mistyped(words: tuple[str, ...], said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    result = run(*words)
    assert (result.exit_code, result.stdout) == (Exit.INVALID, "")
    assert said in result.stderr
    assert not Path("nowhere.db").exists()


def test_another_log(path: str, tmp_path: Path) -> None:
    receipt = filled(str(tmp_path / "other.db"), 2)[1]
    filled(path, 2)
    result = run("consistency", "--from", str(receipt), log=path)
    assert (result.exit_code, "error[not-this-log]" in result.stderr) == (Exit.INVALID, True)
    result = run("verify", "--receipt", str(receipt), log=path)
    assert (result.exit_code, "error[not-this-log]" in result.stdout) == (Exit.FINDINGS, True)


@pytest.mark.parametrize("words", ["list", "show 1", "export --format csv"])
def test_a_record_in_which_anything_stands(words: str, tmp_path: Path) -> None:
    """Its tree fits, so only what it holds tells that it is none."""
    path = str(tmp_path / "forged.db")
    with Log.create(path) as log:
        log.append(lambda seq, id: {**decision(seq, id), "actor": 0}, {blob_name(SNAPSHOT): SNAPSHOT})
    result = run(*words.split(), "--log", path)
    assert result.exit_code == 5
    assert result.stderr.startswith("error[")
    assert "Traceback" not in result.stderr


def test_an_annotation_is_not_replayed(tmp_path: Path) -> None:
    path = str(tmp_path / "log.db")
    filled(path, 2)
    result = run("replay", "2", "--log", path)
    assert result.exit_code == 2
    assert "is no decision but an annotation (hint: replay 0123456789, which it is about)" in result.stderr
