"""Levels that regions can be compared on: indicators, and the total by head worked out from the panel."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from potensi.analysis.grid import Floats
from potensi.analysis.regional import POPULATION, per_head_unit, value_scale
from potensi.indicators import SCHEMA, IndicatorCard, Indicators
from potensi.panel import Panel

PER_HEAD, PER_HEAD_CURRENT = "grdp_per_head", "grdp_per_head_current"
TOTALS = "grdp_constant"
PER_HEAD_UNITS = {
    "million_rupiah": ("juta rupiah", "million rupiah"),
    "panel_unit": ("satuan data per orang", "unit of the data per head"),
}


def levels_of(panel: Panel, indicators: Indicators | None) -> Levels:
    """Return every indicator with a better direction, and the total by head where population is known.

    The total by head is the indicator ``grdp_constant`` (or, without it, the panel's own total, for regions
    and years without a missing cell) by population; its series is that of the population (and of
    the total, where that breaks too), so no line is drawn across a break.
    """
    if indicators is None:
        return Levels(pl.DataFrame(schema=SCHEMA), ())
    own = _per_head(panel, indicators)
    # Told at the panel's prices, the total by head makes the published one at current prices superfluous.
    published = (PER_HEAD, PER_HEAD_CURRENT) if own.height else ()
    cards = [card for card in indicators.cards if card.better and card.indicator not in published]
    frames = [indicators.frame.filter(pl.col("indicator").is_in([card.indicator for card in cards]))]
    if own.height:
        unit_id, unit_en = PER_HEAD_UNITS[per_head_unit(panel.papers.unit)]
        labels = ("PDRB per kapita", "GRDP per head")
        cards.insert(0, IndicatorCard(PER_HEAD, *labels, unit_id, unit_en, "higher"))
        frames.append(own)
    frame = pl.concat(frames).drop_nulls("value").sort("indicator", "region", "period")
    return Levels(frame, tuple(cards))


def _per_head(panel: Panel, indicators: Indicators) -> pl.DataFrame:
    people = indicators.frame.filter(pl.col("indicator") == POPULATION).drop_nulls("value")
    totals = indicators.frame.filter(pl.col("indicator") == TOTALS).drop_nulls("value")
    if totals.height and panel.papers.price.startswith("constant"):
        unit = totals["unit"].drop_nulls()[0]
        totals = totals.select("region", "period", total="value", total_series="series")
    else:
        unit = panel.papers.unit
        sums = panel.frame.group_by("region", "period").agg(
            total=pl.col("value").sum(), lost=pl.col("value").null_count()
        )
        totals = sums.filter(pl.col("lost") == 0).select("region", "period", "total", total_series=pl.lit(""))
    joined = people.join(totals, on=["region", "period"]).filter(pl.col("value") > 0)
    breaks = pl.col("total_series").n_unique().over("region", "series") > 1
    both = pl.concat_str("series", "total_series", separator=" / ")
    thousands = pl.col("unit").fill_null("").str.to_lowercase().str.contains("^(ribu|thousand)")
    heads = pl.col("value") * pl.when(thousands).then(1000.0).otherwise(1.0)
    return joined.with_columns(
        indicator=pl.lit(PER_HEAD),
        value=pl.col("total") / heads * value_scale(unit),
        unit=pl.lit(per_head_unit(unit)),
        series=pl.when(breaks).then(both).otherwise(pl.col("series")),
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

    def within(self, first: int, last: int) -> Levels:
        """Return only the measures of which anybody has a figure from ``first`` to ``last``."""
        rows = self.frame.filter(pl.col("period").is_between(first, last))
        known = set(rows["indicator"])
        cards = tuple(card for card in self.cards if card.indicator in known)
        return Levels(self.frame.filter(pl.col("indicator").is_in(list(known))), cards)

    def at(self, measure: str, region: str, period: int) -> tuple[float, str] | None:
        """Return value and series of one region's measure in one year, None where there is no figure."""
        return next(((v, s) for p, v, s in self._book.get((measure, region), ()) if p == period), None)

    def unbroken(self, measure: str, region: str, period: int) -> tuple[Floats, Floats]:
        """Return years and values of one region's series that holds ``period``, up to ``period``."""
        now = self.at(measure, region, period)
        rows = [] if now is None else self._book[measure, region]
        kept = [(p, v) for p, v, s in rows if now is not None and s == now[1] and p <= period]
        return np.array([p for p, _ in kept], dtype=float), np.array([v for _, v in kept], dtype=float)

    @cached_property
    def _book(self) -> dict[tuple[str, str], list[tuple[int, float, str]]]:
        book: dict[tuple[str, str], list[tuple[int, float, str]]] = {}
        columns = ("indicator", "region", "period", "value", "series")
        for measure, region, period, value, series in self.frame.select(columns).iter_rows():
            book.setdefault((measure, region), []).append((period, value, series or ""))
        return book
