"""Where an asset stands: degrees as people write them, and whether they can be right."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any

from potensi.codes import Entry, regions

# Indonesia with its seas, in degrees.
SOUTH, NORTH, WEST, EAST = -11.5, 6.5, 94.5, 141.5
_EARTH_KM = 6371.0
# How far from a region's centre a point of it may lie where another centre is nearer, in radii of a circle of its
# area. No point of any of the 38 regions of East Java lies beyond 3.6, islands included.
_RADII, _AT_LEAST_KM = 4.0, 20.0
_SIDES = {"ls": -1, "s": -1, "lu": 1, "n": 1, "u": 1, "bt": 1, "e": 1, "t": 1, "bb": -1, "w": -1, "b": -1}
_NUMBER = r"[-−–+]?\s*\d{1,3}(?:[.,]\d+)?"
_DEGREES = re.compile(rf"({_NUMBER})\s*°?\s*([a-z]{{1,2}})?\.?")
# A pair as maps hand it over: "-8.2191, 114.3691".
_PAIR = re.compile(rf"\(?\s*({_NUMBER}\s*°?\s*[a-z]{{0,2}})\s*(?:[;/]|,\s|\s)\s*({_NUMBER}\s*°?\s*[a-z]{{0,2}})\s*\)?")


@dataclass(frozen=True)
class Misplaced:
    """Why a point is refused: a code and its parameters; their sentences stand in ``words/assets_sheet.toml``."""

    code: str
    lat: float
    lon: float
    region: str = ""
    near: str = ""
    km: int = 0


def degrees_of(cell: Any) -> float | None:
    """Return decimal degrees: a number, "-8.2191", "-8,2191", "8,2191 LS"; None for anything else."""
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return float(cell) if math.isfinite(cell) else None
    match = _DEGREES.fullmatch(" ".join(str(cell).casefold().split()))
    if match is None:
        return None
    value = float(re.sub(r"\s", "", match[1]).replace("−", "-").replace("–", "-").replace(",", "."))
    if not match[2]:
        return value
    side = _SIDES.get(match[2])
    return None if side is None else abs(value) * side


def pair_of(text: str) -> tuple[str, str] | None:
    """Return the two halves of a point written as one text, None where it is no pair."""
    match = _PAIR.fullmatch(" ".join(text.casefold().split()))
    return (match[1].strip(), match[2].strip()) if match else None


def misplaced(lat: float, lon: float, region: str) -> Misplaced | None:
    """Return why a point cannot be one of ``region``; None where it can."""
    if not _in_the_country(lat, lon):
        swapped = _in_the_country(lon, lat)
        return Misplaced("swapped" if swapped else "abroad", lat, lon, region)
    own, others = _centre(region), _neighbours(region)
    if own is None or not own.area_km2 or not others:
        return None
    away = distance_km(lat, lon, own)
    nearest = min(others, key=lambda each: distance_km(lat, lon, each))
    bound = max(_AT_LEAST_KM, _RADII * math.sqrt(own.area_km2 / math.pi))
    if away > bound and distance_km(lat, lon, nearest) < away:
        return Misplaced("elsewhere", lat, lon, region, nearest.code, round(away))
    return None


def distance_km(lat: float, lon: float, place: Entry) -> float:
    """Return the distance from a point to a region's centre along a great circle."""
    assert place.lat is not None
    assert place.lon is not None
    a, b = math.radians(lat), math.radians(place.lat)
    half = math.sin((b - a) / 2) ** 2
    half += math.cos(a) * math.cos(b) * math.sin(math.radians(place.lon - lon) / 2) ** 2
    return 2 * _EARTH_KM * math.asin(math.sqrt(half))


def centres() -> list[Entry]:
    """Return the regencies and cities whose centre is known."""
    return [each for each in regions().entries if each.lat is not None and each.kind in ("regency", "city")]


def _in_the_country(lat: float, lon: float) -> bool:
    return SOUTH <= lat <= NORTH and WEST <= lon <= EAST


def _centre(region: str) -> Entry | None:
    return next((each for each in centres() if each.code == region), None)


def _neighbours(region: str) -> list[Entry]:
    return [each for each in centres() if each.code != region]
