"""The page of one industry: where it is strong, where it grows by itself, how concentrated it is, how sure that is."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import polars as pl

from potensi.errors import UsageError
from potensi.language import percent, say
from potensi.panel import Panel
from potensi.present import industry_sentences as sentences
from potensi.present import parts
from potensi.present.charts import Bar, BarChart
from potensi.present.data_sheets import methods_table, papers_table, sheets_of
from potensi.present.facts import Shared
from potensi.present.industry_facts import Industry, industry_of
from potensi.present.maps import Legend, Tile, TileMap
from potensi.present.numbers import listing, money, price_name, unit_name
from potensi.present.parts import hundredfold, points, source_line, text
from potensi.present.sentences import class_name
from potensi.present.story import Column, DataSheet, Figure, KeyFigure, KeyFigures, Note, Section, Story, Table
from potensi.present.tiles import tile_label, tile_places

# More rows or bars than this are not read on a page; the file has them all.
MOST_ROWS = 60
MOST_BARS = 12


def industry_story(shared: Shared, activity: str, lang: str) -> Story:
    """Return the story of one industry across the panel's regions.

    ``activity`` is its code, its slug or its name in either language. Raises UsageError for one that is not there.
    """
    found = industry_of(shared, find_activity(shared.profile.panel, activity))
    makers = (_glance, _where, _own, _spread, _sure, _sources)
    made = [make(found, lang) for make in makers]
    count = len(shared.profile.reference)
    return Story(
        title=say("industry.title", lang, name=found.name(lang)),
        subtitle=say("industry.subtitle", lang, count=count, **found.span),
        lang=lang,
        region="",
        date=date.today().isoformat(),
        source=source_line(found.panel, lang),
        sections=tuple(section for section in made if section.blocks),
        tables=_sheets(found, lang),
    )


def activity_slug(code: str) -> str:
    """Return an activity's code as it stands in an address: "M,N" → "m-n"."""
    return re.sub(r"[^0-9a-z]+", "-", code.lower()).strip("-")


def find_activity(panel: Panel, wanted: str) -> str:
    """Return the code of the panel's activity that is called ``wanted``: a code, a slug, or a name.

    Raises UsageError with the nearest names where the panel has none.
    """
    plain = wanted.strip().casefold()
    codes = panel.activity_codes
    names = {lang: {code: panel.activity_name(code, lang) for code in codes} for lang in ("id", "en")}
    for known in (lambda code: code, activity_slug, names["id"].__getitem__, names["en"].__getitem__):
        found = [code for code in codes if known(code).casefold() == plain]
        if len(found) == 1:
            return found[0]
    raise UsageError("unknown_activity", activity=wanted, candidates=_nearest(names["id"], plain))


def _nearest(names: dict[str, str], plain: str) -> str:
    from rapidfuzz import process

    near = process.extract(plain, names, limit=3, processor=str.casefold)
    return "; ".join(f"{name} ({code})" for name, _, code in near)


def _section(name: str, lang: str, *blocks: Any, slide: bool = True) -> Section:
    return parts.section("industry", name, lang, *blocks, slide=slide)


def _glance(found: Industry, lang: str) -> Section:
    return _section("glance", lang, _key_figures(found, lang), text(sentences.glance(found, lang)))


def _key_figures(found: Industry, lang: str) -> KeyFigures:
    def word(key: str, **params: Any) -> str:
        return say(f"industry.key.{key}", lang, **params)

    total = len(found.reference)
    unit, price = found.panel.papers.unit, price_name(found.panel.papers.price, lang)
    items = [
        KeyFigure(word("value", year=found.year), money(found.value, unit, lang), price),
        KeyFigure(word("share"), percent(found.share, lang), word("share_note", count=total)),
    ]
    if found.growth is not None:
        items.append(KeyFigure(word("growth"), percent(found.growth, lang, decimals=2), word("since", **found.span)))
    if found.comparable:
        of_all = word("of", count=found.base_rows.height, total=total)
        items.append(KeyFigure(word("base"), of_all, word("base_note")))
    return KeyFigures(tuple(items))


def _where(found: Industry, lang: str) -> Section:
    return _section(
        "where", lang,
        text(sentences.where(found, lang)), _map(found, lang) if found.comparable else None, _table(found, lang),
    )  # fmt: skip


def _map(found: Industry, lang: str) -> Figure:
    regions = found.rows["region"].to_list()
    places = tile_places(found.panel, regions)
    quotients = dict(found.rows.select("region", pl.col("lq").fill_nan(None)).iter_rows())
    made = tuple(
        Tile(code, tile_label(found.panel.region_name(code)), *places[code], value=quotients[code]) for code in regions
    )
    legend = Legend(title=say("industry.chart.lq", lang), middle=1.0, decimals=2)
    named = sentences.with_quotients(found, found.by_quotient.head(5), lang)
    alt = say("industry.chart.map_alt", lang, list=_or_none(named, lang), count=found.base_rows.height)
    caption = say("industry.chart.map", lang, name=found.short(lang), year=found.year)
    return Figure(TileMap(made, legend), caption, alt, source_line(found.panel, lang))


