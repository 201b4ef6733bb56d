"""The run over a portfolio on a cluster: answer, count, verify a sample, and only then give out names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyarrow as pa

from engine.errors import CaseError, EngineError, Problem, UsageError, Where
from engine.frozen import frozen
from engine.knowledge.model import KnowledgeBase
from engine.portfolio.answering import Infer, expecting
from engine.portfolio.arrow import Adviser
from engine.portfolio.batch import TOLD
from engine.portfolio.renames import Renames
from engine.portfolio.sample import Sample
from engine.portfolio.spark.cluster import Folders
from engine.portfolio.spark.frames import Frames, column, frames, read_frame, spark_schema, write_frame
from engine.portfolio.spark.worker import REJECTS, Everywhere, as_sent, undecorated, unnumbered


@frozen
class Job:
    """What is wanted."""

    table: str
    kind: str
    renames: Renames | None
    target: str
    form: str
    exact: bool
    size: int | None
    """Of the sample; None is all rows."""
    seed: int
    rejects: str | None
    """Where they go; None where a wrong row ends the run."""


@frozen
class Done:
    """How many rows, and every verdict and status that some row has."""

    answered: int
    rejected: int
    verified: int
    found: frozenset[str]


def run(spark: Any, kb: KnowledgeBase, job: Job, infer: Infer, remark: Callable[[Problem], None]) -> Done:
    """Answer the portfolio. Raises CaseError, CertificateError, UsageError and EngineError.

    Spark's rows have no numbers and no order: of rows with one key none is the first, and all are rejected.
    """
    if job.form == "table" and spark.catalog.tableExists(job.target):
        what = f"there is a table called {job.target} already"
        raise UsageError(Problem("output", what, None, "name another table, or drop it"))
    if job.kind == "table" and not spark.catalog.tableExists(job.table):
        raise UsageError(Problem("file", f"the catalog has no table called {job.table}"))
    table = read_frame(spark, job.table, job.kind)
    told = frames(kb, table, job.table, job.renames, job.exact, job.size is None)
    for each in told.remarks:
        remark(each)
    with Folders(spark) as folders:
        final = folders.stage(job.target) if job.form != "table" else job.target
        refused = folders.stage(job.rejects) if job.rejects else None
        first = folders.aside(job.target if job.form != "table" else "answers")
        told.answers.write.parquet(first)
        answers = spark.read.parquet(first)
        read, made = told.table.count(), answers.count()
        twice = _twice(answers)
        wrong = _wrong(spark, told, folders.aside(first)) if made < read else None
        lines = [each for each in (wrong, _of_twice(answers, twice)) if each is not None]
        if lines and refused is None:
            raise _refused(lines, job.table)
        if twice is not None:
            answers = answers.join(twice, "case", "left_anti")
        counts = answers.count() if twice is not None else made
        rejected = sum(each.where("first").count() for each in lines)
        if counts + rejected != read:
            what = f"{read} rows were read, but {counts} answered and {rejected} rejected"
            raise EngineError(Problem("counts", what, None, "does the table change while it is read?"))
        verified = counts if job.size is None else _verified(kb, job, told, answers, infer, rejected)
        found = _found(told, answers) if counts else frozenset()
        if job.form == "table" or twice is not None or job.form != "parquet":
            write_frame(answers, final, job.form)
        else:
            folders.instead(job.target, first)
        if refused is not None:
            _write_rejects(spark, lines, refused)
        folders.commit()
    return Done(counts, rejected, verified, found)


def _twice(answers: Any) -> Any:
    """The keys that several rows have, with how many; None where there are none."""
    found = answers.groupBy("case").count().where("count > 1").cache()
    return None if found.isEmpty() else found


def _wrong(spark: Any, told: Frames, name: str) -> Any:
    """What is wrong with rows that were not answered, kept under this name."""
    told.rejects.write.parquet(name)
    return spark.read.parquet(name)


def _of_twice(answers: Any, twice: Any) -> Any:
    """What is wrong with rows whose key others have, too."""
    from pyspark.sql import functions as f

    if twice is None:
        return None
    reason = f.format_string("%d rows have this case; in Spark none of them is the first", "count")
    case = f.lit("case")
    told = (f.lit(True).alias("first"), "case", case.alias("column"), reason.alias("reason"))
    return answers.select("case").join(twice, "case").select(*told, f.col("case").alias("text"))


def _refused(lines: list[Any], file: str) -> CaseError:
    """The error of a run in which no rejects are taken."""
    problems: list[Problem] = []
    count = 0
    for each in lines:
        count += each.count()
        for line in each.limit(TOLD - len(problems)).collect() if len(problems) < TOLD else ():
            place = f"{file}:{line['case'] or '(no name)'}:{line['column']}".rstrip(":")
            problems.append(Problem("row", line["reason"], Where(place)))
    if count > len(problems):
        what = f"{count - len(problems)} more are wrong"
        problems.append(Problem("row", what, None, "--on-error skip writes them into a folder"))
    return CaseError(problems)


def _verified(kb: KnowledgeBase, job: Job, told: Frames, answers: Any, infer: Infer, rejected: int) -> int:
    """How many rows of a sample are what their certified derivations say, all of them.

    The sample is drawn by a hash of seed and key, however the rows are parted; the cases are read, and their
    three models computed, here. Raises CertificateError.
    """
    from pyspark.sql import functions as f

    size = job.size or 0
    if not size:
        return 0
    wanted = size if not rejected else 4 * size + 100
    key = told.key.cast("string")
    drawn = told.table.orderBy(f.xxhash64(f.lit(job.seed), key), key).limit(wanted).toArrow()
    batches = drawn.combine_chunks().to_batches()
    if not batches:
        return 0
    _, whole = as_sent(told.sent, batches[0])
    adviser = Adviser(kb, whole.schema, job.table, job.renames, job.exact, infer, Everywhere())
    advised = adviser.advise(whole)
    keys = advised.answers.column(0).to_pylist()
    rows = answers.where(f.col("case").isin(keys)).toArrow().to_pylist()
    made = {row["case"]: row for row in rows}
    kept = [place for place, key in enumerate(keys) if key in made][:size]
    if len(kept) < min(size, len(keys)) and not rejected:
        raise EngineError(Problem("counts", "a row that was read has no answer"))
    batch = pa.RecordBatch.from_pylist(
        [made[keys[place]] for place in kept], undecorated(advised.answers).schema
    )
    sample = Sample(None, job.seed, expecting(told.layout, infer))
    with unnumbered():
        sample.add(
            advised.rows[kept],
            lambda place: advised.case(kept[place]),
            batch,
            lambda place: advised.sets(kept[place]),
        )
    return sample.verified


def _found(told: Frames, answers: Any) -> frozenset[str]:
    """Every verdict and every status that some row has."""
    from pyspark.sql import functions as f

    names = [name for pair in told.layout.pairs() for name in pair[:2]]
    row = answers.agg(*(f.collect_set(column(answers, n)).alias(str(i)) for i, n in enumerate(names))).first()
    return frozenset(word for words in row for word in words)


def _write_rejects(spark: Any, lines: list[Any], name: str) -> None:
    """Write them as CSV."""
    names = REJECTS.names[1:]
    frame = spark.createDataFrame([], spark_schema([REJECTS.field(each) for each in names]))
    for each in lines:
        frame = frame.unionByName(each.select(*names))
    write_frame(frame, name, "csv")
