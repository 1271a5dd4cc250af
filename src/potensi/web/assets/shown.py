"""Assets as pages, files and programs show them: the words of their codes, and what is known of where."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from potensi.codes import regions
from potensi.language import say
from potensi.web.assets.lists import field_name, subsector_name
from potensi.web.assets.models import Asset
from potensi.web.assets.queries import Counts
from potensi.web.assets.values import choice_name, degrees
from potensi.web.templatetags.words import day


@dataclass(frozen=True)
class Card:
    """One asset in a list: its number there, the asset, its region, kind, condition and sub-sector in words."""

    number: int
    asset: Asset
    region: str
    kind: str
    condition: str
    subsector: str


def card(number: int, asset: Asset, lang: str) -> Card:
    """Return an asset as a list shows it; an unknown condition is not worth a word there."""
    condition = choice_name("condition", asset.condition, lang) if asset.condition != "unknown" else ""
    region, kind = regions().name(asset.region_id, lang), choice_name("kind", asset.kind, lang)
    return Card(number, asset, region, kind, condition, subsector_name(asset.creative_subsector, lang))


def facts(asset: Asset, lang: str) -> dict[str, str]:
    """Return the words for an asset's codes."""
    return {
        "region": regions().name(asset.region_id, lang),
        "kind": choice_name("kind", asset.kind, lang),
        "condition": choice_name("condition", asset.condition, lang),
        "visibility": choice_name("visibility", asset.visibility, lang),
        "field": field_name(asset.business_field, lang),
        "subsector": subsector_name(asset.creative_subsector, lang),
    }


def counted(counts: Counts, lang: str) -> dict[str, Any]:
    """Return counts with the words for what is counted."""
    return {
        "total": counts.total,
        "kinds": [(kind, choice_name("kind", kind, lang), count) for kind, count in counts.kinds],
        "subsectors": [(code, subsector_name(code, lang), count) for code, count in counts.subsectors],
        "idle": dict(counts.conditions).get("idle", 0),
    }


def told(name: str, value: Any, lang: str) -> str:
    """Return the value of a field as a reader has it; a dash where there is none."""
    if value in ("", None):
        return "–"
    if name in ("kind", "condition", "visibility"):
        return choice_name(name, str(value), lang)
    if name == "creative_subsector":
        return subsector_name(str(value), lang)
    if name == "business_field":
        return f"{value} {field_name(str(value), lang)}".strip()
    if isinstance(value, float):
        return degrees(value, lang)
    return day(value) if isinstance(value, date) else str(value)


def heading(name: str, lang: str) -> str:
    """Return what a column of assets is called in a spreadsheet."""
    return say(f"assets_sheet.sheet.heading.{name}", lang)
