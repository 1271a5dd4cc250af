"""Assets on a small map of our own: numbered where they lie, with the centres of the regions around."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup

from potensi.codes import Entry, regions
from potensi.language import number, say
from potensi.present.charts import svg
from potensi.present.fragments import NARROW, WIDE, inline
from potensi.present.maps import PointMap, Spot, Town
from potensi.web.assets.models import Asset
from potensi.web.assets.places import centres, distance_km

# One asset is shown with what lies this near; a region's are shown with at least this much of its radius around.
_NEAR_KM, _OF_RADIUS = 12.0, 1.2
_NEIGHBOURS = 8


@dataclass(frozen=True)
class Drawn:
    """A map for a page, once for a phone and once for a wider one, and what it says."""

    caption: str
    wide: Markup
    narrow: Markup


def map_of_region(region: str, assets: Sequence[Asset], lang: str, name: str = "aset") -> Drawn | None:
    """Return the map of a region's assets, numbered as they come; None where no point is known."""
    spots = spots_of(assets)
    if not spots:
        return None
    own = next((each for each in centres() if each.code == region), None)
    reach = _OF_RADIUS * math.sqrt((own.area_km2 or 0.0) / math.pi) if own is not None else _NEAR_KM
    chart = PointMap(spots, _towns(spots, region, lang), max(reach, _NEAR_KM))
    about = {"region": regions().name(region, lang), "count": number(len(spots), lang)}
    return _drawn(chart, lang, name, say("assets.map.caption", lang, **about), say("assets.map.alt", lang, **about))


def map_of_asset(asset: Asset, lang: str) -> Drawn | None:
    """Return the map of one asset; None where its point is not known."""
    if asset.lat is None or asset.lon is None:
        return None
    spots = (Spot("●", asset.lat, asset.lon),)
    chart = PointMap(spots, _towns(spots, asset.region_id, lang), _NEAR_KM)
    return _drawn(chart, lang, "titik", say("assets.map.one", lang), where(asset, lang))


def where(asset: Asset, lang: str) -> str:
    """Return in a sentence where an asset lies: how far from its region's centre and in which direction."""
    own = next((each for each in centres() if each.code == asset.region_id), None)
    if asset.lat is None or asset.lon is None:
        return ""
    point = {"lat": number(asset.lat, lang, decimals=4), "lon": number(asset.lon, lang, decimals=4)}
    if own is None:
        return say("assets.map.where", lang, **point)
    away = distance_km(asset.lat, asset.lon, own)
    side = say(f"assets.side.{_side(asset.lat, asset.lon, own)}", lang)
    about = {"km": number(away, lang, decimals=0 if away >= 10 else 1), "side": side}
    return say("assets.map.from_centre", lang, region=regions().name(own.code, lang), **point, **about)


def spots_of(assets: Sequence[Asset]) -> tuple[Spot, ...]:
    """Return the assets whose point is known, each by its number in the list."""
    numbered = enumerate(assets, start=1)
    return tuple(Spot(str(k), a.lat, a.lon) for k, a in numbered if a.lat is not None and a.lon is not None)


def _towns(spots: Sequence[Spot], region: str, lang: str) -> tuple[Town, ...]:
    """Return the region's centre and the centres nearest to the spots."""
    lat, lon = sum(s.lat for s in spots) / len(spots), sum(s.lon for s in spots) / len(spots)
    near = sorted(centres(), key=lambda each: distance_km(lat, lon, each))[: _NEIGHBOURS + 1]
    own = [each for each in centres() if each.code == region and each not in near]
    return tuple(
        Town(_short(each, lang), each.lat or 0.0, each.lon or 0.0, each.code == region) for each in [*own, *near]
    )


def _short(region: Entry, lang: str) -> str:
    """Return a region's name as maps have it: a regency's without saying that it is one."""
    return regions().name(region.code, lang).removeprefix("Kabupaten ").removesuffix(" Regency")


def _side(lat: float, lon: float, centre: Entry) -> str:
    """Return the direction from a centre: n, ne, e, se, s, sw, w, nw."""
    north, east = lat - (centre.lat or 0.0), (lon - (centre.lon or 0.0)) * math.cos(math.radians(lat))
    turns = round(math.degrees(math.atan2(east, north)) / 45) % 8
    return ("n", "ne", "e", "se", "s", "sw", "w", "nw")[turns]


@lru_cache(maxsize=128)
def _drawn(chart: PointMap, lang: str, name: str, caption: str, alt: str) -> Drawn:
    wide, narrow = (
        inline(svg(chart, lang, width), caption, alt, f"{name}_{end}") for width, end in ((WIDE, "w"), (NARROW, "n"))
    )
    return Drawn(caption, wide, narrow)
