"""The prospectus: one region's facts as a story of eight sections."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from potensi.indicators import Indicators
from potensi.language import DEFAULT_LANGUAGE, number, percent, say
from potensi.panel import Panel
from potensi.present import parts, pictures, sentences
from potensi.present.data_sheets import data_sheets
from potensi.present.facts import Facts, gather, gather_all
from potensi.present.numbers import money, price_name
from potensi.present.parts import hundredfold, points, text
from potensi.present.story import (
    Block,
    Column,
    KeyFigure,
    KeyFigures,
    Note,
    Paragraph,
    Section,
    Story,
    Table,
)


def prospectus(
    panel: Panel,
    *,
    region: str,
    lang: str = DEFAULT_LANGUAGE,
    year: int | None = None,
    base: int | None = None,
    indicators: Indicators | None = None,
) -> Story:
    """Return the prospectus of one region as a story, ready for any printer.

    Raises UsageError for an unknown region or year.
    """
    code = panel.find_region(region)
    shared = gather_all(panel, year=year, base=base, indicators=indicators)
    return prospectus_of(gather(shared, code), lang)


def prospectus_of(facts: Facts, lang: str, boundaries: dict[str, Any] | None = None) -> Story:
    """Return the story of gathered facts; with ``boundaries`` (GeoJSON) the map shows real polygons."""
    span = {"base": facts.base, "year": facts.year}
    sections = (_glance, _has, _moves, _alike, _hosts, _catchup, _sure, _sources)
    made = [make(facts, lang) for make in sections]
    if boundaries is not None and facts.peers is not None:
        made[3] = _alike(facts, lang, boundaries)
    return Story(
        title=say("prospectus.title", lang, name=facts.name),
        subtitle=say("prospectus.subtitle", lang, **span),
        lang=lang,
        region=facts.region,
        date=date.today().isoformat(),
        source=source_line(facts, lang),
        sections=tuple(section for section in made if section.blocks),
        tables=data_sheets(facts, lang),
    )


def source_line(facts: Facts, lang: str) -> str:
    """Return where the figures come from, in what unit and prices: the line under every table."""
    return parts.source_line(facts.panel, lang)


def industry_table(facts: Facts, lang: str) -> Table:
    """Return every activity's value, share, quotients, growth and class, largest first."""
    rows = facts.own.sort("value", descending=True, nulls_last=True)
    word = lambda key, **params: say(f"prospectus.column.{key}", lang, **params)  # noqa: E731
    columns = (
        Column(word("activity"), key="activity_name"),
        Column(word("value", year=facts.year), "number", 0, key="value"),
        Column(word("share"), "number", 1, "%", "share"),
        Column("LQ", "number", 2, key="lq"),
        Column("DLQ", "number", 2, key="dlq"),
        Column(word("growth"), "number", 1, "%", "growth_yearly"),
        Column(word("class"), key="sector_class"),
        Column(word("agreement"), "number", 0, "%", "sector_class_agreement"),
    )
    return Table(
        caption=say("prospectus.table.base", lang, name=facts.name, base=facts.base, year=facts.year),
        columns=columns,
        rows=tuple(_industry_row(facts, row, lang) for row in rows.iter_rows(named=True)),
        source=source_line(facts, lang),
        note=say("prospectus.table.note", lang),
        key="industries",
    )


def _industry_row(facts: Facts, row: dict[str, Any], lang: str) -> tuple[Any, ...]:
    return (
        facts.panel.activity_name(row["activity"], lang),
        row["value"],
        hundredfold(row["share"]),
        row["lq"],
        row["dlq"],
        hundredfold(row["growth_yearly"]),
        sentences.class_name(row["sector_class"], lang),
        hundredfold(row["sector_class_agreement"]),
    )


def _section(name: str, lang: str, *blocks: Block | None, slide: bool = True) -> Section:
    return parts.section("prospectus", name, lang, *blocks, slide=slide)


def _glance(facts: Facts, lang: str) -> Section:
    return _section("glance", lang, _key_figures(facts, lang), text(sentences.glance(facts, lang)))


