"""The small parts that every story is put together from: sections, running text, points, the source's line."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from potensi.analysis.profile import Profile
from potensi.analysis.regional import POPULATION
from potensi.indicators import IndicatorCard, Indicators
from potensi.language import say
from potensi.panel import Panel
from potensi.present.numbers import listing, price_name, unit_name
from potensi.present.story import Block, Bullets, Paragraph, Section


def section(area: str, name: str, lang: str, *blocks: Block | None, slide: bool = True) -> Section:
    """Return the section ``name`` with the heading "AREA.heading.NAME"; blocks that are None are left out."""
    kept = tuple(block for block in blocks if block is not None)
    return Section(say(f"{area}.heading.{name}", lang), kept, slide, name)


def text(parts: Sequence[str]) -> Paragraph | None:
    """Return sentences as one paragraph; None where there are none."""
    return Paragraph(" ".join(parts)) if parts else None


def points(parts: Sequence[str]) -> Bullets | None:
    """Return sentences as points; None where there are none."""
    return Bullets(tuple(parts)) if parts else None


def hundredfold(fraction: float | None) -> float | None:
    """Return a fraction as a percentage; missing stays missing, undefined stays undefined."""
    return None if fraction is None else 100 * fraction


def source_line(panel: Panel, lang: str) -> str:
    """Return where the figures come from, in what unit and prices: the line under every table."""
    papers = panel.papers
    found = [papers.source or papers.title, unit_name(papers.unit, lang), price_name(papers.price, lang)]
    return "; ".join(part for part in found if part)


def source_points(whole: Profile, indicators: Indicators | None, lang: str) -> list[str]:
    """Return what must be known of the figures: papers, reference, methods, indicators."""
    papers = whole.panel.papers
    unit, price = unit_name(papers.unit, lang), price_name(papers.price, lang)
    told = {"source": papers.source, "unit": unit, "price": price, "accessed": papers.accessed or "…"}
    span = {"count": len(whole.reference), "base": whole.base, "year": whole.year}
    found = [
        say("prospectus.sources.papers", lang, **told),
        say("prospectus.sources.reference", lang, **span),
        say("prospectus.sources.lq", lang),
        say("prospectus.sources.shift", lang),
    ]
    return found if indicators is None else [*found, *_indicator_points(whole, indicators, lang)]


def _indicator_points(whole: Profile, indicators: Indicators, lang: str) -> list[str]:
    """Return where the indicators come from, and which of their series are broken in which years."""
    frame = indicators.frame.filter(pl.col("region").is_in(list(whole.reference)))
    stated = [source for source in frame["source"].drop_nulls().unique().sort() if source]
    source = say("prospectus.sources.indicators", lang, source="; ".join(stated))
    found = [source if stated else say("prospectus.sources.indicators_unstated", lang)]
    broken = [_break(card, years, lang) for card in indicators.cards if (years := _breaks(frame, card))]
    return [*found, say("prospectus.sources.breaks", lang, list=listing(broken, lang))] if broken else found


def _breaks(frame: pl.DataFrame, card: IndicatorCard) -> list[str]:
    """Return the years in which any region's series of an indicator that is compared begins anew."""
    if not card.better and card.indicator != POPULATION:
        return []
    rows = frame.filter(pl.col("indicator") == card.indicator).drop_nulls("value")
    starts = rows.group_by("region", "series").agg(pl.col("period").min())
    anew = starts.filter(pl.col("period") > pl.col("period").min().over("region"))
    return [str(year) for year in anew["period"].unique().sort()]


def _break(card: IndicatorCard, years: list[str], lang: str) -> str:
    label = card.label_id if lang == "id" else card.label_en
    return say("prospectus.sources.break", lang, label=label, years=listing(years, lang))
