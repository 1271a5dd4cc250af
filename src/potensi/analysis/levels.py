"""Levels that regions can be compared on: indicators, and the total by head worked out from the panel."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from potensi.analysis.regional import POPULATION, per_head_unit, value_scale
from potensi.indicators import SCHEMA, IndicatorCard, Indicators
from potensi.panel import Panel

PER_HEAD = "grdp_per_head"
TOTALS = "grdp_constant"
PER_HEAD_UNITS = {
    "million_rupiah": ("juta rupiah", "million rupiah"),
    "panel_unit": ("satuan data per orang", "unit of the data per head"),
}


def levels_of(panel: Panel, indicators: Indicators | None) -> Levels:
    """Return every level with a better direction, and the total by head where population is known.

    The total by head is the indicator ``grdp_constant`` (or, without it, the panel's own total, for regions
    and years without a missing cell) by population; its series is that of the population, so no line is
    drawn across a break in it. It takes the place of an indicator of the same name only where there is
    none.
    """
    if indicators is None:
        return Levels(pl.DataFrame(schema=SCHEMA), ())
    cards = [card for card in indicators.cards if card.better]
    frames = [indicators.frame.filter(pl.col("indicator").is_in([card.indicator for card in cards]))]
    if PER_HEAD not in [card.indicator for card in cards]:
        own = _per_head(panel, indicators)
        if own.height:
            unit_id, unit_en = PER_HEAD_UNITS[per_head_unit(panel.papers.unit)]
            label_id, label_en = "PDRB per kapita", "GRDP per head"
            cards.append(IndicatorCard(PER_HEAD, label_id, label_en, unit_id, unit_en, "higher"))
            frames.append(own)
    return Levels(pl.concat(frames).drop_nulls("value").sort("indicator", "region", "period"), tuple(cards))


def _per_head(panel: Panel, indicators: Indicators) -> pl.DataFrame:
    people = indicators.frame.filter(pl.col("indicator") == POPULATION).drop_nulls("value")
    totals = indicators.frame.filter(pl.col("indicator") == TOTALS).drop_nulls("value")
    if totals.height and panel.papers.price.startswith("constant"):
        unit = totals["unit"].drop_nulls()[0]
        totals = totals.select("region", "period", total="value")
    else:
        unit = panel.papers.unit
        sums = panel.frame.group_by("region", "period").agg(
            total=pl.col("value").sum(), lost=pl.col("value").null_count()
        )
        totals = sums.filter(pl.col("lost") == 0).select("region", "period", "total")
    joined = people.join(totals, on=["region", "period"]).filter(pl.col("value") > 0)
    thousands = pl.col("unit").fill_null("").str.to_lowercase().str.contains("^(ribu|thousand)")
    heads = pl.col("value") * pl.when(thousands).then(1000.0).otherwise(1.0)
    return joined.with_columns(
        indicator=pl.lit(PER_HEAD),
        value=pl.col("total") / heads * value_scale(unit),
        unit=pl.lit(per_head_unit(unit)),
        source=pl.lit(panel.papers.source),
    ).select(pl.col(name).cast(kind) for name, kind in SCHEMA.items())


@dataclass(frozen=True, eq=False)
class Levels:
    """Levels of regions over years, each with its card; ``better`` is "higher" or "lower"."""

    frame: pl.DataFrame
    cards: tuple[IndicatorCard, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The measures, in the order of their cards."""
        return tuple(card.indicator for card in self.cards)

    def sign(self, measure: str) -> float:
        """Return +1 where more is better, −1 where less is better."""
        return {card.indicator: 1.0 if card.better == "higher" else -1.0 for card in self.cards}[measure]

    def at(self, measure: str, period: int) -> dict[str, tuple[float, str]]:
        """Return region → (value, series) of one measure and year."""
        rows = self.frame.filter((pl.col("indicator") == measure) & (pl.col("period") == period))
        return {row["region"]: (row["value"], row["series"] or "") for row in rows.iter_rows(named=True)}

    def unbroken(self, measure: str, region: str, period: int) -> tuple[np.ndarray, np.ndarray]:
        """Return years and values of one region's series that holds ``period``, up to ``period``."""
        rows = self.frame.filter(
            (pl.col("indicator") == measure) & (pl.col("region") == region) & (pl.col("period") <= period)
        ).sort("period")
        now = rows.filter(pl.col("period") == period)
        if not now.height:
            return np.array([]), np.array([])
        same = rows.filter(pl.col("series").fill_null("") == (now["series"][0] or ""))
        return same["period"].to_numpy().astype(float), same["value"].to_numpy()
