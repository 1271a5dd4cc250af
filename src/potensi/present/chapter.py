"""Chapter II of a plan, "Gambaran Umum Kondisi Daerah": paragraphs and tables with their sources, ready to paste."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from potensi.language import percent, say
from potensi.present import sentences
from potensi.present.facts import Facts
from potensi.present.numbers import money, unit_name
from potensi.present.prospectus import industry_table, source_line
from potensi.present.story import Bullets, Column, Paragraph, Section, Story, Table


def chapter(facts: Facts, lang: str) -> Story:
    """Return chapter II's economic part of one region: structure, growth, potential, welfare, limits."""
    makers = (_structure, _growth, _potential, _welfare, _limits)
    sections = [make(facts, lang) for make in makers]
    kept = [section for section in sections if section.blocks]
    numbered = [Section(f"2.{k} {section.heading}", section.blocks) for k, section in enumerate(kept, start=1)]
    return Story(
        title=say("chapter.title", lang),
        subtitle=say("chapter.subtitle", lang, name=facts.name, base=facts.panel.periods[0], year=facts.year),
        lang=lang,
        region=facts.region,
        date=date.today().isoformat(),
        source=source_line(facts, lang),
        sections=tuple(numbered),
    )


def _heading(name: str, lang: str) -> str:
    return say(f"chapter.heading.{name}", lang)


def _structure(facts: Facts, lang: str) -> Section:
    largest = facts.own.sort("value", descending=True, nulls_last=True).head(3)
    shown = [
        f"{facts.panel.activity_name(code, lang)} ({percent(part, lang)})"
        for code, part in largest.select("activity", "share").iter_rows()
    ]
    text = say(
        "chapter.structure", lang, year=facts.year, name=facts.name,
        grdp=money(facts.total, facts.unit, lang), list="; ".join(shown),
    )  # fmt: skip
    return Section(_heading("structure", lang), (Paragraph(text), value_table(facts, lang)))


def value_table(facts: Facts, lang: str) -> Table:
    """Return every activity's value year by year, with the sum; a missing cell stays missing, and so its sum."""
    years = [year for year in facts.panel.periods if year <= facts.year]
    own = facts.panel.frame.filter((pl.col("region") == facts.region) & pl.col("period").is_in(years))
    wide = own.pivot("period", index="activity", values="value", sort_columns=False)
    columns = [Column(say("prospectus.column.activity", lang))]
    columns += [Column(_year_heading(facts, year), "number", 1) for year in years]
    rows = [
        (facts.panel.activity_name(row["activity"], lang), *[row[str(year)] for year in years])
        for row in wide.sort("activity").iter_rows(named=True)
    ]
    sums = [_sum(wide[str(year)]) for year in years]
    caption = say("chapter.values", lang, name=facts.name, unit=unit_name(facts.unit, lang))
    note = say("chapter.marks", lang) if facts.provisional_years else ""
    total = (say("chapter.total", lang), *sums)
    return Table(caption, tuple(columns), (*rows, total), source_line(facts, lang), note)


def _sum(values: pl.Series) -> Any:
    return None if values.null_count() else values.sum()


def _year_heading(facts: Facts, year: int) -> str:
    """Return the year with the marks that BPS gives it: * provisional, ** very provisional."""
    status = set(facts.panel.frame.filter(pl.col("period") == year)["status"])
    return f"{year}{'**' if 'very_provisional' in status else '*' if 'provisional' in status else ''}"


def _growth(facts: Facts, lang: str) -> Section:
    if not facts.has_growth:
        return Section(_heading("growth", lang), ())
    text = " ".join([sentences.glance(facts, lang)[1], *sentences.what_moves(facts, lang)])
    return Section(_heading("growth", lang), (Paragraph(text),))


def _potential(facts: Facts, lang: str) -> Section:
    text = " ".join(sentences.what_it_has(facts, lang))
    classes = tuple(sentences.classes(facts, lang))
    points = (Bullets(classes),) if classes else ()
    return Section(_heading("potential", lang), (Paragraph(text), *points, industry_table(facts, lang)))


def _welfare(facts: Facts, lang: str) -> Section:
    found = sentences.ahead_sentences(facts, lang)
    return Section(_heading("welfare", lang), (Bullets(tuple(found)),) if found else ())


def _limits(facts: Facts, lang: str) -> Section:
    found = [*sentences.how_sure(facts, lang), *sentences.refusals(facts, lang)]
    return Section(_heading("limits", lang), (Bullets(tuple(found)),) if found else ())
