"""The main job on the sample, from figures to hand-outs: what ``make demo`` runs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from potensi.data import samples
from potensi.language import number, percent, say
from potensi.present import sentences
from potensi.present.facts import Facts, gather, gather_all
from potensi.present.hand_over import hand_over
from potensi.present.numbers import listing
from potensi.present.tables import write

FORMS = ("pdf", "pptx", "html", "xlsx", "md", "docx")


def run(out: Path, *, region: str = "3510", lang: str = "id") -> Iterator[str]:
    """Write the tables of all regions and one region's prospectus into ``out``; yield what to tell the user.

    The last lines say what was found, in four sentences, and what to open first.
    """
    panel, indicators = samples.load("jatim"), samples.load_indicators("jatim")
    code = panel.find_region(region)
    yield say("demo.start", lang, count=len(panel.region_codes), years=f"{panel.periods[0]}–{panel.periods[-1]}")
    shared = gather_all(panel, indicators=indicators)
    facts = gather(shared, code)
    out.mkdir(parents=True, exist_ok=True)
    whole = shared.profile
    for name in ("cells", "regions", "activities", "disparity"):
        write(getattr(whole, name), out / name, "csv")
    paths = list(hand_over(panel, [code], FORMS, out, lang=lang, indicators=indicators))
    yield ""
    yield from found(facts, lang)
    yield ""
    yield say("demo.open", lang, path=paths[0], folder=out)


def found(facts: Facts, lang: str) -> list[str]:
    """Return the finding in four lines: size and pace, strengths, whom to visit, how sure."""
    glance = sentences.glance(facts, lang)
    judged = facts.own.filter(pl.col("sector_class_agreement").is_not_null())
    steady = judged.filter(pl.col("sector_class_agreement") >= 1).height
    hosts = [] if facts.hosts is None else facts.hosts.table.rows(named=True)
    who = [f"{row['name']} ({number(row['distance_km'], lang)} km)" for row in hosts[:3]]
    growth = percent(facts.growth, lang, decimals=2)
    return [
        say("demo.size", lang, name=facts.name, growth=growth, base=facts.base, year=facts.year),
        glance[2],
        say("demo.hosts", lang, list=listing(who, lang)) if who else say("prospectus.hosts.none", lang),
        say("demo.sure", lang, steady=steady, total=judged.height),
    ]
