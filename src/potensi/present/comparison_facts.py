"""Two to ten regions' answers side by side, taken from the profile that all pages share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Any

import polars as pl

from potensi.analysis.catchup import MOST_YEARS_BACK
from potensi.analysis.grid import make_grid
from potensi.analysis.levels import Levels, levels_of
from potensi.analysis.peers import alike
from potensi.analysis.profile import Profile
from potensi.errors import UsageError
from potensi.indicators import IndicatorCard
from potensi.panel import Panel
from potensi.present.facts import Shared, reference_growth
from potensi.present.numbers import short_name
from potensi.present.tiles import tile_label

FEWEST, MOST = 2, 10


@dataclass(frozen=True)
class Level:
    """One indicator of the regions in one year: region → value, only of one unbroken series."""

    card: IndicatorCard
    period: int
    values: dict[str, float]

    @property
    def in_order(self) -> list[str]:
        """The regions that have a value, the best first."""
        sign = -1.0 if self.card.better == "higher" else 1.0
        return sorted(self.values, key=lambda code: (sign * self.values[code], code))


@dataclass(frozen=True, eq=False)
class Comparison:
    """The regions that are compared, in the order asked for; what a region lacks is None."""

    shared: Shared
    codes: tuple[str, ...]

    @property
    def profile(self) -> Profile:
        """The profile of all regions."""
        return self.shared.profile

    @property
    def panel(self) -> Panel:
        """The panel without rows that hold others."""
        return self.profile.panel

    @property
    def span(self) -> dict[str, int]:
        """The first and the last year, for sentences."""
        return {"base": self.profile.base, "year": self.profile.year}

    @property
    def complete(self) -> list[str]:
        """The regions that have every figure, in the order asked for."""
        return [code for code in self.codes if code in self.profile.reference]

    @cached_property
    def reference_growth(self) -> float | None:
        """The mean yearly growth of the reference."""
        return reference_growth(self.profile)

    @cached_property
    def reference_total(self) -> float:
        """The reference's total in the last year."""
        return float(self.profile.activities["value"].sum())

    @cached_property
    def regions(self) -> dict[str, dict[str, Any]]:
        """The measures of each region's whole economy: region → measure → value."""
        rows = self.profile.regions.filter(pl.col("region").is_in(self.codes))
        return {row["region"]: row for row in rows.iter_rows(named=True)}

    def of_regions(self, measure: str) -> dict[str, float]:
        """Return region → value of one measure, only where there is one."""
        found = {code: self.regions[code][measure] for code in self.codes}
        return {code: value for code, value in found.items() if value is not None and value == value}

    @cached_property
    def cells(self) -> dict[str, dict[str, dict[str, Any]]]:
        """The measures of each cell: activity → region → measure → value."""
        found: dict[str, dict[str, dict[str, Any]]] = {}
        for row in self.profile.cells.filter(pl.col("region").is_in(self.codes)).iter_rows(named=True):
            found.setdefault(row["activity"], {})[row["region"]] = row
        return found

    def of_cells(self, measure: str) -> dict[str, dict[str, float]]:
        """Return activity → region → value of one measure, only of regions in the reference and where there is one."""
        return {
            activity: {
                code: rows[code][measure]
                for code in self.complete
                if rows[code][measure] is not None and rows[code][measure] == rows[code][measure]
            }
            for activity, rows in self.cells.items()
        }

    @cached_property
    def own_performance(self) -> dict[str, float]:
        """The regional part of all growth since the first year, as a fraction of the first year's total."""
        shifts, totals, growth = (self.of_regions(name) for name in ("shift_total_regional", "value", "growth"))
        return {c: shifts[c] * (1 + growth[c]) / totals[c] for c in shifts if c in growth and totals.get(c)}

    @cached_property
    def similarity(self) -> dict[tuple[str, str], float]:
        """How alike two regions' structures are (Hellinger, 0 … 1), for every pair that can be compared."""
        year = self.profile.year
        grid = make_grid(self.panel, base=year, year=year)
        here = [code for code in self.codes if code in grid.reference]
        tables = {code: dict(alike(grid, grid.place(code)).select("region", "similarity").iter_rows()) for code in here}
        pairs = combinations(here, 2)
        return {(one, other): tables[one][other] for one, other in pairs if other in tables[one]}

    @cached_property
    def levels(self) -> tuple[Level, ...]:
        """Each indicator in the latest year in which two of the regions have it in the same series."""
        year = self.profile.year
        every = levels_of(self.panel, self.shared.indicators).within(year - MOST_YEARS_BACK, year)
        found = (self._level(every, card, year) for card in every.cards)
        return tuple(level for level in found if level is not None)

    def _level(self, levels: Levels, card: IndicatorCard, year: int) -> Level | None:
        for period in range(year, year - MOST_YEARS_BACK - 1, -1):
            by_series: dict[str, dict[str, float]] = {}
            for code in self.codes:
                figure = levels.at(card.indicator, code, period)
                if figure is not None:
                    by_series.setdefault(figure[1], {})[code] = figure[0]
            largest = max(by_series.values(), key=len, default={})
            if len(largest) > 1:
                return Level(card, period, largest)
        return None

    def name(self, code: str) -> str:
        """Return a region's name."""
        return self.panel.region_name(code)

    def label(self, code: str) -> str:
        """Return a region's name as it stands above a column: short, but told apart from the others."""
        labels = [tile_label(self.name(each)) for each in self.codes]
        return tile_label(self.name(code)) if len(set(labels)) == len(labels) else self.name(code)

    def short(self, activity: str, lang: str) -> str:
        """Return an activity's short name."""
        return short_name(activity, self.panel.activity_name(activity, lang), lang)


def compare(shared: Shared, regions: Sequence[str]) -> Comparison:
    """Return the comparison of the named regions (codes or usual spellings).

    Raises UsageError for an unknown region, for fewer than two different ones and for more than ten.
    """
    codes = tuple(dict.fromkeys(shared.profile.panel.find_region(region) for region in regions))
    if len(codes) < FEWEST:
        raise UsageError("compare_too_few", fewest=FEWEST, count=len(codes))
    if len(codes) > MOST:
        raise UsageError("compare_too_many", most=MOST, count=len(codes))
    return Comparison(shared, codes)
