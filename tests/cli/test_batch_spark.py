"""advisor batch --engine spark: what has no place on a cluster is refused before Spark is looked for."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Run

TABLE = "examples/portfolio.csv"
SPARK = ("batch", TABLE, "--engine", "spark", "--master", "local[1]", "-o", "out.parquet")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (("--summary", "page"), "--summary has no place"),
        (("--to", "xlsx"), "it is xlsx"),
        (("--from", "jsonl"), "it is jsonl"),
        (("-o", "-"), "no stream"),
        (("--rejects", "bad"), "--rejects is for"),
        (("-o", "out.txt"), "out.txt tells no form"),
        (("--to", "table", "--on-error", "skip"), "nobody says where rejects go"),
    ],
)
def test_what_has_no_place_on_a_cluster_is_refused(said: tuple[str, ...], told: str, advisor: Run) -> None:
    result = advisor(*SPARK, *said)
    assert result.exit_code == 2
    assert told in result.stderr


def test_a_cluster_has_one_table_and_a_name(advisor: Run) -> None:
    result = advisor("batch", TABLE, TABLE, "--engine", "spark", "-o", "out.parquet")
    assert result.exit_code == 2
    assert "nobody says which cluster" in result.stderr
    assert "a portfolio is one table" in result.stderr


@pytest.mark.parametrize(
    ("said", "told"),
    [(("--master", "local[1]"), "--master is for"), (("--from", "table"), "a catalog is for")],
)
def test_here_there_is_no_cluster(said: tuple[str, ...], told: str, advisor: Run) -> None:
    result = advisor("batch", TABLE, *said)
    assert result.exit_code == 2
    assert told in result.stderr
