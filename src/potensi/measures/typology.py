"""Classes: names for where a cell or a region stands on two measures at once. −1 means no class."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from potensi.measures.growth import mean_growth
from potensi.measures.location import share

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Classes = NDArray[np.int8]

# Sources disagree on the two middle Indonesian names; ours: rising = andalan, declining base = prospektif.
SECTOR_CLASSES = ("leading", "rising", "declining_base", "lagging")
KLASSEN_CLASSES = ("advanced_growing", "advanced_pressed", "potential", "behind")


def sector_class(lq: Floats, dlq: Floats) -> Classes:
    """Return the class by location quotient and dynamic location quotient, a place in SECTOR_CLASSES.

    LQ ≥ 1 and DLQ ≥ 1 leading; LQ < 1, DLQ ≥ 1 rising; LQ ≥ 1, DLQ < 1 declining base; both < 1 lagging;
    −1 where either is NaN.

    >>> sector_class(np.array([2.0, 0.5, 2.0, 0.5, np.nan]), np.array([2.0, 2.0, 0.5, 0.5, 1.0]))
    array([ 0,  1,  2,  3, -1], dtype=int8)
    """
    places = (lq < 1).astype(np.int8)
    places += (dlq < 1).astype(np.int8) * np.int8(2)
    places[np.isnan(lq) | np.isnan(dlq)] = -1
    return places


def klassen_activities(start: Floats, end: Floats, *, years: int, against: str = "reference") -> Classes:
    """Return Klassen's class of every cell, a place in KLASSEN_CLASSES.

    Compares yearly growth g_ij and share s_ij (of the last year) with the reference's g_iN and s_iN
    (``against="reference"``), or with the region's own growth g_j and mean share 1/n (``against="own"``).
    Advanced: share at least as large; growing: growth at least as fast; −1 where either cannot be computed.

    >>> klassen_activities(np.array([[1.0, 1.0], [1.0, 1.0]]), np.array([[3.0, 1.0], [1.0, 1.0]]), years=1)
    array([[0, 2],
           [3, 0]], dtype=int8)
    """
    shares, pace = share(end), mean_growth(start, end, years=years)
    whole = (start.sum(axis=0)[None, :], end.sum(axis=0)[None, :])
    if against == "reference":
        level, speed = share(whole[1]), mean_growth(*whole, years=years)
    elif against == "own":
        level = np.full((1, 1), 1 / end.shape[1])
        speed = mean_growth(start.sum(axis=1, keepdims=True), end.sum(axis=1, keepdims=True), years=years)
    else:
        raise ValueError(f"against must be 'reference' or 'own', not {against!r}")
    return _klassen(pace, shares, speed, level)


def klassen_regions(growth: Floats, per_head: Floats, *, reference_growth: float, reference_per_head: float) -> Classes:
    """Return Klassen's class of every region by growth and value per head against the reference's.

    Source: Klassen (1965), Area Economic and Social Redevelopment.

    ``growth`` and ``per_head``: one figure a region. −1 where any of the four is NaN.

    >>> growth, per_head = np.array([0.06, 0.04]), np.array([50.0, 60.0])
    >>> klassen_regions(growth, per_head, reference_growth=0.05, reference_per_head=55.0)
    array([2, 1], dtype=int8)
    """
    return _klassen(growth, per_head, np.asarray(reference_growth), np.asarray(reference_per_head))


def _klassen(pace: Floats, level: Floats, speed: Floats, height: Floats) -> Classes:
    fast, advanced = pace >= speed, level >= height
    places = np.where(advanced, np.where(fast, 0, 1), np.where(fast, 2, 3)).astype(np.int8)
    unknown = np.isnan(pace) | np.isnan(level) | np.isnan(speed) | np.isnan(height)
    return np.where(unknown, np.int8(-1), places)


def overlay(values: Sequence[Floats], threshold: float = 1.0) -> tuple[Classes, Classes, Bools]:
    """Return how many measures pass ``threshold``, how many could be judged, and which passed.

    ``values``: measures of one shape, NaN where a method was refused. Results: counts of that shape, and a mask
    measures × shape. The measures share data: their agreement is not that of independent votes.

    >>> count, judged, _ = overlay([np.array([1.2, np.nan]), np.array([0.8, 2.0])])
    >>> count.tolist(), judged.tolist()
    ([1, 1], [2, 1])
    """
    stacked = np.stack(list(values))
    passed = stacked >= threshold
    judged = (~np.isnan(stacked)).sum(axis=0)
    return passed.sum(axis=0).astype(np.int8), judged.astype(np.int8), passed
