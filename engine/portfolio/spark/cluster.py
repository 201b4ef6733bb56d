"""A session of Spark, what it says when it fails, and folders that get their names when they are whole."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any
from uuid import uuid4

from engine.errors import CertificateError, EngineError, Problem, UsageError

LOOPBACK = "127.0.0.1"
_OURS = re.compile(r"(\w+Error): error\[([\w-]+)\]: (.+)")


@contextmanager
def session(master: str) -> Iterator[Any]:
    """A session on the cluster of this name, ended afterwards. Raises UsageError where there is none."""
    from pyspark.sql import SparkSession

    settings = {
        "spark.sql.caseSensitive": "true",
        "spark.sql.execution.arrow.maxRecordsPerBatch": "65536",
        "spark.ui.showConsoleProgress": str(sys.stderr.isatty()).lower(),
    }
    if master.startswith("local"):
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        os.environ.setdefault("SPARK_LOCAL_IP", LOOPBACK)
        settings |= {"spark.driver.host": LOOPBACK, "spark.driver.bindAddress": LOOPBACK}
        settings |= {"spark.ui.enabled": "false"}
    builder = SparkSession.builder.master(master).appName("advisor batch")
    for name, value in settings.items():
        builder = builder.config(name, value)
    try:
        spark = builder.getOrCreate()
    except Exception as error:
        what = f"there is no Spark at {master}: {_first(error)}"
        raise UsageError(Problem("spark", what, None, "--master names a cluster, or local[*]")) from None
    spark.sparkContext.setLogLevel("OFF")
    try:
        with told():
            yield spark
    finally:
        spark.stop()


@contextmanager
def told() -> Iterator[None]:
    """Within, what Spark raises is told in a line; what a worker of ours raised, in its words."""
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    try:
        yield
    except (PySparkException, Py4JError) as error:
        ours = _OURS.search(str(error))
        if ours is None:
            raise EngineError(Problem("spark", f"Spark gave up: {_first(error)}")) from None
        kind = CertificateError if ours[1] == "CertificateError" else EngineError
        raise kind(Problem(ours[2], ours[3])) from None


def _first(error: Exception) -> str:
    """The line of the error that says most: the last one of a traceback of Python, else the first."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    python = [line for line in lines if re.match(r"[\w.]+(Error|Exception): ", line)]
    return ((python or lines or [type(error).__name__])[-1 if python else 0])[:400]


class Folders:
    """A context for writing folders: each under a name beside its own, which `commit` gives it.

    They may lie wherever Spark writes. Left without that, by an error or Ctrl-C, nothing remains of them.
    """

    def __init__(self, spark: Any) -> None:
        self._spark, self._staged = spark, dict[str, str]()
        self._other: list[str] = []

    def stage(self, target: str) -> str:
        """The name to write under. Raises UsageError where something has the wanted name already."""
        path = self._path(target)
        if self._system(path).exists(path):
            what = f"there is something called {target} already"
            raise UsageError(Problem("output", what, None, "name another folder, or remove it"))
        self._staged[target] = self.aside(target)
        return self._staged[target]

    def aside(self, target: str) -> str:
        """A name beside the target for what is only needed meanwhile."""
        self._other.append(f"{target.rstrip('/')}.unfinished-{uuid4().hex[:12]}")
        return self._other[-1]

    def instead(self, target: str, written: str) -> None:
        """Give the target what is written under this name, and not under the one that was staged."""
        self._staged[target] = written

    def commit(self) -> None:
        """Give every folder its name."""
        for target, written in self._staged.items():
            path = self._path(target)
            system = self._system(path)
            if system.exists(path) or not system.rename(self._path(written), path):
                what = f"cannot write {target}"
                raise UsageError(Problem("output", what, None, "name another folder"))

    def __enter__(self) -> Folders:
        return self

    def __exit__(self, *_: object) -> None:
        for name in self._other:
            with suppress(Exception):
                path = self._path(name)
                self._system(path).delete(path, True)

    def _path(self, name: str) -> Any:
        return self._spark._jvm.org.apache.hadoop.fs.Path(name)

    def _system(self, path: Any) -> Any:
        return path.getFileSystem(self._spark._jsc.hadoopConfiguration())
