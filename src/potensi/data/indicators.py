"""Indicators from a file of one's own, or from the sample where its regions are the panel's."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from potensi.data import samples
from potensi.errors import UsageError
from potensi.indicators import SCHEMA, IndicatorCard, Indicators
from potensi.panel import Panel

NEEDED = ("region", "indicator", "period", "value")


def indicators_for(choice: str, panel: Panel) -> Indicators | None:
    """Return the indicators that ``choice`` names: "none", a sample's name, a file, or "" for the sample
    whose regions are the panel's (None where there is no such sample)."""
    if choice == "none":
        return None
    known = {each.name for each in samples.samples()}
    if choice in known:
        return samples.load_indicators(choice)
    if choice:
        return read_indicators(choice)
    for name in sorted(known):
        found = samples.load_indicators(name)
        if set(panel.region_codes) & set(found.frame["region"]):
            return found
    return None


def read_indicators(path: str | Path) -> Indicators:
    """Read a tidy csv or Parquet file: region, indicator, year (or period), value; unit, series, source if known.

    Raises UsageError saying what is missing or which value is no number. Labels and the better direction of
    the sample's indicators are used where the names agree.
    """
    place = str(path)
    try:
        raw = pl.read_parquet(place) if place.endswith(".parquet") else _read_csv(place)
    except (pl.exceptions.PolarsError, UnicodeDecodeError) as error:
        raise UsageError("indicators_unreadable", place=place, reason=str(error).splitlines()[0]) from error
    frame = raw.rename({"year": "period"}) if "year" in raw.columns and "period" not in raw.columns else raw
    lost = [name for name in NEEDED if name not in frame.columns]
    if lost:
        raise UsageError("indicators_unreadable", place=place, reason=", ".join(lost))
    absent = [pl.lit("").alias(name) for name in SCHEMA if name not in frame.columns]
    try:
        table = frame.with_columns(absent).select(pl.col(n).cast(t) for n, t in SCHEMA.items())
    except pl.exceptions.InvalidOperationError as error:
        raise UsageError("indicators_unreadable", place=place, reason=str(error).splitlines()[0]) from error
    return Indicators(table.sort("region", "indicator", "period"), _cards(table))


def _read_csv(place: str) -> pl.DataFrame:
    return pl.read_csv(place, schema_overrides={"region": pl.String}, null_values=["", "NA", "…", "..."])


def _cards(table: pl.DataFrame) -> tuple[IndicatorCard, ...]:
    known = {card.indicator: card for name in samples.samples() for card in samples.load_indicators(name.name).cards}
    units = dict(table.select("indicator", "unit").unique("indicator").iter_rows())
    return tuple(
        known.get(name) or IndicatorCard(name, name, name, unit or "", unit or "")
        for name, unit in sorted(units.items())
    )
