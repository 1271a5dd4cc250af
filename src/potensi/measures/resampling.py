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
from potensi.measures.space import Indices, block, space_from
from potensi.measures.threads import in_parts

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]

# Replicates that one thread does in a row; fixed, so that sums are added in one order on every machine.
_PART = 20


@dataclass(frozen=True, eq=False)
class Draws:
    """How a draw is made: ``replicates``, ``seed``, RCA ``threshold``, and the ``level`` of the intervals."""

    replicates: int = 200
    seed: int = 20_150_922
    threshold: float = 1.0
    level: float = 0.95


@dataclass(frozen=True, eq=False)
class Uncertainty:
    """Standard errors and intervals. ``density_error``: regions × activities; ranks begin with 1, the highest.

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
    own = rel.presence_of_values(values, draws.threshold)
    whole = _read_against(values, np.arange(values.shape[0]), draws.threshold)
    parts = -(-draws.replicates // _PART)
    sums, squares = (np.zeros((parts, *values.shape), dtype=np.float32) for _ in range(2))
    indices = np.full((draws.replicates, values.shape[0]), np.nan)
    ranks = np.full((draws.replicates, values.shape[1]), np.nan)
    options = None if region is None else ~own.dense(region, region + 1)[0]

    def work(first: int, end: int) -> None:
        for k in range(first, end):
            rows = np.random.default_rng([draws.seed, k]).integers(0, values.shape[0], values.shape[0])
            found = _read_against(values, rows, draws.threshold)
            change = np.nan_to_num(found[0] - whole[0])
            sums[first // _PART] += change
            squares[first // _PART] += change * change
            indices[k] = _aligned(found[1], whole[1])
            if region is not None and options is not None:
                ranks[k, options] = _ranks(found[0][region, options])

    in_parts(draws.replicates, work, part=_PART)
    spread = _error(sums.sum(axis=0), squares.sum(axis=0), draws.replicates)
    spread[np.isnan(whole[0])] = np.nan
    places = np.stack([_ranks(each) for each in indices])
    return Uncertainty(
        _spread(indices),
        *_interval(places, draws.level),
        spread,
        *_interval(ranks, draws.level),
        draws.replicates,
    )


def _read_against(values: csr_array, rows: NDArray[np.int64], threshold: float) -> tuple[Singles, Floats]:
    """Return density and ECI of every region, read against the regions ``rows`` as the reference."""
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
    return np.asarray(block(space_from(has, near, nothing, conventions=POTENSI)).density), index


def _aligned(index: Floats, whole: Floats) -> Floats:
    """Return the index with the sign under which it agrees with that of all regions."""
    lean = np.nansum(index * whole)
    return -index if lean < 0 else index


def _ranks(values: NDArray[np.floating]) -> Floats:
    """Return ranks from 1, the highest; NaN stays NaN, equals share the mean of their ranks."""
    from scipy.stats import rankdata

    return np.asarray(rankdata(-values, nan_policy="omit"))


def _error(sums: Singles, squares: Singles, count: int) -> Singles:
    variance = (squares - sums * sums / count) / max(count - 1, 1)
    return np.asarray(np.sqrt(np.maximum(variance, 0)))


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
