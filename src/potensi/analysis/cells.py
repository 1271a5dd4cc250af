"""The columns of the cells table (region × activity), every measure computed for all regions at once."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from potensi.analysis.grid import STATUS_ORDER, Floats, Grid, gather
from potensi.analysis.reasons import names_of
from potensi.errors import Refusal
from potensi.language import LANGUAGES, number
from potensi.measures import growth, location, typology

COUNT_MEASURES = ("employment", "workers", "establishments", "enterprises", "count", "persons")
# In a region under this share of the mean region single projects move the quotients: its classes are flagged.
UNSTABLE_BELOW = 0.15
# With fewer expected cases than this, chance alone can turn a quotient of counts round.
EXPECTED_COUNT = 5.0
POSITION_COLUMNS = ("share", "lq", "lq_minus_self", "lq_symmetric", "lq_low", "lq_high")
OVERLAY_TESTS = ("lq", "mrp_rpr", "mrp_rps")


def cells_table(grid: Grid, *, unstable_below: float = UNSTABLE_BELOW) -> Columns:
    """Return every measure of the grain cells for the reference's regions, and what was refused.

    A refused measure is a column of nulls; an undefined one (0/0) stays NaN; a left-out region has no row
    here.
    """
    columns = Columns({})
    refusals: list[Refusal] = []
    if not grid.reference:
        columns.nothing((*POSITION_COLUMNS, *_growth_names(), "unstable"))
        columns.refusals = (Refusal("reference", "no_complete_region"),)
        return columns
    now, alone = grid.at(grid.year), len(grid.reference) < 2
    columns.add_position(grid, now, alone=alone)
    refusals += _refuse_alone(alone)
    if grid.base == grid.year:
        columns.nothing(_growth_names())
        refusals.append(Refusal("growth", "one_year_only", params={"year": grid.year}))
    else:
        columns.add_growth(grid, alone=alone)
        refusals += _refuse_growth(grid, columns, alone)
        columns.add_dynamic(grid, alone=alone)
        if np.isnan(grid.between(grid.base, grid.year)).any():
            span = {"base": grid.base, "year": grid.year}
            refusals.append(Refusal("shift_dynamic_regional", "years_between_missing", params=span))
    columns.add_overlay(now.shape)
    columns.values["unstable"] = _unstable(grid, now, unstable_below)
    refusals += _refuse_small(grid, now, unstable_below)
    if not counts(grid):
        refusals.append(Refusal("lq_interval", "counts_needed", params={"measure": grid.panel.papers.measure}))
    columns.refusals = tuple(refusals)
    return columns


def counts(grid: Grid) -> bool:
    """Return whether the panel counts people or firms, so that an interval of chance has a meaning."""
    return grid.panel.papers.measure in COUNT_MEASURES


def class_column(classes: tuple[str, ...], places: NDArray[Any], name: str) -> pl.Series:
    """Return class numbers as their names; a negative number (no class) becomes null."""
    return gather(classes, places, name)


def frame_of(grid: Grid, columns: Columns) -> pl.DataFrame:
    """Return the cells table: key, value, status, then the measures; null for left-out regions."""
    rows, width = len(grid.regions), len(grid.activities)
    place = np.arange(rows * width)
    value = pl.Series("value", grid.cube[grid.years.index(grid.year)].ravel()).fill_nan(None)
    key = [
        gather(grid.regions, place // width, "region"),
        gather(grid.activities, place % width, "activity"),
        pl.Series("period", np.full(place.size, grid.year, dtype=np.int32)),
        value,
        gather(STATUS_ORDER, grid.status, "status"),
    ]
    inside = np.repeat(grid.complete, width)
    measures = [_spread(name, column, inside) for name, column in columns.values.items()]
    return pl.DataFrame(key + measures)


def _spread(name: str, column: Any, inside: NDArray[np.bool_]) -> pl.Series:
    """Return a column of the reference's cells over all cells: null outside the reference."""
    if column is None:
        return nothing(name, inside.size)
    series = column.alias(name) if isinstance(column, pl.Series) else pl.Series(name, np.ravel(column))
    if inside.all():
        return series
    index = np.where(inside, np.cumsum(inside) - 1, -1)
    places = pl.Series(index)
    return series.gather(places.set(places < 0, None)).alias(name)


