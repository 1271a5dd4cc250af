"""One industry's facts → sentences. A sentence never says more than the guards allow."""

from __future__ import annotations

import polars as pl

from potensi.language import number, percent, say
from potensi.present.facts import provisional_years
from potensi.present.industry_facts import Industry
from potensi.present.numbers import listing, money, price_name
from potensi.present.sentences import GREY_ZONE, LEVEL

_TOP = 3
_SHAKY = 0.75
# Refused measures of whole regions, of which the page of an industry says nothing.
_OTHER_PAGES = ("lq_interval", "beta_convergence", "williamson", "klassen_region_class")


def glance(found: Industry, lang: str) -> list[str]:
    """Return the sentences that answer at once: how large, how fast, where the most of it is."""
    papers = found.panel.papers
    size = say(
        "industry.glance.size", lang, year=found.year, name=found.name(lang), price=price_name(papers.price, lang),
        value=money(found.value, papers.unit, lang), share=percent(found.share, lang), count=len(found.reference),
    )  # fmt: skip
    top = found.by_value.drop_nulls("value").head(_TOP)
    largest = [say("industry.glance.largest", lang, list=listing(found.names(top), lang))] if top.height > 1 else []
    return [size, _growth(found, lang), *largest]


def _growth(found: Industry, lang: str) -> str:
    if found.profile.base == found.profile.year:
        return say("industry.glance.no_growth", lang)
    if found.growth is None or found.whole_growth is None:
        return say("industry.glance.growth_unknown", lang)
    difference = found.growth - found.whole_growth
    key = "level" if abs(difference) < LEVEL else "faster" if difference > 0 else "slower"
    if found.growth < -LEVEL and found.whole_growth > 0:
        key = "shrinks"
    own, whole = (percent(value, lang, decimals=2) for value in (found.growth, found.whole_growth))
    own = own.lstrip("−") if key == "shrinks" else own
    return say(f"industry.glance.{key}", lang, base=found.profile.base, own=own, whole=whole)


def where(found: Industry, lang: str) -> list[str]:
    """Return the sentences on where it is a base industry."""
    if not found.comparable:
        return [say("industry.where.alone", lang)]
    if not found.base_rows.height:
        return [say("industry.where.none", lang)]
    named = listing(with_quotients(found, found.base_rows.head(5), lang), lang)
    total = len(found.reference)
    sentences = [say("industry.where.base", lang, count=found.base_rows.height, total=total, list=named)]
    grey = found.by_quotient.filter(pl.col("lq").is_between(*GREY_ZONE)).height
    return [*sentences, say("industry.where.grey", lang, count=grey)] if grey else sentences


def own(found: Industry, lang: str) -> list[str]:
    """Return the sentences on where it grows by the region's own performance."""
    if not found.has_shift:
        return [say("industry.own.none", lang)]
    shifts = found.rows["shift_regional"]
    counts = {"up": int((shifts > 0).sum()), "down": int((shifts < 0).sum())}
    sentences = [say("industry.own.intro", lang, **counts, **found.span)]
    for key, rows in (("best", found.best), ("worst", found.worst)):
        if rows.height:
            sentences.append(say(f"industry.own.{key}", lang, list=listing(with_shift(found, rows, lang), lang)))
    return sentences


def spread(found: Industry, lang: str) -> list[str]:
    """Return the sentences on how concentrated it is; none where there is nothing to compare."""
    if not found.comparable or not found.value:
        return []
    top = found.by_value.head(_TOP)
    sentences = []
    if len(found.reference) > _TOP:
        part = percent(float(top["value"].sum()) / found.value, lang)
        named = listing(found.names(top), lang)
        sentences.append(say("industry.spread.top", lang, list=named, share=part))
    hoover, gini = found.whole["hoover_concentration"], found.whole["gini_concentration"]
    if hoover is not None and hoover == hoover:
        index = number(hoover, lang, decimals=2)
        sentences.append(say("industry.spread.hoover", lang, hoover=percent(hoover, lang, decimals=0), index=index))
    if gini is not None and gini == gini:
        sentences.append(say("industry.spread.gini", lang, gini=number(gini, lang, decimals=2)))
        others = found.profile.activities["gini_concentration"].fill_nan(None).drop_nulls()
        more = {"count": int((others > gini).sum()), "total": others.len()}
        if more["total"] > 1:
            sentences.append(say(f"industry.spread.{'more' if more['count'] else 'most'}", lang, **more))
    return sentences


def how_sure(found: Industry, lang: str) -> list[str]:
    """Return what the sensitivity runs, the statuses and small regions say."""
    sentences = []
    judged = found.rows.drop_nulls("sector_class_agreement")
    if judged.height:
        sentences += _steadiness(found, judged, lang)
    if found.comparable and (unstable := found.rows.filter(pl.col("unstable").fill_null(False))).height:
        sentences.append(say("industry.sure.unstable", lang, list=listing(found.names(unstable.head(5)), lang)))
    if years := provisional_years(found.panel):
        sentences.append(say("prospectus.sure.provisional", lang, years=listing([str(y) for y in years], lang)))
    return sentences


def _steadiness(found: Industry, judged: pl.DataFrame, lang: str) -> list[str]:
    steady = judged.filter(pl.col("sector_class_agreement") >= 1).height
    count = judged["sector_class_variants"].max()
    sentences = [say("industry.sure.classes", lang, count=count, steady=steady, total=judged.height)]
    base = found.base_rows.drop_nulls("lq_base_agreement")
    if base.height:
        firm = base.filter(pl.col("lq_base_agreement") >= 1).height
        sentences.append(say("industry.sure.base", lang, count=base.height, steady=firm))
    shaky = judged.filter(pl.col("sector_class_agreement") < _SHAKY).sort("sector_class_agreement", "region").head(4)
    if shaky.height:
        sentences.append(say("industry.sure.shaky", lang, list=listing(found.names(shaky), lang)))
    return sentences


def refusals(found: Industry, lang: str) -> list[str]:
    """Return each distinct refusal that concerns this industry or all of them, as a sentence."""
    about = [
        refusal
        for refusal in found.profile.refusals
        if refusal.activity in (None, found.activity)
        and refusal.method not in _OTHER_PAGES
        and _concerns(refusal.region, found)
    ]
    return list(dict.fromkeys(refusal.message(lang) for refusal in about))


def _concerns(region: str | None, found: Industry) -> bool:
    """Whether a refusal about a region belongs here: one that is left out of the sum does, one about its size not."""
    return region is None or region not in found.reference


def with_quotients(found: Industry, rows: pl.DataFrame, lang: str) -> list[str]:
    """Return each region's name with its quotient."""
    quotients = [number(value, lang, decimals=2) for value in rows["lq"]]
    return [f"{name} ({value})" for name, value in zip(found.names(rows), quotients, strict=True)]


def with_shift(found: Industry, rows: pl.DataFrame, lang: str) -> list[str]:
    """Return each region's name with what its own performance adds."""
    unit = found.panel.papers.unit
    amounts = [money(value, unit, lang, signed=True) for value in rows["shift_regional"]]
    return [f"{name} ({amount})" for name, amount in zip(found.names(rows), amounts, strict=True)]
