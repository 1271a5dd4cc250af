"""The tables of the coarser grains: regions, activities, and disparity (one row a year)."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from potensi.analysis.cells import class_column, nothing
from potensi.analysis.grid import STATUS_ORDER, Floats, Grid, gather
from potensi.errors import Refusal
from potensi.indicators import Indicators
from potensi.measures import disparity, growth, location, specialisation, typology

POPULATION = "population"
# Words of size in a unit, so that a value per head can be told in rupiah rather than in billions of it.
SCALES = {"rupiah": 1.0, "ribu": 1e3, "juta": 1e6, "miliar": 1e9, "triliun": 1e12}


def regions_table(grid: Grid, cells: pl.DataFrame, indicators: Indicators | None) -> tuple[pl.DataFrame, list[Refusal]]:
    """Return one row a region: its total, growth, specialisation, whole shift-share and Klassen class.

    ``per_head`` is the region's total by head in the end year (see :func:`per_head_unit`); it and the Klassen
    class of regions need population. The class compares the mean yearly growth of the total, and the total by
    head, with the reference's. Left-out regions are null.
    """
    now, start = grid.at(grid.year), grid.at(grid.base)
    columns: dict[str, Any] = {"value": now.sum(axis=1)}
    columns |= _specialisation(now, alone=len(grid.reference) < 2)
    years = grid.year - grid.base
    sums = (start.sum(axis=1, keepdims=True), now.sum(axis=1, keepdims=True))
    columns["growth"] = growth.total_growth(*sums)[:, 0] if years else None
    columns["growth_yearly"] = growth.mean_growth(*sums, years=years)[:, 0] if years else None
    columns |= _whole_shift(grid)
    per_head, people = per_head_of(grid, indicators, grid.year)
    columns["per_head"] = per_head
    columns["klassen_region_class"], refusals = _klassen(grid, columns["growth_yearly"], per_head, people)
    columns["unstable"] = (
        cells.filter(pl.col("region").is_in(grid.reference))["unstable"].to_numpy().reshape(now.shape).all(axis=1)
    )
    return _frame(grid, columns), refusals


def activities_table(grid: Grid) -> pl.DataFrame:
    """Return one row an activity: the reference's total, share, growth, concentration, base regions."""
    now, start, years = grid.at(grid.year), grid.at(grid.base), grid.year - grid.base
    totals, alone = now.sum(axis=0), len(grid.reference) < 2
    sums = (start.sum(axis=0)[None, :], totals[None, :])
    columns: dict[str, Any] = {
        "share": location.share(sums[1])[0],
        "growth": growth.total_growth(*sums)[0] if years else None,
        "growth_yearly": growth.mean_growth(*sums, years=years)[0] if years else None,
        "contribution": growth.contribution(*sums)[0] if years else None,
        "mrp_rpr": _readable(growth.growth_ratios(start, now).rpr) if years and not alone else None,
    }
    for name in ("gini", "hoover", "theil", "krugman", "herfindahl"):
        measure = getattr(specialisation, f"{name}_concentration")
        columns[f"{name}_concentration"] = None if alone else measure(now)
    quotients = location.location_quotient(now)
    columns["base_regions"] = None if alone else (quotients >= 1).sum(axis=0).astype(np.int32)
    status = grid.status[grid.complete].max(axis=0, initial=0)
    key = [
        pl.Series("activity", grid.activities),
        pl.Series("period", np.full(len(grid.activities), grid.year, dtype=np.int32)),
        pl.Series("value", totals if grid.reference else [None] * len(totals), dtype=pl.Float64),
        gather(STATUS_ORDER, status, "status"),
    ]
    return pl.DataFrame(key + [_series(name, values, len(totals)) for name, values in columns.items()])


def disparity_table(grid: Grid, indicators: Indicators | None) -> tuple[pl.DataFrame, list[Refusal]]:
    """Return one row a year of disparity in the total by head.

    Williamson, Theil (between and within kinds of region), sigma, and beta convergence since the base year.

    ``series`` names the unbroken series of population. Beta is null in years whose series is not the base
    year's, and where regions are missing in the year.
    """
    groups = _groups(grid)
    base_level, _ = per_head_of(grid, indicators, grid.base)
    base_series = _series_name(indicators, grid, grid.base)
    rows, broken = [], []
    for period in grid.years:
        level, people = per_head_of(grid, indicators, period)
        if level is None or people is None or np.isnan(level).any() or len(level) < 2:
            continue
        series = _series_name(indicators, grid, period)
        row: dict[str, Any] = {"period": period, "series": series, "regions": len(level)}
        row |= _spread_of(level, people, groups)
        if period > grid.base and base_level is not None and series == base_series and len(level) > 2:
            row |= _beta(base_level, level, period - grid.base)
        elif period > grid.base and series != base_series:
            broken.append(period)
        rows.append(row)
    refusals = [
        Refusal("beta_convergence", "series_broken", params={"base": grid.base, "year": period}) for period in broken
    ]
    if not rows:
        refusals.append(Refusal("williamson", "population_needed"))
    return pl.DataFrame(rows, schema=DISPARITY_SCHEMA), refusals


DISPARITY_SCHEMA = {
    "period": pl.Int32,
    "series": pl.String,
    "regions": pl.Int32,
    "williamson": pl.Float64,
    "theil": pl.Float64,
    "theil_between": pl.Float64,
    "theil_within": pl.Float64,
    "sigma": pl.Float64,
    "beta_convergence": pl.Float64,
    "beta_standard_error": pl.Float64,
    "beta_r_squared": pl.Float64,
    "half_life": pl.Float64,
}


