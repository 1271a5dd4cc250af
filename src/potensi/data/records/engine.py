"""The two engines that records are counted by, DuckDB in this process or Spark, behind one small face.

Both are spoken to through Ibis; nothing outside this folder knows either of them. Spark stands in spark.py.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from potensi.data.records.asked import ENGINES
from potensi.data.records.sources import Part, Source
from potensi.errors import UsageError

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

FILE = "source_file"  # the column in which an engine says which file a record stands in
ROWS = 1_000_000  # in one batch on the way out
_MEMORY = re.compile(r"(\d+(?:\.\d+)?)\s*([MG])i?B?", re.IGNORECASE)
_MASTER = re.compile(r"local(\[(\d+|\*)(,\d+)?\])?|yarn|(spark|sc|k8s)://.+")
# Python, Arrow and what leaves the engine need room beside it: a share of much memory, so many MB of little.
_SHARE_OF_ENGINE, _BESIDE, _LEAST = 0.8, 400, 600


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
        if self.memory and self._all_megabytes < _LEAST:
            raise UsageError("records_memory_little", memory=self.memory, least=f"{_LEAST}MB")
        if self.master and self.name != "spark":
            raise UsageError("records_master_without_spark", master=self.master)
        if self.master and not _MASTER.fullmatch(self.master):
            raise UsageError("records_master", master=self.master)

    @property
    def _all_megabytes(self) -> float:
        match = _MEMORY.fullmatch(self.memory.strip())
        return float(match[1]) * (1000 if match[2].upper() == "G" else 1) if match else 0.0

    @property
    def megabytes(self) -> int:
        """The memory that the engine itself is given, in MB; 0 where nothing was said.

        >>> Engine(memory="6GB").megabytes, Engine(memory="600MB").megabytes, Engine().megabytes
        (4800, 200, 0)
        """
        return int(max(min(self._all_megabytes * _SHARE_OF_ENGINE, self._all_megabytes - _BESIDE), 0))


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
def opened(engine: Engine, spill: Path) -> Iterator[Opened]:
    """Open an engine and close it again, with everything that it kept; ``spill`` is its folder for what is too much.

    Raises UsageError where its packages are not installed, or where Spark does not start.
    """
    from potensi.data.records.spark import spark

    with ExitStack() as stack:
        try:
            found = (_duckdb if engine.name == "duckdb" else spark)(engine, spill, stack)
        except ModuleNotFoundError as error:
            extra = "records" if engine.name == "duckdb" else "spark"
            raise UsageError("records_extra_missing", package=str(error.name), extra=extra) from error
        yield found


@contextmanager
def quiet() -> Iterator[None]:
    """Silence what the packages say to one another: Ibis calls what DuckDB renames, Spark wants an older pandas."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="fetch_arrow_table|fetch_record_batch", category=DeprecationWarning)
        warnings.filterwarnings("ignore", message="PySpark does not yet fully support pandas", category=FutureWarning)
        yield


def _duckdb(engine: Engine, spill: Path, stack: ExitStack) -> Opened:
    import duckdb
    import ibis

    options: dict[str, Any] = {"preserve_insertion_order": False, "temp_directory": str(spill)}
    if engine.megabytes:
        options["memory_limit"] = f"{engine.megabytes}MB"
    if engine.threads:
        options["threads"] = engine.threads
    with quiet():
        connection = ibis.duckdb.connect(**options)
    stack.callback(connection.disconnect)

    def read(source: Source) -> ir.Table:
        with quiet():
            tables = [_duckdb_part(connection, source, part) for part in source.parts]
        wanted = [*source.parts[0].columns, FILE] if source.columns else tables[0].columns
        return ibis.union(*(table.select(wanted) for table in tables)) if len(tables) > 1 else tables[0]

    def put(name: str, frame: pl.DataFrame) -> ir.Table:
        connection.con.register(name, frame.to_arrow())
        with quiet():
            return connection.table(name)

    def keep(name: str, table: ir.Table) -> ir.Table:
        with quiet():
            return connection.create_table(name, table, temp=True)

    def batches(table: ir.Table) -> Iterator[pa.RecordBatch]:
        yield from connection.con.sql(connection.compile(table)).to_arrow_reader(ROWS)

    faults = (duckdb.InvalidInputException, duckdb.IOException, duckdb.HTTPException, duckdb.OutOfMemoryException)
    return Opened(read, put, keep, batches, faults)


def _duckdb_part(connection: Any, source: Source, part: Part) -> ir.Table:
    """Read files that are alike; of CSV nothing is guessed, and a line of another shape is an error, never skipped."""
    files = list(part.files)
    if source.form == "parquet":
        return connection.read_parquet(files, union_by_name=True, hive_partitioning=False, filename=FILE)
    if not part.columns:
        return connection.read_csv(files, all_varchar=True, delim=part.delimiter, quote='"', escape='"', filename=FILE)
    return connection.read_csv(
        files, columns=dict.fromkeys(part.columns, "VARCHAR"), header=True, auto_detect=False,
        delim=part.delimiter, quote='"', escape='"', filename=FILE,
    )  # fmt: skip
