"""How far behind is the region, how many years, and how fast must it go? Never across a break in a series."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from potensi.analysis.grid import Floats, make_grid
from potensi.analysis.levels import Levels, levels_of
from potensi.analysis.peers import alike
from potensi.errors import Refusal, UsageError
from potensi.indicators import Indicators
from potensi.panel import Panel

STATUSES = ("ahead", "reachable", "not_at_this_pace", "receding", "break_in_series", "no_data")
YEARS_ON = 5
# An older level says nothing of today.
MOST_YEARS_BACK = 2


def catchup(
    panel: Panel,
    *,
    region: str,
    peers: Sequence[str] | None = None,
    indicators: Indicators | None = None,
    year: int | None = None,
    by: int | None = None,
    count: int = 5,
) -> CatchUp:
    """Return the gap between ``region`` and each peer on every level, in years and as a pace, as of ``year``.

    ``peers`` default to the ``count`` regions most alike in structure; ``by`` to five years after ``year``.
    A level is compared in the latest year (at most ``MOST_YEARS_BACK`` before ``year``) in which the region's
    unbroken series holds two years, so that there is a pace; else in the latest with a figure. Paces are
    units a year between the first and last year of one unbroken series. Status: "ahead" (at least as good as the
    peer); "reachable" (own pace meets the peer's present level by ``by``); "receding" (it does not, and the
    peer goes at least as fast, so the gap does not shrink); "not_at_this_pace" (the gap shrinks, but too
    slowly); "break_in_series" (no pace, or no comparison, without crossing a break); "no_data". Raises
    UsageError for an unknown region or a ``by`` that is not later than ``year``.
    """
    year = panel.periods[-1] if year is None else year
    by = year + YEARS_ON if by is None else by
    if by <= year:
        raise UsageError("by_not_later", by=by, year=year)
    grid = make_grid(panel, base=year, year=year)
    place = grid.place(region)
    code = grid.reference[place]
    others = [panel.find_region(peer) for peer in peers] if peers else alike(grid, place)["region"].head(count)
    levels = levels_of(panel, indicators).within(year - MOST_YEARS_BACK, year)
    rows = [
        measure_gap(levels, card.indicator, code, peer, year=year, by=by) | {"name": panel.region_name(peer)}
        for card in levels.cards
        for peer in others
        if peer != code
    ]
    refusals = [] if levels.cards else [Refusal("catchup", "indicators_needed")]
    table = pl.DataFrame(rows, schema=GAP_SCHEMA)
    return CatchUp(grid.panel, code, year, by, table, levels, (*grid.refusals, *refusals))


def measure_gap(levels: Levels, measure: str, region: str, peer: str, *, year: int, by: int) -> dict[str, Any]:
    """Return one row of the table: how one region stands to one peer on one level."""
    period = _latest(levels, measure, region, year)
    row: dict[str, Any] = {"measure": measure, "peer": peer, "by": by, "status": "no_data", "period": period}
    row["better"] = "higher" if levels.sign(measure) > 0 else "lower"
    if period is None:
        return row
    ours, theirs = levels.at(measure, region, period), levels.at(measure, peer, period)
    if ours is None or theirs is None:
        return row if ours is None else row | {"value": ours[0], "series": ours[1]}
    row |= {"value": ours[0], "series": ours[1]}
    row["peer_value"] = theirs[0]
    if ours[1] != theirs[1]:
        return row | {"status": "break_in_series"}
    sign = levels.sign(measure)
    row["gap"] = sign * (theirs[0] - ours[0])
    own, other = levels.unbroken(measure, region, period), levels.unbroken(measure, peer, period)
    row |= {
        "pace_own": _pace(*own),
        "pace_peer": _pace(*other),
        "series_from": int(min(own[0][0], other[0][0])),
    }
    if row["gap"] <= 0:
        return row | {"status": "ahead"}
    behind = years_behind(other[0], sign * other[1], sign * ours[0])
    row |= {"years_behind": behind, "years_behind_code": "beyond_series" if behind is None else None}
    return row | _needed(row, sign, by - period)


def years_behind(years: Floats, values: Floats, level: float) -> float | None:
    """Return how many years before the last year a rising ``values`` stood at ``level``, interpolated.

    The latest crossing counts; 0.0 where the last value is not above ``level``; None where the series never
    was as low ("beyond the series"). ``years`` is ascending and unbroken; for measures where less is
    better, both ``values`` and ``level`` are passed with the sign turned.
    """
    if not len(values):
        return None
    if values[-1] <= level:
        return 0.0
    below = np.flatnonzero(values <= level)
    if not len(below):
        return None
    k = int(below[-1])
    part = (level - values[k]) / (values[k + 1] - values[k])
    return float(years[-1] - (years[k] + part * (years[k + 1] - years[k])))


def _needed(row: dict[str, Any], sign: float, span: int) -> dict[str, Any]:
    """Return the paces needed and the status they lead to; paces keep the direction of the measure."""
    level = sign * row["gap"] / span
    own, other = row["pace_own"], row["pace_peer"]
    found: dict[str, Any] = {"pace_needed_level": level}
    if other is not None:
        # The peer keeps moving: its path by then is its level now and its own pace times the span.
        found["pace_needed_path"] = level + other
        found["meets_path"] = None if own is None else bool(sign * own >= sign * (level + other))
    if own is None or other is None:
        return found | {"status": "break_in_series"}
    if sign * own >= sign * level:
        return found | {"status": "reachable"}
    return found | {"status": "receding" if sign * other >= sign * own else "not_at_this_pace"}


def _pace(years: Floats, values: Floats) -> float | None:
    """Return units a year from the first to the last year of an unbroken series; None with one year only."""
    return None if len(years) < 2 else float((values[-1] - values[0]) / (years[-1] - years[0]))


def _latest(levels: Levels, measure: str, region: str, year: int) -> int | None:
    known = [
        (period, len(levels.unbroken(measure, region, period)[0]))
        for period in range(year, year - MOST_YEARS_BACK - 1, -1)
    ]
    with_pace = [period for period, length in known if length > 1]
    with_figure = [period for period, length in known if length]
    return next(iter(with_pace + with_figure), None)


GAP_SCHEMA = {
    "measure": pl.String,
    "peer": pl.String,
    "name": pl.String,
    "period": pl.Int32,
    "better": pl.String,
    "value": pl.Float64,
    "peer_value": pl.Float64,
    "gap": pl.Float64,
    "years_behind": pl.Float64,
    "years_behind_code": pl.String,
    "pace_own": pl.Float64,
    "pace_peer": pl.Float64,
    "by": pl.Int32,
    "pace_needed_level": pl.Float64,
    "pace_needed_path": pl.Float64,
    "meets_path": pl.Boolean,
    "status": pl.String,
    "series": pl.String,
    "series_from": pl.Int32,
}


@dataclass(frozen=True, eq=False)
class CatchUp:
    """Gaps to peers: ``table`` has one row a measure and peer.

    ``gap`` is positive where the peer is better, whichever way is better; paces are in the measure's own
    direction (a falling poverty rate is negative).
    """

    panel: Panel
    region: str
    year: int
    by: int
    table: pl.DataFrame
    levels: Levels
    refusals: tuple[Refusal, ...]
