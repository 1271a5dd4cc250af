"""Two to ten regions side by side as a story: figures, what they share, where they differ, how alike they are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl

from potensi.language import percent, say
from potensi.present import comparison_sentences as sentences
from potensi.present import parts
from potensi.present.charts import Bar, BarChart
from potensi.present.comparison_facts import Comparison, compare
from potensi.present.data_sheets import methods_table, papers_table, sheets_of
from potensi.present.facts import Shared
from potensi.present.numbers import listing, money
from potensi.present.parts import hundredfold, points, source_line, text
from potensi.present.story import (
    Column,
    DataSheet,
    Figure,
    KeyFigure,
    KeyFigures,
    Paragraph,
    Section,
    Story,
    Table,
)

# With more regions than this the title counts them instead of naming them.
_NAMED = 3


def comparison_story(shared: Shared, regions: Sequence[str], lang: str) -> Story:
    """Return the story that compares two to ten regions (codes or usual spellings), in the order given.

    Raises UsageError for an unknown region, for fewer than two different ones and for more than ten.
    """
    found = compare(shared, regions)
    names = [found.name(code) for code in found.codes]
    key = "title" if len(names) <= _NAMED else "title_many"
    makers = (_glance, _figures, _common, _differ, _growth, _indicators, _alike, _sources)
    made = [make(found, lang) for make in makers]
    return Story(
        title=say(f"comparison.{key}", lang, list=listing(names, lang), count=len(names)),
        subtitle=say("comparison.subtitle", lang, list=listing(names, lang), **found.span),
        lang=lang,
        region="",
        date=date.today().isoformat(),
        source=source_line(found.panel, lang),
        sections=tuple(section for section in made if section.blocks),
        tables=_sheets(found, lang),
    )


def _section(name: str, lang: str, *blocks: Any, slide: bool = True) -> Section:
    return parts.section("comparison", name, lang, *blocks, slide=slide)


def _column(key: str, lang: str, **params: Any) -> str:
    return say(f"comparison.column.{key}", lang, **params)


def _named_table(found: Comparison, key: str, columns: Sequence[Column], rows: Any, lang: str, note: str = "") -> Table:
    caption = say(f"comparison.table.{key}", lang, **found.span)
    return Table(caption, tuple(columns), tuple(rows), source_line(found.panel, lang), note, key)


def _glance(found: Comparison, lang: str) -> Section:
    totals, paces = found.of_regions("value"), found.of_regions("growth_yearly")
    year = say("comparison.key.year", lang, year=found.profile.year)
    figures = tuple(
        KeyFigure(
            found.name(code),
            money(totals.get(code), found.panel.papers.unit, lang),
            say("comparison.key.growth", lang, growth=percent(paces[code], lang, decimals=2), **found.span)
            if code in paces
            else year,
        )
        for code in found.codes
    )
    return _section("glance", lang, KeyFigures(figures), text(sentences.glance(found, lang)))


def _figures(found: Comparison, lang: str) -> Section:
    columns = (
        Column(_column("region", lang), key="region_name"),
        Column(_column("value", lang, year=found.profile.year), "number", 0, key="value"),
        Column(_column("part", lang), "number", 1, "%", "part_of_reference"),
        Column(_column("growth", lang), "number", 2, "%", "growth_yearly"),
        Column(_column("own", lang), "number", 1, "%", "own_performance"),
        Column(_column("base", lang), "number", 0, key="base_industries"),
        Column(_column("largest", lang), key="largest_industry"),
    )
    rows = [_figure_row(found, code, lang) for code in found.codes]
    return _section("figures", lang, _named_table(found, "figures", columns, rows, lang))


def _figure_row(found: Comparison, code: str, lang: str) -> tuple[Any, ...]:
    total = found.of_regions("value").get(code)
    quotients = [values[code] for values in found.of_cells("lq").values() if code in values]
    shares = {activity: values[code] for activity, values in found.of_cells("share").items() if code in values}
    largest = max(shares, key=shares.__getitem__, default=None)
    return (
        found.name(code),
        total,
        hundredfold(None if total is None or not found.reference_total else total / found.reference_total),
        hundredfold(found.of_regions("growth_yearly").get(code)),
        hundredfold(found.own_performance.get(code)),
        sum(value >= 1 for value in quotients) if quotients else None,
        None if largest is None else f"{found.short(largest, lang)} ({percent(shares[largest], lang)})",
    )


def _common(found: Comparison, lang: str) -> Section:
    table = _quotients(found, lang) if any(found.of_cells("lq").values()) else None
    return _section("common", lang, points(sentences.common(found, lang)), table)


def _quotients(found: Comparison, lang: str) -> Table:
    rows = [_cell_row(found, a, values, lang) for a, values in found.of_cells("lq").items()]
    note = say("comparison.table.quotients_note", lang)
    return _named_table(found, "quotients", _region_columns(found, lang, 2), rows, lang, note)


def _differ(found: Comparison, lang: str) -> Section:
    reference = dict(found.profile.activities.select("activity", "share").iter_rows())
    rows = [
        (*_cell_row(found, a, {code: 100 * share for code, share in values.items()}, lang), hundredfold(reference[a]))
        for a, values in found.of_cells("share").items()
    ]
    columns = (*_region_columns(found, lang, 1), Column(_column("reference", lang), "number", 1, key="reference"))
    return _section(
        "differ", lang, points(sentences.differ(found, lang)), _named_table(found, "shares", columns, rows, lang)
    )


def _region_columns(found: Comparison, lang: str, decimals: int) -> tuple[Column, ...]:
    first = Column(_column("activity", lang), key="activity_name")
    return (first, *(Column(found.label(code), "number", decimals) for code in found.codes))


def _cell_row(found: Comparison, activity: str, values: dict[str, float], lang: str) -> tuple[Any, ...]:
    return (found.short(activity, lang), *(values.get(code) for code in found.codes))


def _growth(found: Comparison, lang: str) -> Section:
    paces = found.of_regions("growth_yearly")
    return _section("growth", lang, text(sentences.growth(found, lang)), _bars(found, lang) if paces else None)


def _bars(found: Comparison, lang: str) -> Figure:
    paces = found.of_regions("growth_yearly")
    order = sorted(paces, key=lambda code: (-paces[code], code))
    shown = {code: percent(paces[code], lang, decimals=2) for code in order}
    chart = BarChart(
        tuple(Bar(found.label(code), paces[code]) for code in order), kind="percent", decimals=2,
        reference=found.reference_growth, reference_label=say("comparison.chart.reference", lang),
    )  # fmt: skip
    named = listing([f"{found.name(code)} ({shown[code]})" for code in order], lang)
    reference = percent(found.reference_growth, lang, decimals=2)
    alt = say("comparison.chart.growth_alt", lang, list=named, reference=reference)
    return Figure(chart, say("comparison.chart.growth", lang, **found.span), alt, source_line(found.panel, lang))


def _indicators(found: Comparison, lang: str) -> Section:
    if not found.levels:
        return _section("indicators", lang)
    columns = [Column(_column("region", lang), key="region_name")]
    for level in found.levels:
        card = level.card
        label, unit = (card.label_id, card.unit_id) if lang == "id" else (card.label_en, card.unit_en)
        key = f"{card.indicator}_{level.period}"
        columns.append(Column(f"{label} {level.period}", "number", sentences.decimals(level), unit, key))
    rows = [(found.name(code), *(level.values.get(code) for level in found.levels)) for code in found.codes]
    note = say("comparison.table.indicators_note", lang)
    table = Table(
        say("comparison.table.indicators", lang),
        tuple(columns),
        tuple(rows),
        _indicator_source(found),
        note,
        "indicators",
    )
    intro = Paragraph(say("comparison.indicators.intro", lang))
    return _section("indicators", lang, intro, points(sentences.indicators(found, lang)), table)


def _indicator_source(found: Comparison) -> str:
    """Return the sources of the indicators as their rows state them."""
    assert found.shared.indicators is not None
    shown = [level.card.indicator for level in found.levels]
    rows = found.shared.indicators.frame.filter(
        pl.col("indicator").is_in([*shown, "population"]) & pl.col("region").is_in(found.codes)
    )
    stated = rows["source"].drop_nulls().unique().sort().to_list()
    return "; ".join(source for source in stated if source) or found.panel.papers.source


def _alike(found: Comparison, lang: str) -> Section:
    pairs = found.similarity
    if not pairs:
        return _section("alike", lang)
    both = pairs | {(other, one): value for (one, other), value in pairs.items()}
    first = Column(_column("region", lang), key="region_name")
    columns = (first, *(Column(found.label(code), "number", 2) for code in found.codes))
    rows = [
        (found.name(one), *(1.0 if one == other else both.get((one, other)) for other in found.codes))
        for one in found.codes
    ]
    table = _named_table(found, "similarity", columns, rows, lang) if len(pairs) > 1 else None
    return _section("alike", lang, text(sentences.alike(found, lang)), table)


def _sources(found: Comparison, lang: str) -> Section:
    lines = parts.source_points(found.profile, found.shared.indicators, lang)
    return _section("sources", lang, points(lines), slide=False)


def _sheets(found: Comparison, lang: str) -> tuple[DataSheet, ...]:
    wanted = pl.col("region").is_in(found.codes)
    frames = {
        "cells": found.profile.cells.filter(wanted),
        "regions": found.profile.regions.filter(wanted),
        "years": found.panel.frame.filter(wanted),
        "methods": methods_table(lang),
        "papers": papers_table(found.panel, lang),
    }
    return sheets_of(frames, lang)
