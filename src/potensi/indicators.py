"""Indicators of regions (population, human development, poverty …) and the breaks in their series."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

SCHEMA = {
    "region": pl.String,
    "indicator": pl.String,
    "period": pl.Int32,
    "value": pl.Float64,
    "unit": pl.String,
    "series": pl.String,
    "source": pl.String,
}


@dataclass(frozen=True)
class IndicatorCard:
    """What an indicator is called, what it counts, and which way is better ("higher", "lower" or "")."""

    indicator: str
    label_id: str
    label_en: str
    unit_id: str
    unit_en: str
    better: str = ""


@dataclass(frozen=True, eq=False)
class Indicators:
    """One row per region, indicator and year. Rows whose ``series`` differs stand on two sides of a break:
    no line, growth rate or pace may be drawn between them."""

    frame: pl.DataFrame
    cards: tuple[IndicatorCard, ...]

    def card(self, indicator: str) -> IndicatorCard:
        """Return the card of one indicator; KeyError where there is none."""
        return {card.indicator: card for card in self.cards}[indicator]

    def of(self, indicator: str, period: int) -> dict[str, float]:
        """Return region → value for one indicator and year; regions without a figure are left out."""
        rows = self.frame.filter((pl.col("indicator") == indicator) & (pl.col("period") == period))
        return dict(zip(rows["region"], rows["value"], strict=True))

    def series(self, indicator: str, region: str) -> pl.DataFrame:
        """Return the years of one region's indicator in order, with the name of the unbroken series each is in."""
        rows = self.frame.filter((pl.col("indicator") == indicator) & (pl.col("region") == region))
        return rows.sort("period").select("period", "value", "series")
