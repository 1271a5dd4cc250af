"""Growth, and what it is made of: shift-share and its family, the dynamic location quotient, growth ratios.

``start`` and ``end`` are the first and the last year's values, regions × activities; r is a rate over the whole
span, g a mean yearly (geometric) one. The reference is the sum of the rows.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

# Below one per cent over the span a rate is too small to divide by: the ratio would say nothing but noise.
LEAST_RATE = 0.01


@dataclass(frozen=True, eq=False)
class ShiftShare:
    """Classic parts of the change (Dunn 1960), in the unit of the values; they add up to end − start."""

    national: Floats
    mix: Floats
    regional: Floats


@dataclass(frozen=True, eq=False)
class EstebanMarquillas:
    """Parts with the regional one split in two (Esteban-Marquillas 1972); they add up to end − start."""

    national: Floats
    mix: Floats
    competitive: Floats
    allocation: Floats


@dataclass(frozen=True, eq=False)
class Arcelus:
    """Eight parts (Arcelus 1984): four effects, each as expected of the reference's structure and as a differential
    due to the region's own; they add up to end − start."""

    national_expected: Floats
    national_differential: Floats
    mix_expected: Floats
    mix_differential: Floats
    regional_expected: Floats
    regional_differential: Floats
    regional_mix_expected: Floats
    regional_mix_differential: Floats


@dataclass(frozen=True, eq=False)
class GrowthRatios:
    """``rpr`` (activities): r_iN / r_N; ``rps`` (regions × activities): r_ij / r_iN. NaN where refused."""

    rpr: Floats
    rps: Floats


def total_growth(start: Floats, end: Floats) -> Floats:
    """Return growth over the whole span, end / start − 1, as a fraction; NaN where there was nothing at first.

    >>> total_growth(np.array([[100.0, 0.0]]), np.array([[121.0, 5.0]])).round(12)
    array([[0.21,  nan]])
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(start > 0, end / start - 1, np.nan))


def mean_growth(start: Floats, end: Floats, *, years: int) -> Floats:
    """Return mean yearly (geometric) growth, (end / start)^(1/years) − 1, as a fraction.

    NaN where there was nothing at first, where the end is negative, or where ``years`` is under 1.

    >>> mean_growth(np.array([[100.0]]), np.array([[121.0]]), years=2).round(12)
    array([[0.1]])
    """
    if years < 1:
        return np.full(np.shape(start), np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(start > 0, (end / start) ** (1 / years) - 1, np.nan))


def contribution(start: Floats, end: Floats) -> Floats:
    """Return each activity's contribution to its region's growth, (end − start) / E_j0: they add up to it.

    >>> contribution(np.array([[60.0, 40.0]]), np.array([[66.0, 44.0]])).round(12)
    array([[0.06, 0.04]])
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray((end - start) / start.sum(axis=1, keepdims=True))


def new_entries(start: Floats, end: Floats) -> Bools:
    """Return where an activity was absent at first and is there at last: growth has no rate in these cells.

    >>> new_entries(np.array([[0.0, 1.0]]), np.array([[2.0, 2.0]]))
    array([[ True, False]])
    """
    return np.asarray((start == 0) & (end > 0))


