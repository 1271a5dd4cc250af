"""What is computed of a version: facts held in memory while they are asked for, and each answer made of them."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import polars as pl

from potensi.data.indicators import indicators_for
from potensi.errors import UsageError
from potensi.panel import Panel
from potensi.present import sentences
from potensi.present.chapter import chapter
from potensi.present.facts import Facts, Shared, gather, gather_all
from potensi.present.fragments import Links, TableLink, sections
from potensi.present.hand_over import CHAPTER_FORMS, print_as
from potensi.present.industry import industry_story
from potensi.present.industry_facts import industry_of
from potensi.present.industry_sentences import glance as industry_glance
from potensi.present.message import message
from potensi.present.preview import preview, site_preview
from potensi.present.prospectus import prospectus_of
from potensi.present.story import KeyFigures, Story
from potensi.present.story_tables import StoryTable, tables
from potensi.present.tables import as_parquet
from potensi.present.tiles import measures, tile_map
from potensi.web.datasets.addresses import address_of
from potensi.web.datasets.answers import DATA, TABLE_FORMS, URL
from potensi.web.datasets.figures import panel_of
from potensi.web.datasets.models import Version

# Where each of PAIRS stands in a region's facts.
_PAIRS = {
    "peers": ("peers", "table"),
    "ahead": ("peers", "ahead"),
    "hosts": ("hosts", "table"),
    "catchup": ("catchup", "table"),
}
# A map of more tiles than this is neither read nor light.
MOST_TILES = 150
_FACTS_HELD, _PANELS_HELD = 32, 3
_GATHERING = threading.Lock()


@dataclass(frozen=True)
class _Of:
    """A version as the key of what is remembered: two versions with the same figures are one."""

    digest: str
    version: Version = field(compare=False)


def shared(version: Version) -> Shared:
    """Return what all regions of a version have in common; the last few versions asked for stay in memory."""
    with _GATHERING:
        return _shared(_Of(version.digest, version))


def facts(version: Version, code: str) -> Facts:
    """Return one region's facts. Raises UsageError for a region that the figures do not have."""
    whole = shared(version)
    if code not in whole.panel.region_codes:
        raise UsageError("unknown_region", region=code, candidates="")
    return _facts(_Of(version.digest, version), code)


@lru_cache(maxsize=_PANELS_HELD)
def _shared(of: _Of) -> Shared:
    panel: Panel = panel_of(of.version)
    return gather_all(panel, indicators=indicators_for("", panel))


@lru_cache(maxsize=_FACTS_HELD)
def _facts(of: _Of, code: str) -> Facts:
    return gather(_shared(of), code)


def table(version: Version, name: str) -> bytes:
    """Return a table of the whole profile (one of TABLES) as the bytes of a Parquet file."""
    frame: pl.DataFrame = getattr(shared(version).profile, name)
    return as_parquet(frame)


def pairs(version: Version, code: str, name: str) -> bytes:
    """Return a region's table of other regions (one of PAIRS) as Parquet; empty where nothing can be compared."""
    found = facts(version, code)
    source, field = _PAIRS[name]
    answer = getattr(found, source)
    return as_parquet(pl.DataFrame() if answer is None else getattr(answer, field))


def host_reasons(version: Version, code: str) -> bytes:
    """Return whom a region should visit and why, as JSON: reasons as codes, so that any language can say them."""
    found = facts(version, code).hosts
    if found is None:
        return as_json({"hosts": []})
    rows = [
        {name: row[name] for name in ("region", "name", "rank", "stability")}
        | {"reasons": [{"code": each.code, "params": dict(each.params)} for each in found.reasons_of(row["region"])]}
        for row in found.table.iter_rows(named=True)
    ]
    return as_json({"year": found.year, "base": found.base, "hosts": rows})


def region_story(version: Version, code: str, lang: str) -> Story:
    """Return a region's prospectus as a story."""
    return prospectus_of(facts(version, code), lang)


def industry_story_of(version: Version, activity: str, lang: str) -> Story:
    """Return an industry's story. Raises UsageError for an industry that the figures do not have."""
    return industry_story(shared(version), activity, lang)


