"""Portfolios on a cluster of Apache Spark with two workers: the same answers, whatever happens to them."""

from __future__ import annotations

import csv
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from engine.errors import CaseError, UsageError
from engine.inference.infer import Inference, in_process
from engine.knowledge.loader import load_knowledge
from engine.knowledge.model import KnowledgeBase
from engine.portfolio.arrow import advise_table

pytestmark = pytest.mark.spark
ROOT = Path(__file__).resolve().parents[2]
CLUSTER = "local-cluster[2,1,1024]"
ROWS = int(os.environ.get("SPARK_ROWS", "1000000"))
CELLS = {
    "business.aims": ("none", "focus_on_core", "reduce_overheads;focus_on_core", None),
    "hiring.struggles": ("none", "attracting", "attracting;retaining", None),
    "hiring.aims": ("none", "candidate_quality", "candidate_quality;time_to_hire", None),
    "hiring.bottleneck": ("none", "sourcing", "sourcing;screening", None),
    "hiring.extent": ("part", None),
    "payroll.kind": ("payroll", "accounting", None),
    "payroll.core": ("true", "false", None),
    "payroll.needs": ("none", "cost", "cost;volume", None),
    "recruiting.kind": ("recruitment", None),
    "recruiting.core": ("true", "false", None),
    "recruiting.needs": ("volume", "none", None),
}


def portfolio(rows: int) -> pa.Table:
    """Cases at random."""
    rng = np.random.default_rng(7)
    names = pa.compute.binary_join_element_wise("case ", pa.array(np.arange(rows)).cast(pa.string()), "")
    columns = {"case": names}
    for name, cells in CELLS.items():
        columns[name] = pa.array(cells, pa.string()).take(pa.array(rng.integers(0, len(cells), rows)))
    return pa.table(columns)


def canonical(table: pa.Table) -> pa.Table:
    """The rows in the order of their keys, words as strings."""
    fields = [
        pa.field(f.name, pa.list_(pa.string()) if pa.types.is_list(f.type) else pa.string())
        for f in table.schema
    ]
    return table.cast(pa.schema(fields)).sort_by("case").combine_chunks()


def same(one: pa.Table, other: pa.Table) -> bool:
    return canonical(one).to_batches() == canonical(other).to_batches()


@pytest.fixture(scope="module")
def knowledge() -> KnowledgeBase:
    return load_knowledge(ROOT / "kb")


@pytest.fixture(scope="module")
def inference(knowledge: KnowledgeBase) -> Iterator[Inference]:
    with in_process(knowledge) as found:
        yield found


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    from engine.portfolio.spark.cluster import session

    path = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = str(ROOT) if path is None else f"{ROOT}{os.pathsep}{path}"
    with session(CLUSTER) as found:
        yield found


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("spark") / "portfolio.parquet"
    pq.write_table(portfolio(ROWS), file, row_group_size=100_000)
    return file


@pytest.fixture(scope="module")
def here(table: Path) -> pa.Table:
    """The answers of a run without Spark."""
    out = table.with_name("here.parquet")
    command = [sys.executable, str(ROOT / "cli.py"), "batch", str(table), "-o", str(out)]
    subprocess.run(command, check=True, cwd=ROOT, capture_output=True)
    return canonical(pq.read_table(out))


def job(table: Path, target: Path, **said: Any) -> Any:
    from engine.portfolio.spark.batch import Job

    form = table.name.rpartition(".")[2]
    wanted = {"renames": None, "exact": False, "size": 8, "seed": 1, "rejects": None, "form": "parquet"}
    return Job(table=str(table), kind=form, target=str(target), **{**wanted, **said})


def run(spark: Any, kb: KnowledgeBase, wanted: Any, inference: Inference) -> Any:
    from engine.portfolio.spark.batch import run

    return run(spark, kb, wanted, inference.infer, lambda remark: None)


