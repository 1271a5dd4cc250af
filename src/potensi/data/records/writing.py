"""Cells as they leave an engine → the file of a panel, batch by batch, so that memory does not grow with the panel."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from potensi.data.records.asked import FIRST_YEAR
from potensi.data.records.expression import ACTIVITIES, MOMENTS, PARTS, YEAR_IN_PERIOD
from potensi.panel import PAPERS_KEY, SCHEMA, Papers, papers_text

_ROWS = 1_000_000
_TEXTS = ["region", "activity", "status"]
_ARROW = {"region": pa.string(), "activity": pa.string(), "period": pa.int32(), "value": pa.float64()}


@dataclass(frozen=True, eq=False)
class Written:
    """What a file of cells holds: how many, and which regions and activities."""

    cells: int
    regions: pl.Series
    activities: list[str]


@dataclass(frozen=True, eq=False)
class _Seen:
    """What one part of the cells holds: how many, the regions as numbers, the activities by number."""

    cells: int
    regions: NDArray[np.int64]
    activities: NDArray[np.int64]


@dataclass(frozen=True)
class Reading:
    """How cells that leave an engine are read: activities by number, kind of periods, exact integers to figures.

    ``value`` names the column that becomes the value; it is divided by ``by``, the count of records by ``records_by``.
    """

    activities: Sequence[str]
    period: str
    value: str
    by: int
    records_by: int


def write_cells(
    batches: Iterable[pa.RecordBatch],
    path: Path,
    reading: Reading,
    papers: Callable[[Written], tuple[Papers, pl.DataFrame, pl.DataFrame]] | None = None,
) -> Written:
    """Write the cells in order as a panel's observations; return what they are.

    With ``papers`` the file is a panel's own, with papers and names; without, it is for our own further steps and keeps
    the records of each cell.
    """
    kinds = _ARROW | ({"records": pa.float64()} if papers is None else {}) | {"status": pa.string()}
    schema = pa.schema(list(kinds.items()))
    # Without the Arrow schema in the file, its texts are plain texts to whoever reads it.
    with pq.ParquetWriter(
        path, _encoded(schema), compression="zstd", write_statistics=["region", "period"], store_schema=False
    ) as writer:
        made = (_columns(table, reading, _encoded(schema)) for table in _together(batches))
        written = _all_of(_in_turn(writer.write_table, made), reading)
        if papers is not None:
            writer.add_key_value_metadata({PAPERS_KEY: papers_text(*papers(written))})
    return written


def _in_turn(write: Callable[[pa.Table], None], parts: Iterable[tuple[pa.Table, _Seen]]) -> Iterator[_Seen]:
    """Write each part and yield what it holds, in order; one is written while the next is made ready."""
    with ThreadPoolExecutor(max_workers=1) as writer:
        waiting: Future[None] | None = None
        for table, seen in parts:
            if waiting is not None:
                waiting.result()
            waiting = writer.submit(write, table)
            yield seen
        if waiting is not None:
            waiting.result()


def _all_of(parts: Iterable[_Seen], reading: Reading) -> Written:
    count, regions, activities = 0, [np.empty(0, np.int64)], set[int]()
    for part in parts:
        count += part.cells
        regions.append(part.regions)
        activities.update(part.activities.tolist())
    codes = pl.Series("region", np.unique(np.concatenate(regions)), dtype=pl.Int64).cast(pl.String)
    return Written(count, codes, [reading.activities[number] for number in sorted(activities)])


def _encoded(schema: pa.Schema) -> pa.Schema:
    """Return a schema whose texts are numbers into a list of texts: many rows share few, and so none is copied."""
    texts = pa.dictionary(pa.int32(), pa.string())
    return pa.schema([field.with_type(texts) if field.name in _TEXTS else field for field in schema])


def _together(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    """Yield tables of about a million rows: engines hand out small batches, and files of small parts are slow."""
    waiting: list[pa.RecordBatch] = []
    rows = 0
    for batch in batches:
        waiting.append(batch)
        rows += batch.num_rows
        if rows >= _ROWS:
            yield pa.Table.from_batches(waiting).combine_chunks()
            waiting, rows = [], 0
    if waiting:
        yield pa.Table.from_batches(waiting).combine_chunks()


def _columns(table: pa.Table, reading: Reading, schema: pa.Schema) -> tuple[pa.Table, _Seen]:
    """Return some cells as a panel's columns, those of the schema, and what is in them."""
    key = np.asarray(np.from_dlpack(table.column("key").chunk(0)), np.int64)
    cell, moment = _parted(key, MOMENTS)
    place, number = _parted(cell, ACTIVITIES)
    year, part = _parted(moment, PARTS)
    period = (year + FIRST_YEAR) * YEAR_IN_PERIOD[reading.period] + part
    # Cells leave the engine in order, so a region's cells stand together.
    starts = np.flatnonzero(np.diff(place, prepend=-1))
    which = np.repeat(np.arange(starts.size, dtype=np.int32), np.diff(starts, append=place.size))
    columns = {
        "region": pa.DictionaryArray.from_arrays(_arrow(which), _arrow(place[starts]).cast(pa.string())),
        "activity": pa.DictionaryArray.from_arrays(_arrow(number.astype(np.int32)), _arrow(reading.activities)),
        "period": _arrow(period.astype(np.int32)),
        "value": _divided(table.column(reading.value), reading.by),
        "records": _divided(table.column("records"), reading.records_by),
        "status": pa.DictionaryArray.from_arrays(_arrow(np.zeros(place.size, np.int32)), _arrow(["final"])),
    }
    seen = _Seen(place.size, place[starts], np.flatnonzero(np.bincount(number)))
    return pa.table([columns[name] for name in schema.names], schema), seen


def _parted(values: NDArray[np.int64], by: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return whole parts and what remains of numbers not below nought; NumPy's own divmod takes thrice as long."""
    whole = values // by
    return whole, values - whole * by


def _arrow(values: NDArray[np.integer] | Sequence[str]) -> pa.Array:
    """Return numbers or texts as Arrow has them; through polars, since pyarrow would import pandas to look at them."""
    made = pl.Series(values).to_arrow()
    return made.cast(pa.string()) if pa.types.is_large_string(made.type) else made


def _divided(column: pa.ChunkedArray, by: int) -> pa.ChunkedArray:
    """Return exact integers as floating-point numbers: the one step in which an answer is rounded."""
    figures = column.cast(pa.float64(), safe=False)
    return figures if by == 1 else pc.divide(figures, float(by))


def read_cells(path: Path) -> pl.DataFrame:
    """Return the cells of a file that :func:`write_cells` wrote, with the records of each where they were kept."""
    frame = pl.read_parquet(path)
    return frame.cast({name: kind for name, kind in SCHEMA.items() if name in frame.columns})
