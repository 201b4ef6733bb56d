"""kb claims, sources and schema as a user runs them: what they print, and how they exit."""

import json
import shutil
from pathlib import Path

import jsonschema_rs
import pytest
from syrupy.assertion import SnapshotAssertion

from engine.commands.reading import MOST_BYTES
from engine.render.workbench.form import output_schemas
from tests.workbench.conftest import GARDEN, TEXT
from tests.workbench.running import data, run, told

# claims


@pytest.mark.parametrize("form", ["text", "markdown", "csv"])
def test_claims(form: str, snapshot: SnapshotAssertion) -> None:
    assert told("kb", "claims", "--format", form) == snapshot


def test_claims_for_a_program() -> None:
    first, second, third = data("kb", "claims")["claims"]
    assert first["rules"] == ["BED-01", "BED-02", "GAR-01"]
    assert (second["rules"], second["otherwise"]) == (["BED-03"], ["garden.effort"])
    assert (third["rules"], third["context"]) == ([], "it sets the mood")


def test_claims_in_either_case_and_what_is_no_claim() -> None:
    assert [claim["id"] for claim in data("kb", "claims", "c2", "C2", "c1")["claims"]] == ["C1", "C2"]
    result = run("kb", "claims", "bed-01")
    assert result.stderr == (
        "error[claim]: no claim is called 'bed-01' (hint: it is a rule: advisor kb show BED-01)\n"
    )


def test_claims_by_name() -> None:
    assert [claim["id"] for claim in data("kb", "claims", "C2")["claims"]] == ["C2"]
    result = run("kb", "claims", "C4", "zzz")
    assert result.exit_code == 2
    assert result.stderr.splitlines() == [
        "error[claim]: no claim is called 'C4' (hint: advisor kb claims lists them)",
        "error[claim]: no claim is called 'zzz' (hint: advisor kb claims lists them)",
    ]


# sources


def test_sources(snapshot: SnapshotAssertion) -> None:
    assert told("kb", "sources") == snapshot
    assert told("kb", "sources", "--verify", TEXT) == snapshot
    assert told("kb", "sources", "--verify", TEXT, "--show") == snapshot


def test_a_text_that_differs(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    file = tmp_path / "text.txt"
    changed = Path(TEXT).read_text("utf-8").replace("once", "twice").replace("Sit down... and wait.\n", "")
    file.write_text(changed, "utf-8")
    assert told("kb", "sources", "--verify", str(file), exit=1) == snapshot
    found = data("kb", "sources", "--verify", str(file), exit=1)["sentences"]
    assert [at["finding"] for at in found] == ["hash differs", "ok", "locator not found", "ok"]
    assert not any("sentence" in at for at in found)


def test_another_text(tmp_path: Path) -> None:
    file = tmp_path / "other.txt"
    file.write_text("Nothing of this. Was ever said?\n\nThere.\n", "utf-8")
    output = " ".join(told("kb", "sources", "--verify", str(file), exit=1).split())
    assert output.endswith(
        "4 sentences: 0 in place, 4 not "
        f"hint: none of them stands anywhere in {file}: it is probably not the text of this source"
    )
    assert data("kb", "sources", "--verify", str(file), exit=1)["anywhere"] == 0


def test_a_text_whose_paragraphs_are_counted_otherwise(tmp_path: Path) -> None:
    file = tmp_path / "text.txt"
    without_headings = Path(TEXT).read_text("utf-8").replace("Digging\n\n", "").replace("Resting\n\n", "")
    file.write_text(without_headings, "utf-8")
    output = " ".join(told("kb", "sources", "--verify", str(file), exit=1).split())
    assert "0 in place, 4 not hint: 4 of them stand elsewhere in" in output
    assert data("kb", "sources", "--verify", str(file), exit=1)["anywhere"] == 4


def test_line_ends_and_byte_order_mark_do_not_matter(tmp_path: Path) -> None:
    file = tmp_path / "text.txt"
    text = Path(TEXT).read_text("utf-8").replace("\n", "\r\n")
    file.write_bytes(b"\xef\xbb\xbf" + text.encode())
    told("kb", "sources", "--verify", str(file))


def test_what_cannot_be_verified(tmp_path: Path) -> None:
    file = tmp_path / "text.txt"
    file.write_bytes(b"Digging\n\n\xff\n")
    result = run("kb", "sources", "--verify", str(file))
    assert result.exit_code == 2
    assert "error[text]: it is no UTF-8 text (byte 9)" in result.stderr
    file.write_bytes(b"a" * MOST_BYTES)
    assert "error[text]: it is too long" in run("kb", "sources", "--verify", str(file)).stderr
    assert "--show goes with --verify FILE." in run("kb", "sources", "--show").stderr
    result = run("kb", "sources", "--verify", TEXT, "--source", "note")
    assert "error[source]: no source is called 'note' (hint: did you mean notes?" in result.stderr


def test_where_a_source_can_be_read(tmp_path: Path) -> None:
    folder = tmp_path / "garden"
    shutil.copytree(GARDEN, folder)
    file = folder / "sources.yaml"
    url = "https://example.org/notes?of=2021"
    file.write_text(file.read_text("utf-8").replace("    title:", f"    url: {url}\n    title:", 1), "utf-8")
    kb = ("--kb", str(folder))
    for words in (("sources",), ("claims", "C1"), ("show", "BED-01"), ("show", "bed.depth")):
        assert url in told("kb", *words, *kb)
        assert "http" not in told("kb", *words)
    for form in ("csv", "markdown"):
        head, *rows = told("kb", "claims", *kb, "--format", form).splitlines()
        assert head.strip("| ").endswith("context,url" if form == "csv" else "context | url")
        assert "example.org/notes?of=2021" in rows[-1]
    assert data("kb", "sources", *kb)["sources"][0]["url"] == url
    assert data("kb", "claims", *kb)["claims"][0]["url"] == url
    assert data("kb", "show", "BED-01", *kb)["rule"]["claims"][0]["url"] == url
    assert data("kb", "show", "bed.depth", *kb)["attribute"]["claims"][0]["url"] == url
    assert data("kb", "sources")["sources"][0]["url"] == ""


# schema


def test_schemas_are_listed_and_printed() -> None:
    names = [line.split()[0] for line in told("kb", "schema").splitlines()]
    assert {"kb", "rules", "vocabulary", "case", "recommendation", "explanation", "kb-test", "doctor"} <= {
        *names
    }
    assert "visitors" in json.loads(told("kb", "schema", "case"))["properties"]["garden"]["properties"]
    result = run("kb", "schema", "rule")
    assert result.exit_code == 2
    assert "no schema is called 'rule' (hint: did you mean rules?)" in result.stderr


def test_schemas_are_written(tmp_path: Path) -> None:
    folder = tmp_path / "made" / "here"
    assert told("kb", "schema", "-o", str(folder)) == ""
    names = [line.split()[0] for line in told("kb", "schema").splitlines()]
    assert sorted(file.stem for file in folder.iterdir()) == sorted(names)
    assert json.loads((folder / "case.json").read_text("utf-8"))["title"].endswith("What a garden needs")
    (tmp_path / "file").touch()
    assert run("kb", "schema", "-o", str(tmp_path / "file" / "x")).exit_code == 2


def test_every_schema_is_sound() -> None:
    for name, schema in output_schemas().items():
        assert schema["properties"]["schema"] == {"const": f"advisor/{name}/1"}
        assert schema["$id"] == f"advisor/{name}/1"
        jsonschema_rs.meta.validate(schema)