def nothing(name: str, height: int) -> pl.Series:
    """Return a column of nulls, text where the measure is a class: refused."""
    kind = pl.String() if "class" in name else pl.Float64()
    return pl.Series(name, [None], dtype=kind).new_from_index(0, height).alias(name)


def _growth_names() -> tuple[str, ...]:
    arcelus = [f"arcelus_{part.name}" for part in fields(growth.Arcelus)]
    shifts = ["shift_national", "shift_mix", "shift_regional", "shift_em_competitive", "shift_em_allocation"]
    dynamic = [f"shift_dynamic_{part}" for part in ("national", "mix", "regional")]
    classes = ["mrp_rpr", "mrp_rps", "klassen_class", "klassen_class_own"]
    head = ["dlq", "sector_class", "growth", "growth_yearly", "contribution"]
    return (*head, *shifts, *arcelus, *dynamic, *classes)


def _unstable(grid: Grid, now: Floats, below: float) -> NDArray[np.bool_]:
    small = np.broadcast_to(_small(now, below)[:, None], now.shape)
    if not counts(grid):
        return small
    expected = now.sum(axis=1)[:, None] * (now.sum(axis=0) / now.sum())
    return small | (expected < EXPECTED_COUNT)


def _small(now: Floats, below: float) -> NDArray[np.bool_]:
    totals = now.sum(axis=1)
    if len(totals) < 2:
        return np.zeros(len(totals), dtype=bool)
    small: NDArray[np.bool_] = totals < below * totals.mean()
    return small


def _refuse_alone(alone: bool) -> list[Refusal]:
    return [Refusal("reference", "nothing_to_compare_with")] if alone else []


def _refuse_small(grid: Grid, now: Floats, below: float) -> list[Refusal]:
    totals, small = now.sum(axis=1), _small(now, below)
    return [
        Refusal("lq", "region_small", code, params=_size(grid, code, total, below))
        for code, total in zip(np.asarray(grid.reference)[small].tolist(), totals[small], strict=True)
    ]


def _size(grid: Grid, region: str, total: float, below: float) -> dict[str, Any]:
    unit = grid.panel.papers.unit
    shown = {f"size_{lang}": f"{number(float(total), lang)} {unit}".strip() for lang in LANGUAGES}
    return names_of(grid.panel, region=region) | shown | {"below": f"{below * 100:.0f}"}


def _refuse_growth(grid: Grid, columns: Columns, alone: bool) -> list[Refusal]:
    span = {"base": grid.base, "year": grid.year}
    start, end = grid.at(grid.base), grid.at(grid.year)
    refusals = []
    for row in np.flatnonzero((start <= 0).any(axis=1)):
        lost = [grid.activities[column] for column in np.flatnonzero(start[row] <= 0)]
        name = names_of(grid.panel, region=grid.reference[row])
        about = span | name | {"count": len(lost), "activities": ", ".join(lost[:10])}
        refusals.append(Refusal("dlq", "start_not_positive", grid.reference[row], params=about))
    if alone:
        return refusals
    nation_ok, activity_ok = growth.growth_ratio_readable(start, end)
    if not nation_ok:
        refusals.append(Refusal("mrp_rpr", "growth_too_small", params=span))
    if not activity_ok.all():
        lost = [grid.activities[column] for column in np.flatnonzero(~activity_ok)]
        refusals += [
            Refusal(
                "mrp_rps",
                "growth_too_small_activity",
                activity=a,
                params=span | names_of(grid.panel, activity=a),
            )
            for a in lost
        ]
    return refusals