def _key_figures(facts: Facts, lang: str) -> KeyFigures:
    span = {"base": facts.base, "year": facts.year}
    base = facts.own.filter(pl.col("lq") >= 1).height
    of_all = say("prospectus.key.base_value", lang, count=base, total=facts.own.height)
    items = [
        KeyFigure(
            say("prospectus.key.grdp", lang, **span),
            money(facts.total, facts.unit, lang),
            price_name(facts.price, lang),
        ),
        KeyFigure(say("prospectus.key.base", lang), of_all, say("prospectus.key.base_note", lang)),
    ]
    if facts.has_growth:
        growth = percent(facts.growth, lang, decimals=2)
        items.insert(
            1,
            KeyFigure(say("prospectus.key.growth", lang), growth, say("prospectus.key.since", lang, **span)),
        )
    return KeyFigures((*items, *_indicator_figures(facts, lang)))


def _indicator_figures(facts: Facts, lang: str) -> list[KeyFigure]:
    if facts.peers is None:
        return []
    found = facts.peers.ahead.filter(pl.col("measure").is_in(["human_development_index", "poverty_rate"]))
    return [
        KeyFigure(
            sentences.measure_name(facts, row["measure"], lang),
            number(row["value"], lang, decimals=2) + (" %" if row["measure"] == "poverty_rate" else ""),
            str(row["period"]),
        )
        for row in found.iter_rows(named=True)
    ]


def _has(facts: Facts, lang: str) -> Section:
    grown = facts.has_growth
    return _section(
        "has", lang,
        text(sentences.what_it_has(facts, lang)),
        points(sentences.classes(facts, lang)),
        pictures.quadrant(facts, lang, source_line(facts, lang)) if grown else None,
        industry_table(facts, lang),
    )  # fmt: skip


def _moves(facts: Facts, lang: str) -> Section:
    figure = pictures.shift_bars(facts, lang, source_line(facts, lang)) if facts.has_growth else None
    return _section("moves", lang, text(sentences.what_moves(facts, lang)), figure)


def _alike(facts: Facts, lang: str, boundaries: dict[str, Any] | None = None) -> Section:
    if facts.peers is None:
        return _section("alike", lang)
    return _section(
        "alike", lang,
        text(sentences.peer_sentences(facts, lang)),
        points(sentences.ahead_sentences(facts, lang)),
        pictures.likeness_map(facts, lang, source_line(facts, lang), boundaries),
    )  # fmt: skip


def _hosts(facts: Facts, lang: str) -> Section:
    if facts.hosts is None:
        return _section("hosts", lang)
    found = sentences.host_sentences(facts.hosts, lang)
    if not found:
        return _section("hosts", lang, Paragraph(say("prospectus.hosts.none", lang)))
    return _section(
        "hosts",
        lang,
        Paragraph(say("prospectus.hosts.intro", lang)),
        points(found),
        _host_table(facts, lang) if len(found) > 1 else None,
    )


def _host_table(facts: Facts, lang: str) -> Table:
    assert facts.hosts is not None
    word = lambda key: say(f"prospectus.column.{key}", lang)  # noqa: E731
    columns = (
        Column(word("region"), key="name"),
        Column(word("similarity"), "number", 2, key="similarity"),
        Column(word("shift"), "number", 1, "%", "regional_shift"),
        Column(word("distance"), "number", 0, key="distance_km"),
        Column(word("stability"), "number", 0, "%", "stability"),
    )
    rows = tuple(
        (r["name"], r["similarity"], 100 * r["regional_shift"], r["distance_km"], 100 * r["stability"])
        for r in facts.hosts.table.iter_rows(named=True)
    )
    return Table(say("prospectus.table.hosts", lang), columns, rows, source_line(facts, lang), key="hosts")


def _catchup(facts: Facts, lang: str) -> Section:
    if facts.catchup is None:
        return _section("catchup", lang)
    intro = say("prospectus.catchup.intro", lang, by=facts.catchup.by)
    return _section("catchup", lang, Paragraph(intro), points(sentences.catchup_sentences(facts, lang)))


def _sure(facts: Facts, lang: str) -> Section:
    refused = sentences.refusals(facts, lang)
    note = Note(" ".join(refused)) if refused else None
    return _section("sure", lang, points(sentences.how_sure(facts, lang)), note)


def _sources(facts: Facts, lang: str) -> Section:
    lines = parts.source_points(facts.profile, facts.indicators, lang)
    return _section("sources", lang, points(lines), slide=False)
