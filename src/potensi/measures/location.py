"""Location quotients: how large an activity is in a region, against how large it is in the reference.

Arrays are regions × activities (``values[j, i]``), float64, missing = NaN; the reference is the sum of the rows.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def share(values: Floats) -> Floats:
    """Return each activity's share of its region's total, s_ij = E_ij / E_j.

    ``values``: regions × activities, any unit. Result: same shape, a fraction; an empty region is NaN.

    >>> share(np.array([[1.0, 3.0], [0.0, 0.0]]))
    array([[0.25, 0.75],
           [ nan,  nan]])
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(values / values.sum(axis=1, keepdims=True))


def location_quotient(values: Floats) -> Floats:
    """Return the location quotient, LQ_ij = (E_ij / E_j) / (E_iN / E): above 1 the activity is base.

    ``values``: regions × activities, non-negative. Result: same shape, 0 … E/E_j, without unit. A zero cell is
    0; an activity that nobody has, or an empty region, is NaN; a missing cell makes its row, its column and the
    reference NaN. Source: Isard (1960), Methods of Regional Analysis.

    >>> location_quotient(np.array([[1.0, 3.0], [3.0, 1.0]]))
    array([[0.5, 1.5],
           [1.5, 0.5]])
    """
    regions, activities = values.sum(axis=1), values.sum(axis=0)
    # Both products are exact of counts: a share of exactly the reference's is 1, and not a little less by rounding.
    quotient = values * regions.sum()
    with np.errstate(divide="ignore", invalid="ignore"):
        quotient /= regions[:, None] * activities[None, :]
    return np.asarray(quotient)


def location_quotient_minus_self(values: Floats) -> Floats:
    """Return the location quotient against a reference without the region itself.

    LQ_ij = (E_ij / E_j) / ((E_iN − E_ij) / (E − E_j)). Large regions pull the usual quotient towards 1; this one
    does not. Shapes and NaN as in :func:`location_quotient`; an activity that no other region has is inf where
    the region has it and NaN where it has not.

    >>> location_quotient_minus_self(np.array([[1.0, 3.0], [3.0, 1.0]])).round(3)
    array([[0.333, 3.   ],
           [3.   , 0.333]])
    """
    regions, activities = values.sum(axis=1, keepdims=True), values.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        quotient = values / (activities - values)
        quotient *= (regions.sum() - regions) / regions
    return np.asarray(quotient)


def weighted_location_quotient(values: Floats, weights: Floats) -> Floats:
    """Return the location quotient against the weighted mean share, s_ij / (Σ_j w_j s_ij / Σ_j w_j).

    ``weights``: one a region, usually population, so that a rich region speaks for its people and not for its money.
    Weighted by the regions' own totals it is the usual quotient. A region without any value has no say; shapes and NaN
    as in :func:`location_quotient`.

    >>> weighted_location_quotient(np.array([[1.0, 3.0], [3.0, 1.0]]), np.array([3.0, 1.0])).round(3)
    array([[0.667, 1.2  ],
           [2.   , 0.4  ]])
    """
    shares, there = share(values), values.sum(axis=1) > 0
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = (shares[there] * weights[there][:, None]).sum(axis=0) / weights[there].sum()
        quotient = np.asarray(shares / mean[None, :])
    quotient[:, values.sum(axis=0) == 0] = np.nan
    return quotient


def per_head_quotient(values: Floats, population: Floats) -> Floats:
    """Return the quotient of values per head, RPOP_ij = (E_ij / p_j) / (E_iN / Σ_j p_j).

    Above 1: more of it for each inhabitant than in the reference, however large everything else is here. A region
    without population is NaN. Source: Bustos et al. (2012), PLoS ONE 7, under the name RPOP.

    >>> per_head_quotient(np.array([[1.0, 3.0], [3.0, 1.0]]), np.array([10.0, 30.0])).round(3)
    array([[1.   , 3.   ],
           [1.   , 0.333]])
    """
    people = np.where(population > 0, population, np.nan)[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray((values / people) / (values.sum(axis=0) / np.nansum(people)))


def symmetric_location_quotient(values: Floats) -> Floats:
    """Return the symmetric location quotient, (LQ − 1) / (LQ + 1): −1 … 1, with 0 where LQ is 1.

    Source: Dalum, Laursen & Villumsen (1998), Structural change in OECD export specialisation patterns.

    >>> symmetric_location_quotient(np.array([[1.0, 3.0], [3.0, 1.0]])).round(3)
    array([[-0.333,  0.2  ],
           [ 0.2  , -0.333]])
    """
    quotient = location_quotient(values)
    return np.asarray((quotient - 1) / (quotient + 1))


def location_quotient_interval(values: Floats, level: float = 0.95) -> tuple[Floats, Floats]:
    """Return the interval of chance around location quotients of counts (people, firms): low and high.

    A region's count of an activity, given its total, is binomial: the Clopper–Pearson (Beta) interval of the
    share s_ij is put over the reference's share. ``level``: coverage, 0 … 1. Shapes and NaN as in
    :func:`location_quotient`. Source: Clopper & Pearson (1934), Biometrika 26.

    >>> low, high = location_quotient_interval(np.array([[10.0, 90.0], [90.0, 810.0]]))
    >>> bool(low[0, 0] < 1 < high[0, 0])
    True
    """
    from scipy.special import betaincinv

    regions, activities = values.sum(axis=1, keepdims=True), values.sum(axis=0)
    tail = (1 - level) / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        reference = activities / activities.sum()
        low = betaincinv(values, regions - values + 1, tail)
        high = betaincinv(values + 1, regions - values, 1 - tail)
        low = np.where(values == 0, 0.0, low) / reference
        high = np.where(values == regions, 1.0, high) / reference
    empty = (regions == 0) | (activities == 0) | np.isnan(values)
    return np.where(empty, np.nan, low), np.where(empty, np.nan, high)
