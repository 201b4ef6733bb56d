"""Data frames of Spark: of a table the answers and the rejects, and the forms in which they come and go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any
from uuid import uuid4

import pyarrow as pa

from engine.errors import Problem
from engine.frozen import frozen
from engine.knowledge.model import KnowledgeBase
from engine.portfolio.answers import schema
from engine.portfolio.arrow import header_of
from engine.portfolio.header import Header
from engine.portfolio.layout import Layout
from engine.portfolio.renames import Renames
from engine.portfolio.spark.worker import CORRUPT, REJECTS, Shipped, answered, rejected, shipped, undecorated
from engine.portfolio.writers.texts import texts
from engine.render.escape import cell

_FORMULA = r"^[=+\-@]|[^\x20-\x7e]"
_CSV = {
    "header": "true",
    "escape": '"',
    "emptyValue": "",
    "ignoreLeadingWhiteSpace": "false",
    "ignoreTrailingWhiteSpace": "false",
}


@frozen
class Frames:
    """A table of Spark and what is found out about it; all are computed where they are used."""

    sent: Shipped
    header: Header
    layout: Layout
    table: Any
    """The columns that are read, under plain names: a dot in a name is too much for mapInArrow."""
    answers: Any
    rejects: Any

    @property
    def remarks(self) -> tuple[Problem, ...]:
        """What is worth knowing about the columns."""
        return self.header.remarks

    @property
    def key(self) -> Any:
        """The column of the names of the cases."""
        return self.table[_plain(self.header.key.index)]


def frames(
    kb: KnowledgeBase,
    table: Any,
    file: str = "table",
    renames: Renames | None = None,
    exact: bool = False,
    certified: bool = False,
) -> Frames:
    """What the knowledge base tells of a data frame. Raises CaseError where its columns mean nothing."""
    from pyspark.sql.pandas.types import to_arrow_schema

    from engine import __version__

    corrupt = table.columns[-1] == CORRUPT
    names = table.columns[:-1] if corrupt else table.columns
    columns = to_arrow_schema(table.schema)
    header = header_of(kb, pa.schema(list(columns)[: len(names)]), file, renames)
    layout = Layout(kb, header.parts, __version__, exact)
    used = [column.index for column in header.read]
    read = table.select(
        *(column(table, table.columns[place]).alias(_plain(place)) for place in used),
        *([CORRUPT] if corrupt else ()),
    )
    sent = shipped(kb, names, used, file, renames, exact, certified, uuid4().hex)
    told = undecorated(pa.RecordBatch.from_pylist([], schema(layout))).schema
    return Frames(
        sent,
        header,
        layout,
        read,
        read.mapInArrow(partial(answered, sent), spark_schema(told)),
        read.mapInArrow(partial(rejected, sent), spark_schema(REJECTS)),
    )


def _plain(place: int) -> str:
    return f"c{place}"


def column(frame: Any, name: str) -> Any:
    """The column of exactly this name."""
    return frame["`" + name.replace("`", "``") + "`"]


def spark_schema(fields: Any) -> Any:
    """The schema in Spark's words: of strings, lists of them, true and false."""
    from pyspark.sql.types import ArrayType, BooleanType, StringType, StructField, StructType

    def kind(field: Any) -> Any:
        if pa.types.is_list(field.type):
            return ArrayType(StringType())
        return BooleanType() if pa.types.is_boolean(field.type) else StringType()

    return StructType([StructField(field.name, kind(field)) for field in fields])


def read_frame(spark: Any, name: str, form: str) -> Any:
    """The table of this name; of CSV a last column has lines that are no rows."""
    if form == "table":
        return spark.table(name)
    if form == "parquet":
        return spark.read.parquet(name)
    reader = spark.read.options(**_CSV).options(multiLine="true", columnPruning="false")
    names = [each.removeprefix("\ufeff") for each in reader.csv(name).columns]
    texts = spark_schema([pa.field(each, pa.string()) for each in [*names, CORRUPT]])
    found = reader.options(columnNameOfCorruptRecord=CORRUPT, enforceSchema="true").schema(texts).csv(name)
    from pyspark.sql import functions

    spoken = functions.concat_ws("", *(column(found, each) for each in found.columns))
    found = found.where(spoken.rlike(r"\S"))
    wanted = spark.sparkContext.defaultParallelism
    return found.repartition(wanted) if found.rdd.getNumPartitions() < wanted else found


def write_frame(frame: Any, name: str, form: str) -> None:
    """Write the answers; in CSV as cells that no spreadsheet takes for a formula."""
    if form == "table":
        frame.write.saveAsTable(name)
    elif form == "parquet":
        frame.write.parquet(name)
    else:
        plain = spark_schema([pa.field(each, pa.string()) for each in frame.columns])
        named = frame.select(*(column(frame, each).alias(_plain(i)) for i, each in enumerate(frame.columns)))
        named.mapInArrow(partial(_cells, frame.columns), plain).write.options(**_CSV, nullValue="").csv(name)


def _cells(names: list[str], batches: Iterable[Any]) -> Iterator[Any]:
    for batch in batches:
        columns = [texts(each, cell, _FORMULA) for each in batch.columns]
        filled = [
            pa.repeat(pa.scalar(each, pa.string()), batch.num_rows) if isinstance(each, str) else each
            for each in columns
        ]
        yield pa.record_batch([each.fill_null("") for each in filled], names=names)
