"""One year of a panel as a sparse matrix: what is not there is zero, what is missing is said and left out.

A panel in memory or a Parquet file of any size; the file is read batch by batch and never held as a table.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array

from potensi.errors import DataProblems, Problem, Refusal, UsageError
from potensi.panel import Panel

_BATCH = 1 << 20
_SHOWN = 20
_YEAR = re.compile(r"\s*[12]\d{3}(?:\.0)?\s*")


@dataclass(frozen=True, eq=False)
class Matrix:
    """Values of one year, regions × activities, sparse; names by code, and what was left out and why."""

    regions: list[str]
    activities: list[str]
    year: int
    values: csr_array
    region_names: Mapping[str, str]
    activity_names: Mapping[str, Mapping[str, str]]
    refusals: tuple[Refusal, ...]

    def region_name(self, code: str) -> str:
        """Return the region's name, or its code."""
        return self.region_names.get(code) or code

    def activity_name(self, code: str, lang: str) -> str:
        """Return the activity's name in ``lang``, or its code."""
        return self.activity_names.get(code, {}).get(lang) or code

    def digest(self) -> str:
        """Return a fingerprint of codes and values: the same only for the same figures."""
        print_of = hashlib.blake2b(digest_size=16)
        print_of.update(json.dumps([self.year, self.regions, self.activities]).encode())
        for array in (self.values.indptr, self.values.indices, self.values.data):
            print_of.update(np.ascontiguousarray(array).data)
        return print_of.hexdigest()


def matrix_of(source: Panel | str | Path, *, year: int | None = None, missing: str = "region") -> Matrix:
    """Return one year (default: the last) of a panel, or of a Parquet file with region, activity, period, value.

    A row that is not there is zero, as in a register. A row without a value is missing: with ``missing="region"`` its
    region is left out, with "cell" the cell counts as not present and adds nothing; either is said. Rows and columns
    that hold others (a province among its regencies) are left out where the panel says so.
    Raises DataProblems for negative values and for a cell given twice, UsageError for a year that is not there.
    """
    if missing not in ("region", "cell"):
        raise ValueError(f"missing is 'region' or 'cell', not {missing!r}")
    if isinstance(source, Panel):
        return _settled(_from_panel(source, year), missing)
    return _settled(_from_parquet(Path(source), year), missing)


@dataclass(frozen=True, eq=False)
class _Read:
    """Entries as they were read: codes in order, places and values; NaN is missing."""

    regions: list[str]
    activities: list[str]
    year: int
    rows: NDArray[np.int32]
    columns: NDArray[np.int32]
    values: NDArray[np.float64]
    names: tuple[pl.DataFrame, pl.DataFrame]


def _from_panel(panel: Panel, year: int | None) -> _Read:
    last = _year_asked(panel.periods, year)
    frame = panel.frame.filter(pl.col("period") == last)
    sides = []
    for key in ("region", "activity"):
        codes = frame[key].unique().sort().to_list()
        sides.append((codes, frame[key].cast(pl.Enum(codes)).to_physical().to_numpy().astype(np.int32)))
    values = frame["value"].fill_null(np.nan).to_numpy()
    (regions, rows), (activities, columns) = sides
    return _Read(regions, activities, last, rows, columns, values, (panel.regions, panel.activities))


def _year_asked(known: Sequence[int], year: int | None) -> int:
    if not known:
        raise UsageError("panel_empty")
    if year is not None and year not in known:
        raise UsageError("unknown_period", period=year, known=", ".join(map(str, known)))
    return known[-1] if year is None else year


def _from_parquet(path: Path, year: int | None) -> _Read:
    """Read the file in two walks: the years, then the entries of one of them."""
    import pyarrow.parquet as pq

    schema = _schema_of(path)
    period = _period_in(schema)
    if period:
        last = _year_asked(years_in(path), year)
        kept = _batches_of(path, period, last)
    else:
        last, kept = year or 0, _batches(path, ["region", "activity", "value"])
    places, seen = _Places(), pq.read_metadata(path).num_rows
    rows, across = np.empty(seen, dtype=np.int32), np.empty(seen, dtype=np.int32)
    values, count = np.empty(seen), 0
    for batch in kept:
        part = slice(count, count + batch.num_rows)
        rows[part], across[part] = places.of(batch, "region"), places.of(batch, "activity")
        values[part] = batch.column("value").cast("double").fill_null(float("nan")).to_numpy(zero_copy_only=False)
        count += batch.num_rows
    if not count:
        raise UsageError("panel_empty")
    _refuse_rows_without(path, places.lost)
    regions, order = places.sorted("region")
    activities, other = places.sorted("activity")
    return _Read(regions, activities, last, order[rows[:count]], other[across[:count]], values[:count], _names_in(path))


