"""The two engines that records are counted by, DuckDB in this process or Spark, behind one small face.

Both are spoken to through Ibis; nothing outside this folder knows either of them.
"""

from __future__ import annotations

import os
import re
import socket
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import polars as pl

from potensi.data.records.asked import ENGINES
from potensi.data.records.sources import Source
from potensi.errors import UsageError

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa
    from pyspark.sql import DataFrame, SparkSession

FILE = "source_file"  # the column in which an engine says which file a record stands in
ROWS = 1_000_000  # in one batch on the way out
_MEMORY = re.compile(r"(\d+(?:\.\d+)?)\s*([MG])i?B?", re.IGNORECASE)
_CONNECT_PORT, _PATIENCE = 15002, 20.0  # where a server listens unless told otherwise; seconds until it must answer
_BYTES_OF_PART = 32_000_000
# Python, Arrow and what leaves the engine need room beside it.
_SHARE_OF_ENGINE = 0.8


@dataclass(frozen=True)
class Engine:
    """Which engine, and what it may take: memory ("6GB") of the whole process, threads, a folder to spill into.

    ``master`` is Spark's: "local[4]", "spark://…", "yarn", or "sc://…" for Spark Connect.
    """

    name: str = "duckdb"
    memory: str = ""
    threads: int = 0
    temp: Path | None = None
    master: str = ""

    def __post_init__(self) -> None:
        """Refuse an engine that there is not and a memory that is no amount."""
        if self.name not in ENGINES:
            raise UsageError("unknown_kind", kind=self.name, known=", ".join(ENGINES))
        if self.memory and not _MEMORY.fullmatch(self.memory.strip()):
            raise UsageError("records_memory", memory=self.memory)

    @property
    def megabytes(self) -> int:
        """The memory that the engine itself is given, in MB; 0 where nothing was said."""
        match = _MEMORY.fullmatch(self.memory.strip())
        if match is None:
            return 0
        return int(float(match[1]) * (1000 if match[2].upper() == "G" else 1) * _SHARE_OF_ENGINE)


@dataclass(frozen=True)
class Opened:
    """An engine at work: read a register, put a small table beside it, keep a result, hand a result out."""

    read: Callable[[Source], ir.Table]
    put: Callable[[str, pl.DataFrame], ir.Table]
    keep: Callable[[str, ir.Table], ir.Table]
    batches: Callable[[ir.Table], Iterator[pa.RecordBatch]]
    faults: tuple[type[Exception], ...] = field(default=())

    def frame(self, table: ir.Table) -> pl.DataFrame:
        """Return a small result as a frame."""
        frames = [pl.DataFrame(pl.from_arrow(batch)) for batch in self.batches(table)]
        return pl.concat(frames) if frames else pl.DataFrame(schema=dict.fromkeys(table.columns, pl.Null))


@contextmanager
def opened(engine: Engine) -> Iterator[Opened]:
    """Open an engine and close it again, with everything that it kept.

    Raises UsageError where its packages are not installed.
    """
    with ExitStack() as stack:
        try:
            found = _duckdb(engine, stack) if engine.name == "duckdb" else _spark(engine, stack)
        except ModuleNotFoundError as error:
            extra = "records" if engine.name == "duckdb" else "spark"
            raise UsageError("records_extra_missing", package=str(error.name), extra=extra) from error
        yield found