def region_page(version: Version, code: str, lang: str) -> bytes:
    """Return everything that a region's page shows, as JSON."""
    found = facts(version, code)
    story = prospectus_of(found, lang)
    page = story_page(story) | {
        "code": code,
        "name": found.name,
        "year": found.year,
        "base": found.base,
        "description": _shortened(sentences.glance(found, lang)),
        "message": message(found, lang, URL),
        "alike": [] if found.peers is None else found.peers.table["region"].to_list(),
        "hosts": [] if found.hosts is None else found.hosts.table["region"].to_list(),
        "provisional": found.provisional_years,
    }
    return as_json(page)


def industry_page(version: Version, activity: str, lang: str) -> bytes:
    """Return everything that an industry's page shows, as JSON."""
    whole = shared(version)
    if activity not in whole.panel.activity_codes:
        raise UsageError("unknown_activity", activity=activity, candidates="")
    found = industry_of(whole, activity)
    page = story_page(industry_story(whole, activity, lang)) | {
        "code": activity,
        "name": found.name(lang),
        "short": found.short(lang),
        "description": _shortened(industry_glance(found, lang)),
        "strongest": [] if not found.comparable else found.by_quotient.head(5)["region"].to_list(),
    }
    return as_json(page)


def story_page(story: Story) -> dict[str, Any]:
    """Return a story as plain values: its texts, its sections as HTML, its key figures and its tables."""
    return {
        "title": story.title,
        "subtitle": story.subtitle,
        "lang": story.lang,
        "source": story.source,
        "key": [
            {"label": item.label, "value": item.value, "note": item.note}
            for block in story.blocks(KeyFigures)
            for item in block.items
        ],
        "sections": [
            {"heading": each.heading, "anchor": each.anchor, "html": str(each.html)}
            for each in sections(story, links=_links())
        ],
        "tables": [_described(each) for each in tables(story).values()],
    }


def site(version: Version, lang: str) -> bytes:
    """Return what the first page shows of a version as JSON: the maps, the years, the regions, the industries."""
    whole = shared(version)
    panel = whole.panel
    names = measures(whole) if len(panel.region_codes) <= MOST_TILES else ()
    page = {
        "maps": {name: str(_map(whole, name, lang)) for name in names},
        "years": panel.periods,
        "source": panel.papers.source,
        "regions": [[code, panel.region_name(code)] for code in panel.region_codes],
        "industries": [[code, panel.activity_name(code, lang)] for code in panel.activity_codes],
    }
    return as_json(page)


def preview_of(version: Version, code: str, lang: str) -> bytes:
    """Return the picture that goes with a region's link (PNG)."""
    return preview(facts(version, code), lang)


def site_preview_of(version: Version, lang: str) -> bytes:
    """Return the picture that goes with the first page's link (PNG)."""
    return site_preview(shared(version).panel, lang)


def printed(version: Version, code: str, lang: str, kind: str) -> bytes:
    """Return a region's prospectus (or chapter II, for the forms of running text) as the bytes of one form."""
    found = facts(version, code)
    story = chapter(found, lang) if kind in CHAPTER_FORMS else prospectus_of(found, lang)
    return print_as(story, kind)


def as_json(page: dict[str, Any]) -> bytes:
    """Return plain values as JSON."""
    return json.dumps(page, ensure_ascii=False, separators=(",", ":")).encode()


def _map(whole: Shared, measure: str, lang: str) -> str:
    href: Callable[[str], str] = lambda code: f"daerah/{address_of(code)}/{DATA}"  # noqa: E731
    return tile_map(whole, lang, measure=measure, href=href)


def _links() -> Links:
    def links(key: str, caption: str) -> list[TableLink]:
        return [TableLink(form, f"tabel/{key}.{form}{DATA}", f"{caption} ({form})") for form in TABLE_FORMS]

    return links


def _described(each: StoryTable) -> dict[str, Any]:
    size = {"rows": each.frame.height, "columns": each.frame.width}
    return {"key": each.key, "caption": each.caption, "shown": each.shown} | size


def _shortened(parts: list[str], most: int = 300) -> str:
    """Return as many whole sentences as fit a search engine's line, at least one."""
    text = ""
    for part in parts:
        if text and len(text) + len(part) > most:
            break
        text = f"{text} {part}".strip()
    return text
