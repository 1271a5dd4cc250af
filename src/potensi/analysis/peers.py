"""Which regions are alike in structure, and which of those are ahead: on what, when, out of how many."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from potensi.analysis.grid import Grid, make_grid
from potensi.analysis.levels import Levels, levels_of
from potensi.errors import Refusal
from potensi.indicators import Indicators
from potensi.measures import similarity
from potensi.panel import Panel


def peers(
    panel: Panel,
    *,
    region: str,
    year: int | None = None,
    indicators: Indicators | None = None,
    count: int = 5,
) -> Peers:
    """Return the ``count`` regions whose structure in ``year`` is most like ``region``'s, and who is ahead.

    Alike is the Hellinger similarity of shares (1 = the same structure); ``size_ratio`` is the peer's total
    over ours. Ahead is told measure by measure ("3 of 5 peers in 2023"), never as a rank of all regions,
    and only among figures of the same series and year. Raises UsageError for an unknown region or year.
    """
    year = panel.periods[-1] if year is None else year
    grid = make_grid(panel, base=year, year=year)
    place = grid.place(region)
    levels = levels_of(panel, indicators).within(year, year)
    refusals = list(grid.refusals)
    if len(grid.reference) < 2:
        refusals.append(Refusal("peers", "nothing_to_compare_with"))
    table = alike(grid, place).head(count)
    code = grid.reference[place]
    ahead, lost = _ahead(levels, code, table["region"].to_list(), year)
    table = table.with_columns(
        pl.Series(
            f"ahead_{name}",
            [_is_ahead(levels, name, code, peer, year) for peer in table["region"]],
            pl.Boolean,
        )
        for name in levels.names
    )
    flags = [pl.col(f"ahead_{name}") for name in levels.names]
    judged = pl.sum_horizontal(flag.is_not_null() for flag in flags) if flags else pl.lit(0)
    passed = pl.sum_horizontal(flag.fill_null(False) for flag in flags) if flags else pl.lit(0)
    table = table.with_columns(ahead_count=passed.cast(pl.Int32), ahead_judged=judged.cast(pl.Int32))
    return Peers(grid.panel, code, year, table, ahead, levels, (*refusals, *lost))


def alike(grid: Grid, place: int) -> pl.DataFrame:
    """Return every other region of the reference, most alike first: region, name, similarity, size_ratio."""
    now = grid.at(grid.year)
    close = similarity.hellinger_similarity(now)[place]
    totals, names = now.sum(axis=1), grid.names()
    ratio = np.divide(totals, totals[place], out=np.full(len(totals), np.nan), where=totals[place] > 0)
    table = pl.DataFrame(
        {
            "region": list(grid.reference),
            "name": [names.get(code, code) for code in grid.reference],
            "period": pl.Series([grid.year] * len(totals), dtype=pl.Int32),
            "similarity": close,
            "size_ratio": ratio,
        }
    )
    others = table.filter(pl.col("region") != grid.reference[place]).filter(pl.col("similarity").is_not_nan())
    return others.sort(["similarity", "region"], descending=[True, False])


def _is_ahead(levels: Levels, measure: str, region: str, peer: str, year: int) -> bool | None:
    ours, theirs = levels.at(measure, region, year), levels.at(measure, peer, year)
    if ours is None or theirs is None or ours[1] != theirs[1]:
        return None
    return bool(levels.sign(measure) * (theirs[0] - ours[0]) > 0)


def _ahead(levels: Levels, region: str, others: list[str], year: int) -> tuple[pl.DataFrame, list[Refusal]]:
    rows: list[dict[str, Any]] = []
    for card in levels.cards:
        flags = [_is_ahead(levels, card.indicator, region, peer, year) for peer in others]
        ours = levels.at(card.indicator, region, year)
        if ours is None or all(flag is None for flag in flags):
            continue
        ahead = [peer for peer, flag in zip(others, flags, strict=True) if flag]
        row = {"measure": card.indicator, "period": year, "better": card.better, "value": ours[0]}
        judged = sum(flag is not None for flag in flags)
        rows.append(row | {"ahead": len(ahead), "of": judged, "peers_ahead": " ".join(ahead)})
    missing = set(levels.names) - {row["measure"] for row in rows}
    refusals = [Refusal("peers", "no_level", region, params={"measure": m, "year": year}) for m in sorted(missing)]
    return pl.DataFrame(rows, schema=AHEAD_SCHEMA), refusals


AHEAD_SCHEMA = {
    "measure": pl.String,
    "period": pl.Int32,
    "better": pl.String,
    "value": pl.Float64,
    "ahead": pl.Int32,
    "of": pl.Int32,
    "peers_ahead": pl.String,
}


@dataclass(frozen=True, eq=False)
class Peers:
    """Regions alike in structure. ``table``: one row a peer; ``ahead``: one row a measure, "k of n peers"."""

    panel: Panel
    region: str
    year: int
    table: pl.DataFrame
    ahead: pl.DataFrame
    levels: Levels
    refusals: tuple[Refusal, ...]
