"""A region in a text to send on: figures with their year, the source, the page's address; nothing personal."""

from __future__ import annotations

import re

import polars as pl

from potensi.language import number, percent, say
from potensi.present import sentences
from potensi.present.facts import Facts
from potensi.present.numbers import listing, money
from potensi.present.shown import clean

LONGEST = 900
_NAMED = 3
_LONGEST_NAME, _LONGEST_SOURCE = 80, 220
# The signs that WhatsApp reads as bold, italic, struck out and typewriter, and every kind of space and line end.
_MARKS = re.compile(r"[*_~`]")
_SPACES = re.compile(r"\s+")


def message(facts: Facts, lang: str, url: str) -> str:
    """Return the text of one region in WhatsApp's own marks, ending with ``url``, in at most LONGEST signs.

    Where it would be longer, the last points go first; name, size, source and address always stay, so an address
    of more than 300 signs may make it longer.
    """
    head = [say("message.head", lang, name=_plain(facts.name, _LONGEST_NAME)), ""]
    tail = ["", *_sources(facts, lang), say("message.more", lang, url=url)]
    points = _points(facts, lang)
    for count in range(len(points), 0, -1):
        text = "\n".join([*head, *points[:count], *tail])
        if len(text) <= LONGEST:
            break
    return text


def _points(facts: Facts, lang: str) -> list[str]:
    """Return the points, the most needed first."""
    size = money(facts.total, facts.unit, lang)
    found = [say("message.grdp", lang, year=facts.year, value=_plain(size))]
    if facts.has_growth:
        own, reference = (percent(rate, lang, decimals=2) for rate in (facts.growth, facts.reference_growth))
        span = {"base": facts.base, "year": facts.year}
        found.append(say("message.growth", lang, growth=own, reference=reference, **span))
    base = facts.own.filter(pl.col("lq") >= 1).sort("lq", descending=True)
    leading = base.filter(pl.col("sector_class") == "leading")
    for key, rows in (("base", base), ("leading", leading)):
        if rows.height:
            named = [_plain(sentences.short(facts, code, lang)) for code in rows["activity"][:_NAMED]]
            found.append(say(f"message.{key}", lang, list=listing(named, lang)))
    return [*found, *_indicators(facts, lang), *_hosts(facts, lang)]


def _indicators(facts: Facts, lang: str) -> list[str]:
    if facts.peers is None:
        return []
    # An index has no unit to speak of.
    forms = {
        "human_development_index": lambda value: number(value, lang, decimals=2),
        "poverty_rate": lambda value: sentences.level(facts, "poverty_rate", value, lang),
    }
    rows = facts.peers.ahead.filter(pl.col("measure").is_in(list(forms)))
    return [
        say(
            "message.indicator", lang, label=_plain(sentences.measure_name(facts, row["measure"], lang)),
            year=row["period"], value=_plain(forms[row["measure"]](row["value"])),
        )
        for row in rows.iter_rows(named=True)
    ]  # fmt: skip


def _hosts(facts: Facts, lang: str) -> list[str]:
    if facts.hosts is None or not facts.hosts.table.height:
        return []
    named = [_plain(facts.panel.region_name(code), _LONGEST_NAME) for code in facts.hosts.table["region"][:_NAMED]]
    return [say("message.hosts", lang, list=listing(named, lang))]


def _sources(facts: Facts, lang: str) -> list[str]:
    papers = facts.panel.papers
    lines = [say("message.source", lang, source=_plain(papers.source or papers.title, _LONGEST_SOURCE))]
    shown = [str(year) for year in facts.provisional_years if year in (facts.base, facts.year)]
    return [*lines, say("message.provisional", lang, years=listing(shown, lang))] if shown else lines


def _plain(text: str, longest: int = 120) -> str:
    """Return a text as one line without the signs that WhatsApp would read as marks."""
    line = clean(_SPACES.sub(" ", _MARKS.sub("", text))).strip()
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"
