"""Whom should we visit? Alike enough to learn from, ahead for reasons of their own, near enough for a bus."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import polars as pl

from potensi.analysis.grid import Bools, Floats, Grid, make_grid
from potensi.analysis.reasons import Reason, names_of
from potensi.errors import Refusal
from potensi.indicators import Indicators
from potensi.measures import growth, location, similarity
from potensi.panel import Panel

EARTH_KM = 6371.0
# Roads are longer than the straight line, and a bus on East Java's roads does about this much an hour.
ROAD_FACTOR, BUS_KM_PER_HOUR = 1.4, 45.0
# About the similarity of the middle pair of regions in East Java: under it two economies are not alike.
LEAST_SIMILARITY = 0.7
# An activity is told as shared when it is ours as a base, or its share is within this factor of the host's.
SHARE_FACTOR = 2.0


def hosts(
    panel: Panel,
    *,
    region: str,
    year: int | None = None,
    base: int | None = None,
    indicators: Indicators | None = None,
    max_km: float = 300.0,
    least_similarity: float = LEAST_SIMILARITY,
    count: int = 5,
) -> Hosts:
    """Return whom ``region`` should visit, best first, each with three reasons and its steadiness.

    Three doors, all to be passed: (1) Hellinger similarity of structure in ``year`` of at least
    ``least_similarity`` and in the more similar half of the others; (2) the regional part of classic
    shift-share from ``base`` to ``year``, summed over activities and put over the region's total in
    ``base``, positive and above ours: growth that neither the whole's growth nor the structure explains;
    (3) at most ``max_km`` in a straight line. Those that pass are ranked by (2) and the first ``count``
    returned. ``stability`` is the share of all choices of two years in the panel under which the same rules
    return the host. Where coordinates are missing the third door is left open for that region and its
    reason refused. ``indicators`` adds nothing yet.
    """
    grid = make_grid(panel, base=base, year=year)
    place = grid.place(region)
    code = grid.reference[place]
    rules = Rules(max_km, least_similarity, count)
    far = distances(grid, place)
    refusals = list(grid.refusals)
    if grid.base == grid.year or len(grid.reference) < 2:
        why = "one_year_only" if grid.base == grid.year else "nothing_to_compare_with"
        refusals.append(Refusal("hosts", why, params={"year": grid.year}))
        table = pl.DataFrame(schema=HOST_SCHEMA)
        return Hosts(grid.panel, code, grid.year, grid.base, np.nan, rules, table, (), tuple(refusals))
    chosen, shift, close = _suggest(grid.at(grid.base), grid.at(grid.year), place, far, rules)
    steady, choices = _stability(grid, place, far, rules)
    rows = [_row(grid, place, host, close, shift, far) for host in chosen]
    for rank, (row, host) in enumerate(zip(rows, chosen, strict=True), start=1):
        row |= {"rank": rank, "stability": float(steady[host]), "year_choices": choices}
    refusals += _refuse(grid, code, rows, rules)
    reasons = tuple(reason for row in rows for reason in _reasons(grid, row, float(shift[place]), rules))
    table = pl.DataFrame(rows, schema=HOST_SCHEMA)
    own = float(shift[place])
    return Hosts(grid.panel, code, grid.year, grid.base, own, rules, table, reasons, tuple(refusals))


def great_circle(lat: float, lon: float, lats: Floats, lons: Floats) -> Floats:
    """Return kilometres in a straight line over the globe (haversine, radius 6,371 km); NaN stays NaN."""
    phi, phis = np.radians(lat), np.radians(lats)
    step = np.sin((phis - phi) / 2) ** 2
    turn = np.sin(np.radians(lons - lon) / 2) ** 2
    return np.asarray(2 * EARTH_KM * np.arcsin(np.sqrt(step + np.cos(phi) * np.cos(phis) * turn)), dtype=np.float64)


def distances(grid: Grid, place: int) -> Floats:
    """Return kilometres from one region of the reference to each; NaN where coordinates are missing."""
    table = grid.panel.regions
    points = {code: (lat, lon) for code, lat, lon in table.select("region", "lat", "lon").iter_rows()}
    places = [points.get(code, (None, None)) for code in grid.reference]
    spots = np.array(places, dtype=np.float64).reshape(-1, 2)
    return great_circle(spots[place, 0], spots[place, 1], spots[:, 0], spots[:, 1])


def regional_shift(start: Floats, end: Floats) -> Floats:
    """Return the regional part of shift-share by activity over the region's total in the first year.

    Shape regions × activities; a region without anything in the first year is NaN.
    """
    totals = start.sum(axis=1, keepdims=True)
    parts = growth.shift_share(start, end).regional
    return np.divide(parts, totals, out=np.full(parts.shape, np.nan), where=totals > 0)


def _suggest(start: Floats, end: Floats, place: int, far: Floats, rules: Rules) -> tuple[list[int], Floats, Floats]:
    """Return the suggested rows, best first, with every region's regional shift and similarity."""
    close = similarity.hellinger_similarity(end)[place]
    shift = regional_shift(start, end).sum(axis=1)
    others = np.arange(len(close)) != place
    near_half = close >= np.nanmedian(close[others])
    open_doors: Bools = others & near_half & (close >= rules.least_similarity)
    open_doors &= (shift > 0) & (shift > shift[place]) & ~(far > rules.max_km)
    ranked = sorted(np.flatnonzero(open_doors).tolist(), key=lambda row: (-shift[row], row))
    return ranked[: rules.count], shift, close