def years_in(path: Path) -> list[int]:
    """Return the years of a Parquet file, in order; none where it has no column of years.

    Raises DataProblems where the file cannot be read, lacks a column, or holds something else in their place.
    """
    column = _period_in(_schema_of(path))
    found: set[Any] = set()
    lost = 0
    for batch in _batches(path, [column]) if column else ():
        years = batch.column(column)
        lost += years.null_count
        found.update(years.unique().drop_null().to_pylist())
    _refuse_rows_without(path, {column: lost})
    strange = sorted(str(year) for year in found if type(year) is not int and not _YEAR.fullmatch(str(year)))
    if strange:
        raise DataProblems([Problem("year_unreadable", file=path.name, value=each) for each in strange[:_SHOWN]])
    return sorted({int(float(year)) for year in found})


def _schema_of(path: Path) -> Any:
    """Return the columns of a Parquet file and what they hold; DataProblems where that cannot be a panel."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    if path.is_dir():
        raise IsADirectoryError(21, "is a directory", str(path))
    with path.open("rb") as file:
        start = file.read(4)
    if not start:
        raise DataProblems([Problem("file_empty", file=path.name)])
    if start != b"PAR1":
        code = "content_not_as_named" if path.suffix.lower() == ".parquet" else "not_parquet"
        raise DataProblems([Problem(code, file=path.name, value=path.suffix)])
    with _whole(path):
        schema = pq.read_schema(path)
    kinds = {"region": pa.types.is_floating, "activity": pa.types.is_floating, "value": _no_number}
    lost = [Problem("column_missing", params={"column": name}) for name in kinds if name not in schema.names]
    lost += [
        Problem("column_of_other_kind" if name == "value" else "codes_as_fractions", value=name)
        for name, wrong in kinds.items()
        if name in schema.names and wrong(schema.field(name).type)
    ]
    if lost:
        raise DataProblems([replace(problem, file=path.name) for problem in lost])
    return schema


def _no_number(kind: Any) -> bool:
    import pyarrow as pa

    types = pa.types
    return not any(fits(kind) for fits in (types.is_integer, types.is_floating, types.is_decimal, types.is_null))


def _period_in(schema: Any) -> str:
    return next((name for name in ("period", "year") if name in schema.names), "")


@contextmanager
def _whole(path: Path) -> Iterator[None]:
    """Say of a file that breaks off, or holds what nothing can read, that it is broken."""
    import pyarrow as pa

    try:
        yield
    except (pa.ArrowException, OSError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
        reason = str(error).splitlines()[0][:200]
        raise DataProblems([Problem("file_broken", file=path.name, params={"reason": reason})]) from error


def _refuse_rows_without(path: Path, lost: Mapping[str, int]) -> None:
    problems = [
        Problem("rows_without", file=path.name, value=column, params={"count": count})
        for column, count in lost.items()
        if count
    ]
    if problems:
        raise DataProblems(problems)


class _Places:
    """Which place each code has, in the order in which the codes come up, and how many rows have none."""

    def __init__(self) -> None:
        self.codes: dict[str, dict[str, int]] = {"region": {}, "activity": {}}
        self.lost = {"region": 0, "activity": 0}

    def of(self, batch: Any, side: str) -> NDArray[np.int32]:
        """Return the places of one batch's codes; a row without a code is counted, and its place means nothing."""
        column = batch.column(side)
        coded = column if hasattr(column, "dictionary") else column.dictionary_encode()
        known = self.codes[side]
        codes = [str(code).strip() for code in coded.dictionary.to_pylist()]
        places = np.asarray([known.setdefault(code, len(known)) for code in codes], dtype=np.int32)
        which = coded.indices
        if which.null_count or "" in codes:
            empty = np.array([code == "" for code in codes] + [True])
            at = which.fill_null(len(codes)).to_numpy(zero_copy_only=False)
            self.lost[side] += int(empty[at].sum())
            return np.append(places, np.int32(0))[at]
        return places[which.to_numpy(zero_copy_only=False)]

    def sorted(self, side: str) -> tuple[list[str], NDArray[np.int32]]:
        """Return the codes in order, and the place in it of each that came up."""
        codes = sorted(self.codes[side])
        order = np.empty(len(codes), dtype=np.int32)
        for place, code in enumerate(codes):
            order[self.codes[side][code]] = place
        return codes, order


