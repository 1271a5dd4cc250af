"""What the regions of a panel made of records are called, and what lies above each."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import polars as pl

from potensi.codes import key, region_rows, regions
from potensi.data.records.asked import LEVELS
from potensi.errors import Problem
from potensi.panel import REGION_SCHEMA

_CODE = {"region", "code", "kode", "kode wilayah", "kode desa", "region code"}
_NAME = {"name", "nama", "nama wilayah", "nama desa", "nama daerah"}
_FIRST_CITY = 71  # regencies are numbered from 01, cities from 71


@cache
def provinces() -> tuple[str, ...]:
    """Return the two digits that a region's code may begin with, in either code system."""
    known = [entry for entry in regions().entries if entry.kind == "province"]
    return tuple(sorted({entry.code[:2] for entry in known} | {entry.code_kemendagri[:2] for entry in known}))


def read_regions(path: Path, level: str) -> tuple[pl.DataFrame, list[Problem]]:
    """Return a list of regions (region, name) at one level, from a CSV or Parquet file that goes as deep or deeper."""
    table = pl.read_parquet(path) if path.suffix.lower() == ".parquet" else pl.read_csv(path, infer_schema=False)
    codes = [name for name in table.columns if key(name) in _CODE]
    if len(codes) != 1:
        params = {"role": "region", "columns": ", ".join(table.columns)}
        return pl.DataFrame(), [Problem("records_column_missing", file=path.name, value="region", params=params)]
    called = [name for name in table.columns if key(name) in _NAME]
    code = pl.col(codes[0]).cast(pl.String).str.replace_all(".", "", literal=True).str.strip_chars()
    rows = table.select(code=code, name=pl.col(called[0]).cast(pl.String) if called else pl.lit(None, pl.String))
    target = _cut(pl.col("code"), level)
    deep = rows.filter(pl.col("code").str.len_chars() >= LEVELS[level]).with_columns(region=target)
    # A name belongs to the level only where the list's own code is of that level.
    name = pl.when(pl.col("code") == pl.col("region")).then(pl.col("name"))
    return deep.select("region", name=name).group_by("region").agg(pl.col("name").max()).sort("region"), []


def _cut(code: pl.Expr, level: str) -> pl.Expr:
    """Return the code of the region of a level that a code lies in; provinces have four digits, as everywhere here."""
    return code.str.head(2) + "00" if level == "province" else code.str.head(LEVELS[level])


def above(codes: pl.Series, level: str) -> pl.DataFrame:
    """Return each region with the wholes above it, the nearest first: district, regency, province as there are."""
    wider = [name for name in LEVELS if LEVELS[name] < LEVELS[level]]
    return pl.DataFrame({"region": codes}).select(
        "region", *(_cut(pl.col("region"), each).alias(each) for each in wider)
    )


def region_names(codes: pl.Series, level: str, listed: pl.DataFrame | None) -> pl.DataFrame:
    """Return the rows of a panel's table of regions, with what the list given or our own says of them."""
    wholes = above(codes, level)
    parent = wholes.columns[1] if wholes.width > 1 else None
    known = pl.DataFrame(region_rows(codes.to_list()), schema=REGION_SCHEMA).drop("parent")
    rows = wholes.select("region", parent=pl.col(parent) if parent else pl.lit("0000"))
    rows = rows.join(known, on="region", how="left")
    if listed is not None:
        said = listed.select("region", said="name")
        rows = rows.join(said, on="region", how="left").with_columns(name=pl.coalesce("said", "name"))
    kind = pl.lit(level)
    if level == "regency":
        city = pl.col("region").str.slice(2, 2).cast(pl.Int32) >= _FIRST_CITY
        kind = pl.when(city).then(pl.lit("city")).otherwise(pl.lit("regency"))
    named = rows.with_columns(pl.col("name").fill_null(pl.col("region")), pl.coalesce("kind", kind))
    return named.select(list(REGION_SCHEMA)).sort("region")