def _stability(grid: Grid, place: int, far: Floats, rules: Rules) -> tuple[Floats, int]:
    """Return each region's share of year choices in which it is suggested, and how many choices there are."""
    hits, choices = np.zeros(len(grid.reference)), 0
    for base, year in combinations(grid.years, 2):
        start, end = grid.at(base), grid.at(year)
        if np.isnan(start).any() or np.isnan(end).any():
            continue
        choices += 1
        hits[_suggest(start, end, place, far, rules)[0]] += 1
    return hits / max(choices, 1), choices


def _refuse(grid: Grid, region: str, rows: list[dict[str, Any]], rules: Rules) -> list[Refusal]:
    """Return what cannot be said: that nobody passes the doors, or how far a host is."""
    span = {"base": grid.base, "year": grid.year, "max_km": f"{rules.max_km:.0f}"}
    if not rows:
        return [Refusal("hosts", "no_host", region, params=names_of(grid.panel, region=region) | span)]
    unknown = [row for row in rows if row["distance_km"] is None]
    return [Refusal("hosts", "no_coordinates", row["region"], params={"region": row["name"]}) for row in unknown]


def _row(grid: Grid, place: int, host: int, close: Floats, shift: Floats, far: Floats) -> dict[str, Any]:
    start, end = grid.at(grid.base), grid.at(grid.year)
    code, totals = grid.reference[host], end.sum(axis=1)
    best = _strongest(start, end, place, host)
    by_activity = regional_shift(start, end)[host]
    km = float(far[host])
    known = not np.isnan(km)
    return {
        "region": code,
        "name": grid.names().get(code, code),
        "similarity": float(close[host]),
        "size_ratio": float(totals[host] / totals[place]) if totals[place] > 0 else None,
        "regional_shift": float(shift[host]),
        "regional_shift_ours": float(shift[place]),
        "distance_km": km if known else None,
        "hours": km * ROAD_FACTOR / BUS_KM_PER_HOUR if known else None,
        "activity": grid.activities[best[0]] if best else None,
        "activity_shift": float(by_activity[best[0]]) if best else None,
        "activities": " ".join(grid.activities[a] for a in best),
    }


def _strongest(start: Floats, end: Floats, place: int, host: int) -> list[int]:
    """Return at most three activities shared with the host, those in which its regional part is largest."""
    quotient, shares = location.location_quotient(end), location.share(end)
    ours, theirs = shares[place], shares[host]
    like = (ours > 0) & (theirs > 0) & (ours <= theirs * SHARE_FACTOR) & (theirs <= ours * SHARE_FACTOR)
    by_activity = regional_shift(start, end)[host]
    usable = ((quotient[place] >= 1) | like) & (by_activity > 0)
    return sorted(np.flatnonzero(usable).tolist(), key=lambda a: -by_activity[a])[:3]


def _reasons(grid: Grid, row: dict[str, Any], own: float, rules: Rules) -> list[Reason]:
    """Return the three reasons: alike, ahead, near."""
    code = row["region"]
    name = names_of(grid.panel, region=code)
    span = {"base": grid.base, "year": grid.year}
    alike = name | {"similarity": row["similarity"], "year": grid.year}
    ahead = name | span | {"shift": row["regional_shift"], "shift_ours": own}
    reasons = [Reason(code, "host_alike", alike)]
    if row["activity"] is None:
        reasons.append(Reason(code, "host_ahead", ahead))
    else:
        most = names_of(grid.panel, activity=row["activity"])
        reasons.append(Reason(code, "host_ahead_in", ahead | most | {"activity_shift": row["activity_shift"]}))
    if row["distance_km"] is not None:
        reasons.append(Reason(code, "host_near", name | {"km": row["distance_km"], "hours": row["hours"]}))
    else:
        reasons.append(Reason(code, "host_distance_unknown", name | {"max_km": f"{rules.max_km:.0f}"}))
    return reasons


HOST_SCHEMA = {
    "rank": pl.Int32,
    "region": pl.String,
    "name": pl.String,
    "similarity": pl.Float64,
    "size_ratio": pl.Float64,
    "regional_shift": pl.Float64,
    "regional_shift_ours": pl.Float64,
    "distance_km": pl.Float64,
    "hours": pl.Float64,
    "activity": pl.String,
    "activity_shift": pl.Float64,
    "activities": pl.String,
    "stability": pl.Float64,
    "year_choices": pl.Int32,
}


@dataclass(frozen=True)
class Rules:
    """The doors that a suggestion has passed, as they were set."""

    max_km: float
    least_similarity: float
    count: int


@dataclass(frozen=True, eq=False)
class Hosts:
    """Suggested hosts. ``table``: one row a host, best first; ``reasons``: three a host, as (code, params);
    ``regional_shift`` is the asking region's own, NaN where there is one year only."""

    panel: Panel
    region: str
    year: int
    base: int
    regional_shift: float
    rules: Rules
    table: pl.DataFrame
    reasons: tuple[Reason, ...]
    refusals: tuple[Refusal, ...]

    def reasons_of(self, region: str) -> tuple[Reason, ...]:
        """Return the three reasons for visiting one host."""
        return tuple(reason for reason in self.reasons if reason.region == region)