def dynamic_location_quotient(start: Floats, end: Floats, *, years: int) -> Floats:
    """Return the dynamic location quotient: above 1 the activity gains share faster than in the reference.

    DLQ = [((1+g_ij)/(1+g_j)) / ((1+g_iN)/(1+g_N))]^T with geometric g, which is LQ_T / LQ_0. NaN where the first
    value is not positive: a rate from nothing cannot be read.

    >>> start, end = np.array([[1.0, 3.0], [3.0, 1.0]]), np.array([[2.0, 3.0], [3.0, 1.0]])
    >>> dynamic_location_quotient(start, end, years=4).round(3)
    array([[1.44 , 0.9  ],
           [0.9  , 1.125]])
    """
    if years < 1:
        return np.full(start.shape, np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        regions = start.sum(axis=1) / end.sum(axis=1)
        activities = start.sum(axis=0) / end.sum(axis=0)
        ratio = end / start
        ratio *= regions[:, None]
        ratio *= activities * (end.sum() / start.sum())
    ratio[~(start > 0)] = np.nan
    return np.asarray(ratio)


def shift_share(start: Floats, end: Floats) -> ShiftShare:
    """Return the classic shift-share parts of the change of every cell (Dunn 1960).

    National E·r_N, mix E·(r_iN − r_N), regional E·(r_ij − r_iN). Unit of the values. A new entry (nothing at
    first) has no rate: its whole change is regional, so that the parts always add up; :func:`new_entries` tells
    it apart. An activity that nobody had at first has no mix.

    >>> start = np.array([[90.0, 20, 10, 60], [310, 130, 140, 340]])
    >>> end = np.array([[100.0, 40, 10, 55], [340, 170, 125, 425]])
    >>> parts = shift_share(start, end)
    >>> [round(float(part[0].sum()), 6) for part in (parts.national, parts.mix, parts.regional)]
    [27.0, 1.0, -3.0]
    """
    whole, by_activity = _rates(start, end)
    national = start * whole
    mix = start * (by_activity - whole)
    regional = end - start
    regional -= national
    regional -= mix
    return ShiftShare(national, mix, regional)


def _rates(start: Floats, end: Floats) -> tuple[float, Floats]:
    """Return r_N and r_iN; an activity that nobody had at first grows, for want of a rate, as the whole."""
    first, last = start.sum(axis=0), end.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        whole = last.sum() / first.sum() - 1 if first.sum() != 0 else np.nan
        by_activity = np.where(first == 0, whole, last / first - 1)
    return whole, by_activity


def _homothetic(start: Floats) -> Floats:
    """Return E* = E_j · s_iN: what each cell would be, had the region the reference's structure."""
    activities = start.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(start.sum(axis=1)[:, None] * (activities / activities.sum()))


def esteban_marquillas(start: Floats, end: Floats) -> EstebanMarquillas:
    """Return shift-share with the regional part split into competitiveness proper and allocation.

    Competitive E*·(r_ij − r_iN), allocation (E − E*)·(r_ij − r_iN), E* = E_j·s_iN. Where a cell was empty at
    first its change is all competitive and its allocation 0. Source: Esteban-Marquillas (1972), Regional and
    Urban Economics 2.

    >>> parts = esteban_marquillas(np.array([[4.0, 6.0], [6.0, 4.0]]), np.array([[5.0, 6.0], [6.0, 5.0]]))
    >>> bool(np.allclose(parts.national + parts.mix + parts.competitive + parts.allocation, [[1, 0], [0, 1]]))
    True
    """
    classic = shift_share(start, end)
    with np.errstate(divide="ignore", invalid="ignore"):
        advantage = classic.regional / start
        competitive = np.where(start == 0, classic.regional, _homothetic(start) * advantage)
    return EstebanMarquillas(classic.national, classic.mix, competitive, classic.regional - competitive)


def arcelus(start: Floats, end: Floats) -> Arcelus:
    """Return the eight parts of Arcelus: each of four effects on E* (expected) and on E − E* (differential).

    The rates are r_N; r_iN − r_N; r_j − r_N; (r_ij − r_j) − (r_iN − r_N). Where a cell was empty at first its
    change stands in ``regional_mix_expected``. Source: Arcelus (1984), Growth and Change 15.

    >>> parts = arcelus(np.array([[4.0, 6.0], [6.0, 4.0]]), np.array([[5.0, 6.0], [6.0, 5.0]]))
    >>> bool(np.allclose(sum(vars(parts).values()), [[1, 0], [0, 1]]))
    True
    """
    whole, by_activity = _rates(start, end)
    expected = _homothetic(start)
    own = start - expected
    with np.errstate(divide="ignore", invalid="ignore"):
        totals = start.sum(axis=1, keepdims=True)
        # A region that was empty at first has no rate; every cell of it is a new entry anyway.
        region = np.where(totals == 0, 0.0, end.sum(axis=1, keepdims=True) / totals - 1 - whole)
        cell = np.where(start == 0, 0.0, end / start - 1)
    mix = by_activity - whole
    rest = cell - region - whole - mix
    last_expected = np.where(start == 0, end - start, expected * rest)
    last_own = np.where(start == 0, 0.0, own * rest)
    return Arcelus(
        expected * whole, own * whole, expected * mix, own * mix,
        expected * region, own * region, last_expected, last_own,
    )  # fmt: skip


def dynamic_shift_share(cube: Floats) -> ShiftShare:
    """Return the year-by-year sums of the classic parts (Barff & Knight 1988).

    ``cube``: years × regions × activities, every year of the span. Source: Growth and Change 19.

    >>> cube = np.array([[[1.0, 3.0]], [[2.0, 3.0]], [[2.0, 4.0]]])
    >>> parts = dynamic_shift_share(cube)
    >>> bool(np.allclose(parts.national + parts.mix + parts.regional, cube[-1] - cube[0]))
    True
    """
    steps = [shift_share(cube[k], cube[k + 1]) for k in range(len(cube) - 1)]
    return ShiftShare(
        sum((step.national for step in steps), np.zeros(cube.shape[1:])),
        sum((step.mix for step in steps), np.zeros(cube.shape[1:])),
        sum((step.regional for step in steps), np.zeros(cube.shape[1:])),
    )


def growth_ratio_readable(start: Floats, end: Floats) -> tuple[bool, Bools]:
    """Return whether the reference's growth, and each activity's in it, is large enough to divide by.

    At least one per cent over the span; negative or smaller denominators turn the ratios round.

    >>> growth_ratio_readable(np.array([[10.0, 10.0]]), np.array([[12.0, 9.0]]))
    (True, array([ True, False]))
    """
    first, last = start.sum(axis=0), end.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        whole = last.sum() / first.sum() - 1
        by_activity = last / first - 1
        return bool(whole >= LEAST_RATE), np.asarray((first > 0) & (by_activity >= LEAST_RATE))


def growth_ratios(start: Floats, end: Floats) -> GrowthRatios:
    """Return the growth ratios of the MRP analysis: RPr = r_iN / r_N and RPs = r_ij / r_iN; above 1 outgrows.

    NaN where the denominator is negative or under one per cent over the span (:func:`growth_ratio_readable`),
    and where the cell was empty at first.

    >>> growth_ratios(np.array([[10.0, 10.0], [10.0, 10.0]]), np.array([[13.0, 10.0], [11.0, 14.0]])).rpr.round(12)
    array([1., 1.])
    """
    whole_ok, activity_ok = growth_ratio_readable(start, end)
    whole, by_activity = _rates(start, end)
    rpr = by_activity / whole if whole_ok else np.full(by_activity.shape, np.nan)
    rpr[start.sum(axis=0) == 0] = np.nan
    readable = np.where(activity_ok, by_activity, np.nan)
    return GrowthRatios(rpr, total_growth(start, end) / readable)