@pytest.mark.parametrize("parts", [1, 2, 7, 200])
def test_the_same_bytes_in_any_partitions(
    parts: int, spark: Any, knowledge: KnowledgeBase, table: Path, here: pa.Table, tmp_path: Path
) -> None:
    from engine.portfolio.spark.frames import frames

    cases = spark.read.parquet(str(table)).repartition(parts)
    found = frames(knowledge, cases)
    assert found.answers.rdd.getNumPartitions() == parts
    found.answers.write.parquet(str(tmp_path / "out"))
    answers = pq.read_table(tmp_path / "out")
    assert answers.num_rows == ROWS
    assert same(answers, here)


def children() -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for each in Path("/proc").iterdir():
        if each.name.isdigit():
            try:
                parent = int((each / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
            found.setdefault(parent, []).append(int(each.name))
    return found


def of_ours(word: str) -> list[int]:
    """The processes below this one with the word in their command."""
    tree, found, left = children(), [], [os.getpid()]
    while left:
        for child in tree.get(left.pop(), []):
            left.append(child)
            try:
                command = Path(f"/proc/{child}/cmdline").read_bytes().decode(errors="replace")
            except OSError:
                continue
            if word in command:
                found.append(child)
    return sorted(found)


@pytest.mark.parametrize("victim", ["pyspark", "CoarseGrainedExecutorBackend"])
def test_a_killed_worker_loses_nothing(
    victim: str,
    spark: Any,
    knowledge: KnowledgeBase,
    inference: Inference,
    table: Path,
    here: pa.Table,
    tmp_path: Path,
) -> None:
    killed: list[int] = []

    def kill() -> None:
        tracker, until = spark.sparkContext.statusTracker(), time.monotonic() + 120
        while time.monotonic() < until:
            stages = [tracker.getStageInfo(each) for each in tracker.getActiveStageIds()]
            if any(s and s.numTasks >= 8 and s.numCompletedTasks and s.numActiveTasks for s in stages):
                # of Python the youngest: the daemon is the parent of the workers
                killed.append(of_ours(victim)[-1])
                os.kill(killed[0], signal.SIGKILL)
                return
            time.sleep(0.005)

    cases = tmp_path / "cases.parquet"
    spark.read.parquet(str(table)).repartition(24).write.parquet(str(cases))
    spark.conf.set("spark.sql.files.maxPartitionBytes", 1 << 20)
    killer = threading.Thread(target=kill)
    killer.start()
    try:
        done = run(spark, knowledge, job(cases, tmp_path / "out"), inference)
    finally:
        killer.join()
        spark.conf.unset("spark.sql.files.maxPartitionBytes")
    assert len(killed) == 1
    assert (done.answered, done.rejected, done.verified) == (ROWS, 0, 8)
    assert same(pq.read_table(tmp_path / "out"), here)


def wrong(tmp_path: Path) -> Path:
    """Twenty rows: a wrong cell, two wrong cells, no name, one name twice, a line too short."""
    file = tmp_path / "cases.csv"
    rows = portfolio(20).select(["case", "business.aims", "payroll.kind"]).to_pylist()
    rows[3]["business.aims"] = "fame"
    rows[4].update({"business.aims": "fame", "payroll.kind": "=cmd()"})
    rows[5]["case"] = None
    rows[7]["case"] = rows[6]["case"]
    rows[8]["case"] = 'a "quoted", name'
    with file.open("w", newline="") as out:
        writer = csv.DictWriter(out, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    lines = file.read_text().splitlines(keepends=True)
    lines[10] = "short\r\n"
    file.write_text("".join([*lines, ",,\r\n"]), newline="")
    return file


@pytest.mark.parametrize("form", ["parquet", "csv"])
def test_wrong_rows_are_rejected_and_counted(
    form: str, spark: Any, knowledge: KnowledgeBase, inference: Inference, tmp_path: Path
) -> None:
    file = wrong(tmp_path)
    said = {"rejects": str(tmp_path / "bad"), "form": form, "size": 100}
    done = run(spark, knowledge, job(file, tmp_path / "out", **said), inference)
    assert (done.answered, done.rejected, done.verified) == (14, 6, 14)
    rejects = [
        row for part in sorted((tmp_path / "bad").glob("*.csv")) for row in csv.DictReader(part.open())
    ]
    assert sorted((row["case"], row["column"], row["text"]) for row in rejects) == [
        ("", "", "short"),
        ("", "case", ""),
        ("case 3", "business.aims", "fame"),
        ("case 4", "business.aims", "fame"),
        ("case 4", "payroll.kind", "'=cmd()"),
        ("case 6", "case", "case 6"),
        ("case 6", "case", "case 6"),
    ]
    assert sorted(os.listdir(tmp_path)) == ["bad", "cases.csv", "out"]
    if form == "csv":
        parts = [part.open(newline="") for part in (tmp_path / "out").glob("*.csv")]
        answers = [row for part in parts for row in csv.DictReader(part)]
        assert len(answers) == 14
        assert 'a "quoted", name' in {row["case"] for row in answers}


def test_a_wrong_row_ends_the_run(
    spark: Any, knowledge: KnowledgeBase, inference: Inference, tmp_path: Path
) -> None:
    with pytest.raises(CaseError) as told:
        run(spark, knowledge, job(wrong(tmp_path), tmp_path / "out"), inference)
    assert len(told.value.problems) == 7
    assert os.listdir(tmp_path) == ["cases.csv"]


def test_packs_exact_and_every_row_certified(spark: Any, tmp_path: Path) -> None:
    kb = load_knowledge(ROOT / "kb", sorted(each.name for each in (ROOT / "kb/packs").iterdir()))
    cases = portfolio(40)
    pq.write_table(cases, tmp_path / "cases.parquet")
    with in_process(kb) as inference:
        wanted = job(tmp_path / "cases.parquet", tmp_path / "out", exact=True, size=None)
        done = run(spark, kb, wanted, inference)
    assert (done.answered, done.verified) == (40, 40)
    found = pq.read_table(tmp_path / "out")
    assert "status" in found.schema.names
    assert set(found["knowledge"].to_pylist()) == {kb.digest}
    assert same(found, advise_table(cases, kb, exact=True, verify=0))


def test_tables_of_the_catalog(
    spark: Any, knowledge: KnowledgeBase, inference: Inference, tmp_path: Path
) -> None:
    cases = portfolio(300)
    pq.write_table(cases, tmp_path / "cases.parquet")
    spark.sql(f"CREATE DATABASE sales LOCATION '{(tmp_path / 'sales').as_uri()}'")
    try:
        spark.read.parquet(str(tmp_path / "cases.parquet")).write.saveAsTable("sales.cases")
        wanted = replace(
            job(tmp_path, tmp_path, form="table"), table="sales.cases", kind="table", target="sales.answers"
        )
        done = run(spark, knowledge, wanted, inference)
        assert (done.answered, done.rejected, done.verified) == (300, 0, 8)
        assert same(spark.table("sales.answers").toArrow(), advise_table(cases, knowledge, verify=0))
        with pytest.raises(UsageError, match=r"there is a table called sales\.answers already"):
            run(spark, knowledge, wanted, inference)
        with pytest.raises(UsageError, match=r"the catalog has no table called sales\.nothing"):
            run(spark, knowledge, replace(wanted, table="sales.nothing", target="sales.more"), inference)
    finally:
        spark.sql("DROP DATABASE sales CASCADE")


def test_the_command(tmp_path: Path) -> None:
    out = tmp_path / "answers"
    said = ["--engine", "spark", "--master", "local[1]", "--to", "parquet", "--fail-on", "undetermined"]
    command = [sys.executable, "cli.py", "batch", "examples/portfolio.csv", "-o", str(out), *said]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=env, check=False)
    assert done.returncode == 3, done.stderr
    read, verified, digest, unwanted = done.stderr.splitlines()[-4:]
    assert unwanted == "--fail-on: there are verdicts that are undetermined"
    assert read == "read 12, answered 12, rejected 0"
    assert verified == "verified 12 (seed 1)"
    answers = pq.read_table(out)
    assert digest == f"knowledge base {answers['knowledge'][0]}"
    again = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=env, check=False)
    assert again.returncode == 2
    assert "already" in again.stderr
    assert os.listdir(tmp_path) == ["answers"]
