"""How well a score foretold what happened: areas under curves, the first ten of each region, calibration, intervals.

``truth``: what happened, yes or no; ``scores``: higher is likelier; ``groups``: which region each case belongs to.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]


def roc_area(truth: Bools, scores: Floats) -> float:
    """Return the chance that a case that happened scores above one that did not (equals count half); 0.5 is luck.

    NaN where all happened, or none. Source: Hanley & McNeil (1982), Radiology 143.

    >>> roc_area(np.array([True, False, False]), np.array([0.9, 0.4, 0.95]))
    0.5
    """
    yes = int(truth.sum())
    no = len(truth) - yes
    if not yes or not no:
        return float("nan")
    return float((rankdata(scores)[truth].sum() - yes * (yes + 1) / 2) / (yes * no))


def precision_area(truth: Bools, scores: Floats) -> float:
    """Return the mean precision at each case that happened (area under precision and recall); luck is its share.

    Cases of one score count together. NaN where none happened.

    >>> precision_area(np.array([True, False, True]), np.array([0.9, 0.8, 0.7])).__round__(3)
    0.833
    """
    yes = int(truth.sum())
    if not yes:
        return float("nan")
    order = np.argsort(-scores, kind="stable")
    ends = np.append(np.nonzero(np.diff(scores[order]))[0], len(order) - 1)
    hits = np.cumsum(truth[order])[ends]
    gained = np.diff(hits, prepend=0)
    return float((gained * hits / (ends + 1)).sum() / yes)


def first_hits(truth: Bools, scores: Floats, groups: Ints, *, first: int = 10, seed: int = 0) -> Floats:
    """Return, for each group, the share of its ``first`` cases by score that happened; equals in a drawn order.

    Result: one a group (0 … the largest group); NaN for a group with fewer cases than ``first``. A group in which
    nothing happened counts with 0: advice there was wrong.

    >>> first_hits(np.array([True, False, False]), np.array([3.0, 2.0, 1.0]), np.array([0, 0, 0]), first=2).tolist()
    [0.5]
    """
    order = np.lexsort((np.random.default_rng(seed).random(len(truth)), -scores, groups))
    sizes = np.bincount(groups)
    starts = np.cumsum(sizes) - sizes
    place = np.arange(len(order)) - starts[groups[order]]
    hits = np.bincount(groups[order][place < first], weights=truth[order][place < first], minlength=len(sizes))
    return np.where(sizes >= first, hits / first, np.nan)


def areas_within(truth: Bools, scores: Floats, groups: Ints) -> Floats:
    """Return :func:`roc_area` of each group that has any case; NaN where all of its cases happened, or none.

    >>> areas_within(np.array([True, False, True]), np.array([2.0, 1.0, 5.0]), np.array([0, 0, 1])).tolist()
    [1.0, nan]
    """
    order = np.argsort(groups, kind="stable")
    cuts = np.nonzero(np.diff(groups[order]))[0] + 1
    return np.array([roc_area(truth[part], scores[part]) for part in np.split(order, cuts)])


def mean_area_within(truth: Bools, scores: Floats, groups: Ints) -> float:
    """Return the mean of :func:`areas_within` over the groups where some happened and some did not.

    >>> mean_area_within(np.array([True, False, True]), np.array([2.0, 1.0, 5.0]), np.array([0, 0, 1]))
    1.0
    """
    areas = areas_within(truth, scores, groups)
    return float(np.nanmean(areas)) if not np.isnan(areas).all() else float("nan")


def calibration(truth: Bools, scores: Floats, bins: int = 10) -> tuple[Floats, Floats, Ints]:
    """Return mean score, share that happened, and number of cases of ``bins`` equally large groups by score.

    >>> calibration(np.array([False, True]), np.array([0.1, 0.8]), bins=2)
    (array([0.1, 0.8]), array([0., 1.]), array([1, 1]))
    """
    parts = [part for part in np.array_split(np.argsort(scores, kind="stable"), bins) if len(part)]
    return (
        np.array([scores[part].mean() for part in parts]),
        np.array([truth[part].mean() for part in parts]),
        np.array([len(part) for part in parts]),
    )


def interval_by_group(groups: Ints, measure: Callable[[Ints], float], *, draws: int = 400) -> tuple[float, float]:
    """Return the 95 per cent interval of ``measure`` (given the cases of a draw) when whole groups are drawn anew.

    A region's cases hang together; drawing cases one by one would make the interval too narrow.

    >>> low, high = interval_by_group(np.array([0, 0, 1]), lambda cases: float(len(cases)), draws=50)
    >>> low, high
    (2.0, 4.0)
    """
    order = np.argsort(groups, kind="stable")
    names, starts = np.unique(groups[order], return_index=True)
    parts = np.split(order, starts[1:])
    random = np.random.default_rng(0)
    rows = (random.integers(0, len(names), len(names)) for _ in range(draws))
    found = np.array([measure(np.concatenate([parts[k] for k in drawn])) for drawn in rows])
    known = found[~np.isnan(found)]
    if not len(known):
        return float("nan"), float("nan")
    low, high = np.quantile(known, [0.025, 0.975])
    return float(low), float(high)