def _table(found: Industry, lang: str) -> Table:
    def word(key: str, **params: Any) -> str:
        return say(f"industry.column.{key}", lang, **params)

    columns = (
        Column(word("region"), key="region_name"),
        Column("LQ", "number", 2, key="lq"),
        Column(word("value", year=found.year), "number", 0, key="value"),
        Column(word("share"), "number", 1, "%", "share"),
        Column(word("part"), "number", 1, "%", "part_of_industry"),
        Column(word("growth"), "number", 1, "%", "growth_yearly"),
        Column(word("own"), "number", 0, key="shift_regional"),
        Column(word("class"), key="sector_class"),
        Column(word("agreement"), "number", 0, "%", "sector_class_agreement"),
    )
    rows = found.rows.head(MOST_ROWS)
    cut = {"shown": rows.height, "total": found.rows.height}
    notes = [say("industry.table.note", lang)]
    notes += [say("industry.table.cut", lang, **cut)] if rows.height < found.rows.height else []
    return Table(
        caption=say("industry.table.regions", lang, name=found.name(lang), **found.span),
        columns=columns,
        rows=tuple(_row(found, row, lang) for row in rows.iter_rows(named=True)),
        source=source_line(found.panel, lang),
        note=" ".join(notes),
        key="regions",
    )


def _row(found: Industry, row: dict[str, Any], lang: str) -> tuple[Any, ...]:
    part = row["value"] / found.value if row["value"] is not None and found.value and row["in_reference"] else None
    return (
        found.panel.region_name(row["region"]),
        row["lq"],
        row["value"],
        hundredfold(row["share"]),
        hundredfold(part),
        hundredfold(row["growth_yearly"]),
        row["shift_regional"],
        class_name(row["sector_class"], lang),
        hundredfold(row["sector_class_agreement"]),
    )


def _own(found: Industry, lang: str) -> Section:
    figure = _own_bars(found, lang) if found.has_shift else None
    return _section("own", lang, text(sentences.own(found, lang)), figure)


def _own_bars(found: Industry, lang: str) -> Figure:
    rows = found.rows.drop_nulls("shift_regional").sort("shift_regional", descending=True)
    every = rows.height <= MOST_BARS
    shown = rows if every else pl.concat([rows.head(MOST_BARS // 2), rows.tail(MOST_BARS // 2)])
    unit = unit_name(found.panel.papers.unit, lang)
    bars = tuple(
        Bar(tile_label(found.panel.region_name(code)), value)
        for code, value in shown.select("region", "shift_regional").iter_rows()
    )
    largest = max((abs(bar.value or 0.0) for bar in bars), default=0.0)
    chart = BarChart(bars, unit, decimals=0 if largest >= 100 else 1)
    caption = say(
        f"industry.chart.{'own' if every else 'own_ends'}", lang, name=found.short(lang), unit=unit, **found.span
    )
    best, worst = (_or_none(sentences.with_shift(found, ends, lang), lang) for ends in (found.best, found.worst))
    alt = say("industry.chart.own_alt", lang, best=best, worst=worst)
    return Figure(chart, caption, alt, source_line(found.panel, lang))


def _or_none(names: list[str], lang: str) -> str:
    return listing(names, lang) or say("industry.chart.nothing", lang)


def _spread(found: Industry, lang: str) -> Section:
    return _section("spread", lang, text(sentences.spread(found, lang)))


def _sure(found: Industry, lang: str) -> Section:
    refused = sentences.refusals(found, lang)
    note = Note(" ".join(refused)) if refused else None
    return _section("sure", lang, points(sentences.how_sure(found, lang)), note)


def _sources(found: Industry, lang: str) -> Section:
    return _section("sources", lang, points(parts.source_points(found.profile, None, lang)), slide=False)


def _sheets(found: Industry, lang: str) -> tuple[DataSheet, ...]:
    years = found.panel.frame.filter(pl.col("activity") == found.activity)
    names = pl.Series("region_name", [found.panel.region_name(code) for code in years["region"]], dtype=pl.String)
    frames = {
        "cells": found.rows.drop("in_reference"),
        "years": years.insert_column(1, names),
        "activities": found.profile.activities.filter(pl.col("activity") == found.activity),
        "methods": methods_table(lang),
        "papers": papers_table(found.panel, lang),
    }
    return sheets_of(frames, lang)