def _batches(path: Path, columns: list[str]) -> Iterator[Any]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    with _whole(path):
        schema = pq.read_schema(path)
        texts = [
            name
            for name in ("region", "activity")
            if name in columns and not pa.types.is_integer(schema.field(name).type)
        ]
        file = pq.ParquetFile(path, read_dictionary=texts)
        yield from file.iter_batches(batch_size=_BATCH, columns=columns)


def _batches_of(path: Path, period: str, year: int) -> Iterator[Any]:
    import pyarrow as pa
    import pyarrow.compute as pc

    for batch in _batches(path, ["region", "activity", "value", period]):
        years = batch.column(period)
        if not pa.types.is_primitive(years.type):
            years = pc.utf8_trim_whitespace(years.cast("string")).cast("double")
        yield batch.filter(pc.equal(years, year))


def _names_in(path: Path) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the tables of names that a panel's file carries; empty ones for any other file."""
    import pyarrow.parquet as pq

    from potensi.panel import ACTIVITY_SCHEMA, PAPERS_KEY, REGION_SCHEMA

    extra = json.loads((pq.read_schema(path).metadata or {}).get(PAPERS_KEY, b"{}"))
    return (
        pl.DataFrame(extra.get("regions", []), schema=REGION_SCHEMA),
        pl.DataFrame(extra.get("activities", []), schema=ACTIVITY_SCHEMA),
    )


def _settled(read: _Read, missing: str) -> Matrix:
    """Return the matrix of what was read, without what is missing, what holds others, and what is impossible."""
    _refuse_negatives(read)
    unknown = np.isnan(read.values)
    refusals = _missing_said(read, unknown, missing)
    shape = (len(read.regions), len(read.activities))
    # Nothing missing is the usual case, and then nothing is copied.
    kept = ~unknown if refusals else slice(None)
    values = csr_array(coo_array((read.values[kept], (read.rows[kept], read.columns[kept])), shape=shape))
    if values.nnz < len(unknown) - unknown.sum():
        raise DataProblems(_duplicates(read))
    out = np.zeros(shape[0], dtype=np.bool_)
    if missing == "region":
        out[read.rows[unknown]] = True
    regions, activities = read.names
    wholes = [_holding_others(table, side) for table, side in ((regions, "region"), (activities, "activity"))]
    rows = [j for j, code in enumerate(read.regions) if not out[j] and code not in wholes[0]]
    columns = [i for i, code in enumerate(read.activities) if code not in wholes[1]]
    refusals += [
        Refusal("relatedness", "aggregate_left_out", params={"code": code})
        for code in sorted(set(read.regions) & wholes[0]) + sorted(set(read.activities) & wholes[1])
    ]
    if len(rows) < shape[0] or len(columns) < shape[1]:
        values = csr_array(values[rows][:, columns])
    values.sort_indices()
    return Matrix(
        [read.regions[j] for j in rows],
        [read.activities[i] for i in columns],
        read.year,
        values,
        dict(regions.select("region", "name").iter_rows()),
        {
            code: {"id": one, "en": other}
            for code, one, other in activities.select("activity", "name_id", "name_en").iter_rows()
        },
        tuple(refusals),
    )


def _holding_others(table: pl.DataFrame, key: str) -> set[str]:
    return set(table.filter(pl.col("parent") != pl.col(key))["parent"].drop_nulls()) & set(table[key])


def _refuse_negatives(read: _Read) -> None:
    with np.errstate(invalid="ignore"):
        places = np.nonzero((read.values < 0) | np.isinf(read.values))[0]
    if len(places):
        raise DataProblems([_problem("value_impossible", read, place) for place in places[:_SHOWN]])


def _duplicates(read: _Read) -> list[Problem]:
    key = read.rows.astype(np.int64) * len(read.activities) + read.columns
    order = np.argsort(key, kind="stable")
    again = order[1:][np.diff(key[order]) == 0]
    return [_problem("duplicate_cell", read, place) for place in again[:_SHOWN]]


def _problem(code: str, read: _Read, place: int) -> Problem:
    cell = {"region": read.regions[read.rows[place]], "activity": read.activities[read.columns[place]]}
    return Problem(code, value=str(read.values[place]), params=cell | {"period": read.year})


def _missing_said(read: _Read, unknown: NDArray[np.bool_], missing: str) -> list[Refusal]:
    if not unknown.any():
        return []
    regions = [read.regions[j] for j in np.unique(read.rows[unknown])]
    params = {"count": len(regions), "cells": int(unknown.sum()), "regions": ", ".join(regions[:5]), "year": read.year}
    return [Refusal("relatedness", f"missing_{missing}", params=params)]
