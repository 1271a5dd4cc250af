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


@dataclass(frozen=True)
class Spot:
    """One thing on a map of points: where it lies, and the sign that names it in the list beside the map."""

    sign: str
    lat: float
    lon: float


@dataclass(frozen=True)
class Town:
    """A place that helps to find one's way, such as a region's centre; ``highlight`` for the one that is spoken of."""

    label: str
    lat: float
    lon: float
    highlight: bool = False


@dataclass(frozen=True)
class PointMap:
    """Things where they lie, with a scale in kilometres. Towns are drawn where they fall on the map, none widens it
    but the one that is highlighted. ``reach`` is the least distance in kilometres from the middle to the edge."""

    spots: tuple[Spot, ...]
    towns: tuple[Town, ...] = ()
    reach: float = 8.0


# How many shapes of grid are tried for many regions; with few, every fitting shape is.
_MOST_GRIDS = 14
_NEIGHBOURS = 6


def place_tiles(coordinates: Mapping[str, tuple[float, float]]) -> dict[str, tuple[int, int]]:
    """Return a place (row, column), from 0 at the upper left, for each code's (latitude, longitude) in degrees.

    Each region gets a cell of its own: the assignment with the least sum of squared distances between where it lies
    and its cell (the linear assignment problem), on several grids; the grid is kept on which most near neighbours
    still touch, in the direction in which they lie. Crowded parts are spread out first, halfway to even spacing.
    The order in which codes come does not matter. Empty input gives an empty answer; a coordinate that is not
    finite raises ``ValueError``.
    """
    codes = sorted(coordinates)
    if len(codes) < 2:
        return dict.fromkeys(codes, (0, 0))
    points = _flat([coordinates[code] for code in codes])
    near = _nearest(points)
    best: tuple[tuple[float, int], np.ndarray] | None = None
    for rows, columns in _grids(points):
        places = _assign(points, rows, columns)
        score = (round(_kept(points, places, near) - 0.3 * rows * columns / len(codes), 9), -rows * columns)
        if best is None or score > best[0]:
            best = (score, places)
    assert best is not None
    rows_used, columns_used = (np.unique(best[1][:, k], return_inverse=True)[1] for k in (0, 1))
    return {code: (int(rows_used[k]), int(columns_used[k])) for k, code in enumerate(codes)}


def _flat(coordinates: list[tuple[float, float]]) -> np.ndarray:
    """Return (south, east) on a plane where one unit is the same length both ways."""
    degrees = np.array(coordinates, dtype=float)
    if not np.isfinite(degrees).all():
        raise ValueError("every coordinate must be a finite latitude and longitude")
    east = degrees[:, 1] * math.cos(math.radians(float(degrees[:, 0].mean())))
    return np.column_stack([-degrees[:, 0], east])


def _nearest(points: np.ndarray) -> np.ndarray:
    away = ((points[:, None] - points[None]) ** 2).sum(axis=2)
    np.fill_diagonal(away, np.inf)
    return np.argsort(away, axis=1, kind="stable")[:, : min(_NEIGHBOURS, len(points) - 1)]


def _grids(points: np.ndarray) -> list[tuple[int, int]]:
    """Return grids with room for all, at most half as many cells again, about as wide and high as the land."""
    count = len(points)
    high, wide = np.ptp(points, axis=0)
    if not high or not wide:
        return [(1, count)] if wide or not high else [(count, 1)]
    found = []
    for rows in range(1, count + 1):
        for columns in range(math.ceil(count / rows), math.ceil(1.5 * count / rows) + 1):
            ratio = abs(math.log(columns / rows * high / wide))
            found.append((ratio, rows * columns, rows, columns))
    fitting = sorted(grid for grid in found if grid[0] < 0.55) or sorted(found)
    if count > 60:
        fitting = fitting[:: max(1, len(fitting) // _MOST_GRIDS)]
    return [(rows, columns) for _, _, rows, columns in fitting]


def _assign(points: np.ndarray, rows: int, columns: int) -> np.ndarray:
    from scipy.optimize import linear_sum_assignment

    wanted = np.column_stack([_spaced(points[:, 0], rows), _spaced(points[:, 1], columns)])
    cells = np.stack(np.meshgrid(np.arange(rows), np.arange(columns), indexing="ij"), axis=-1).reshape(-1, 2)
    cost = ((wanted[:, None] - cells[None]) ** 2).sum(axis=2)
    return np.asarray(cells[linear_sum_assignment(cost)[1]])


def _spaced(values: np.ndarray, cells: int) -> np.ndarray:
    """Stretch positions over the cells, halfway between as they lie and evenly by rank."""
    from scipy.stats import rankdata

    def stretched(at: np.ndarray) -> np.ndarray:
        span = np.ptp(at)
        return (at - at.min()) / span * (cells - 1) if span else np.full(len(at), (cells - 1) / 2)

    return (stretched(values) + stretched(rankdata(values))) / 2


def _kept(points: np.ndarray, places: np.ndarray, near: np.ndarray) -> float:
    """Return how well neighbours keep touching (0 to 1) plus how well they keep their direction (-1 to 1)."""
    land = points[near] - points[:, None]
    grid = (places[near] - places[:, None]).astype(float)
    touching = (np.abs(grid).max(axis=2) <= 1).mean()
    lengths = np.linalg.norm(land, axis=2) * np.linalg.norm(grid, axis=2)
    turns = np.divide((land * grid).sum(axis=2), lengths, out=np.zeros_like(lengths), where=lengths > 0)
    return float(touching + turns.mean())