@dataclass(eq=False)
class Columns:
    """The columns of the cells table while they are being gathered, and what was refused on the way."""

    values: dict[str, Any]
    refusals: tuple[Refusal, ...] = ()

    def nothing(self, names: tuple[str, ...]) -> None:
        """Leave the named columns empty: refused."""
        self.values |= dict.fromkeys(names)

    def add_position(self, grid: Grid, now: Floats, *, alone: bool) -> None:
        """Add what one year says: shares and location quotients."""
        self.values["share"] = location.share(now)
        if alone:
            return self.nothing(POSITION_COLUMNS[1:])
        self.values["lq"] = location.location_quotient(now)
        self.values["lq_minus_self"] = location.location_quotient_minus_self(now)
        self.values["lq_symmetric"] = location.symmetric_location_quotient(now)
        self.nothing(("lq_low", "lq_high"))
        if counts(grid):
            self.values["lq_low"], self.values["lq_high"] = location.location_quotient_interval(now)
        return None

    def add_growth(self, grid: Grid, *, alone: bool) -> None:
        """Add what two years say: growth, dynamic quotient, classes and the shift-share family."""
        start, end, years = grid.at(grid.base), grid.at(grid.year), grid.year - grid.base
        self.nothing(_growth_names())
        self.values["growth"] = growth.total_growth(start, end)
        self.values["growth_yearly"] = growth.mean_growth(start, end, years=years)
        self.values["contribution"] = growth.contribution(start, end)
        own = typology.klassen_activities(start, end, years=years, against="own")
        self.values["klassen_class_own"] = class_column(typology.KLASSEN_CLASSES, own, "klassen_class_own")
        if alone:
            return
        dlq = growth.dynamic_location_quotient(start, end, years=years)
        self.values["dlq"] = pl.Series(dlq.ravel()).fill_nan(None)
        sector = typology.sector_class(self.values["lq"], dlq)
        self.values["sector_class"] = class_column(typology.SECTOR_CLASSES, sector, "sector_class")
        klassen = typology.klassen_activities(start, end, years=years, against="reference")
        self.values["klassen_class"] = class_column(typology.KLASSEN_CLASSES, klassen, "klassen_class")
        self._add_shifts(start, end)
        ratios = growth.growth_ratios(start, end)
        self.values["mrp_rpr"] = pl.Series(np.broadcast_to(ratios.rpr, end.shape).ravel()).fill_nan(None)
        self.values["mrp_rps"] = pl.Series(ratios.rps.ravel()).fill_nan(None)

    def _add_shifts(self, start: Floats, end: Floats) -> None:
        classic, em = growth.shift_share(start, end), growth.esteban_marquillas(start, end)
        for part in ("national", "mix", "regional"):
            self.values[f"shift_{part}"] = getattr(classic, part)
        self.values["shift_em_competitive"] = em.competitive
        self.values["shift_em_allocation"] = em.allocation
        eight = growth.arcelus(start, end)
        for each in fields(eight):
            self.values[f"arcelus_{each.name}"] = getattr(eight, each.name)

    def add_dynamic(self, grid: Grid, *, alone: bool) -> None:
        """Add the year-by-year shift-share where no year between lacks a figure of the reference."""
        cube = grid.between(grid.base, grid.year)
        if alone or np.isnan(cube).any():
            return
        parts = growth.dynamic_shift_share(cube)
        for part in ("national", "mix", "regional"):
            self.values[f"shift_dynamic_{part}"] = getattr(parts, part)

    def add_overlay(self, shape: tuple[int, ...]) -> None:
        """Add how many of the overlay's tests are passed, how many could be judged, and which (Y, N, ?)."""
        tests = [_numbers(self.values.get(name), shape) for name in OVERLAY_TESTS]
        count, judged, passed = typology.overlay(tests)
        self.values["overlay_count"], self.values["overlay_judged"] = count, judged
        self.values["overlay_pattern"] = _pattern(passed, ~np.isnan(np.stack(tests)))


def _numbers(values: Any, shape: tuple[int, ...]) -> Floats:
    if values is None:
        return np.full(shape, np.nan)
    series = values if isinstance(values, pl.Series) else pl.Series(np.ravel(values))
    return series.fill_null(np.nan).to_numpy().reshape(shape)


def _pattern(passed: NDArray[np.bool_], judged: NDArray[np.bool_]) -> pl.Series:
    """Return one sign a test: Y passed, N not passed, ? could not be judged."""
    signs = np.where(judged, np.where(passed, 1, 2), 0).reshape(len(passed), -1)
    number = (signs * (3 ** np.arange(len(passed))[::-1])[:, None]).sum(axis=0)
    words = [
        "".join("?YN"[(code // 3**place) % 3] for place in reversed(range(len(passed))))
        for code in range(3 ** len(passed))
    ]
    return gather(words, number, "overlay_pattern")
