"""How far answers hang on which regions happen to be in the data: standard errors and rank intervals.

Regions are drawn with replacement, as many as there are (the nonparametric bootstrap, Efron & Tibshirani 1993, with
regions as the units). From each draw everything that is learnt from others comes anew: reference totals, and with them
presence, proximity, complexity; then every region's own figures are read against it. This is the error of a reference
that might have been another; it is not the error of measurement of the region's own figures.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from potensi.measures import complexity as com
from potensi.measures import relatedness as rel
from potensi.measures.conventions import POTENSI
from potensi.measures.relatedness import Presence
from potensi.measures.space import Indices, block, space_from
from potensi.measures.threads import in_parts

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]

# Replicates that one thread does in a row; fixed, so that sums are added in one order on every machine.
_PART = 20


@dataclass(frozen=True, eq=False)
class Draws:
    """How a draw is made: ``replicates``, ``seed``, RCA ``threshold``, and the ``level`` of the intervals.

    ``cells``: whether errors of density are wanted for every region, or only for the one that is asked for; every one
    takes regions × activities numbers for each 10 replicates.
    """

    replicates: int = 200
    seed: int = 20_150_922
    threshold: float = 1.0
    level: float = 0.95
    cells: bool = True


@dataclass(frozen=True, eq=False)
class Uncertainty:
    """Standard errors and intervals. ``density_error``: regions × activities; ranks begin with 1, the highest.

    Where not every cell was wanted, ``density_error`` has one row, that of the asked region, or none at all.
    ``eci_error``, ``eci_rank_low``, ``eci_rank_high``: one a region, NaN where the index is undefined. ``rank_low``,
    ``rank_high``: one an activity, the rank by density among what the asked region has not; NaN for what it has.
    """

    eci_error: Floats
    eci_rank_low: Floats
    eci_rank_high: Floats
    density_error: Singles
    rank_low: Floats
    rank_high: Floats
    replicates: int


def uncertainty(values: csr_array, *, region: int | None = None, draws: Draws = Draws()) -> Uncertainty:
    """Return standard errors and rank intervals of ECI, density and the options of ``region``, by drawing regions.

    ``values``: regions × activities. The same seed gives the same answer on every machine, with any number of cores.

    >>> table = csr_array(np.random.default_rng(1).lognormal(0, 2, (30, 12)))
    >>> found = uncertainty(table, region=0, draws=Draws(replicates=20))
    >>> bool((found.eci_rank_low <= found.eci_rank_high).all()), found.density_error.shape
    (True, (30, 12))
    """
    regions, width = values.shape
    first, end = (0, regions) if draws.cells else (0, 0) if region is None else (region, region + 1)
    whole = _read_against(values, np.arange(regions), draws.threshold, (first, end))
    parts = -(-draws.replicates // _PART)
    sums, squares = (np.zeros((parts, end - first, width), dtype=np.float32) for _ in range(2))
    counts = np.zeros((parts, width), dtype=np.int64)
    indices, ranks = np.full((draws.replicates, regions), np.nan), np.full((draws.replicates, width), np.nan)
    own = rel.presence_of_values(values, draws.threshold)
    options = _options(own, region)

    def work(low: int, high: int) -> None:
        for k in range(low, high):
            found = _drawn(values, draws, k, (first, end))
            change = np.nan_to_num(found.density - whole.density)
            sums[low // _PART] += change
            squares[low // _PART] += change * change
            counts[low // _PART] += ~found.unrelated
            indices[k] = _aligned(found.index, whole.index)
            if region is not None:
                ranks[k, options] = _ranks(found.density[region - first, options])

    in_parts(draws.replicates, work, part=_PART)
    spread = _error(sums.sum(axis=0), squares.sum(axis=0), counts.sum(axis=0))
    spread[np.isnan(whole.density) | (own.diversity[first:end] == 0)[:, None]] = np.nan
    places = np.array([_ranks(each) for each in indices]).reshape(indices.shape)
    of_index, of_ranks = _interval(places, draws.level), _interval(ranks, draws.level)
    return Uncertainty(_spread(indices), *of_index, spread, *of_ranks, draws.replicates)


def _options(own: Presence, region: int | None) -> NDArray[np.bool_]:
    """Return what the region has not; nothing of it where there is no region, or it has nothing at all."""
    if region is None or own.diversity[region] == 0:
        return np.zeros(own.width, dtype=np.bool_)
    return ~own.dense(region, region + 1)[0]


def _drawn(values: csr_array, draws: Draws, k: int, wanted: tuple[int, int]) -> _Reading:
    """Return the reading of draw ``k``: as many regions as there are, with replacement, by a seed of its own."""
    regions = values.shape[0]
    rows = np.random.default_rng([draws.seed, k]).integers(0, max(regions, 1), regions)
    return _read_against(values, rows, draws.threshold, wanted)


@dataclass(frozen=True, eq=False)
class _Reading:
    """Density of some regions and ECI of every one against one reference.

    ``unrelated``: activities that this reference tells nothing of.
    """

    density: Singles
    index: Floats
    unrelated: NDArray[np.bool_]


def _read_against(values: csr_array, rows: NDArray[np.int64], threshold: float, wanted: tuple[int, int]) -> _Reading:
    """Return density of the regions ``wanted`` and ECI of every one, against the regions ``rows`` as the reference."""
    times = np.bincount(rows, minlength=values.shape[0]).astype(np.float64)
    has = rel.presence_of_values(values, threshold, reference=np.asarray(times @ values))
    drawn = has.of_rows(rows)
    near, found = rel.proximity(rel.co_occurrence(drawn)), com.eigenvectors(drawn)
    worth = found.activities
    known = rel.row_means(has, (~np.isnan(worth)).astype(np.float64))
    with np.errstate(divide="ignore", invalid="ignore"):
        means = rel.row_means(has, np.nan_to_num(worth)) / known
    index = com.standardised(np.where(has.diversity > 0, means, np.nan))
    nothing = Indices(index, worth, worth, 1.0, found.gap, found.components)
    space = space_from(has, near, nothing, conventions=POTENSI)
    dense = np.asarray(block(space, first=wanted[0], end=wanted[1]).density)
    nothing = has.diversity[wanted[0] : wanted[1]] == 0
    if nothing.any():
        # Against this reference it has nothing: none of what goes with an activity.
        dense[np.ix_(nothing, ~space.unrelated)] = 0
    return _Reading(dense, index, space.unrelated)


def _aligned(index: Floats, whole: Floats) -> Floats:
    """Return the index with the sign under which it agrees with that of all regions."""
    lean = np.nansum(index * whole)
    return -index if lean < 0 else index


def _ranks(values: NDArray[np.floating]) -> Floats:
    """Return ranks from 1, the highest; NaN stays NaN, equals share the mean of their ranks."""
    from scipy.stats import rankdata

    return np.asarray(rankdata(-values, nan_policy="omit"))


def _error(sums: Singles, squares: Singles, counts: NDArray[np.int64]) -> Singles:
    """Return the deviation of each cell over the draws that tell something of its activity; NaN where under two do."""
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = (squares - sums * sums / counts) / (counts - 1)
    return np.where(counts > 1, np.sqrt(np.maximum(variance, 0)), np.nan).astype(np.float32)


def _spread(replicates: Floats) -> Floats:
    """Return the deviation of each column over the replicates in which it is defined."""
    known = (~np.isnan(replicates)).sum(axis=0)
    filled = np.nan_to_num(replicates)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = filled.sum(axis=0) / known
        squares = np.where(np.isnan(replicates), 0.0, (replicates - mean) ** 2).sum(axis=0)
        return np.where(known > 1, np.sqrt(squares / (known - 1)), np.nan)


def _interval(replicates: Floats, level: float) -> tuple[Floats, Floats]:
    """Return the low and the high end of the middle ``level`` of each column; NaN where it was never defined."""
    low, high = (np.full(replicates.shape[1], np.nan) for _ in range(2))
    known = ~np.isnan(replicates).all(axis=0)
    ends = [(1 - level) / 2, (1 + level) / 2]
    if known.any():
        low[known], high[known] = np.nanquantile(replicates[:, known], ends, axis=0)
    return low, high
