"""What the regions of a panel made of records are called, and what lies above each."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import polars as pl

from potensi.codes import key, region_rows, regions
from potensi.data.records.asked import Asked
from potensi.data.records.sources import read_list
from potensi.errors import Problem
from potensi.panel import REGION_SCHEMA

_CODE = {"region", "code", "kode", "kode wilayah", "kode desa", "region code"}
_NAME = {"name", "nama", "nama wilayah", "nama desa", "nama daerah"}
_FIRST_CITY = 71  # regencies are numbered from 01, cities from 71


@cache
def provinces(system: str = "bps") -> dict[str, str]:
    """Return the two digits that a region's code may begin with in one code system → the province's code.

    A province has the four digits of the statistical office, whichever system the rest of a code is of; the two
    systems number the provinces of Papua differently.

    >>> provinces("bps")["94"], provinces("kemendagri")["91"]
    ('9400', '9400')
    """
    known = [entry for entry in regions().entries if entry.kind == "province"]
    return {(entry.code[:2] if system == "bps" else entry.code_kemendagri): entry.code for entry in known}


def read_regions(path: Path, asked: Asked) -> tuple[pl.DataFrame, list[Problem]]:
    """Return a list of regions (region, name) at one level, from a CSV or Parquet file that goes as deep or deeper."""
    table = read_list(path)
    codes = [name for name in table.columns if key(name) in _CODE]
    if len(codes) != 1:
        params = {"role": "region", "columns": ", ".join(table.columns)}
        return pl.DataFrame(), [Problem("records_column_missing", file=path.name, value="region", params=params)]
    called = [name for name in table.columns if key(name) in _NAME]
    code = pl.col(codes[0]).str.replace_all(".", "", literal=True).str.strip_chars()
    rows = table.select(code=code, name=pl.col(called[0]) if called else pl.lit(None, pl.String))
    digits, target = asked.widths[asked.level], _cut(pl.col("code"), asked.level, asked)
    deep = rows.filter(pl.col("code").str.len_chars() >= digits).with_columns(region=target).drop_nulls("region")
    # A name belongs to the level only where the list's own code is of that level.
    own = pl.col("code").str.len_chars() == digits
    name = pl.when(own | (pl.col("code") == pl.col("region"))).then(pl.col("name"))
    return deep.select("region", name=name).group_by("region").agg(pl.col("name").max()).sort("region"), []


def _cut(code: pl.Expr, level: str, asked: Asked) -> pl.Expr:
    """Return the code of the region of a level that a code lies in; provinces have four digits, as everywhere here."""
    if level == "province":
        return code.str.head(2).replace_strict(provinces(asked.system), default=None, return_dtype=pl.String)
    return code.str.head(asked.widths[level])


def above(codes: pl.Series, asked: Asked) -> pl.DataFrame:
    """Return each region with the wholes above it, the nearest first: district, regency, province as there are."""
    wider = [name for name, digits in asked.widths.items() if digits < asked.widths[asked.level]]
    return pl.DataFrame({"region": codes}).select(
        "region", *(_cut(pl.col("region"), each, asked).alias(each) for each in wider)
    )


def _known(codes: pl.Series, asked: Asked) -> pl.DataFrame:
    """Return what our own list says of regions, under the codes that the panel has."""
    listed = pl.DataFrame(region_rows(), schema=REGION_SCHEMA).drop("parent")
    if asked.system == "kemendagri" and asked.level != "province":
        listed = listed.with_columns(region=pl.col("code_kemendagri").str.replace_all(".", "", literal=True))
    return listed.filter(pl.col("region").is_in(codes.implode()))


def region_names(codes: pl.Series, asked: Asked, listed: pl.DataFrame | None) -> pl.DataFrame:
    """Return the rows of a panel's table of regions, with what the list given or our own says of them."""
    level, wholes = asked.level, above(codes, asked)
    parent = wholes.columns[1] if wholes.width > 1 else None
    known = _known(codes, asked)
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
