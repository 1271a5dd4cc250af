"""One industry's answers across regions, taken from the profile that all pages share; nothing is computed anew."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import polars as pl

from potensi.analysis.profile import Profile
from potensi.panel import Panel
from potensi.present.facts import Shared, reference_growth
from potensi.present.numbers import short_name


@dataclass(frozen=True, eq=False)
class Industry:
    """One industry: ``rows`` one a region, the most special first; ``whole`` its row of the reference."""

    profile: Profile
    activity: str
    rows: pl.DataFrame
    whole: dict[str, Any]

    @property
    def panel(self) -> Panel:
        """The panel without rows that hold others."""
        return self.profile.panel

    @property
    def year(self) -> int:
        """The last year."""
        return self.profile.year

    @property
    def span(self) -> dict[str, int]:
        """The first and the last year, for sentences."""
        return {"base": self.profile.base, "year": self.profile.year}

    @property
    def reference(self) -> tuple[str, ...]:
        """The regions whose sum is the reference."""
        return self.profile.reference

    @property
    def comparable(self) -> bool:
        """Whether there are regions to compare."""
        return len(self.reference) > 1

    @property
    def value(self) -> float | None:
        """The sum over the reference in the last year."""
        return _known(self.whole["value"])

    @property
    def share(self) -> float | None:
        """The industry's share of the reference in the last year."""
        return _known(self.whole["share"])

    @property
    def growth(self) -> float | None:
        """The mean yearly growth in the reference; None where there is one year only, or nothing to grow from."""
        return _known(self.whole["growth_yearly"])

    @cached_property
    def whole_growth(self) -> float | None:
        """The mean yearly growth of the whole reference."""
        return reference_growth(self.profile)

    @cached_property
    def by_quotient(self) -> pl.DataFrame:
        """The regions that have a quotient, the largest first."""
        return self.rows.filter(pl.col("lq").is_not_null() & pl.col("lq").is_not_nan())

    @cached_property
    def base_rows(self) -> pl.DataFrame:
        """The regions where it is a base industry, the largest quotient first."""
        return self.by_quotient.filter(pl.col("lq") >= 1)

    @cached_property
    def by_value(self) -> pl.DataFrame:
        """The regions of the reference, the largest value first."""
        return self.rows.filter("in_reference").sort(["value", "region"], descending=[True, False], nulls_last=True)

    @property
    def has_shift(self) -> bool:
        """Whether growth could be divided into its parts."""
        return self.rows["shift_regional"].count() > 0

    @cached_property
    def best(self) -> pl.DataFrame:
        """The (at most three) regions whose own performance adds most."""
        return self.rows.filter(pl.col("shift_regional") > 0).sort("shift_regional", descending=True).head(3)

    @cached_property
    def worst(self) -> pl.DataFrame:
        """The (at most three) regions whose own performance takes away most."""
        return self.rows.filter(pl.col("shift_regional") < 0).sort("shift_regional").head(3)

    def name(self, lang: str) -> str:
        """Return the industry's name."""
        return self.panel.activity_name(self.activity, lang)

    def short(self, lang: str) -> str:
        """Return its short name."""
        return short_name(self.activity, self.name(lang), lang)

    def names(self, rows: pl.DataFrame) -> list[str]:
        """Return the names of the regions of ``rows``."""
        return [self.panel.region_name(code) for code in rows["region"]]


def industry_of(shared: Shared, activity: str) -> Industry:
    """Return one industry's rows of the profile of all regions; ``activity`` is a code that the panel has."""
    whole = shared.profile
    rows = whole.cells.filter(pl.col("activity") == activity)
    inside = pl.col("region").is_in(list(whole.reference)).alias("in_reference")
    rows = rows.with_columns(inside).sort(
        [pl.col("lq").fill_nan(None), "value", "region"], descending=[True, True, False], nulls_last=True
    )
    names = pl.Series("region_name", [whole.panel.region_name(code) for code in rows["region"]], dtype=pl.String)
    found = whole.activities.filter(pl.col("activity") == activity).to_dicts()[0]
    return Industry(whole, activity, rows.insert_column(1, names), found)


def _known(value: float | None) -> float | None:
    return None if value is None or value != value else value
