"""A panel as arrays that measures can read: who is in the reference, who is left out, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from potensi.errors import Refusal, UsageError
from potensi.panel import STATUSES, Panel

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

# From the surest to the least sure; a sum is as sure as its least sure part.
STATUS_ORDER = STATUSES


def make_grid(panel: Panel, *, base: int | None = None, year: int | None = None) -> Grid:
    """Return the panel as one dense cube with the rows that may be compared.

    ``base`` and ``year`` are the first and last year of the question (default: of the panel). Rows and
    columns that hold others (a province among its own regencies, an industry among its sub-industries) are
    left out, so that nothing is counted twice; so are regions with a missing cell in ``base`` or ``year``:
    the reference is the sum of the regions that remain. Raises UsageError for a year that the panel lacks
    or ``base`` > ``year``.
    """
    year, base = _span(panel.periods, base, year)
    panel, refusals = _without_aggregates(panel)
    years = panel.periods
    cube, status = _cube_and_status(panel, years, year)
    ends = cube[[years.index(base), years.index(year)]]
    complete = np.asarray(~np.isnan(ends).any(axis=(0, 2)), dtype=np.bool_)
    codes = panel.region_codes
    refusals += [
        Refusal(
            "reference",
            "cells_missing",
            region,
            params={"region": panel.region_name(region), "base": base, "year": year, "count": int(lost)},
        )
        for region, lost in zip(codes, np.isnan(ends).sum(axis=(0, 2)), strict=True)
        if lost
    ]
    return Grid(panel, codes, panel.activity_codes, years, base, year, cube, status, complete, tuple(refusals))


def gather(codes: Sequence[str], places: NDArray[Any], name: str = "") -> pl.Series:
    """Return ``codes[places]`` as a Polars column, null where a place is negative; no loop over cells."""
    words = pl.Series(name, list(codes), dtype=pl.String)
    index = pl.Series(places.ravel().astype(np.int64))
    return words.gather(index.set(index < 0, None)).alias(name)


def _span(periods: list[int], base: int | None, year: int | None) -> tuple[int, int]:
    if not periods:
        raise UsageError("panel_empty")
    year = periods[-1] if year is None else year
    base = min(periods[0], year) if base is None else base
    known = ", ".join(map(str, periods))
    for period in (year, base):
        if period not in periods:
            raise UsageError("unknown_period", period=period, known=known)
    if base > year:
        raise UsageError("base_after_year", base=base, year=year)
    return year, base


def _without_aggregates(panel: Panel) -> tuple[Panel, list[Refusal]]:
    refusals = []
    for key, table in (("region", panel.regions), ("activity", panel.activities)):
        present = panel.frame[key].unique()
        here = table.filter(pl.col(key).is_in(present.implode()))
        parents = here.filter(pl.col("parent") != pl.col(key))["parent"].unique()
        whole = sorted(set(present) & set(parents.drop_nulls()))
        refusals += [Refusal("reference", "aggregate_left_out", params={"code": code}) for code in whole]
        if whole and key == "region":
            panel = panel.keep(regions=sorted(set(present) - set(whole)))
        elif whole:
            panel = panel.keep(activities=sorted(set(present) - set(whole)))
    return panel, refusals


def _cube_and_status(panel: Panel, years: list[int], year: int) -> tuple[Floats, NDArray[np.int8]]:
    frame, regions, activities = panel.frame, panel.region_codes, panel.activity_codes
    shape = (len(regions), len(activities))
    now = frame.filter(pl.col("period") == year)
    codes = now["status"].replace_strict(STATUS_ORDER, range(len(STATUS_ORDER)), return_dtype=pl.Int8).to_numpy()
    if _is_dense(frame, shape, years):
        values = frame["value"].fill_null(np.nan).to_numpy().reshape(*shape, len(years))
        return np.ascontiguousarray(np.moveaxis(values, 2, 0)), codes.reshape(shape)
    # A row that is not there at all is a figure that is not available.
    status = np.full(shape, STATUS_ORDER.index("not_available"), dtype=np.int8)
    rows = now["region"].replace_strict(regions, range(shape[0]), return_dtype=pl.Int64).to_numpy()
    columns = now["activity"].replace_strict(activities, range(shape[1]), return_dtype=pl.Int64).to_numpy()
    status[rows, columns] = codes
    return panel.cube(years), status


def _is_dense(frame: pl.DataFrame, shape: tuple[int, int], years: list[int]) -> bool:
    """Return whether every cell has its row and the rows stand in order, so that a reshape is enough."""
    if frame.height != shape[0] * shape[1] * len(years) or not frame["region"].is_sorted():
        return False
    periods = frame["period"].to_numpy().reshape(-1, len(years))
    if not (periods == np.asarray(years)).all():
        return False
    names = frame["activity"].gather_every(len(years)).to_physical().to_numpy().reshape(shape)
    return bool((names == names[0]).all())


@dataclass(frozen=True, eq=False)
class Grid:
    """A panel as a cube (years × regions × activities) with its axes.

    ``complete`` marks the regions of the reference.
    """

    panel: Panel
    regions: list[str]
    activities: list[str]
    years: list[int]
    base: int
    year: int
    cube: Floats
    status: NDArray[np.int8]
    complete: Bools
    refusals: tuple[Refusal, ...]

    def at(self, period: int) -> Floats:
        """Return one year's values of the reference's regions × activities."""
        values = self.cube[self.years.index(period)]
        return values if self.complete.all() else values[self.complete]

    def between(self, base: int, year: int) -> Floats:
        """Return the cube from ``base`` to ``year`` of the reference's regions."""
        first, last = self.years.index(base), self.years.index(year)
        cube = self.cube[first : last + 1]
        return cube if self.complete.all() else cube[:, self.complete]

    @cached_property
    def reference(self) -> tuple[str, ...]:
        """The codes of the regions whose sum is the reference."""
        return tuple(np.asarray(self.regions)[self.complete].tolist())

    def place(self, region: str) -> int:
        """Return the region's row among the reference's regions; UsageError where it is not among them."""
        code = self.panel.find_region(region)
        if code not in self.reference:
            raise UsageError("region_incomplete", region=self.panel.region_name(code), base=self.base, year=self.year)
        return self.reference.index(code)

    def names(self) -> Mapping[str, str]:
        """Return region code → name."""
        return dict(zip(self.panel.regions["region"], self.panel.regions["name"], strict=True))