def per_head_of(grid: Grid, indicators: Indicators | None, period: int) -> tuple[Floats | None, Floats | None]:
    """Return the reference's totals by head and its population in ``period``; (None, None) without
    population.

    A region without a figure is NaN. Totals keep the panel's unit unless it names rupiah: then millions a
    head.
    """
    if indicators is None:
        return None, None
    known = indicators.of(POPULATION, period)
    people = np.array([known.get(code) or np.nan for code in grid.reference], dtype=float) * _people_scale(indicators)
    if not len(people) or np.isnan(people).all():
        return None, None
    return grid.at(period).sum(axis=1) / people * value_scale(grid.panel.papers.unit), people


def value_scale(unit: str) -> float:
    """Return by what a value in ``unit`` is multiplied to be in millions of rupiah (1 where it is not
    rupiah)."""
    words = unit.lower().replace("(", " ").replace(")", " ").split()
    if "rupiah" not in words:
        return 1.0
    return float(np.prod([SCALES[word] for word in words if word in SCALES])) / 1e6


def per_head_unit(unit: str) -> str:
    """Return the code of the unit of ``per_head``: "million_rupiah" or "panel_unit"."""
    return "million_rupiah" if "rupiah" in unit.lower() else "panel_unit"


def _people_scale(indicators: Indicators) -> float:
    units = indicators.frame.filter(pl.col("indicator") == POPULATION)["unit"].drop_nulls().unique()
    return 1e3 if len(units) and all(unit.lower().startswith(("ribu", "thousand")) for unit in units) else 1.0


def _series_name(indicators: Indicators | None, grid: Grid, period: int) -> str | None:
    if indicators is None:
        return None
    frame = indicators.frame
    wanted = (pl.col("indicator") == POPULATION) & (pl.col("period") == period)
    names = frame.filter(wanted & pl.col("region").is_in(grid.reference))["series"].unique()
    return names[0] if len(names) == 1 else None


def _specialisation(now: Floats, *, alone: bool) -> dict[str, Any]:
    whole = ("herfindahl", "herfindahl_normalised", "equivalent_number", "entropy")
    against = ("krugman", "hachman", "gini_specialisation", "hoover_specialisation", "theil_specialisation")
    columns: dict[str, Any] = {name: getattr(specialisation, name)(now) for name in whole}
    columns |= {name: None if alone else getattr(specialisation, name)(now) for name in against}
    columns["krugman_half"] = None if alone else columns["krugman"] / 2
    return columns


def _whole_shift(grid: Grid) -> dict[str, Any]:
    names = ("national", "mix", "regional")
    if grid.base == grid.year or len(grid.reference) < 2:
        return dict.fromkeys(f"shift_total_{name}" for name in names)
    parts = growth.shift_share(grid.at(grid.base), grid.at(grid.year))
    return {f"shift_total_{name}": getattr(parts, name).sum(axis=1) for name in names}


def _klassen(
    grid: Grid, pace: Floats | None, per_head: Floats | None, people: Floats | None
) -> tuple[pl.Series | None, list[Refusal]]:
    if len(grid.reference) < 2 or pace is None:
        return None, []
    if per_head is None or people is None or np.isnan(people).any():
        return None, [Refusal("klassen_region_class", "population_needed", params={"year": grid.year})]
    start, end = grid.at(grid.base).sum(), grid.at(grid.year).sum()
    whole_pace = float(growth.mean_growth(np.array([[start]]), np.array([[end]]), years=grid.year - grid.base)[0, 0])
    whole_head = float((per_head * people).sum() / people.sum())
    places = typology.klassen_regions(pace, per_head, reference_growth=whole_pace, reference_per_head=whole_head)
    return class_column(typology.KLASSEN_CLASSES, places, "klassen_region_class"), []


def _spread_of(level: Floats, people: Floats, groups: NDArray[Any]) -> dict[str, Any]:
    between, within = disparity.theil_decomposition(level, people, groups)
    return {
        "williamson": float(disparity.williamson(level, people)),
        "theil": float(disparity.theil(level, people)),
        "theil_between": float(between),
        "theil_within": float(within),
        "sigma": float(disparity.sigma_convergence(np.log(level)[None, :])[0]),
    }


def _beta(first: Floats, last: Floats, years: int) -> dict[str, Any]:
    found = disparity.beta_convergence(first, last, years=years)
    return {
        "beta_convergence": float(found.beta),
        "beta_standard_error": float(found.standard_error),
        "beta_r_squared": float(found.r_squared),
        "half_life": float(found.half_life),
    }


def _groups(grid: Grid) -> NDArray[Any]:
    kinds = dict(zip(grid.panel.regions["region"], grid.panel.regions["kind"].fill_null(""), strict=True))
    return np.array([kinds.get(code, "") for code in grid.reference])


def _frame(grid: Grid, columns: dict[str, Any]) -> pl.DataFrame:
    inside = pl.DataFrame(
        [pl.Series("region", grid.reference, dtype=pl.String)]
        + [_series(name, values, len(grid.reference)) for name, values in columns.items()],
    )
    key = pl.DataFrame(
        [
            pl.Series("region", grid.regions),
            pl.Series("period", np.full(len(grid.regions), grid.year, dtype=np.int32)),
            gather(STATUS_ORDER, grid.status.max(axis=1, initial=0), "status"),
        ]
    )
    joined = key.join(inside, on="region", how="left", maintain_order="left")
    return joined.select("region", "period", "value", "status", *[n for n in columns if n != "value"])


def _readable(values: Floats) -> pl.Series:
    return pl.Series(values).fill_nan(None)


def _series(name: str, values: Any, height: int) -> pl.Series:
    if values is None:
        return nothing(name, height)
    return values.alias(name) if isinstance(values, pl.Series) else pl.Series(name, values)