@contextmanager
def _quiet() -> Iterator[None]:
    """Silence what the packages say to one another: Ibis calls what DuckDB renames, Spark wants an older pandas."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="fetch_arrow_table|fetch_record_batch", category=DeprecationWarning)
        warnings.filterwarnings("ignore", message="PySpark does not yet fully support pandas", category=FutureWarning)
        yield


def _duckdb(engine: Engine, stack: ExitStack) -> Opened:
    import duckdb
    import ibis

    options: dict[str, Any] = {"preserve_insertion_order": False}
    if engine.megabytes:
        options["memory_limit"] = f"{engine.megabytes}MB"
    if engine.threads:
        options["threads"] = engine.threads
    if engine.temp:
        options["temp_directory"] = str(engine.temp)
    with _quiet():
        connection = ibis.duckdb.connect(**options)
    stack.callback(connection.disconnect)

    def read(source: Source) -> ir.Table:
        with _quiet():
            if source.form == "parquet":
                return connection.read_parquet(list(source.files), union_by_name=True, filename=FILE)
            types = {"columns": dict.fromkeys(source.columns, "VARCHAR")} if source.columns else {"all_varchar": True}
            return connection.read_csv(
                list(source.files), delim=source.delimiter, quote='"', escape='"', filename=FILE, **types
            )

    def put(name: str, frame: pl.DataFrame) -> ir.Table:
        connection.con.register(name, frame.to_arrow())
        with _quiet():
            return connection.table(name)

    def keep(name: str, table: ir.Table) -> ir.Table:
        with _quiet():
            return connection.create_table(name, table, temp=True)

    def batches(table: ir.Table) -> Iterator[pa.RecordBatch]:
        yield from connection.con.sql(connection.compile(table)).to_arrow_reader(ROWS)

    return Opened(
        read, put, keep, batches, (duckdb.InvalidInputException, duckdb.IOException, duckdb.OutOfMemoryException)
    )


def _spark(engine: Engine, stack: ExitStack) -> Opened:
    with _quiet():
        import ibis
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession, functions

        own = SparkSession.getActiveSession() is None and _is_local(engine)
        session = _session(engine, stack)
        connection = ibis.pyspark.connect(session)

    def named(name: str, frame: DataFrame) -> ir.Table:
        frame.createOrReplaceTempView(name)
        stack.callback(session.catalog.dropTempView, name)
        with _quiet():
            return connection.table(name)

    def read(source: Source) -> ir.Table:
        if own and source.size:
            session.conf.set("spark.sql.shuffle.partitions", str(_partitions(source.size)))
        reader = session.read
        if source.form == "parquet":
            merge = "false" if source.columns else "true"  # columns that were looked at are alike in all files
            frame = reader.option("mergeSchema", merge).parquet(*source.files)
        else:
            frame = _spark_csv(session, source)
        return named("records_read", frame.withColumn(FILE, functions.input_file_name()))

    def put(name: str, frame: pl.DataFrame) -> ir.Table:
        with _quiet():
            return named(name, session.createDataFrame(frame.to_pandas() if frame.is_empty() else frame.to_arrow()))

    def keep(name: str, table: ir.Table) -> ir.Table:
        frame = session.sql(connection.compile(table)).persist()
        stack.callback(frame.unpersist)
        return named(name, frame)

    def batches(table: ir.Table) -> Iterator[pa.RecordBatch]:
        with _quiet():
            result = session.sql(connection.compile(table)).toArrow()
        yield from result.to_batches(ROWS)

    return Opened(read, put, keep, batches, (PySparkException,))


def _partitions(size: int) -> int:
    """Return into how many parts one machine shuffles a register of ``size`` bytes: few for a small one."""
    return min(max(size // _BYTES_OF_PART, 4), 400)


def _spark_csv(session: SparkSession, source: Source) -> DataFrame:
    """Read CSV as text, as DuckDB is told to: by place under the header's names, a misshapen line is an error."""
    reader = session.read.options(
        columnPruning=False, header=True, sep=source.delimiter, quote='"', escape='"', mode="FAILFAST"
    )
    if source.columns:
        reader = reader.schema(", ".join(f"`{name.replace('`', '``')}` STRING" for name in source.columns))
    return reader.csv(list(source.files))


def _session(engine: Engine, stack: ExitStack) -> SparkSession:
    """Return the session that is there, or a new one that is stopped at the end."""
    from pyspark.sql import SparkSession

    running = SparkSession.getActiveSession()
    if running is not None:
        return running
    builder = SparkSession.builder.appName("potensi records")
    if engine.master.startswith("sc://"):
        _knock(engine.master)
        session = builder.remote(engine.master).getOrCreate()
    else:
        for name, value in _settings(engine).items():
            builder = builder.config(name, value)
        if _is_local(engine):
            os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")  # read by the Java process as it starts
        session = builder.master(engine.master or f"local[{engine.threads or '*'}]").getOrCreate()
        session.sparkContext.setLogLevel("ERROR")
    stack.callback(session.stop)
    return session


def _knock(master: str) -> None:
    """Raise UsageError where nobody listens at an address of Spark Connect: Spark itself would try for many minutes."""
    try:
        place = urlsplit(master)
        with closing(socket.create_connection((place.hostname or "", place.port or _CONNECT_PORT), _PATIENCE)):
            return
    except (OSError, ValueError) as error:
        raise UsageError("records_no_server", master=master) from error


def _is_local(engine: Engine) -> bool:
    return (engine.master or "local").startswith("local")


def _settings(engine: Engine) -> dict[str, str]:
    """Return Spark's settings: nothing listens beyond this machine, and CSV is read whole so that faults are seen."""
    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.maxResultSize": "0",
        "spark.sql.csv.parser.columnPruning.enabled": "false",
        "spark.sql.execution.arrow.pyspark.enabled": "true",
    }
    if _is_local(engine):
        settings |= {
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
        }
    if engine.megabytes:
        settings["spark.driver.memory"] = f"{engine.megabytes}m"
    if engine.temp:
        settings["spark.local.dir"] = str(engine.temp)
    return settings
