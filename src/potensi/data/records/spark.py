"""Apache Spark as an engine: a session of this machine, of a cluster, or behind Spark Connect."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Iterator
from contextlib import ExitStack, closing
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from potensi.data.records.engine import FILE, ROWS, Engine, Opened, quiet
from potensi.data.records.sources import Part, Source
from potensi.errors import UsageError

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import polars as pl
    import pyarrow as pa
    from pyspark.sql import DataFrame, SparkSession

# Where each kind of server listens unless told otherwise; seconds until it must answer.
_PORTS = {"sc": 15002, "spark": 7077}
_PATIENCE = 20.0
_BYTES_OF_PART = 32_000_000


def spark(engine: Engine, spill: Path, stack: ExitStack) -> Opened:
    """Return Spark at work, in the session that is running or a new one that ends with ``stack``.

    Raises UsageError where it has no Java, where nobody answers at its address or where it does not start.
    """
    with quiet():
        from pyspark.sql import SparkSession

        own = SparkSession.getActiveSession() is None and is_local(engine)
        session, connection, faults = _started(engine, spill, stack)

    def named(name: str, frame: DataFrame) -> ir.Table:
        frame.createOrReplaceTempView(name)
        stack.callback(session.catalog.dropTempView, name)
        with quiet():
            return connection.table(name)

    def read(source: Source) -> ir.Table:
        if own and source.size:
            session.conf.set("spark.sql.shuffle.partitions", str(_partitions(source.size)))
        parts = [_part(session, source, part) for part in source.parts]
        return named("records_read", reduce(lambda whole, more: whole.unionByName(more), parts))

    def put(name: str, frame: pl.DataFrame) -> ir.Table:
        with quiet():
            return named(name, session.createDataFrame(frame.to_pandas() if frame.is_empty() else frame.to_arrow()))

    def keep(name: str, table: ir.Table) -> ir.Table:
        frame = session.sql(connection.compile(table)).persist()
        stack.callback(frame.unpersist)
        return named(name, frame)

    def batches(table: ir.Table) -> Iterator[pa.RecordBatch]:
        with quiet():
            result = session.sql(connection.compile(table)).toArrow()
        yield from result.to_batches(ROWS)

    return Opened(read, put, keep, batches, faults)


def _started(engine: Engine, spill: Path, stack: ExitStack) -> tuple[SparkSession, Any, tuple[type[Exception], ...]]:
    """Return a session, Ibis's connection to it, and what Spark raises where it cannot do as it is told."""
    import ibis
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    try:
        session = _session(engine, spill, stack)
        return session, ibis.pyspark.connect(session), (PySparkException, Py4JError)
    except (PySparkException, Py4JError) as error:
        raise UsageError("records_spark_not_started", reason=reason(error)) from error


def reason(error: Exception) -> str:
    """Return what an error of Spark says, without the lines that say where in its own code."""
    lines = [line.strip() for line in str(getattr(error, "java_exception", None) or error).splitlines()]
    told = [line for line in lines if line and not line.startswith(("at ", "An error occurred while calling", ":"))]
    return (told or [type(error).__name__])[0][:300].rstrip(".")


def _partitions(size: int) -> int:
    """Return into how many parts one machine shuffles a register of ``size`` bytes: few for a small one."""
    return min(max(size // _BYTES_OF_PART, 4), 400)


def _part(session: SparkSession, source: Source, part: Part) -> DataFrame:
    """Read files that are alike, CSV as text as DuckDB is told to: by place, a misshapen line is an error."""
    from pyspark.sql.functions import input_file_name

    if source.form == "parquet":
        merge = "false" if source.columns else "true"  # columns that were looked at are alike in all files
        return session.read.option("mergeSchema", merge).parquet(*part.files).withColumn(FILE, input_file_name())
    reader = session.read.options(
        columnPruning=False, header=True, sep=part.delimiter, quote='"', escape='"', mode="FAILFAST"
    )
    if part.columns:
        reader = reader.schema(", ".join(f"`{name.replace('`', '``')}` STRING" for name in part.columns))
    return reader.csv(list(part.files)).withColumn(FILE, input_file_name())


def _session(engine: Engine, spill: Path, stack: ExitStack) -> SparkSession:
    """Return the session that is there, or a new one that is stopped at the end."""
    from pyspark.sql import SparkSession

    running = SparkSession.getActiveSession()
    if running is not None:
        return running
    builder = SparkSession.builder.appName("potensi records")
    if engine.master.startswith(("sc://", "spark://")):
        _knock(engine.master)
    if engine.master.startswith("sc://"):
        session = builder.remote(engine.master).getOrCreate()
    else:
        _need_java()
        for name, value in _settings(engine, spill).items():
            builder = builder.config(name, value)
        if is_local(engine):
            os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")  # read by the Java process as it starts
        session = builder.master(engine.master or f"local[{engine.threads or '*'}]").getOrCreate()
        session.sparkContext.setLogLevel("ERROR")
    stack.callback(session.stop)
    return session


def _need_java() -> None:
    """Raise UsageError where there is no Java to run Spark with, in the places where Spark looks."""
    home = os.environ.get("JAVA_HOME")
    if not (Path(home, "bin", "java").exists() if home else shutil.which("java")):
        raise UsageError("records_no_java", place=home or "PATH")


def _knock(master: str) -> None:
    """Raise UsageError where nobody listens at a server's address: Spark itself would try for many minutes.

    A cluster with several masters ("spark://one:7077,two:7077") is there as soon as one of them answers.
    """
    scheme, _, rest = master.partition("://")
    failed: Exception | None = None
    for each in rest.split(",") if scheme == "spark" else [rest]:
        try:
            place = urlsplit(f"{scheme}://{each}")
            with closing(socket.create_connection((place.hostname or "", place.port or _PORTS[scheme]), _PATIENCE)):
                return
        except (OSError, ValueError) as error:
            failed = error
    code = "records_no_server" if scheme == "sc" else "records_no_cluster"
    raise UsageError(code, master=master) from failed


def is_local(engine: Engine) -> bool:
    """Return whether Spark works on this machine, in this process's own Java."""
    return (engine.master or "local").startswith("local")


def _settings(engine: Engine, spill: Path) -> dict[str, Any]:
    """Return Spark's settings: nothing listens beyond this machine, and CSV is read whole so that faults are seen."""
    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.maxResultSize": "0",
        "spark.sql.csv.parser.columnPruning.enabled": "false",
        "spark.sql.execution.arrow.pyspark.enabled": "true",
    }
    if is_local(engine) or engine.temp:  # a cluster's machines have folders of their own
        settings["spark.local.dir"] = str(spill.absolute())
    if is_local(engine):
        settings |= {
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
        }
    if engine.megabytes:
        settings["spark.driver.memory"] = f"{engine.megabytes}m"
    return settings
