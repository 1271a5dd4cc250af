"""The prospectus's three pictures: facts in, chart records with alt text out."""

from __future__ import annotations

from typing import Any

import polars as pl

from potensi.language import number, say
from potensi.present import sentences
from potensi.present.charts import QuadrantChart, QuadrantPoint, ShiftShareBars, ShiftShareRow
from potensi.present.facts import Facts
from potensi.present.maps import Legend, RegionMap, RegionValue, Tile, TileMap, place_tiles
from potensi.present.numbers import listing, unit_name
from potensi.present.story import Figure

QUADRANTS = ("q_top_right", "q_top_left", "q_bottom_right", "q_bottom_left")
# More bars than this cannot be read on a page; the smallest activities are then left to the workbook.
MOST_BARS = 20


def quadrant(facts: Facts, lang: str, source: str) -> Figure:
    """Return LQ against yearly growth, one circle an industry, split at 1 and at the reference's growth."""
    word = _word(lang)
    span = {"name": facts.name, "base": facts.base, "year": facts.year}
    rows = facts.own.sort("value", descending=True, nulls_last=True).head(MOST_BARS)
    chart = QuadrantChart(
        points=tuple(_point(facts, row, lang) for row in rows.iter_rows(named=True)),
        x_label=word("x"),
        y_label=word("y"),
        y_split=facts.reference_growth or 0.0,
        quadrant_labels=tuple(word(name) for name in QUADRANTS),  # type: ignore[arg-type]
        grey_zone_label=word("grey_zone"),
        y_split_label=word("y_split"),
        size_label=word("size", year=facts.year),
    )
    above = pl.col("growth_yearly") >= (facts.reference_growth or 0.0)
    base = rows.filter(pl.col("lq") >= 1)
    top, under = (_names(facts, base.filter(test), lang) for test in (above, ~above))
    return Figure(chart, word("quadrant", **span), word("quadrant_alt", top=top, under=under), source)


def shift_bars(facts: Facts, lang: str, source: str) -> Figure:
    """Return shift-share's three parts, one bar an industry, the largest regional part first."""
    word = _word(lang)
    rows = facts.own.sort("shift_regional", descending=True, nulls_last=True).head(MOST_BARS)
    unit = unit_name(facts.unit, lang)
    chart = ShiftShareBars(
        rows=tuple(
            ShiftShareRow(
                sentences.short(facts, r["activity"], lang),
                r["shift_national"],
                r["shift_mix"],
                r["shift_regional"],
            )
            for r in rows.iter_rows(named=True)
        ),
        unit=unit,
        part_labels=(word("national"), word("mix"), word("regional")),
        net_label=word("net"),
    )
    best, worst = (_names(facts, found, lang) for found in (sentences.best(facts), sentences.worst(facts)))
    caption = word("shift", base=facts.base, year=facts.year, unit=unit)
    return Figure(chart, caption, word("shift_alt", best=best, worst=worst), source)


def likeness_map(facts: Facts, lang: str, source: str, boundaries: dict[str, Any] | None) -> Figure | None:
    """Return every region's likeness to this one, as tiles or on real boundaries; None without coordinates."""
    assert facts.peers is not None
    word = _word(lang)
    alike = facts.likeness
    legend = Legend(title=word("similarity"), decimals=2, missing_label=word("no_data"), highlight_label=facts.name)
    codes = [code for code in facts.panel.region_codes if code in alike or code == facts.region]
    names = {code: facts.panel.region_name(code) for code in codes}
    chart: TileMap | RegionMap
    if boundaries is not None:
        regions = tuple(RegionValue(c, names[c], alike.get(c), highlight=c == facts.region) for c in codes)
        chart = RegionMap(regions, boundaries, legend)
    else:
        places = place_tiles(_coordinates(facts, codes))
        if not places:
            return None
        chart = TileMap(
            tuple(
                Tile(c, _tile_label(names[c]), *places[c], value=alike.get(c), highlight=c == facts.region)
                for c in codes
                if c in places
            ),
            legend,
        )
    nearest = sorted(alike, key=lambda code: -alike[code])[:5]
    shown = [f"{names[code]} ({number(alike[code], lang, decimals=2)})" for code in nearest]
    caption = word("map", name=facts.name, year=facts.year)
    return Figure(chart, caption, word("map_alt", list=listing(shown, lang)), source)


def _word(lang: str) -> Any:
    return lambda key, **params: say(f"prospectus.chart.{key}", lang, **params)


def _point(facts: Facts, row: dict[str, Any], lang: str) -> QuadrantPoint:
    label = facts.panel.activity_name(row["activity"], lang)
    short = sentences.short(facts, row["activity"], lang)
    return QuadrantPoint(label, short, row["lq"], row["growth_yearly"], row["value"] or 0.0)


def _names(facts: Facts, rows: pl.DataFrame, lang: str) -> str:
    names = [sentences.short(facts, code, lang) for code in rows["activity"]]
    return listing(names, lang) or say("prospectus.chart.nothing", lang)


def _coordinates(facts: Facts, codes: list[str]) -> dict[str, tuple[float, float]]:
    table = facts.panel.regions.filter(pl.col("region").is_in(codes)).drop_nulls(["lat", "lon"])
    return {code: (lat, lon) for code, lat, lon in table.select("region", "lat", "lon").iter_rows()}


def _tile_label(name: str) -> str:
    return name.removeprefix("Kabupaten ")
