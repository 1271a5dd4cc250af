"""Maps as plain records: equal tiles by default, real outlines where a GeoJSON is given; and where tiles go."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Tile:
    """One region on the grid: its code and name, its place, and what it shows (a value or a group)."""

    code: str
    label: str
    row: int
    column: int
    value: float | None = None
    group: str = ""
    highlight: bool = False


@dataclass(frozen=True)
class Legend:
    """What the colours mean, for both maps.

    Groups: ``groups`` pairs each group with its name, in order. Values (``groups`` empty): five classes of equal
    count, or cut at ``breaks``; with ``middle`` the colours part to both sides of it (1 for a location quotient).
    """

    title: str = ""
    groups: tuple[tuple[str, str], ...] = ()
    breaks: tuple[float, ...] = ()
    middle: float | None = None
    kind: str = "number"
    decimals: int = 1
    missing_label: str = ""
    highlight_label: str = ""


@dataclass(frozen=True)
class TileMap:
    """One equal tile a region, placed as in geography by ``place_tiles``."""

    tiles: tuple[Tile, ...]
    legend: Legend = Legend()


@dataclass(frozen=True)
class RegionValue:
    """One region of a map with outlines: its code, name, and what it shows."""

    code: str
    label: str
    value: float | None = None
    group: str = ""
    highlight: bool = False


@dataclass(frozen=True, eq=False)
class RegionMap:
    """Real outlines: a GeoJSON FeatureCollection whose features carry one of ``code_properties``.

    Codes are compared by their digits, so 3510 and 35.10 are the same region. An outline without a value, or whose
    region is not in ``regions``, is drawn as missing; a region without an outline is named below the map.
    """

    regions: tuple[RegionValue, ...]
    geojson: Mapping[str, Any]
    legend: Legend = Legend()
    code_properties: tuple[str, ...] = ("code", "code_kemendagri")
