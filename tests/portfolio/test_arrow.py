"""Portfolios in memory: the answers of `advise_table` are those of `advisor batch`."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from engine.errors import CaseError, UsageError
from engine.knowledge.loader import load_knowledge
from engine.portfolio import arrow
from engine.portfolio.arrow import advise_table
from tests.cli.conftest import process

ROOT = Path(__file__).resolve().parents[2]
KB = ROOT / "kb"
CASES = str(ROOT / "examples/portfolio.csv")


def cases() -> pa.Table:
    return duckdb.sql(f"from read_csv('{CASES}', all_varchar = true)").to_arrow_table()


def plain(table: pa.Table) -> pa.Table:
    kinds = [pa.list_(pa.string()) if pa.types.is_list(f.type) else pa.string() for f in table.schema]
    return table.cast(pa.schema(list(zip(table.column_names, kinds, strict=True)))).combine_chunks()


@pytest.mark.parametrize("rows", [1, 5, 65_536])
def test_answers_are_those_of_the_command(rows: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrow, "ROWS", rows)
    out = tmp_path / "answers.parquet"
    done = process("batch", CASES, "-o", str(out))
    assert done.returncode == 0, done.stderr
    assert plain(advise_table(cases(), KB)).equals(plain(pq.read_table(out)))


def test_exact_answers_are_those_of_the_command(tmp_path: Path) -> None:
    out = tmp_path / "answers.parquet"
    assert process("batch", CASES, "-o", str(out), "--exact").returncode == 0
    found = advise_table(cases(), KB, exact=True, verify=None)
    assert plain(found).equals(plain(pq.read_table(out)))


def typed(kind: pa.DataType) -> pa.Table:
    """Three cases as data frames have them: true and false, lists, days."""
    return pa.table(
        {
            "case": pa.array(["a", "b", "c"], kind),
            "business.aims": pa.array([["focus_on_core"], [], None], pa.list_(kind)),
            "payroll.kind": pa.array(["payroll", "payroll", None], kind),
            "payroll.core": [False, None, True],
        }
    )


TEXT = pa.table(
    {
        "case": ["a", "b", "c"],
        "business.aims": ["focus_on_core", "none", None],
        "payroll.kind": ["payroll", "payroll", ""],
        "payroll.core": ["false", " ", "true"],
    }
)


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.string_view()], ids=str)
def test_typed_columns_mean_what_their_text_means(kind: pa.DataType) -> None:
    assert advise_table(typed(kind), KB).equals(advise_table(TEXT, KB))
    words = typed(pa.string())
    coded = words.set_column(2, "payroll.kind", words["payroll.kind"].dictionary_encode())
    assert advise_table(coded, KB).equals(advise_table(TEXT, KB))


def test_wrong_rows_are_all_told() -> None:
    table = TEXT.set_column(0, "case", pa.array(["a", "a", ""])).set_column(
        3, "payroll.core", pa.array(["false", "true", "maybe"])
    )
    with pytest.raises(CaseError) as told:
        advise_table(table, KB)
    assert len(told.value.problems) == 3
    found = advise_table(table, KB, rejected=True)
    assert [row["verdict"] is None for row in found.to_pylist()] == [False, True, True]
    assert found["case"].to_pylist() == ["a", "a", None]
    why = found["rejected"].to_pylist()
    assert why[0] is None
    assert [(each["column"], each["text"]) for each in why[1] + why[2]] == [
        ("case", "a"),
        ("case", ""),
        ("payroll.core", "maybe"),
    ]
    alone = advise_table(table.slice(0, 1), KB)
    assert found.drop_columns("rejected").slice(0, 1).to_pylist() == alone.to_pylist()


def test_all_rows_wrong_and_no_rows() -> None:
    wrong = TEXT.set_column(0, "case", pa.array(["", "", ""]))
    assert advise_table(wrong, KB, rejected=True).num_rows == 3
    assert advise_table(TEXT.slice(0, 0), KB, rejected=True).num_rows == 0


def test_wrong_columns_are_all_told() -> None:
    table = TEXT.append_column("elsewhere", TEXT["case"]).append_column("note", pa.array([b"", b"", b""]))
    with pytest.raises(CaseError, match="elsewhere"):
        advise_table(table, KB)
    with pytest.raises(CaseError, match="binary"):
        advise_table(table.drop_columns("elsewhere"), KB, rejected=True)


def test_other_names_and_a_loaded_knowledge_base() -> None:
    kb = load_knowledge(KB, ["practice"])
    table = TEXT.rename_columns(["business", "aims", "payroll.kind", "payroll.core"])
    found = advise_table(table, kb, renames={"business": "case", "aims": "business.aims"})
    assert found["knowledge"][0].as_py() == kb.digest
    assert found["verdict"].to_pylist() == advise_table(TEXT, KB, ["practice"])["verdict"].to_pylist()
    with pytest.raises(UsageError, match="already"):
        advise_table(TEXT, kb, ["practice"])


def test_a_difference_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    from engine.errors import CertificateError

    right = arrow.answers

    def wrong(*args: object) -> object:
        batch = right(*args)
        return batch.set_column(1, batch.schema.field(1), batch.column(1).take(pa.array([1, 1, 1])))

    monkeypatch.setattr(arrow, "answers", wrong)
    with pytest.raises(CertificateError, match=r"row 2 \('a'\)"):
        advise_table(TEXT, KB, verify=None)


SNIPPETS = re.findall(r"```python\n(.*?)```", (ROOT / "docs/portfolio.md").read_text(), re.DOTALL)


@pytest.mark.parametrize("snippet", SNIPPETS, ids=lambda text: text.split()[1])
def test_the_page_of_docs_shows_what_runs(snippet: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    found: dict[str, pa.Table] = {}
    exec(snippet, found)
    assert found["answers"].num_rows == found["cases"].num_rows


def test_the_page_of_docs_tells_what_comes() -> None:
    found: dict[str, pa.Table] = {}
    exec(SNIPPETS[1].replace('"kb"', repr(str(KB))), found)
    told = SNIPPETS[1].rpartition("# ")[2].strip()
    why = found["answers"]["rejected"][1][0]["reason"].as_py()
    assert (
        str(found["answers"]["rejected"].to_pylist()).replace(why[len("'pay' is no value ") :], "...") == told
    )
